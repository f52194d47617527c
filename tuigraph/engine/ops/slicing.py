"""Parts of tensors: slice and strided_slice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.control import read
from tuigraph.engine.errors import InvalidArgumentError, UnimplementedError
from tuigraph.engine.graph import AssignPart, Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, Writes, define
from tuigraph.engine.ops.filling import ones_like
from tuigraph.engine.ops.identities import rank, reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, whole_or_rows
from tuigraph.engine.values import Array, as_array, as_value, dims

# ---------------------------------------------------------------- slice


def _sliced(op: Operation) -> list[MaybeShape]:
    given = op.inputs[0]._shape
    counts = [shapes.with_rank(t._shape, 1)[0] for t in op.inputs[1:]]
    ranks = next((n for n in (*counts, None if given is None else len(given)) if n is not None), None)
    if any(n not in (None, ranks) for n in counts) or (given is not None and ranks != len(given)):
        raise ValueError(
            f"Shape must be rank {ranks}: begin and size need one entry for each dimension of {shapes.listed(given)}"
        )
    if ranks is None:
        return [None]
    given = (None,) * ranks if given is None else given
    begin, size = constant_shape(op.inputs[1]) or (None,) * ranks, constant_value(op.inputs[2])
    if size is None:
        return [(None,) * ranks]
    known: list[int | None] = []
    for d, b, n in zip(given, begin, map(int, size)):
        if n < -1:
            raise ValueError(f"Invalid size {n} of a slice: it must be -1 or more.")
        rest = None if d is None or b is None else d - b
        if n == -1 and rest is not None and rest < 0:
            raise ValueError(f"A slice cannot begin at {b} in a dimension of {d}.")
        known.append(rest if n == -1 else n)
    return [tuple(known)]


def _slice_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(value: Array, begin: Array, size: Array) -> Any:
        given = np.shape(value)
        if len(begin) != len(given) or len(size) != len(given):
            raise InvalidArgumentError(
                None,
                None,
                f"Expected begin and size arguments to be 1-D tensors of size {len(given)}, "
                f"but got shapes [{len(begin)}] and [{len(size)}] instead.",
            )
        places = []
        for i, (d, b, n) in enumerate(zip(given, map(int, begin), map(int, size))):
            n = d - b if n == -1 else n
            if not 0 <= b <= d:
                raise InvalidArgumentError(None, None, f"Expected begin[{i}] in [0, {d}], but got {b}")
            if not 0 <= n <= d - b:
                raise InvalidArgumentError(None, None, f"Expected size[{i}] in [0, {d - b}], but got {n}")
            places.append(slice(b, b + n))
        return value[tuple(places)] if places else value

    return kernel


def _slice_gradient(op: Operation, grad: Tensor) -> list[Any]:
    value, begin = op.inputs[:2]
    column = stack([rank(value), 1])
    size = shape_of(op.outputs[0])
    before = reshape(begin, column)
    after = reshape(shape_of(value) - size - begin, column)
    return [tensor("Pad", grad, concat([before, after], 1)), None, None]


define(
    "Slice",
    "input: T, begin: Index, size: Index -> output: T",
    types={"Index": dtypes.INDEX},
    shape=_sliced,
    kernel=_slice_kernel,
    shares=Shares(where=whole_or_rows),
    gradient=_slice_gradient,
    aliases=True,
    symbolic=Linear(slice(1)),
)


def slice_(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """`size` elements from `begin` on, in each dimension (`tf.slice`); a size of -1 takes the rest.

    Raises ValueError, in a run InvalidArgumentError, for a slice that is not inside.
    """
    return tensor("Slice", input_, begin, size, name=name)


# ---------------------------------------------------------------- strided slice

MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")

Place = Any  # int, slice or None: what indexes one dimension; an int is None where it is not known


class _Spec:
    """Where each entry of a strided slice points: Python's own index objects, one for each dimension or new axis.

    `begin` and `end` may be None where they are not known before a run; `strides` is known.
    """

    def __init__(
        self, attrs: dict[str, Any], begin: Any, end: Any, strides: Any, given: tuple[int | None, ...], kind: Any
    ) -> None:
        masks = {name: attrs[name] for name in MASKS}
        count = len(strides)
        self.places: list[tuple[str, Any]] = []  # ("new", None), ("at", index or None), ("slice", slice or None)
        if bin(masks["ellipsis_mask"]).count("1") > 1:
            raise kind("Multiple ellipses in slice spec not allowed")
        used = sum(1 for i in range(count) if not (masks["ellipsis_mask"] | masks["new_axis_mask"]) >> i & 1)
        if used > len(given):
            raise kind(f"Index out of range using input dim {len(given)}; input has only {len(given)} dims")
        dim = 0
        for i in range(count):
            if masks["ellipsis_mask"] >> i & 1:
                after = sum(1 for j in range(i + 1, count) if not masks["new_axis_mask"] >> j & 1)
                while dim < len(given) - after:
                    self.places.append(("slice", slice(None)))
                    dim += 1
                continue
            if masks["new_axis_mask"] >> i & 1:
                self.places.append(("new", None))
                continue
            step = int(strides[i])
            if step == 0:
                raise kind(f"strides[{i}] must be non-zero")
            first = None if begin is None else int(begin[i])
            last = None if end is None else int(end[i])
            if masks["shrink_axis_mask"] >> i & 1:
                if step < 0:
                    raise kind("only stride 1 allowed on non-range indexing.")
                self.places.append(("at", self._index(first, given[dim], dim, kind)))
            else:
                open_start, open_end = masks["begin_mask"] >> i & 1, masks["end_mask"] >> i & 1
                known = (open_start or first is not None) and (open_end or last is not None)
                self.places.append(
                    ("slice", slice(None if open_start else first, None if open_end else last, step) if known else None)
                )
            dim += 1
        self.places.extend([("slice", slice(None))] * (len(given) - dim))

    @staticmethod
    def _index(first: int | None, size: int | None, dim: int, kind: Any) -> int | None:
        if first is None or size is None:
            return first
        if not -size <= first < size:
            raise kind(
                f"slice index {first if first >= 0 else first + size} of dimension {dim} out of bounds: "
                f"[{first}] of {size} elements."
            )
        return first

    def shape(self, given: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The static shape of the result."""
        known: list[int | None] = []
        sizes = iter(given)
        for what, place in self.places:
            size = None if what == "new" else next(sizes)
            if what == "new":
                known.append(1)
            elif what == "slice":
                known.append(None if place is None or size is None else len(range(*place.indices(size))))
        return tuple(known)

    def index(self) -> tuple[Any, ...]:
        return tuple([place for _, place in self.places])


def _strided_shape(op: Operation) -> list[MaybeShape]:
    given = op.inputs[0]._shape
    begin, end, strides = (constant_value(t) for t in op.inputs[1:4])
    if len({shapes.with_rank(operand._shape, 1)[0] for operand in op.inputs[1:4]} - {None}) > 1:
        raise ValueError("begin, end and strides must have one entry for each other: their lengths differ")
    if given is None or strides is None:
        return [None]
    return [_Spec(op.attrs, begin, end, strides, given, ValueError).shape(given)]


def _index_kernel(op: Operation) -> Any:
    def index(given: tuple[int, ...], begin: Any, end: Any, strides: Any) -> tuple[Any, ...]:
        kind = lambda text: InvalidArgumentError(None, None, text)  # noqa: E731
        return _Spec(op.attrs, begin, end, strides, given, kind).index()

    return index


def _strided_kernel(op: Operation, store: Store) -> Kernel:
    index = _index_kernel(op)
    ends = [constant_value(t) for t in op.inputs[1:4]]
    given = op.inputs[0]._shape
    if shapes.is_static(given) and all(e is not None for e in ends):
        fixed = index(given, *ends)
        return lambda value, begin, end, strides: as_value(as_array(value)[fixed])
    return lambda value, begin, end, strides: as_value(as_array(value)[index(np.shape(value), begin, end, strides)])


def _strided_gradient(op: Operation, grad: Tensor) -> list[Any]:
    value, begin, end, strides = op.inputs
    given = shape_of(value, out_type=begin.dtype.base_dtype)
    masks = {name: op.attrs[name] for name in MASKS}
    return [tensor("StridedSliceGrad", given, begin, end, strides, grad, **masks), None, None, None]


def _sliced_values(tensor: Tensor, depth: int) -> MaybeShape:
    """Part of a shape: one plain slice with constant ends."""
    op = tensor.op
    ends = [constant_value(t) for t in op.inputs[1:]]
    masks = op.attrs
    if any(e is None or len(e) != 1 for e in ends) or any(
        masks[f"{name}_mask"] for name in ("ellipsis", "new_axis", "shrink_axis")
    ):
        return None
    whole = constant_shape(op.inputs[0], depth)
    if whole is None:
        return None
    begin = None if masks["begin_mask"] else int(ends[0][0])
    end = None if masks["end_mask"] else int(ends[1][0])
    return whole[begin : end : int(ends[2][0])]


define(
    "StridedSlice",
    "input: T, begin: Index, end: Index, strides: Index -> output: T",
    types={"Index": dtypes.INDEX},
    attrs=dict.fromkeys(MASKS, 0),
    shape=_strided_shape,
    kernel=_strided_kernel,
    shares=Shares(where=whole_or_rows),
    gradient=_strided_gradient,
    aliases=True,
    symbolic=Linear(slice(1)),
    shape_value=_sliced_values,
)


def _spread_kernel(op: Operation, store: Store) -> Kernel:
    index = _index_kernel(op)

    def kernel(shape: Array, begin: Array, end: Array, strides: Array, grad: Array) -> Any:
        made = np.zeros(dims(shape, grad.dtype.itemsize), dtype=grad.dtype)
        part = index(made.shape, begin, end, strides)
        if np.shape(made[part]) != np.shape(grad):
            raise InvalidArgumentError(
                None,
                None,
                f"shape of dy was {shapes.listed(np.shape(grad))} instead of {shapes.listed(np.shape(made[part]))}",
            )
        made[part] = grad
        return as_value(made)

    return kernel


def _spread_gradient(op: Operation, grad: Tensor) -> list[Any]:
    begin, end, strides = op.inputs[1:4]
    masks: dict[str, Any] = {name: op.attrs[name] for name in MASKS}
    return [None, None, None, None, strided_slice(grad, begin, end, strides, **masks)]


define(
    "StridedSliceGrad",
    "shape: Index, begin: Index, end: Index, strides: Index, dy: T -> output: T",
    types={"Index": dtypes.INDEX},
    attrs=dict.fromkeys(MASKS, 0),
    shape=lambda op: [constant_shape(op.inputs[0])],
    kernel=_spread_kernel,
    gradient=_spread_gradient,
)


def assign_kernel(read: Callable[[Cell], Any]) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        index = _index_kernel(op)

        def kernel(cell: Cell, begin: Array, end: Array, strides: Array, value: Array) -> Cell:
            with cell.lock:
                made = as_array(read(cell)).copy()
                place = index(made.shape, begin, end, strides)
                part = np.shape(made[place])
                if part != np.shape(value):
                    raise UnimplementedError(
                        None,
                        None,
                        f"sliced l-value shape {shapes.listed(part)} does not match r-value shape "
                        f"{shapes.listed(np.shape(value))}. Automatic broadcasting not yet implemented.",
                    )
                made[place] = value
                cell.set(as_value(made))
            return cell

        return kernel

    return rule


define(
    "StridedSliceAssign",
    "ref: Ref(T), begin: Index, end: Index, strides: Index, value: T -> output_ref: Ref(T)",
    types={"Index": dtypes.INDEX},
    attrs=dict.fromkeys(MASKS, 0),
    shape=lambda op: [op.inputs[0]._shape],
    kernel=assign_kernel(read),
    stateful=True,
    writes=Writes.UPDATES,
)


def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """``input_[begin:end:strides]`` in each dimension (`tf.strided_slice`).

    Bit i of a mask concerns entry i: `begin_mask` and `end_mask` leave an end open, `ellipsis_mask` is ``...``,
    `new_axis_mask` puts a dimension of 1 in, `shrink_axis_mask` takes one index and drops the dimension.
    """
    if strides is None:
        strides = ones_like(begin)
    values = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    part = tensor("StridedSlice", input_, begin, end, strides, name=name, **dict(zip(MASKS, values)))
    return part if var is None else part_of(var._assign_part, part)


def part_of(assign: AssignPart, part: Tensor) -> Tensor:
    """`part`, to which one may assign: `assign` gives that part of a variable a new value."""
    part.graph.parts_of_variables[part.op] = assign
    return part


def _assign_to(part: Tensor) -> Any:
    """`assign` of a slice; other tensors have no such attribute."""
    if part.op.type != "StridedSlice":
        raise AttributeError(f"'Tensor' object has no attribute 'assign': {part!r} is no variable and no part of one")

    def assign(value: Any, name: str | None = None) -> Any:
        """Give this part of a variable a new value when the result runs.  Raises ValueError for a part of anything
        else.
        """
        assign_part = part.graph.parts_of_variables.get(part.op)
        if assign_part is None:
            raise ValueError("Sliced assignment is only supported for variables")
        masks = {mask: part.op.attrs[mask] for mask in MASKS}
        return assign_part(part.op.inputs[1:], value, name or part.op.name + "/_assign", masks)

    return assign


Tensor.assign = property(_assign_to)  # type: ignore[attr-defined]
