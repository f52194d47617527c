"""The part that a node plays in a graph: what code that reads graphs goes by, instead of names of types."""

from __future__ import annotations

from enum import Enum, auto


class Role(Enum):
    """Most nodes only compute."""

    COMPUTES = auto()
    CONSTANT = auto()
    PLACEHOLDER = auto()
    VARIABLE = auto()  # makes the cell of a variable, or a handle of it
    READ = auto()  # gives the value behind a handle
    IS_INITIALIZED = auto()  # says whether a variable has a value
    SHAPE = auto()  # says something about the shape of its operand alone
    IDENTITY = auto()
    SWITCH = auto()
    MERGE = auto()
    ENTER = auto()
    EXIT = auto()
    NEXT_ITERATION = auto()
    LOOP_COND = auto()
    TRIGGER = auto()  # runs whatever is dead of what it waits for

    __hash__ = object.__hash__  # that of Enum is a Python function, and roles are looked up for each node of a plan


# For what looks at each node of a plan: `Role.SWITCH` takes fourteen times as long as `SWITCH` on Python 3.11.
IDENTITY, SWITCH, MERGE = Role.IDENTITY, Role.SWITCH, Role.MERGE
ENTER, EXIT, NEXT_ITERATION, LOOP_COND = Role.ENTER, Role.EXIT, Role.NEXT_ITERATION, Role.LOOP_COND

ROUTING = frozenset((SWITCH, MERGE, ENTER, EXIT, NEXT_ITERATION))
