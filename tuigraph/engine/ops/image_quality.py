"""How much images differ, from each other and from pixel to pixel (`tf.image`).

Sources: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural similarity",
2004; Wang, Simoncelli and Bovik, "Multiscale structural similarity for image quality assessment", 2003.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.ops.activations import relu, softmax
from tuigraph.engine.ops.arithmetic import pow as power
from tuigraph.engine.ops.arithmetic import squared_difference, subtract
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, greater_equal, not_equal
from tuigraph.engine.ops.constants import constant, zeros
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.depthwise import depthwise_conv2d
from tuigraph.engine.ops.elementwise import abs as absolute
from tuigraph.engine.ops.elementwise import log, square
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.identities import graph_for, identity, reshape, shape, shape_n, size
from tuigraph.engine.ops.image_colors import convert_image_dtype
from tuigraph.engine.ops.joining import concat, stack, unstack
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.ops.padding import pad, tile
from tuigraph.engine.ops.pooling import avg_pool
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.reductions import reduce_all, reduce_any, reduce_mean, reduce_prod, reduce_sum


def total_variation(images: Any, name: str | None = None) -> Tensor:
    """The sum of the distances from pixel to pixel, of an image or of each of a batch (`tf.image.total_variation`).

    Raises ValueError for another rank than 3 and 4.
    """
    with graph_for(images).name_scope(name or "total_variation"):
        rank = None if images._shape is None else len(images._shape)
        if rank == 3:
            down, across = images[1:, :, :] - images[:-1, :, :], images[:, 1:, :] - images[:, :-1, :]
            axes = None
        elif rank == 4:
            down = images[:, 1:, :, :] - images[:, :-1, :, :]
            across = images[:, :, 1:, :] - images[:, :, :-1, :]
            axes = [1, 2, 3]
        else:
            raise ValueError("'images' must be either 3 or 4-dimensional.")
        found: Any = reduce_sum(absolute(down), axis=axes)
        return found + reduce_sum(absolute(across), axis=axes)  # type: ignore[no-any-return]


def _compatible(first: Any, second: Any) -> tuple[Tensor, Tensor, list[Operation]]:
    """The shapes of two images, or batches of them, and what has to hold of these in a run.

    Raises ValueError where it is known not to.
    """
    known = [one._shape for one in (first, second)]
    for one in known:
        shapes.with_rank_at_least(one, 3)
    if None not in known:
        shapes.TensorShape(known[0][-3:]).assert_is_compatible_with(shapes.TensorShape(known[1][-3:]))
        for a, b in zip(reversed(known[0][:-3]), reversed(known[1][:-3])):
            if 1 not in (a, b) and None not in (a, b) and a != b:
                raise ValueError(f"Two images are not compatible: {first.shape} and {second.shape}")
    one, other = shape_n([first, second])
    enough = Assert(greater_equal(size(one), 3), [one, other], summarize=10)
    alike = Assert(reduce_all(equal(one[-3:], other[-3:])), [one, other], summarize=10)
    return one, other, [enough, alike]


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Tensor:
    """The ratio of the largest value to the noise between two images, in decibels (`tf.image.psnr`).

    Raises ValueError for images of other shapes.
    """
    with graph_for(a, b).name_scope(name or "PSNR"):
        a, b, largest = _as_floats(a, b, max_val)
        noise = reduce_mean(squared_difference(a, b), [-3, -2, -1])
        signal: Any = 20 * log(largest) / log(10.0)
        found = subtract(signal, np.float32(10 / np.log(10)) * log(noise), name="psnr")
        _, _, checks = _compatible(a, b)
        with control_dependencies(checks):
            return identity(found)


def _similarity(x: Any, y: Any, mean: Callable[[Any], Any], largest: Any, k1: float, k2: float) -> tuple[Any, Any]:
    """How alike light is, and contrast with structure, around each pixel."""
    c1, c2 = (k1 * largest) ** 2, (k2 * largest) ** 2
    mean_x, mean_y = mean(x), mean(y)
    both = mean_x * mean_y * 2.0
    each = square(mean_x) + square(mean_y)
    light = (both + c1) / (each + c1)
    product = mean(x * y) * 2.0
    squares = mean(square(x) + square(y))
    c2 *= 1.0
    return light, (product - both + c2) / (squares - each + c2)


def _gauss(width: Any, sigma: Any) -> Tensor:
    width = convert_to_tensor(width, dtypes.int32)
    sigma = convert_to_tensor(sigma)
    places: Any = cast(range_(width), sigma.dtype)
    places -= cast(width - 1, sigma.dtype) / 2.0
    g = square(places)
    g *= -0.5 / square(sigma)
    g = reshape(g, [1, -1]) + reshape(g, [-1, 1])
    g = softmax(reshape(g, [1, -1]))
    return reshape(g, [width, width, 1, 1])


def _per_channel(images: Any, largest: Any, width: int, sigma: float, k1: float, k2: float) -> tuple[Any, Any]:
    x, y = images
    window = constant(width, dtypes.int32)
    deviation = constant(sigma, x.dtype)
    sizes = shape_n([x, y])
    checks = [Assert(reduce_all(greater_equal(one[-3:-1], window)), [one, window], summarize=8) for one in sizes]
    with control_dependencies(checks):
        x = identity(x)
    kernel = tile(_gauss(window, deviation), [1, 1, sizes[0][-1], 1])

    def mean(values: Any) -> Any:
        given = shape(values)
        flat = reshape(values, concat([[-1], given[-3:]], 0))
        found = depthwise_conv2d(flat, kernel, [1, 1, 1, 1], "VALID")
        return reshape(found, concat([given[:-3], shape(found)[1:]], 0))

    light, contrast = _similarity(x, y, mean, largest, k1, k2)
    axes = constant([-3, -2], dtypes.int32)
    return reduce_mean(light * contrast, axes), reduce_mean(contrast, axes)


def _as_floats(x: Any, y: Any, max_val: Any) -> tuple[Any, Any, Any]:
    largest = convert_image_dtype(cast(max_val, x.dtype), dtypes.float32)
    return convert_image_dtype(x, dtypes.float32), convert_image_dtype(y, dtypes.float32), largest


def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity of two images, at most 1 (`tf.image.ssim`).

    Raises ValueError for images of other shapes; InvalidArgumentError in a run for one smaller than the filter.
    """
    _, _, checks = _compatible(img1, img2)
    with control_dependencies(checks):
        img1 = identity(img1)
    x, y, largest = _as_floats(img1, img2, max_val)
    found, _ = _per_channel((x, y), largest, filter_size, filter_sigma, k1, k2)
    return reduce_mean(found, [-1])


_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Sequence[float] = _WEIGHTS,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity of two images at several scales, each half the one before
    (`tf.image.ssim_multiscale`).
    """
    graph = graph_for(img1, img2)
    with graph.name_scope("MS-SSIM"):
        img1, img2 = convert_to_tensor(img1, name="img1"), convert_to_tensor(img2, name="img2")
        first, second, checks = _compatible(img1, img2)
        with control_dependencies(checks):
            img1 = identity(img1)
        x, y, largest = _as_floats(img1, img2, max_val)
        images: list[Any] = [x, y]
        heads = [one[:-3] for one in (first, second)]
        tails = [one[-3:] for one in (first, second)]
        halves = constant([2, 2, 1], dtypes.int32)
        found: list[Any] = []
        whole: Any = None
        for k in range(len(power_factors)):
            with graph.name_scope(f"Scale{k}"):
                if k > 0:
                    images, tails = _halved(images, heads, tails, halves)
                whole, contrast = _per_channel(images, largest, filter_size, filter_sigma, k1, k2)
                found.append(relu(contrast))
        found.pop()
        each = stack([*found, relu(whole)], axis=-1)
        return reduce_mean(reduce_prod(power(each, list(power_factors)), [-1]), [-1])


def _halved(images: list[Any], heads: list[Any], tails: list[Any], halves: Any) -> tuple[list[Any], list[Any]]:
    flat = [reshape(one, concat([[-1], tail], 0)) for one, tail in zip(images, tails)]
    rest = tails[0] % halves

    def framed() -> list[Any]:
        margins = pad(expand_dims(rest, -1), [[1, 0], [1, 0]])
        return [pad(one, margins, mode="SYMMETRIC") for one in flat]

    even = cond(reduce_any(not_equal(rest, 0)), framed, lambda: flat)
    small = [avg_pool(one, [1, 2, 2, 1], [1, 2, 2, 1], "VALID") for one in even]
    tails = [one[1:] for one in shape_n(small)]
    return [reshape(one, concat([head, tail], 0)) for one, head, tail in zip(small, heads, tails)], tails


def image_gradients(image: Any) -> tuple[Tensor, Tensor]:
    """What each pixel of images [n, height, width, channels] is less than the one below, and the one to the right
    (`tf.image.image_gradients`); 0 at the edge.

    Raises ValueError for another rank.
    """
    if image._shape is None or len(image._shape) != 4:
        raise ValueError(f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {image.shape}.")
    whole = shape(image)
    count, height, width, depth = unstack(whole, 4)
    down = image[:, 1:, :, :] - image[:, :-1, :, :]
    across = image[:, :, 1:, :] - image[:, :, :-1, :]
    down = concat([down, zeros(stack([count, 1, width, depth]), image.dtype)], 1)
    down = reshape(down, whole)
    across = concat([across, zeros(stack([count, height, 1, depth]), image.dtype)], 2)
    return down, reshape(across, whole)


def sobel_edges(image: Any) -> Tensor:
    """Sobel's derivatives of images [n, height, width, channels] along rows and columns: [..., 2]
    (`tf.image.sobel_edges`).
    """
    known, given = image._shape, shape(image)
    kernels = np.array([[[-1, -2, -1], [0, 0, 0], [1, 2, 1]], [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]])
    filters = constant(np.expand_dims(kernels.transpose(1, 2, 0), -2), image.dtype)
    filters = tile(filters, [1, 1, given[-1], 1], name="sobel_filters")
    framed = pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
    found = depthwise_conv2d(framed, filters, [1, 1, 1, 1], "VALID")
    edges = reshape(found, concat([given, [2]], 0))
    edges.set_shape(None if known is None else (*known, 2))
    return edges
