"""Boxes in images: cut out, drawn, thinned out and chosen at random (`tf.image`).

A box is [y_min, x_min, y_max, x_max], where 1 is the last row or column.

Sources: tensorflow/core/kernels/{crop_and_resize,draw_bounding_box,non_max_suppression,sample_distorted_bounding_box}
_op.cc.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, philox, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.candidates import below, words_of
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError, OutOfRangeError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, dims

_f = np.float32

# ---------------------------------------------------------------- cut out


class _Line(NamedTuple):
    """Where the pixels of a cut lie along one axis of an image, of those that lie in it at all."""

    inside: Any  # which pixels of the cut
    low: Any
    high: Any
    part: Any  # how far each lies behind `low`


def _line(start: Any, end: Any, made: int, length: int) -> _Line:
    if made > 1:
        scale = (end - start) * _f(length - 1) / _f(made - 1)
        places = start * _f(length - 1) + np.arange(made, dtype=np.float32) * scale
    else:
        places = np.array([0.5 * float(start + end) * (length - 1)], np.float32)
    inside = np.flatnonzero((places >= 0) & (places <= length - 1))
    places = places[inside]
    low = np.floor(places)
    return _Line(inside, low.astype(np.int64), np.ceil(places).astype(np.int64), (places - low).astype(np.float32))


def _check_boxes(boxes: Any, owners: Any, count: int) -> None:
    if boxes.ndim != 2 or boxes.shape[1] != 4 or np.shape(owners) != (len(boxes),):
        raise InvalidArgumentError(
            None,
            None,
            f"boxes must be [n, 4] and box_index [n], but are {shapes.listed(boxes.shape)} and "
            f"{shapes.listed(np.shape(owners))}",
        )
    if len(owners) and not 0 <= owners.min() <= owners.max() < count:
        raise OutOfRangeError(None, None, "box_index has values outside [0, batch_size)")


def _lines(box: Any, made: Any, image_shape: Any) -> tuple[_Line, _Line]:
    return _line(box[0], box[2], made[0], image_shape[1]), _line(box[1], box[3], made[1], image_shape[2])


def _nearest(line: _Line) -> Any:
    return np.floor(line.low + line.part + _f(0.5)).astype(np.int64)


def _crop_kernel(op: Operation, store: Store) -> Kernel:
    nearest, filler = op.attrs["method"] == "nearest", op.attrs["extrapolation_value"]

    def kernel(image: Array, boxes: Array, owners: Array, size: Array) -> Any:
        if image.ndim != 4:
            raise InvalidArgumentError(None, None, "input image must be 4-D")
        if np.shape(size) != (2,) or min(size) <= 0:
            raise InvalidArgumentError(None, None, f"crop dimensions must be two positive numbers, not {size.tolist()}")
        _check_boxes(boxes, owners, image.shape[0])
        height, width = dims(size)
        made = np.full((len(boxes), height, width, image.shape[3]), filler, np.float32)
        for k, (box, owner) in enumerate(zip(boxes, owners)):
            rows, columns = _lines(box, (height, width), image.shape)
            if nearest:
                found = image[owner][_nearest(rows)[:, None], _nearest(columns)].astype(np.float32)
            else:
                top, bottom = (_mixed(image[owner][at].astype(np.float32), columns) for at in (rows.low, rows.high))
                found = top + (bottom - top) * rows.part[:, None, None]
            made[k, rows.inside[:, None], columns.inside] = found
        return made

    return kernel


def _mixed(lines: Any, columns: _Line) -> Any:
    left, right = lines[:, columns.low], lines[:, columns.high]
    return left + (right - left) * columns.part[:, None]


def _to_image_kernel(op: Operation, store: Store) -> Kernel:
    nearest, dtype = op.attrs["method"] == "nearest", op.outputs[0].dtype.numpy

    def kernel(grads: Array, boxes: Array, owners: Array, size: Array) -> Any:
        shape = dims(size)
        _check_boxes(boxes, owners, shape[0])
        sums = np.zeros(shape, np.float32)
        for grad, box, owner in zip(grads, boxes, owners):
            rows, columns = _lines(box, grad.shape[:2], shape)
            part = grad[rows.inside[:, None], columns.inside]
            if nearest:
                np.add.at(sums[owner], (_nearest(rows)[:, None], _nearest(columns)), part)
                continue
            for at, share in ((rows.low, 1 - rows.part), (rows.high, rows.part)):
                for to, other in ((columns.low, 1 - columns.part), (columns.high, columns.part)):
                    np.add.at(sums[owner], (at[:, None], to), part * share[:, None, None] * other[:, None])
        return sums.astype(dtype)

    return kernel


def _to_boxes_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(grads: Array, image: Array, boxes: Array, owners: Array) -> Any:
        _check_boxes(boxes, owners, image.shape[0])
        found = np.zeros(boxes.shape, np.float32)
        for k, (grad, box, owner) in enumerate(zip(grads, boxes, owners)):
            lines = _lines(box, grad.shape[:2], image.shape)
            rows, columns = lines
            part = grad[rows.inside[:, None], columns.inside]
            pixels = image[owner].astype(np.float32)
            tl, tr, bl, br = (pixels[y[:, None], x] for y in (rows.low, rows.high) for x in (columns.low, columns.high))
            across, down = columns.part[:, None], rows.part[:, None, None]
            by_y = (((1 - across) * (bl - tl) + across * (br - tr)) * part).sum(axis=(1, 2))
            by_x = (((1 - down) * (tr - tl) + down * (br - bl)) * part).sum(axis=(0, 2))
            for axis, (slope, line) in enumerate(zip((by_y, by_x), lines)):
                length, made = image.shape[1 + axis], grad.shape[axis]
                if made > 1:
                    far = line.inside * _f((length - 1) / (made - 1))
                else:
                    far = np.full(len(slope), 0.5 * (length - 1), np.float32)
                found[k, axis] = (slope * (length - 1 - far)).sum()
                found[k, axis + 2] = (slope * far).sum()
        return found

    return kernel


def _crop_shape(op: Operation) -> list[MaybeShape]:
    image, boxes = shapes.with_rank(op.inputs[0]._shape, 4), shapes.with_rank(op.inputs[1]._shape, 2)
    owners = shapes.with_rank(op.inputs[2]._shape, 1)
    (count,) = shapes.merge((boxes[0],), owners) or (None,)
    return [(count, *shapes.with_rank(constant_shape(op.inputs[3]), 2), image[3])]


def _crop_gradient(op: Operation, grad: Tensor) -> list[Any]:
    image, boxes, owners, _ = op.inputs
    by_image = None
    if image.dtype.is_floating:
        static = shapes.is_static(image._shape)
        size = list(image._shape or ()) if static else shape_of(image)
        by_image = tensor(
            "CropAndResizeGradImage", grad, boxes, owners, size, T=image.dtype.base_dtype, method=op.attrs["method"]
        )
    return [by_image, tensor("CropAndResizeGradBoxes", grad, image, boxes, owners), None, None]


_PIXELS = dtypes.REAL - {dtypes.uint32, dtypes.uint64}

define(
    "CropAndResize",
    "image: T, boxes: float32, box_ind: int32, crop_size: int32 -> crops: float32",
    types={"T": _PIXELS},
    attrs={"method": "bilinear", "extrapolation_value": 0.0},
    shape=_crop_shape,
    kernel=_crop_kernel,
    gradient=_crop_gradient,
    can_fail=True,
)
define(
    "CropAndResizeGradImage",
    "grads: float32, boxes: float32, box_ind: int32, image_size: int32 -> output: T",
    types={"T": dtypes.FLOATING},
    attrs={"method": "bilinear"},
    shape=lambda op: [shapes.with_rank(constant_shape(op.inputs[3]), 4)],
    kernel=_to_image_kernel,
    can_fail=True,
)
define(
    "CropAndResizeGradBoxes",
    "grads: float32, image: T, boxes: float32, box_ind: int32 -> output: float32",
    types={"T": _PIXELS},
    attrs={"method": "bilinear"},
    shape=lambda op: [op.inputs[2]._shape],
    kernel=_to_boxes_kernel,
    can_fail=True,
)


def crop_and_resize(
    image: Any,
    boxes: Any,
    box_ind: Any = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Any = None,
) -> Tensor:
    """Boxes [n, 4] cut out of images [m, height, width, channels], each of the image `box_indices` [n], in one size:
    float32 [n, *crop_size, channels] (`tf.image.crop_and_resize`).

    `method`: ``bilinear`` or ``nearest``; outside of the image there is `extrapolation_value`.
    """
    owners = one_of("box_indices", box_indices, "box_ind", box_ind)
    if method not in ("bilinear", "nearest"):
        raise ValueError(
            f'Value for attr \'method\' of "{method}" is not in the list of allowed values: "bilinear", "nearest"'
        )
    return tensor(
        "CropAndResize",
        image,
        boxes,
        owners,
        crop_size,
        method=method,
        extrapolation_value=float(extrapolation_value),
        name=name,
    )


# ---------------------------------------------------------------- drawn

_COLORS = np.array(
    [
        *([1, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 1], [0.5, 0, 0.5, 1]),
        *([0.5, 0.5, 0, 1], [0.5, 0, 0, 1], [0, 0, 0.5, 1], [0, 1, 1, 1], [1, 0, 1, 1]),
    ],
    np.float32,
)


def _draw_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(images: Array, boxes: Array, colors: Array | None = None) -> Any:
        if images.ndim != 4 or images.shape[3] not in (1, 3, 4):
            raise InvalidArgumentError(None, None, "The rank of the images should be 4, and their channels 1, 3 or 4")
        if boxes.ndim != 3 or boxes.shape[2] != 4 or boxes.shape[0] != images.shape[0]:
            raise InvalidArgumentError(None, None, "The boxes tensor must have shape [batch_size, num_boxes, 4]")
        depth = images.shape[3]
        table = _COLORS[:, :depth].copy()
        if depth == 1:
            table[:] = 1
        if colors is not None and np.size(colors):
            table = colors[:, :depth]
        drawn = images.copy()
        for canvas, own in zip(drawn, boxes):
            for i, box in enumerate(own):
                _draw(canvas, box.astype(np.float32), table[i % len(table)].astype(images.dtype))
        return drawn

    return kernel


def _draw(canvas: Any, box: Any, color: Any) -> None:
    """The edges of a box that lie in the image."""
    height, width = canvas.shape[:2]
    top, left, bottom, right = (int(v * _f(n - 1)) for v, n in zip(box, (height, width, height, width)))
    if top > bottom or left > right or top >= height or bottom < 0 or left >= width or right < 0:
        return
    rows, columns = slice(max(top, 0), min(bottom, height - 1) + 1), slice(max(left, 0), min(right, width - 1) + 1)
    if top >= 0:
        canvas[top, columns] = color
    if bottom < height:
        canvas[bottom, columns] = color
    if left >= 0:
        canvas[rows, left] = color
    if right < width:
        canvas[rows, right] = color


for _name, _more in (("DrawBoundingBoxes", ""), ("DrawBoundingBoxesV2", ", colors: float32")):
    define(
        _name,
        f"images: T, boxes: float32{_more} -> output: T",
        types={"T": frozenset({dtypes.float16, dtypes.float32})},
        defaults={"T": dtypes.float32},
        shape=lambda op: [shapes.with_rank(op.inputs[0]._shape, 4)],
        kernel=_draw_kernel,
        differentiable=False,
        can_fail=True,
    )


def draw_bounding_boxes(images: Any, boxes: Any, name: str | None = None, colors: Any = None) -> Tensor:
    """Images [n, height, width, channels] with the edges of boxes [n, several, 4] (`tf.image.draw_bounding_boxes`).

    Ten colours take turns, or `colors` [several, channels].
    """
    if colors is None:
        return tensor("DrawBoundingBoxes", images, boxes, name=name)
    return tensor("DrawBoundingBoxesV2", images, boxes, colors, name=name)


# ---------------------------------------------------------------- thinned out


def _overlaps(boxes: Any) -> Callable[[int, Any], Any]:
    """The shares of a box and others in what either covers."""
    low, high = np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])
    areas = np.prod(high - low, axis=1)

    def overlap(i: int, others: Any) -> Any:
        common = np.prod(np.maximum(np.minimum(high[i], high[others]) - np.maximum(low[i], low[others]), 0), axis=1)
        either = areas[i] + areas[others] - common
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where((areas[i] > 0) & (areas[others] > 0), common / either, 0)

    return overlap


def _kept(
    overlap: Callable[[int, Any], Any], scores: Any, most: int, limit: float, lowest: float, sigma: float
) -> tuple[list[int], list[float]]:
    """The best boxes, none of which overlaps a better one by more than `limit`, and their scores.

    With a `sigma` the scores of the others fall by how much they overlap better ones (Bodla and others, "Soft-NMS",
    2017).
    """
    import heapq

    waiting = [(-float(score), i, 0) for i, score in enumerate(scores) if score > lowest]
    heapq.heapify(waiting)
    chosen: list[int] = []
    found: list[float] = []
    while waiting and len(chosen) < most:
        negative, i, seen = heapq.heappop(waiting)
        score, given = -negative, -negative
        shares = overlap(i, np.array(chosen[seen:], np.int64)) if chosen[seen:] else np.empty(0)
        suppressed = False
        for share in shares[::-1]:
            if share > limit:
                suppressed = True
                break
            if sigma > 0:
                score = float(_f(score) * _f(math.exp(-0.5 / sigma * float(share) ** 2)))
            if score <= lowest:
                break
        if suppressed:
            continue
        if score == given:
            chosen.append(i)
            found.append(score)
        elif score > lowest:
            heapq.heappush(waiting, (-score, i, len(chosen)))
    return chosen, found


def _check_scores(boxes: Any, scores: Any, limit: float, square: bool) -> None:
    width = len(boxes) if square else 4
    if boxes.ndim != 2 or boxes.shape[1] != width:
        raise InvalidArgumentError(None, None, f"boxes must have {width} columns: {shapes.listed(boxes.shape)}")
    if np.shape(scores) != (len(boxes),):
        raise InvalidArgumentError(
            None, None, f"scores has incompatible shape {shapes.listed(np.shape(scores))} for {len(boxes)} boxes"
        )
    if not square and not 0 <= limit <= 1:
        raise InvalidArgumentError(None, None, "iou_threshold must be in [0, 1]")


def _thinning(op: Operation, store: Store) -> Kernel:
    padded, outputs = op.attrs.get("pad_to_max_output_size", False), op.outputs
    square = op.type == "NonMaxSuppressionWithOverlaps"

    def kernel(
        boxes: Array, scores: Array, most: Array, limit: Any = None, lowest: Any = -np.inf, sigma: Any = 0.0
    ) -> Any:
        limit = float(op.attrs["iou_threshold"] if limit is None else limit)
        _check_scores(boxes, scores, limit, square)
        overlap = (lambda i, others: boxes[i, others]) if square else _overlaps(boxes)
        chosen, found = _kept(overlap, scores, max(int(most), 0), limit, float(lowest), float(sigma))
        valid = len(chosen)
        short = max(int(most), 0) - valid if padded else 0
        indices = np.array([*chosen, *[0] * short], np.int32)
        if len(outputs) == 1:
            return indices
        made = (np.array([*found, *[0.0] * short], scores.dtype),) if len(outputs) == 3 else ()
        return (indices, *made, np.int32(valid))

    return kernel


def _thinned_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[0]._shape, 2)
    shapes.with_rank(op.inputs[1]._shape, 1)
    known = constant_value(op.inputs[2]) if op.attrs.get("pad_to_max_output_size") else None
    count = None if known is None else int(known)
    several = len(op.definition.outputs)
    return [(None,)] if several == 1 else [*[(count,)] * (several - 1), ()]


_TWO = frozenset({dtypes.float16, dtypes.float32})
_LIMITS = ", iou_threshold: T_threshold, score_threshold: T_threshold"
_VALID = "selected_indices: int32, valid_outputs: int32"

for _name, _signature, _attrs in (
    ("NonMaxSuppressionV2", "boxes: T, scores: T, max_output_size: int32, iou_threshold: T_threshold", {}),
    ("NonMaxSuppressionV3", f"boxes: T, scores: T, max_output_size: int32{_LIMITS}", {}),
    (
        "NonMaxSuppressionV4",
        f"boxes: T, scores: T, max_output_size: int32{_LIMITS} -> {_VALID}",
        {"pad_to_max_output_size": False},
    ),
    (
        "NonMaxSuppressionV5",
        "boxes: T, scores: T, max_output_size: int32, iou_threshold: T, score_threshold: T, soft_nms_sigma: T -> "
        "selected_indices: int32, selected_scores: T, valid_outputs: int32",
        {"pad_to_max_output_size": False},
    ),
    ("NonMaxSuppression", "boxes: float32, scores: float32, max_output_size: int32", {"iou_threshold": 0.5}),
    (
        "NonMaxSuppressionWithOverlaps",
        "overlaps: float32, scores: float32, max_output_size: int32, overlap_threshold: float32, "
        "score_threshold: float32",
        {},
    ),
):
    define(
        _name,
        _signature if "->" in _signature else f"{_signature} -> selected_indices: int32",
        types={key: _TWO for key in ("T", "T_threshold") if f": {key}" in _signature},
        defaults={key: dtypes.float32 for key in ("T", "T_threshold") if f": {key}" in _signature},
        attrs=_attrs,
        shape=_thinned_shape,
        kernel=_thinning,
        differentiable=False,
        can_fail=True,
    )

_NO_LIMIT = float("-inf")


def non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NO_LIMIT,
    name: str | None = None,
) -> Tensor:
    """The numbers of the boxes [n, 4] with the best scores [n], int32, at most `max_output_size`: none of them overlaps
    a better one by more than a share (`tf.image.non_max_suppression`).
    """
    with graph_for(boxes, scores).name_scope(name or "non_max_suppression"):
        limit = convert_to_tensor(iou_threshold, name="iou_threshold")
        lowest = convert_to_tensor(score_threshold, name="score_threshold")
        return tensor("NonMaxSuppressionV3", boxes, scores, max_output_size, limit, lowest)


def non_max_suppression_with_scores(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NO_LIMIT,
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """As `non_max_suppression`, with scores, which fall by overlaps where there is a sigma
    (`tf.image.non_max_suppression_with_scores`).
    """
    with graph_for(boxes, scores).name_scope(name or "non_max_suppression_with_scores"):
        limit = convert_to_tensor(iou_threshold, name="iou_threshold")
        lowest = convert_to_tensor(score_threshold, name="score_threshold")
        sigma = convert_to_tensor(soft_nms_sigma, name="soft_nms_sigma")
        made = apply("NonMaxSuppressionV5", boxes, scores, max_output_size, limit, lowest, sigma)
        return made.outputs[0], made.outputs[1]


def non_max_suppression_padded(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NO_LIMIT,
    pad_to_max_output_size: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """As `non_max_suppression`, with how many they are, padded with 0 if asked for
    (`tf.image.non_max_suppression_padded`).
    """
    with graph_for(boxes, scores).name_scope(name or "non_max_suppression_padded"):
        limit = convert_to_tensor(iou_threshold, name="iou_threshold")
        lowest = convert_to_tensor(score_threshold, name="score_threshold")
        made = apply(
            "NonMaxSuppressionV4",
            boxes,
            scores,
            max_output_size,
            limit,
            lowest,
            pad_to_max_output_size=pad_to_max_output_size,
        )
        return made.outputs[0], made.outputs[1]


def non_max_suppression_with_overlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = _NO_LIMIT,
    name: str | None = None,
) -> Tensor:
    """As `non_max_suppression`, by given overlaps [n, n] (`tf.image.non_max_suppression_overlaps`)."""
    with graph_for(overlaps, scores).name_scope(name or "non_max_suppression_overlaps"):
        limit = convert_to_tensor(overlap_threshold, name="overlap_threshold")
        return tensor("NonMaxSuppressionWithOverlaps", overlaps, scores, max_output_size, limit, score_threshold)


# ---------------------------------------------------------------- chosen at random


class _Part(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        return max(self.right - self.left, 0) * max(self.bottom - self.top, 0)

    def common(self, other: _Part) -> _Part:
        return _Part(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


def _drawn_part(words: Iterator[int], width: int, height: int, areas: Any, aspect: Any) -> _Part | None:
    """A part of a shape and area in a range; None where there is none."""

    def uniform(limit: int) -> int:
        return below(limit, lambda: next(words), 32)

    def wide(rows: int) -> int:
        return round(float(_f(rows) * aspect))

    least, most = (_f(area) * _f(width) * _f(height) for area in areas)
    if areas[1] <= 0 or aspect <= 0 or width <= 0 or height <= 0 or areas[0] > areas[1]:
        return None
    rows, limit = round(float(np.sqrt(least / aspect))), round(float(np.sqrt(most / aspect)))
    if wide(limit) > width:
        limit = int((width + 0.5 - float(_f(1e-7))) / float(aspect))
    limit = min(limit, height)
    rows = min(rows, limit)
    if rows < limit:
        rows += uniform(limit - rows + 1)
    if wide(rows) * rows < least:
        rows += 1
    if wide(rows) * rows > most:
        rows -= 1
    columns = wide(rows)
    if not least <= columns * rows <= most or not 0 < columns <= width or not 0 < rows <= height:
        return None
    top = uniform(height - rows) if rows < height else 0
    left = uniform(width - columns) if columns < width else 0
    return _Part(left, top, left + columns, top + rows)


def _sample_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    cell = store.private_cell(op.name, lambda: philox.stream(attrs["seed"], attrs["seed2"]))
    aspects, areas = ([_f(v) for v in attrs[key]] for key in ("aspect_ratio_range", "area_range"))

    def kernel(size: Array, boxes: Array, covered: Any = None) -> Any:
        least = float(attrs["min_object_covered"] if covered is None else covered)
        if np.shape(size) != (3,):
            raise InvalidArgumentError(
                None, None, f"image_size must contain 3 elements {shapes.listed(np.shape(size))}"
            )
        if boxes.ndim != 3 or boxes.shape[2] != 4:
            raise InvalidArgumentError(None, None, f"box shape must be [1, n, 4], got {shapes.listed(boxes.shape)}")
        height, width = int(size[0]), int(size[1])
        given = boxes.reshape(-1, 4)
        if ((given < 0) | (given > 1)).any():
            raise InvalidArgumentError(None, None, "All bounding box coordinates must be in [0.0, 1.0]")
        whole = _Part(0, 0, width, height)
        objects = [_Part(*(int(v * _f(n)) for v, n in zip(b[[1, 0, 3, 2]], (width, height) * 2))) for b in given]
        if not objects:
            if not attrs["use_image_if_no_bounding_boxes"]:
                raise InvalidArgumentError(
                    None,
                    None,
                    "No bounding boxes provided as input. One must enable use_image_if_no_bounding_boxes if you wish "
                    "to not provide any bounding boxes.",
                )
            objects = [whole]
        with cell.lock:
            words = words_of(cell.value)
            cell.set(cell.value.skip(attrs["max_attempts"]))
        chosen = whole
        for _ in range(attrs["max_attempts"]):
            part = _f((next(words) & 0x7FFFFF) * 2.0**-23)
            found = _drawn_part(words, width, height, areas, part * (aspects[1] - aspects[0]) + aspects[0])
            if found is not None and _covers(found, objects, least):
                chosen = found
                break
        rows, columns = chosen.bottom - chosen.top, chosen.right - chosen.left
        edges = [chosen.top / height, chosen.left / width, chosen.bottom / height, chosen.right / width]
        kind = size.dtype
        begin = np.array([chosen.top, chosen.left, 0], kind)
        return begin, np.array([rows, columns, -1]).astype(kind), np.array(edges, np.float32).reshape(1, 1, 4)

    return kernel


def _covers(part: _Part, objects: list[_Part], least: float) -> bool:
    large = [one for one in objects if one.area >= 1]
    return part.area >= 1 and any(one.common(part).area / one.area >= _f(least) for one in large)


for _name, _more in (
    ("SampleDistortedBoundingBox", ""),
    ("SampleDistortedBoundingBoxV2", ", min_object_covered: float32"),
):
    define(
        _name,
        f"image_size: T, bounding_boxes: float32{_more} -> begin: T, size: T, bboxes: float32",
        types={"T": frozenset({dtypes.uint8, dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64})},
        attrs={
            "seed": 0,
            "seed2": 0,
            **({} if _more else {"min_object_covered": 0.1}),
            "aspect_ratio_range": [0.75, 1.33],
            "area_range": [0.05, 1.0],
            "max_attempts": 100,
            "use_image_if_no_bounding_boxes": False,
        },
        shape=lambda op: [(3,), (3,), (1, 1, 4)],
        kernel=_sample_kernel,
        stateful=True,
        differentiable=False,
    )


def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: int | None = None,
    seed2: int | None = None,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """A part of an image that has enough of one of its boxes [1, n, 4], for `tf.slice` begin [3] and size [3], and as a
    box [1, 1, 4] (`tf.image.sample_distorted_bounding_box`).

    `image_size`: integers [3].  The whole image where `max_attempts` find none.
    """
    with graph_for(image_size, bounding_boxes).name_scope(name or "sample_distorted_bounding_box"):
        made = apply(
            "SampleDistortedBoundingBoxV2",
            image_size,
            bounding_boxes,
            min_object_covered,
            seed=seed,
            seed2=seed2,
            aspect_ratio_range=aspect_ratio_range,
            area_range=area_range,
            max_attempts=max_attempts,
            use_image_if_no_bounding_boxes=use_image_if_no_bounding_boxes,
            name=name,
        )
        return made.outputs[0], made.outputs[1], made.outputs[2]
