"""TensorLists: values that are lists of tensors, which loops of control flow v2 hand on from round to round.

They come with graphs of TensorFlow's; `tf.TensorArray` here is made of resources.  A list is never changed: what
writes to one gives another.  Source: list_kernels.cc of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.containers import Store
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import REQUIRED, Kernel, OpDef, define, pure, scalar_shape, unknown_shapes
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_array, as_value, check_rank, check_room, dims

_OF_ELEMENT = 64  # bytes that an element takes at least


class TensorList:
    """The tensors of a list: None stands for one that nobody has written, which is zero where its shape is known."""

    __slots__ = ("element_dtype", "element_shape", "items", "most")

    def __init__(self, dtype: DType, shape: MaybeShape, items: Iterable[Any], most: int = -1) -> None:
        self.element_dtype = dtype
        self.element_shape = shape
        self.items = tuple(items)
        self.most = most  # how many there may be; -1 for any number

    def __repr__(self) -> str:
        return f"<TensorList of {len(self.items)} {self.element_dtype.name} {shapes.text(self.element_shape)}>"

    def __add__(self, other: Any) -> TensorList:
        """The sums of the elements, as AddN gives them."""
        if not isinstance(other, TensorList) or other.element_dtype is not self.element_dtype:
            raise _refused("Trying to add what is no list of tensors of the same type")
        if len(self.items) != len(other.items):
            raise _refused("Trying to add two lists of tensors with different lengths")
        for one, two in zip(self.items, other.items):
            if one is not None and two is not None:
                _both(np.shape(one), np.shape(two))
        sums = [b if a is None else a if b is None else a + b for a, b in zip(self.items, other.items)]
        return TensorList(self.element_dtype, _both(self.element_shape, other.element_shape), sums)

    def zeros(self) -> TensorList:
        """A list of zeros of the same shapes."""
        return self.having(None if item is None else _zero_like(item) for item in self.items)

    def having(self, items: Iterable[Any]) -> TensorList:
        return TensorList(self.element_dtype, self.element_shape, items, self.most)

    def place(self, index: Any, tried: str) -> int:
        """An index.  Raises InvalidArgumentError where there is no such element."""
        check_rank("index", index, 0)
        if not 0 <= index < len(self.items):
            raise _refused(f"Trying to {tried} element {index} in a list with {len(self.items)} elements.")
        return int(index)

    def item(self, place: int, shape: MaybeShape) -> Any:
        """An element; zero where nobody has written it."""
        found = self.items[place]
        if found is not None:
            _both(shape, np.shape(found))
            return found
        for other in (self.element_shape, *(np.shape(each) for each in self.items if each is not None)):
            shape = _both(shape, other)
        return self.zero(shape)

    def zero(self, shape: MaybeShape) -> Any:
        if shape is None or not shapes.is_static(shape):
            raise _refused(
                "Trying to read an uninitialized tensor but element_shape is not fully defined: "
                f"{shapes.text(shape)} and no uninitialized tensor has been set in the list."
            )
        sizes = dims(shape, self.element_dtype.numpy.itemsize)
        return as_value(np.full(sizes, b"" if self.element_dtype is dtypes.string else 0, self.element_dtype.numpy))

    def checked(self, value: Any) -> Any:
        """A copy of a value that is to be an element: nobody else may write to it."""
        if not shapes.compatible(self.element_shape, np.shape(value)):
            raise _refused(
                "Tried to set a tensor with incompatible shape at a list index. Item element shape: "
                f"{shapes.text(np.shape(value))} list shape: {shapes.text(self.element_shape)}"
            )
        return value.copy() if isinstance(value, np.ndarray) else value


def _zero_like(value: Any) -> Any:
    array = as_array(value)
    return as_value(np.full(array.shape, b"" if array.dtype.hasobject else 0, array.dtype))


def _refused(text: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, text)


def _check_count(count: Any) -> None:
    """Raises ResourceExhaustedError, at once, for more elements than a list can have here."""
    check_room((int(count),), _OF_ELEMENT)


def _both(one: MaybeShape, other: MaybeShape) -> MaybeShape:
    try:
        return shapes.merge(one, other)
    except ValueError:
        raise _refused(f"Incompatible shapes: {shapes.text(one)} vs. {shapes.text(other)}") from None


def _shape(value: Array) -> MaybeShape:
    """A shape that a tensor says: -1 alone for any, -1 in it for an unknown size."""
    if np.ndim(value) == 0:
        if value != -1:
            raise _refused(
                f"The only valid scalar shape tensor is the fully unknown shape specified as -1, not {value}."
            )
        return None
    check_rank("element_shape", value, 1)
    return tuple(None if size < 0 else int(size) for size in value)


def _kind(op: Operation) -> DType:
    found: DType = op.attrs["element_dtype"]
    return found


def _expect(op: Operation, given: Any) -> TensorList:
    """The list that is given, of the elements that the node speaks of."""
    if not isinstance(given, TensorList):
        raise _refused("Input handle is not a list.")
    if "element_dtype" in op.attrs and given.element_dtype is not _kind(op):
        raise _refused(f"Invalid data types; op elements {_kind(op).name} but list elements {given.element_dtype.name}")
    return given


def _taking(function: Any) -> Any:
    """The kernel of an operation on a list: a function of the node, the list and what else is given."""

    def rule(op: Operation, store: Store) -> Kernel:
        return lambda given, *rest: function(op, _expect(op, given), *rest)

    return rule


def _making(function: Any) -> Any:
    return lambda op, store: lambda *given: function(_kind(op), *given)


def _define(name: str, signature: str, kernel: Any, **attrs: Any) -> OpDef:
    rule = scalar_shape if signature.endswith(("variant", "length: int32")) else unknown_shapes
    types = {"shape_type": dtypes.INDEX} if "shape_type" in signature else {}
    return define(name, signature, shape=rule, kernel=kernel, types=types, attrs=attrs, can_fail=True, aliases=True)


# ---------------------------------------------------------------- optional values


class Optional:
    """Values that are there or not, as a gradient of control flow v2 hands them on."""

    __slots__ = ("values",)

    def __init__(self, values: Sequence[Any] | None) -> None:
        self.values = values

    def zeros(self) -> Optional:
        return Optional(self.values and [_zero_like(value) for value in self.values])


def _optional(given: Any) -> Optional:
    if not isinstance(given, Optional):
        raise _refused("The given variant tensor is not an optional.")
    return given


def _value_kernel(op: Operation, store: Store) -> Kernel:
    alone = len(op.outputs) == 1

    def kernel(given: Any) -> Any:
        if _optional(given).values is None:
            raise _refused("The given optional does not have a value.")
        if [np.asarray(value).dtype for value in given.values] != [t.dtype.numpy for t in op.outputs]:
            raise _refused("The given optional does not match the expected types.")
        return given.values[0] if alone else tuple(given.values)

    return kernel


define(
    "OptionalFromValue",
    "components: [Toutput_types] -> optional: variant",
    shape=scalar_shape,
    kernel=pure(lambda *values: Optional([v.copy() if isinstance(v, np.ndarray) else v for v in values])),
    aliases=True,
)
define("OptionalNone", "-> optional: variant", shape=scalar_shape, kernel=pure(lambda: Optional(None)))
define(
    "OptionalHasValue",
    "optional: variant -> has_value: bool",
    shape=scalar_shape,
    kernel=pure(lambda given: np.bool_(_optional(given).values is not None)),
)
define(
    "OptionalGetValue",
    "optional: variant -> components: [output_types]",
    attrs={"output_types": REQUIRED, "output_shapes": REQUIRED},
    shape=unknown_shapes,
    kernel=_value_kernel,
    can_fail=True,
    aliases=True,
)


# ---------------------------------------------------------------- made


def _from_tensor(dtype: DType, tensor: Array, shape: Array) -> TensorList:
    made = TensorList(dtype, _shape(shape), ())
    return made.having(made.checked(as_value(row)) for row in _rows(tensor))


def _empty(dtype: DType, shape: Array, most: Array) -> TensorList:
    check_rank("max_num_elements", most, 0)
    return TensorList(dtype, _shape(shape), (), int(most))


def _rows(tensor: Any) -> Iterable[Any]:
    if np.ndim(tensor) == 0:
        raise _refused("Tensor must be at least a vector, but saw shape: []")
    return as_array(tensor)


def _reserve(dtype: DType, shape: Array, count: Array) -> TensorList:
    check_rank("num_elements", count, 0)
    if count < 0:
        raise _refused(f"The num_elements to reserve must be a non negative number, but got {count}")
    _check_count(count)
    return TensorList(dtype, _shape(shape), [None] * int(count))


def _scatter(dtype: DType, tensor: Array, indices: Array, shape: Array, count: Any = -1) -> TensorList:
    return _scattered(_reserve(dtype, shape, np.maximum(count, 0)), tensor, indices, count < 0)


def _scattered(made: TensorList, tensor: Array, indices: Array, grows: bool = True) -> TensorList:
    check_rank("indices", indices, 1)
    rows = list(_rows(tensor))
    if len(rows) != len(indices):
        raise _refused(f"Invalid number of rows in input tensor. Expected: {len(indices)} Actual: {len(rows)}")
    if min(indices, default=0) < 0:
        raise _refused(f"Indices in TensorListScatter must all be non-negative, but got {min(indices)}.")
    items = list(made.items)
    most = int(max(indices, default=-1)) + 1
    if grows and most > len(items):
        _check_count(most)
        items += [None] * (most - len(items))
    for index, row in zip(indices, rows):
        if index >= len(items):
            raise _refused(f"Trying to scatter element {index} in a list with {len(items)} elements.")
        items[index] = made.checked(as_value(row))
    return made.having(items)


def _split(dtype: DType, tensor: Array, shape: Array, lengths: Array) -> TensorList:
    check_rank("lengths", lengths, 1)
    made, rows = TensorList(dtype, _shape(shape), ()), as_array(_rows(tensor))
    if min(lengths, default=0) < 0 or sum(lengths) != len(rows):
        raise _refused(
            f"Expected sum of lengths to be equal to values.shape[0], but sum of lengths is {sum(lengths)} and "
            f"values.shape[0] is: {len(rows)} "
        )
    return made.having(made.checked(part) for part in np.split(rows, np.cumsum(lengths)[:-1]))


_SHAPE = "element_shape: shape_type"
_define(
    *("EmptyTensorList", f"{_SHAPE}, max_num_elements: int32 -> handle: variant"),
    _making(_empty),
    element_dtype=REQUIRED,
)
_define(
    *("TensorListReserve", f"{_SHAPE}, num_elements: int32 -> handle: variant"),
    _making(_reserve),
    element_dtype=REQUIRED,
)
_TENSOR = "tensor: element_dtype"
_define("TensorListFromTensor", f"{_TENSOR}, {_SHAPE} -> output_handle: variant", _making(_from_tensor))
_define("TensorListScatter", f"{_TENSOR}, indices: int32, {_SHAPE} -> output_handle: variant", _making(_scatter))
_define(
    "TensorListScatterV2",
    f"{_TENSOR}, indices: int32, {_SHAPE}, num_elements: int32 -> output_handle: variant",
    _making(_scatter),
)
_define("TensorListSplit", f"{_TENSOR}, {_SHAPE}, lengths: int64 -> output_handle: variant", _making(_split))


# ---------------------------------------------------------------- written


def _push(op: Operation, given: TensorList, value: Any) -> TensorList:
    if 0 <= given.most <= len(given.items):
        raise _refused(
            f"Tried to push item into a full list: it has {len(given.items)} of at most {given.most} elements."
        )
    return given.having((*given.items, given.checked(value)))


def _pop(op: Operation, given: TensorList, shape: Array) -> Any:
    if not given.items:
        raise _refused("Trying to pop from an empty list.")
    return given.having(given.items[:-1]), given.item(len(given.items) - 1, _shape(shape))


def _set(op: Operation, given: TensorList, index: Array, value: Any) -> TensorList:
    place = given.place(index, "modify")
    return given.having((*given.items[:place], given.checked(value), *given.items[place + 1 :]))


def _resize(op: Operation, given: TensorList, size: Array) -> TensorList:
    check_rank("size", size, 0)
    if size < 0:
        raise _refused(f"TensorListSlice expects size to be non-negative. Got: {size}")
    _check_count(size)
    return given.having((*given.items[: int(size)], *[None] * (int(size) - len(given.items))))


def _joined(op: Operation, one: TensorList, other: Any) -> TensorList:
    other = _expect(op, other)
    return TensorList(one.element_dtype, _both(one.element_shape, other.element_shape), (*one.items, *other.items))


_LIST = "input_handle: variant"
_define(
    "TensorListPushBack",
    f"{_LIST}, tensor: element_dtype -> output_handle: variant",
    _taking(_push),
)
_define(
    "TensorListPopBack",
    f"{_LIST}, element_shape: int32 -> output_handle: variant, tensor: element_dtype",
    _taking(_pop),
)
_define(
    "TensorListSetItem",
    f"{_LIST}, index: int32, item: element_dtype -> output_handle: variant",
    _taking(_set),
)
_define("TensorListResize", f"{_LIST}, size: int32 -> output_handle: variant", _taking(_resize))
_define(
    "TensorListConcatLists",
    "input_a: variant, input_b: variant -> output: variant",
    _taking(_joined),
    element_dtype=REQUIRED,
)
_define(
    "TensorListScatterIntoExistingList",
    f"{_LIST}, tensor: element_dtype, indices: int32 -> output_handle: variant",
    _taking(lambda op, given, tensor, indices: _scattered(given, tensor, indices)),
)


# ---------------------------------------------------------------- read


def _stacked(given: TensorList, places: Sequence[int], shape: MaybeShape) -> Any:
    shape = _both(shape, given.element_shape)
    if not places:
        return given.zero((0, *(shape or (None,))))
    whole = (len(places), *np.shape(given.item(places[0], shape)))
    check_room(whole, given.element_dtype.numpy.itemsize)
    out = np.empty(whole, given.element_dtype.numpy)
    for row, place in enumerate(places):
        item = given.item(place, shape)
        if np.shape(item) != whole[1:]:
            raise _refused(
                "Tried to stack list which has tensors of different shapes: "
                f"{shapes.text(whole[1:])} and {shapes.text(np.shape(item))}."
            )
        out[row] = item
    return out


def _stack(op: Operation, given: TensorList, shape: Array) -> Any:
    count = op.attrs["num_elements"]
    if count not in (-1, len(given.items)):
        raise _refused(
            f"Operation expected a list with {count} elements but got a list with {len(given.items)} elements."
        )
    return _stacked(given, range(len(given.items)), _shape(shape))


def _gather(op: Operation, given: TensorList, indices: Array, shape: Array) -> Any:
    check_rank("indices", indices, 1)
    return _stacked(given, [given.place(index, "gather") for index in indices], _shape(shape))


def _get(op: Operation, given: TensorList, index: Array, shape: Array) -> Any:
    return given.item(given.place(index, "access"), _shape(shape))


def _concat(op: Operation, given: TensorList, shape: Array, leading: Array) -> Any:
    check_rank("leading_dims", leading, 1)
    known = _both(_shape(shape), given.element_shape)
    parts = []
    for place, item in enumerate(given.items):
        if item is None and place < len(leading) and known is not None:
            item = given.zero((int(leading[place]), *known[1:]))
        parts.append(as_array(given.item(place, known) if item is None else item))
        if not parts[-1].ndim:
            raise _refused(f"Concat saw a scalar shape at index {place} but requires at least vectors.")
    if not parts:
        return given.zero((0, *(known or (None, None))[1:])), np.zeros(0, np.int64)
    try:
        joined = np.concatenate(parts)
    except ValueError:
        raise _refused("Tried to concat tensors with unequal shapes.") from None
    return joined, np.array([len(part) for part in parts], np.int64)


def _element_shape(op: Operation, given: TensorList) -> Any:
    kind = op.outputs[0].dtype.numpy
    if given.element_shape is None:
        return kind.type(-1)
    return np.array([-1 if size is None else size for size in given.element_shape], kind)


_define(
    "TensorListStack",
    f"{_LIST}, element_shape: int32 -> tensor: element_dtype",
    _taking(_stack),
    num_elements=-1,
)
_define("TensorListGather", f"{_LIST}, indices: int32, element_shape: int32 -> values: element_dtype", _taking(_gather))
_define("TensorListGetItem", f"{_LIST}, index: int32, element_shape: int32 -> item: element_dtype", _taking(_get))
_define(
    "TensorListConcatV2",
    f"{_LIST}, {_SHAPE}, leading_dims: int64 -> tensor: element_dtype, lengths: int64",
    _taking(_concat),
)
_define("TensorListLength", f"{_LIST} -> length: int32", _taking(lambda op, given: np.int32(len(given.items))))
_define("TensorListElementShape", f"{_LIST} -> element_shape: shape_type", _taking(_element_shape))
