"""Where a random program is written down: its lines, the values in reach of the next one, and whose turn state has.

TensorFlow runs what nothing orders in any order, so a program whose answer is to be certain needs order. Each scope
has a *turn*: a scalar that whatever reads or writes state waits for, and that is then made anew from what it gave. A
branch takes the turn in and hands it out, a loop carries it round. A scope without a turn touches no state.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

Shape = tuple[int, ...]  # -1 in the shape of what is fed: another length in each run

SHAPES: list[Shape] = [(), (), (), (3,), (3,), (2,), (2, 3)]
NUMBERS = ["0.5", "-1.5", "2.0", "1.0", "-0.75", "3.0", "0.0", "-2.0"]
EDGES = ["0.0", "-0.0", "np.inf", "-np.inf", "np.nan", "1.0", "-1.0", "9.0"]


@dataclass(frozen=True)
class Value:
    """A tensor that a line may use."""

    name: str
    dtype: str
    shape: Shape


@dataclass(frozen=True)
class Variable:
    """`mode`: "still" in every run that reads it, "turned" by turns, "added to" by turns and never assigned whole,
    "loose" written at any time.
    """

    name: str
    shape: Shape
    mode: str
    resource: bool


@dataclass
class Scope:
    """The top, a branch of a conditional or the body of a loop."""

    kind: str
    values: list[Value] = field(default_factory=list)
    turn: str | None = None
    depth: int = 0  # of conditionals and loops around it
    loops: int = 0


class Writer:
    """The lines of one program so far; everything random comes from `draw`."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(f"program {seed}")
        self.lines: list[str] = []
        self.scope = Scope("top")
        self.variables: list[Variable] = []
        self.queues: list[str] = []
        self.kept: list[tuple[Value, str]] = []  # values of branches and bodies that the top gets hold of
        self.is_certain = True  # whether TensorFlow, too, has one answer: nothing touches state without its turn
        self.vague: set[str] = set()  # names whose static shape is not known in full
        self.tags: Counter[str] = Counter()
        self.budget = self.draw.choice([3, 4, 6, 8, 11, 14])
        self.margin = self._names = 0

    def odds(self, chance: float) -> bool:
        return self.draw.random() < chance

    def one(self, *options: str) -> str:
        return self.draw.choice(options)

    def fresh(self, letter: str = "t") -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def line(self, text: str) -> None:
        self.lines.append("    " * self.margin + text)

    @contextmanager
    def under(self, head: str) -> Iterator[None]:
        """Lines below a line that ends in a colon."""
        self.line(head)
        self.margin += 1
        yield
        self.margin -= 1

    def after(self, *names: str) -> AbstractContextManager[None]:
        return self.under(f"with tf.control_dependencies([{', '.join(names)}]):")

    @contextmanager
    def inner(self, head: str, kind: str, turn: str | None) -> Iterator[Scope]:
        """The function of a branch or a body: what it names stays in it."""
        outer = self.scope
        loops = outer.loops + (kind == "body")
        self.scope = Scope(kind, list(outer.values), turn, outer.depth + 1, loops)
        with self.under(head):
            yield self.scope
        self.scope = outer

    # Names

    def add(self, name: str, dtype: str, shape: Shape, source: str = "") -> str:
        """A name that later lines may use, from now on."""
        if self.is_vague(source):
            self.vague.add(name)
        self.scope.values.append(Value(name, dtype, shape))
        return name

    def let(self, expression: str, dtype: str = "float32", shape: Shape = (), letter: str = "t") -> str:
        name = self.fresh(letter)
        self.line(f"{name} = {expression}")
        return self.add(name, dtype, shape, expression)

    def is_vague(self, expression: str) -> bool:
        return bool(self.vague.intersection(re.findall(r"\w+", expression)))

    def reachable(self, dtype: str | None = None, shape: Shape | None = None) -> list[Value]:
        return [v for v in self.scope.values if dtype in (None, v.dtype) and shape in (None, v.shape)]

    # Expressions

    def shape(self) -> Shape:
        return self.draw.choice(SHAPES)

    def flat_shape(self) -> Shape:
        return self.draw.choice([(), (3,)])

    def literal(self, dtype: str, shape: Shape, numbers: list[str] = NUMBERS) -> str:
        if shape:
            return f"[{', '.join(self.literal(dtype, shape[1:], numbers) for _ in range(shape[0]))}]"
        if dtype == "bool":
            return self.one("True", "False")
        return self.draw.choice(numbers) if "float" in dtype else str(self.draw.randint(-2, 4))

    def constant(self, dtype: str, shape: Shape) -> str:
        return f"tf.constant({self.literal(dtype, shape)}, tf.{dtype})"

    def some(self, dtype: str = "float32", shape: Shape | None = None) -> str:
        """An expression of this dtype and shape: a value in reach, one converted, or a constant."""
        shape = self.shape() if shape is None else shape
        exact = self.reachable(dtype, shape)
        if exact and self.odds(0.78):
            return self.draw.choice(exact[-4:] if self.odds(0.65) else exact).name
        near = self.reachable(dtype) if self.odds(0.6) else [v for v in self.scope.values if v.dtype != "string"]
        if not near or self.odds(0.12):
            return self.constant(dtype, shape)
        value = self.draw.choice(near[-6:])
        return self.reshaped(self.cast(value.name, value.dtype, dtype), value.shape, shape, dtype)

    def firm(self, dtype: str = "float32", shape: Shape = ()) -> str:
        """The same, with a static shape that a loop can insist on."""
        expression = self.some(dtype, shape)
        return f"tf.reshape({expression}, {list(shape)})" if self.is_vague(expression) else expression

    def cast(self, expression: str, source: str, target: str) -> str:
        if source == target:
            return expression
        if target == "bool":
            return f"tf.{self.one('greater', 'less', 'not_equal')}({expression}, {self.literal(source, ())})"
        if "float" in source and "int" in target:
            expression = f"tf.clip_by_value({expression}, -8.0, 8.0)"
        return f"tf.cast({expression}, tf.{target})"

    def reshaped(self, expression: str, source: Shape, target: Shape, dtype: str) -> str:
        if source == target:
            return expression
        if dtype == "bool":
            expression = f"tf.reduce_any({expression})" if source else expression
            return f"tf.fill({list(target)}, {expression})" if target else expression
        if target == ():
            return f"tf.reduce_{self.one('sum', 'max', 'min', *['mean'] * ('float' in dtype))}({expression})"
        if source == ():
            return self.one(
                f"tf.fill({list(target)}, {expression})", f"tf.zeros({list(target)}, tf.{dtype}) + {expression}"
            )
        between = {
            ((2, 3), (3,)): [f"tf.reduce_sum({expression}, 0)", f"({expression})[1]"],
            ((2, 3), (2,)): [f"tf.reduce_max({expression}, 1)", f"({expression})[:, 0]"],
            ((3,), (2, 3)): [
                f"tf.stack([{expression}, {expression}])",
                f"tf.tile(tf.expand_dims({expression}, 0), [2, 1])",
            ],
            ((2,), (2, 3)): [f"tf.tile(tf.expand_dims({expression}, 1), [1, 3])"],
            ((3,), (2,)): [f"({expression})[1:]", f"tf.gather({expression}, [2, 0])"],
            ((2,), (3,)): [
                f"tf.concat([{expression}, tf.zeros([1], tf.{dtype})], 0)",
                f"tf.gather({expression}, [0, 1, 1])",
            ],
        }
        return self.one(*between[source, target])

    # State

    @property
    def turn(self) -> str | None:
        return self.scope.turn

    def pass_on(self, expression: str) -> None:
        """Whoever touches state next waits for this scalar."""
        self.scope.turn = self.let(expression, letter="c")

    def of(self, *modes: str, shape: Shape | None = None) -> list[Variable]:
        return [v for v in self.variables if v.mode in modes and shape in (None, v.shape)]
