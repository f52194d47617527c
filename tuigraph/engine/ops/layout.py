"""Dimensions put in, taken out and permuted: expand_dims, squeeze, transpose."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, Linear, Sign, arranged_by_constants, define, pure
from tuigraph.engine.ops.identities import back_to_input, graph_for, rank
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, not_turned
from tuigraph.engine.values import Array, as_array, as_value


def _expanded(op: Operation) -> list[MaybeShape]:
    given, axis = op.inputs[0]._shape, constant_value(op.inputs[1])
    if shapes.count(op.inputs[1]._shape) not in (None, 1):
        raise ValueError("'dim' input must be a tensor with a single value")
    if given is None or axis is None:
        return [None]
    at = _new_axis(int(np.ravel(axis)[0]), len(given), ValueError)
    return [(*given[:at], 1, *given[at:])]


def _new_axis(axis: int, rank: int, kind: Any) -> int:
    if not -rank - 1 <= axis <= rank:
        raise kind(
            f"Tried to expand dim index {axis} for tensor with {rank} dimensions: "
            f"dim {axis} not in the interval [{-rank - 1}, {rank}]."
        )
    return axis if axis >= 0 else axis + rank + 1


def _expand_kernel(value: Array, axis: Array) -> Any:
    array = as_array(value)
    at = _new_axis(int(np.ravel(axis)[0]), array.ndim, lambda text: InvalidArgumentError(None, None, text))
    return np.expand_dims(array, at)


define(
    "ExpandDims",
    "input: T, dim: Tdim -> output: T",
    types={"Tdim": dtypes.INDEX},
    defaults={"Tdim": dtypes.int32},
    shape=_expanded,
    kernel=pure(_expand_kernel),
    shares=Shares(),
    keeps_elements=True,
    fits=arranged_by_constants,
    gradient=back_to_input,
    aliases=True,
    symbolic=Linear(slice(1)),
)


def renamed(new_name: str, new: Any, old_name: str, old: Any) -> Any:
    """The argument under its new or its deprecated name.  Raises ValueError when both are given."""
    if old is None:
        return new
    if new is not None:
        raise ValueError(f"Cannot specify both '{old_name}' and '{new_name}'")
    return old


def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """With a dimension of 1 put in at `axis` (`tf.expand_dims`).  ValueError without an axis, or out of range."""
    axis = renamed("axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    return tensor("ExpandDims", input, axis, name=name)


def _squeezed(op: Operation) -> list[MaybeShape]:
    given, axes = op.inputs[0]._shape, op.attrs["squeeze_dims"]
    if given is None:
        return [None]
    if not axes:
        return [None if None in given else tuple([d for d in given if d != 1])]
    gone = _squeezed_axes(given, axes, ValueError)
    return [tuple([d for i, d in enumerate(given) if i not in gone])]


def _squeezed_axes(given: MaybeShape, axes: list[int], kind: Any) -> set[int]:
    assert given is not None
    gone = set()
    for i, axis in enumerate(axes):
        if not -len(given) <= axis < len(given):
            raise kind(f"Tried to squeeze dim index {axis}: squeeze_dims[{i}] not in [{-len(given)},{len(given)}).")
        axis %= len(given)
        if given[axis] not in (1, None):
            raise kind(f"Can not squeeze dim[{axis}], expected a dimension of 1, got {given[axis]}")
        gone.add(axis)
    return gone


def _squeeze_kernel(op: Operation, store: Store) -> Kernel:
    axes = op.attrs["squeeze_dims"]

    def kernel(value: Array) -> Any:
        array = as_array(value)
        if not axes:
            return as_value(array.reshape([d for d in array.shape if d != 1]))
        gone = _squeezed_axes(array.shape, axes, lambda text: InvalidArgumentError(None, None, text))
        return as_value(array.reshape([d for i, d in enumerate(array.shape) if i not in gone]))

    return kernel


define(
    "Squeeze",
    "input: T -> output: T",
    attrs={"squeeze_dims": ()},
    shape=_squeezed,
    kernel=_squeeze_kernel,
    shares=Shares(),
    keeps_elements=True,
    fits=arranged_by_constants,
    gradient=back_to_input,
    aliases=True,
    symbolic=Linear(slice(1)),
)


def squeeze(input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None) -> Tensor:
    """Without the dimensions of size 1, or without those of `axis` (`tf.squeeze`).

    Raises ValueError for an axis that is not there or not of size 1.
    """
    axis = renamed("axis", axis, "squeeze_dims", squeeze_dims)
    axes: list[Any] = [] if axis is None else [axis] if np.isscalar(axis) else list(axis)
    return tensor("Squeeze", input, squeeze_dims=list(map(int, axes)), name=name)


# ---------------------------------------------------------------- transpose


def _transposed(op: Operation) -> list[MaybeShape]:
    given, order = op.inputs[0]._shape, constant_value(op.inputs[1])
    known = shapes.with_rank(op.inputs[1]._shape, 1)[0]
    if given is not None and known is not None and len(given) != known:
        raise ValueError(f"Transpose expects a vector of size {len(given)}. But input(1) is a vector of size {known}")
    if given is None:
        return [None if known is None else (None,) * known]
    if len(given) < 2:
        return [given]
    if order is None:
        return [(None,) * len(given)]
    axes = [int(i) for i in order]
    for i in axes:
        if not -len(given) <= i < len(given):
            raise ValueError(f"perm dim {i} is out of range of input rank {len(given)}")
    return [tuple([given[i] for i in axes])]


def _transpose_kernel(op: Operation, store: Store) -> Kernel:
    conjugate = op.type == "ConjugateTranspose"

    def kernel(value: Array, order: Array) -> Any:
        axes = order.tolist()
        if sorted(axes) != list(range(np.ndim(value))):
            _refuse_order(np.ndim(value), axes)
        turned = value.transpose(axes) if axes else value
        return np.conj(turned) if conjugate else turned

    return kernel


def _refuse_order(rank: int, axes: list[int]) -> NoReturn:
    missing = [i for i in range(rank) if i not in axes]
    if missing:
        raise InvalidArgumentError(None, None, f"perm: {missing[0]} is missing from {{{','.join(map(str, axes))}}}.")
    raise InvalidArgumentError(
        None, None, f"transpose expects a vector of size {rank}. But input(1) is a vector of size {len(axes)}"
    )


for _name in ("Transpose", "ConjugateTranspose"):
    define(
        _name,
        "x: T, perm: Tperm -> y: T",
        types={"Tperm": dtypes.INDEX},
        defaults={"Tperm": dtypes.int32},
        shape=_transposed,
        kernel=_transpose_kernel,
        shares=Shares(where=not_turned) if _name == "Transpose" else None,
        gradient=lambda op, grad: [
            transpose(grad, invert_permutation(op.inputs[1]), conjugate=op.type == "ConjugateTranspose"),
            None,
        ],
        aliases=True,
        sign=Sign("transpose", "call"),
        symbolic=Linear(slice(1)),
    )


def transpose(a: Any, perm: Any = None, name: str | None = "transpose", conjugate: bool = False) -> Tensor:
    """Permute the dimensions, by default in reverse order (`tf.transpose`)."""
    with graph_for(a).name_scope(name or "transpose") as scope:
        op_type = "ConjugateTranspose" if conjugate and a.dtype.is_complex else "Transpose"
        if perm is not None:
            return tensor(op_type, a, perm, name=scope)
        value = convert_to_tensor(a, name="a")
        if value._shape:
            return tensor(op_type, value, np.arange(len(value._shape))[::-1], name=scope)
        ranks = tensor("Rank", value)
        turned = tensor(op_type, value, (ranks - 1) - tensor("Range", 0, ranks, 1), name=scope)
        turned._shape = value._shape
        return turned


def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """With the last two dimensions exchanged (`tf.matrix_transpose`).  Raises ValueError for less than two."""
    with graph_for(a).name_scope(name):
        value = convert_to_tensor(a, name="a")
        if value._shape is not None:
            count = len(value._shape)
            if count < 2:
                raise ValueError(
                    f"Argument 'a' should be a (batch) matrix, with rank >= 2.  Found: {shapes.listed(value._shape)}"
                )
            return transpose(value, [*range(count - 2), count - 1, count - 2], conjugate=conjugate)
        ranks = rank(value)
        order = apply("ConcatV2", [tensor("Range", 0, ranks - 2, 1), [ranks - 1, ranks - 2]], 0, name="concat").outputs[
            0
        ]
        return transpose(value, order, conjugate=conjugate)


def _inverted(order: Array) -> Any:
    count = len(order)
    found = np.full(count, -1, dtype=order.dtype)
    for i, d in enumerate(order.tolist()):
        if not 0 <= d < count:
            raise InvalidArgumentError(None, None, f"{d} is not between 0 and {count}")
        if found[d] != -1:
            raise InvalidArgumentError(None, None, f"{d} is duplicated in the input.")
        found[d] = i
    return found


define(
    "InvertPermutation",
    "x: T -> y: T",
    types={"T": dtypes.INDEX},
    defaults={"T": dtypes.int32},
    shape=lambda op: [shapes.with_rank(op.inputs[0]._shape, 1)],
    kernel=pure(_inverted),
    differentiable=False,
)


def invert_permutation(x: Any, name: str | None = None) -> Tensor:
    """The permutation that undoes `x` (`tf.invert_permutation`)."""
    return tensor("InvertPermutation", x, name=name)


newaxis = None
