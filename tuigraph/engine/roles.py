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


ROUTING = frozenset((Role.SWITCH, Role.MERGE, Role.ENTER, Role.EXIT, Role.NEXT_ITERATION))
