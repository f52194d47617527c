"""Blocks of pixels dealt out to images of a larger batch, and back.

So TensorFlow 1 makes dilated convolutions of plain ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.constants import zeros
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_BLOCKS = dict.fromkeys(("Tblock_shape", "Tpaddings", "Tcrops"), dtypes.INDEX)


def _arguments(op: Operation) -> tuple[Any, Any] | None:
    """The blocks and the margins, where they are known.  Raises ValueError where they are of another rank."""
    shapes.with_rank(op.inputs[1]._shape, 1)
    shapes.with_rank(op.inputs[2]._shape, 2)
    blocks, margins = constant_value(op.inputs[1]), constant_value(op.inputs[2])
    if blocks is None or margins is None:
        return None
    if margins.shape != (len(blocks), 2):
        raise ValueError(
            f"{op.definition.inputs[2].name} should have shape [{len(blocks)}, 2] instead of {list(margins.shape)}"
        )
    if (blocks < 1).any() or (margins < 0).any():
        raise ValueError(f"block sizes must be positive, and {op.definition.inputs[2].name} not below 0")
    shapes.with_rank_at_least(op.inputs[0]._shape, len(blocks) + 1)
    return blocks, margins


def _dealt_shape(op: Operation) -> list[MaybeShape]:
    known, given = op.inputs[0]._shape, _arguments(op)
    if known is None or given is None:
        return [None if known is None else (None,) * len(known)]
    blocks, margins = given
    inner = []
    for length, block, (before, after) in zip(known[1:], blocks.tolist(), margins.tolist()):
        framed = None if length is None else length + before + after
        if framed is not None and framed % block:
            raise ValueError(f"Dimension size must be evenly divisible by {block} but is {framed}")
        inner.append(None if framed is None else framed // block)
    count = None if known[0] is None else known[0] * math.prod(blocks.tolist())
    return [(count, *inner, *known[1 + len(blocks) :])]


def _gathered_shape(op: Operation) -> list[MaybeShape]:
    known, given = op.inputs[0]._shape, _arguments(op)
    if known is None or given is None:
        return [None if known is None else (None,) * len(known)]
    blocks, margins = given
    inner = []
    for length, block, (before, after) in zip(known[1:], blocks.tolist(), margins.tolist()):
        whole = None if length is None else length * block - before - after
        if whole is not None and whole < 0:
            raise ValueError(f"Negative dimension size caused by cropping {before + after} from {whole}")
        inner.append(whole)
    every = math.prod(blocks.tolist())
    if known[0] is not None and known[0] % every:
        raise ValueError(f"Dimension size must be evenly divisible by {every} but is {known[0]}")
    return [(None if known[0] is None else known[0] // every, *inner, *known[1 + len(blocks) :])]


def _check(image: Any, blocks: Any, margins: Any, name: str) -> int:
    """How many dimensions there are blocks for."""
    count = len(blocks)
    if image.ndim <= count:
        raise InvalidArgumentError(None, None, f"input rank should be >= {1 + count} instead of {image.ndim}")
    if np.shape(margins) != (count, 2):
        raise InvalidArgumentError(
            None, None, f"{name} should have shape [{count}, 2] instead of {shapes.listed(np.shape(margins))}"
        )
    if (np.asarray(blocks) < 1).any() or (np.asarray(margins) < 0).any():
        raise InvalidArgumentError(None, None, f"All block sizes must be positive, and {name} not below 0")
    return count


def _dealing(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, block_shape: Array, paddings: Array) -> Any:
        rank = _check(image, block_shape, paddings, "paddings")
        blocks = [int(b) for b in block_shape]
        framed = np.pad(image, [(0, 0), *((int(a), int(b)) for a, b in paddings), *[(0, 0)] * (image.ndim - 1 - rank)])
        lengths = framed.shape[1 : rank + 1]
        for length, block in zip(lengths, blocks):
            if length % block:
                raise InvalidArgumentError(None, None, f"padded_shape={length} is not divisible by block_shape={block}")
        rest = framed.shape[rank + 1 :]
        split = [n for length, block in zip(lengths, blocks) for n in (length // block, block)]
        parts = framed.reshape(framed.shape[0], *split, *rest)
        order = [*range(2, 2 * rank + 1, 2), 0, *range(1, 2 * rank + 1, 2), *range(2 * rank + 1, parts.ndim)]
        inner = [length // block for length, block in zip(lengths, blocks)]
        return np.array(parts.transpose(order)).reshape(framed.shape[0] * math.prod(blocks), *inner, *rest)

    return kernel


def _gathering(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, block_shape: Array, crops: Array) -> Any:
        rank = _check(image, block_shape, crops, "crops")
        blocks = [int(b) for b in block_shape]
        every = math.prod(blocks)
        if image.shape[0] % every:
            raise InvalidArgumentError(
                None, None, f"Input batch dimension ({image.shape[0]}) is not divisible by product of blocks ({every})"
            )
        count, inner, rest = image.shape[0] // every, image.shape[1 : rank + 1], image.shape[rank + 1 :]
        parts = image.reshape(*blocks, count, *inner, *rest)
        pairs = [place for i in range(rank) for place in (rank + 1 + i, i)]
        whole = parts.transpose([rank, *pairs, *range(2 * rank + 1, parts.ndim)])
        lengths = [length * block for length, block in zip(inner, blocks)]
        kept = [slice(int(a), length - int(b)) for (a, b), length in zip(crops, lengths)]
        return np.array(whole.reshape(count, *lengths, *rest)[(slice(None), *kept)])

    return kernel


for _name, _margins, _opposite, _shape, _kernel in (
    ("SpaceToBatchND", "paddings", "BatchToSpaceND", _dealt_shape, _dealing),
    ("BatchToSpaceND", "crops", "SpaceToBatchND", _gathered_shape, _gathering),
):
    define(
        _name,
        f"input: T, block_shape: Tblock_shape, {_margins}: T{_margins} -> output: T",
        types={key: _BLOCKS[key] for key in ("Tblock_shape", f"T{_margins}")},
        defaults=dict.fromkeys(("Tblock_shape", f"T{_margins}"), dtypes.int32),
        shape=_shape,
        kernel=_kernel,
        gradient=lambda op, grad, opposite=_opposite: [tensor(opposite, grad, *op.inputs[1:]), None, None],
        can_fail=True,
    )


def space_to_batch_nd(input: Any, block_shape: Any, paddings: Any, name: str | None = None) -> Tensor:
    """Images [n, *lengths, ...], framed with zeros, one pixel of each block to one image of a larger batch
    (`tf.space_to_batch_nd`).

    `block_shape`: [m]; `paddings`: [m, 2].  InvalidArgumentError in a run where blocks do not fit.
    """
    return tensor("SpaceToBatchND", input, block_shape, paddings, name=name)


def batch_to_space_nd(input: Any, block_shape: Any, crops: Any, name: str | None = None) -> Tensor:
    """The opposite of `space_to_batch_nd`, less margins of `crops` [m, 2] (`tf.batch_to_space_nd`)."""
    return tensor("BatchToSpaceND", input, block_shape, crops, name=name)


def _of_images(made: Tensor) -> Tensor:
    made.set_shape(shapes.with_rank(made._shape, 4))
    return made


def space_to_batch(
    input: Any, paddings: Any, block_size: Any = None, name: str | None = None, block_shape: Any = None
) -> Tensor:
    """`space_to_batch_nd` of images, with square blocks (`tf.space_to_batch`)."""
    size = one_of("block_shape", block_shape, "block_size", block_size)
    return _of_images(space_to_batch_nd(input, np.array([size, size], np.int64), paddings, name))


def batch_to_space(input: Any, crops: Any, block_size: Any, name: str | None = None, block_shape: Any = None) -> Tensor:
    """`batch_to_space_nd` of images, with square blocks (`tf.batch_to_space`)."""
    size = one_of("block_shape", block_shape, "block_size", block_size)
    return _of_images(batch_to_space_nd(input, np.array([size, size], np.int64), crops, name))


def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """How much has to be put behind each dimension so that blocks fit, and taken away again: [m, 2] each
    (`tf.required_space_to_batch_paddings`).
    """
    with graph_for(input_shape, block_shape).name_scope(name or "required_space_to_batch_paddings"):
        lengths = convert_to_tensor(input_shape, dtypes.int32, "input_shape")
        blocks = convert_to_tensor(block_shape, dtypes.int32, "block_shape")
        (count,) = shapes.with_rank(blocks._shape, 1)
        if count is None:
            raise ValueError("The shape of block_shape has to be known.")
        if count == 0:
            return zeros([0, 2], dtypes.int32), zeros([0, 2], dtypes.int32)
        if base_paddings is None:
            base = zeros([count, 2], dtypes.int32)
        else:
            base = convert_to_tensor(base_paddings, dtypes.int32, "base_paddings")
        known = [constant_value(v) for v in (blocks, lengths, base)]
        if all(v is not None for v in known):
            blocks, lengths, base = known
        before, after = base[:, 0], base[:, 1]
        framed = lengths + before + after
        extra = (blocks - framed % blocks) % blocks
        after = after + extra
        paddings = stack([[before[i], after[i]] for i in range(count)], name="paddings")
        return paddings, stack([[0, extra[i]] for i in range(count)], name="crops")


# ---------------------------------------------------------------- dilation


class Dilation:
    """How an operation on images is dilated: done on the images that each block has one pixel of.

    It is made of shapes, before there are operands.  Raises ValueError for a rate below 1, for another padding than
    SAME and VALID and for a filter of unknown shape.
    """

    def __init__(
        self,
        shape: MaybeShape,
        rate: Any,
        padding: str,
        filter_shape: Any = None,
        spatial_dims: Sequence[int] | None = None,
        data_format: str | None = None,
    ) -> None:
        self._rate = convert_to_tensor(rate, dtypes.int32, "dilation_rate")
        count = shapes.with_rank(self._rate._shape, 1)[0]
        if count is None:
            raise ValueError("rate must have known shape")
        start = 2 if data_format is not None and data_format.startswith("NC") else 1
        self._dimensions = list(range(start, count + start) if spatial_dims is None else spatial_dims)
        self._shape = shape
        self._padding = padding
        self._base: Any = None
        known = constant_value(self._rate)
        if known is not None:
            if (known < 1).any():
                raise ValueError("dilation_rate must be positive")
            if (known == 1).all():
                return
        if padding == "VALID":
            self._base = np.zeros([count, 2], np.int32)
        elif padding == "SAME":
            if filter_shape is None:
                raise ValueError("filter_shape must be specified for SAME padding")
            size = convert_to_tensor(filter_shape, name="filter_shape")
            known_size = constant_value(size)
            self._base = _base_paddings(
                size if known_size is None else known_size, count, self._rate if known is None else known
            )
        else:
            raise ValueError(f"Invalid padding method {padding!r}")

    def __call__(self, value: Any, op: Callable[[Any, str], Tensor]) -> Tensor:
        """``op(value, padding)``, dilated."""
        if self._base is None:
            return op(value, self._padding)
        known = self._shape
        lengths: Any = None if known is None else [known[i] for i in self._dimensions]
        if lengths is None or None in lengths:
            found = shape_of(value)
            lengths = stack([found[i] for i in self._dimensions])
        paddings, crops = required_space_to_batch_paddings(lengths, self._rate, self._base)
        blocks = _spread(self._rate, 1, self._dimensions)
        paddings, crops = (_spread(margins, 0, self._dimensions) for margins in (paddings, crops))
        dealt = space_to_batch_nd(value, blocks, paddings)
        return batch_to_space_nd(op(dealt, "VALID"), blocks, crops)


def with_space_to_batch(
    input: Any,
    dilation_rate: Any,
    padding: str,
    op: Callable[[Any, int, str], Tensor],
    filter_shape: Any = None,
    spatial_dims: Sequence[int] | None = None,
    data_format: str | None = None,
) -> Tensor:
    """``op(input, spatial dimensions, padding)``, dilated (`tf.nn.with_space_to_batch`).

    Raises ValueError for a rate below 1 and for another padding than SAME and VALID.
    """
    value = convert_to_tensor(input, name="input")
    dilation = Dilation(value._shape, dilation_rate, padding, filter_shape, spatial_dims, data_format)
    return dilation(value, lambda dealt, padding: op(dealt, len(dilation._dimensions), padding))


def _base_paddings(filter_shape: Any, count: int, rate: Any) -> Tensor:
    """What makes a plain convolution of a dilated one that keeps the size."""
    own = filter_shape[:count]
    extra = (own + (own - 1) * (rate - 1)) - 1
    before = extra // 2
    after = extra - before
    return stack([[before[i], after[i]] for i in range(count)])


def _spread(numbers: Tensor, fill: int, dimensions: Sequence[int]) -> Any:
    """Numbers for the first dimensions, of which some are between the given ones."""
    known = constant_value(numbers)
    given: Any = numbers if known is None else known
    rest = list((numbers._shape or ())[1:])
    parts: list[Any] = []
    done = 0
    for i, dimension in enumerate(dimensions):
        if dimension > done + 1:
            parts.append(np.full([dimension - 1 - done, *rest], fill, numbers.dtype.numpy))
        if parts and i and dimensions[i - 1] == dimension - 1:
            parts[-1] = (parts[-1][0], i + 1)
        else:
            parts.append((i, i + 1))
        done = dimension
    found = [given[part[0] : part[1]] if isinstance(part, tuple) else part for part in parts]
    return concat(found, 0) if known is None else np.concatenate(found)
