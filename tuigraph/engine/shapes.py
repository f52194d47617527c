"""Static shapes: what is known about a tensor's shape before anything runs.

The engine itself works on plain tuples: ``None`` for an unknown rank, else a tuple whose entries are an int or None.
`TensorShape` and `Dimension` are what the user sees of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Shape = tuple["int | None", ...]
MaybeShape = Shape | None


class Dimension:
    """One entry of a shape (`tf.Dimension`): a number or unknown.  `int(d)` of an unknown one raises TypeError."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        value = value.value if isinstance(value, Dimension) else value
        if value is not None:
            number = value.__index__() if hasattr(value, "__index__") else int(value)
            if number != value:
                raise ValueError(f"Ambiguous dimension: {value}")
            if number < 0:
                raise ValueError(f"Dimension {number} must be >= 0")
            value = number
        self.value: int | None = value

    def is_compatible_with(self, other: Any) -> bool:
        other = as_dimension(other)
        return self.value is None or other.value is None or self.value == other.value

    def assert_is_compatible_with(self, other: Any) -> None:
        if not self.is_compatible_with(other):
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other: Any) -> Dimension:
        other = as_dimension(other)
        self.assert_is_compatible_with(other)
        return Dimension(other.value if self.value is None else self.value)

    def __int__(self) -> int:
        if self.value is None:
            raise TypeError(
                "__int__ returned non-int (type NoneType): the dimension is not known before the graph runs"
            )
        return self.value

    def __index__(self) -> int:
        return int(self)

    def __float__(self) -> float:
        raise TypeError(f"{self!r} is a dimension and no float: take int() of it, or its value.")

    def __eq__(self, other: object) -> bool | None:  # type: ignore[override]
        try:
            other = as_dimension(other)
        except (TypeError, ValueError):
            return NotImplemented
        return None if self.value is None or other.value is None else self.value == other.value

    def __ne__(self, other: object) -> bool | None:  # type: ignore[override]
        equal = self == other
        return None if equal is None else not equal

    def __hash__(self) -> int:
        return hash(self.value)

    def _combine(self, other: Any, operation: Any) -> Dimension:
        try:
            a, b = self.value, as_dimension(other).value
        except (TypeError, ValueError):  # a tensor knows what to do with a dimension
            return NotImplemented  # type: ignore[no-any-return]
        return Dimension(None if a is None or b is None else operation(a, b))

    def __add__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: b - a)

    def __mul__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a // b)

    def __rfloordiv__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: b // a)

    def __mod__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a % b)

    def __rmod__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: b % a)

    def __truediv__(self, other: Any) -> Dimension:
        raise TypeError(_no_division("Dimension", type(other).__name__))

    def __rtruediv__(self, other: Any) -> Dimension:
        raise TypeError(_no_division(type(other).__name__, "Dimension"))

    def _order(self, other: Any, operation: Any) -> bool | None:
        a, b = self.value, as_dimension(other).value
        return None if a is None or b is None else operation(a, b)

    def __lt__(self, other: Any) -> bool | None:
        return self._order(other, lambda a, b: a < b)

    def __le__(self, other: Any) -> bool | None:
        return self._order(other, lambda a, b: a <= b)

    def __gt__(self, other: Any) -> bool | None:
        return self._order(other, lambda a, b: a > b)

    def __ge__(self, other: Any) -> bool | None:
        return self._order(other, lambda a, b: a >= b)

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)

    def __repr__(self) -> str:
        return f"Dimension({self.value})"


def _no_division(left: str, right: str) -> str:
    return f"unsupported operand type(s) for /: '{left}' and '{right}', please use // instead"


def as_dimension(value: Any) -> Dimension:
    return value if isinstance(value, Dimension) else Dimension(value)


class TensorShape:
    """A possibly partial shape (`tf.TensorShape`): ``TensorShape(None)`` is an unknown rank."""

    __slots__ = ("_dims",)

    def __init__(self, dims: Any) -> None:
        self._dims: MaybeShape = as_tuple(dims)

    @property
    def dims(self) -> list[Dimension] | None:
        return None if self._dims is None else [Dimension(d) for d in self._dims]

    @property
    def ndims(self) -> int | None:
        return None if self._dims is None else len(self._dims)

    rank = ndims

    def as_tuple(self) -> MaybeShape:
        """The shape as the engine holds it."""
        return self._dims

    def as_list(self) -> list[int | None]:
        """A list of ints and None.  Raises ValueError when the rank is unknown."""
        if self._dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._dims)

    def num_elements(self) -> int | None:
        return count(self._dims)

    def is_fully_defined(self) -> bool:
        return is_static(self._dims)

    def assert_is_fully_defined(self) -> None:
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other: Any) -> bool:
        return compatible(self._dims, as_tuple(other))

    def assert_is_compatible_with(self, other: Any) -> None:
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {as_shape(other)} are incompatible")

    def assert_same_rank(self, other: Any) -> None:
        a, b = self.ndims, as_shape(other).ndims
        if a is not None and b is not None and a != b:
            raise ValueError(f"Shapes {self} and {as_shape(other)} must have the same rank")

    def assert_has_rank(self, rank: int) -> None:
        if self.ndims not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def with_rank(self, rank: int) -> TensorShape:
        return TensorShape(with_rank(self._dims, rank))

    def with_rank_at_least(self, rank: int) -> TensorShape:
        if self._dims is not None and len(self._dims) < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        if self._dims is not None and len(self._dims) > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def merge_with(self, other: Any) -> TensorShape:
        other = as_shape(other)
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are not compatible")
        return TensorShape(merge(self._dims, other._dims))

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """What is true of both."""
        return TensorShape(common(self._dims, as_tuple(other)))

    def concatenate(self, other: Any) -> TensorShape:
        other = as_tuple(other)
        return TensorShape(None if self._dims is None or other is None else self._dims + other)

    def __iter__(self) -> Iterator[Dimension]:
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return (Dimension(d) for d in self._dims)

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __bool__(self) -> bool:
        return self._dims is not None

    def __getitem__(self, key: Any) -> Any:
        if self._dims is None:
            return unknown_shape() if isinstance(key, slice) else Dimension(None)
        return TensorShape(self._dims[key]) if isinstance(key, slice) else Dimension(self._dims[key])

    def __eq__(self, other: object) -> bool:
        try:
            return self._dims == as_tuple(other)
        except (TypeError, ValueError):
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self._dims)

    def __str__(self) -> str:
        return text(self._dims)

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"


def unknown_shape(ndims: int | None = None) -> TensorShape:
    return TensorShape(None if ndims is None else (None,) * ndims)


def as_shape(value: Any) -> TensorShape:
    return value if isinstance(value, TensorShape) else TensorShape(value)


def as_tuple(value: Any) -> MaybeShape:
    """The engine's form of whatever names a shape: None, an int, a sequence, a TensorShape."""
    if value is None:
        return None
    if isinstance(value, TensorShape):
        return value._dims
    if isinstance(value, (str, bytes)):
        raise TypeError(f"A shape is a sequence of integers, not {value!r}.")
    try:
        entries = iter(value)
    except TypeError:
        return (as_dimension(value).value,)
    return tuple([e if e.__class__ is int and e >= 0 else as_dimension(e).value for e in entries])


def text(shape: MaybeShape) -> str:
    """As TensorFlow prints it: ``(?, 3)``, ``(2,)``, ``<unknown>``."""
    if shape is None:
        return "<unknown>"
    entries = ["?" if d is None else str(d) for d in shape]
    return f"({entries[0]},)" if len(entries) == 1 else f"({', '.join(entries)})"


def listed(shape: MaybeShape) -> str:
    """As the messages of TensorFlow's kernels and shape functions have it: ``[?,3]``, ``[2]``, ``<unknown>``."""
    return "<unknown>" if shape is None else "[" + ",".join("?" if d is None else str(d) for d in shape) + "]"


def is_static(shape: MaybeShape) -> bool:
    return shape is not None and None not in shape


def count(shape: MaybeShape) -> int | None:
    """How many elements a tensor of this shape has, None when that is not known."""
    if shape is None:
        return None
    total = 1
    for d in shape:
        if d is None:
            return None
        total *= d
    return total


def compatible(a: MaybeShape, b: MaybeShape) -> bool:
    """Whether some full shape fits both."""
    if a is None or b is None or a == b:
        return True
    return len(a) == len(b) and all(x is None or y is None or x == y for x, y in zip(a, b))


def merge(a: MaybeShape, b: MaybeShape) -> MaybeShape:
    """What both together say.  Raises ValueError when they contradict."""
    if a is None or a == b:
        return b
    if b is None:
        return a
    if not compatible(a, b):
        raise ValueError(conflict(a, b))
    return tuple([y if x is None else x for x, y in zip(a, b)])


def conflict(a: Sequence[int | None], b: Sequence[int | None]) -> str:
    """Why two shapes are not equal, in TensorFlow's words."""
    if len(a) != len(b):
        return f"Shapes must be equal rank, but are {len(a)} and {len(b)}"
    at = next(i for i, (x, y) in enumerate(zip(a, b)) if None not in (x, y) and x != y)
    return (
        f"Dimension {at} in both shapes must be equal, but are {a[at]} and {b[at]}. "
        f"Shapes are {listed(tuple(a))} and {listed(tuple(b))}."
    )


def common(a: MaybeShape, b: MaybeShape) -> MaybeShape:
    """What is true of both: the most specific shape that either fits."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple([x if x == y else None for x, y in zip(a, b)])


def with_rank(shape: MaybeShape, rank: int) -> Shape:
    """The shape with a known rank.  Raises ValueError when it has another."""
    if shape is None:
        return (None,) * rank
    if len(shape) != rank:
        raise ValueError(f"Shape must be rank {rank} but is rank {len(shape)}")
    return shape


def with_rank_at_least(shape: MaybeShape, rank: int) -> None:
    """Raises ValueError for a shape of a lower rank."""
    if shape is not None and len(shape) < rank:
        raise ValueError(f"Shape must be at least rank {rank} but is rank {len(shape)}")


def broadcast(a: MaybeShape, b: MaybeShape) -> MaybeShape:
    """The static shape of an elementwise operation.  Raises ValueError when the shapes cannot be broadcast."""
    if a == b and a is not None and None not in a:
        return a
    if a is None or b is None:
        return None
    if not a:
        return b
    if not b:
        return a
    rank = max(len(a), len(b))
    out: list[int | None] = []
    for x, y in zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b):
        if x == 1:
            out.append(y)
        elif y == 1 or x == y:
            out.append(x)
        elif x is None:
            out.append(y)
        elif y is None:
            out.append(x)
        else:
            raise ValueError(f"Dimensions must be equal, but are {x} and {y}")
    return tuple(out)


def normal_axis(axis: int, rank: int, what: str = "axis") -> int:
    """A non-negative axis.  Raises ValueError when it is out of range."""
    if not -rank <= axis < rank:
        raise ValueError(
            f"Invalid reduction dimension {axis} for input with {rank} dimensions: {what} must be in [{-rank}, {rank})"
        )
    return axis % rank if rank else axis
