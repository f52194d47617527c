"""Examples of neural network operations."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.engine.examples.example import numbers, of
from tuigraph.engine.build import apply
from tuigraph.engine.ops.windows import Window

ANY = numbers(2, 3)
OTHER = numbers(2, 3, seed=1)
IMAGE = numbers(1, 4, 5, 2)
FILTER = numbers(2, 3, 2, 3, seed=1)
FIRST = IMAGE.transpose(0, 3, 1, 2).copy()
SAME = {"strides": [1, 1, 1, 1], "padding": "SAME"}
VALID = {"strides": [1, 2, 1, 1], "padding": "VALID"}
DILATED = {"strides": [1, 1, 1, 1], "padding": "SAME", "dilations": [1, 2, 1, 1]}
EXPLICIT = {"strides": [1, 1, 2, 1], "padding": "EXPLICIT", "explicit_paddings": [0, 0, 1, 0, 2, 1, 0, 0]}
POOL = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 1, 1], "padding": "SAME"}
POOL_VALID = {"ksize": [1, 2, 3, 1], "strides": [1, 1, 2, 1], "padding": "VALID"}
POOL_FIRST = {"ksize": [1, 1, 2, 2], "strides": [1, 1, 2, 2], "padding": "SAME", "data_format": "NCHW"}
BODY, BODY_FILTER = numbers(1, 3, 2, 3, 2), numbers(2, 1, 2, 2, 2, seed=1)
BODY_SAME = {"strides": [1, 1, 1, 1, 1], "padding": "SAME"}
BODY_STEPS = {"strides": [1, 2, 1, 1, 1], "padding": "VALID"}
POOL_3D = {"ksize": [1, 2, 1, 2, 1], "strides": [1, 2, 1, 1, 1], "padding": "SAME"}
DEPTH_FILTER = numbers(2, 3, 2, 2, seed=1)
DEPTH_STEPS = {"strides": [1, 2, 2, 1], "padding": "VALID"}
PLACES = {"ksize": [1, 3, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}
SPEECH, FRAMES = numbers(5, 2, 4, seed=2), [5, 4]
SPELT = np.array([[0, 0], [0, 1], [1, 0]])
PROBABILITIES = np.array([[0.2, 0.3, 0.5], [0.6, 0.4, 0.0]])


def conv(attrs: Any) -> Any:
    """Shapes that belong to a convolution of IMAGE with FILTER: its output."""
    op = SimpleNamespace(attrs={"data_format": "NHWC", **attrs})
    return numbers(*Window.of(op, (2, 3)).output(IMAGE.shape, 3), seed=5)  # type: ignore[arg-type, misc]


def loss_and_slope(logits: Any) -> Any:
    """Both outputs, of which the second has a derivative by the logits alone."""
    return apply("SoftmaxCrossEntropyWithLogits", logits, PROBABILITIES).outputs


EXAMPLES = {
    **{name: [of(ANY), of(0.7)] for name in ("Relu", "Relu6", "Elu", "Selu", "Softplus", "Softsign")},
    "LeakyRelu": [of(ANY), of(ANY, attrs={"alpha": 0.5})],
    "LeakyReluGrad": [of(OTHER, ANY, attrs={"alpha": 0.5})],
    **{name: [of(OTHER, ANY)] for name in ("ReluGrad", "Relu6Grad", "EluGrad", "SeluGrad", "SoftplusGrad")},
    "Softmax": [of(ANY), of(numbers(2, 2, 3))],
    "LogSoftmax": [of(ANY)],
    "SoftmaxCrossEntropyWithLogits": [of(ANY, PROBABILITIES, outputs=(0,)), of(ANY, build=loss_and_slope)],
    "SparseSoftmaxCrossEntropyWithLogits": [of(ANY, np.array([2, 0], np.int64), outputs=(0,))],
    "BiasAdd": [of(ANY, [1.5, 2.5, 3.5]), of(FIRST, [1.5, 2.5], attrs={"data_format": "NCHW"})],
    "BiasAddGrad": [of(ANY), of(FIRST, attrs={"data_format": "NCHW"})],
    "L2Loss": [of(ANY)],
    "CTCLoss": [
        of(SPEECH, SPELT, [0, 0, 2], FRAMES, outputs=(0,)),
        of(SPEECH, SPELT, [0, 0, 2], FRAMES, attrs={"ctc_merge_repeated": False}, outputs=(0,)),
    ],
    "CTCGreedyDecoder": [of(SPEECH, FRAMES, fixed=(0,), outputs=(), dynamic=True)],
    "CTCBeamSearchDecoder": [
        of(SPEECH, FRAMES, attrs={"beam_width": 4, "top_paths": 2}, fixed=(0,), outputs=(), dynamic=True)
    ],
    "TopKV2": [of(ANY, 2), of([3.5, 1.5, 2.5], 1)],
    "NthElement": [of(ANY, 1), of(ANY, 0, attrs={"reverse": True})],
    "InTopKV2": [of(ANY.astype(np.float32), [2, 0], 1, outputs=())],
    "Conv2D": [of(IMAGE, FILTER, attrs=a) for a in (SAME, VALID, DILATED, EXPLICIT)],
    "Conv2DBackpropInput": [of([1, 4, 5, 2], FILTER, conv(a), attrs=a) for a in (SAME, VALID, DILATED)],
    "Conv2DBackpropFilter": [of(IMAGE, [2, 3, 2, 3], conv(a), attrs=a) for a in (SAME, VALID, DILATED)],
    "Conv3D": [
        of(BODY, BODY_FILTER, attrs=BODY_SAME),
        of(BODY, BODY_FILTER, attrs=BODY_STEPS),
        of(BODY, numbers(1, 1, 1, 3, 1), attrs={**BODY_SAME, "data_format": "NCDHW"}),
    ],
    "Conv3DBackpropInputV2": [of([1, 3, 2, 3, 2], BODY_FILTER, numbers(1, 1, 2, 2, 2), attrs=BODY_STEPS)],
    "Conv3DBackpropFilterV2": [of(BODY, [2, 1, 2, 2, 2], numbers(1, 1, 2, 2, 2), attrs=BODY_STEPS)],
    "DepthwiseConv2dNative": [
        of(IMAGE, DEPTH_FILTER, attrs=SAME),
        of(IMAGE, DEPTH_FILTER, attrs=DEPTH_STEPS),
        of(FIRST, DEPTH_FILTER, attrs={"strides": [1, 1, 1, 1], "padding": "SAME", "data_format": "NCHW"}),
    ],
    "DepthwiseConv2dNativeBackpropInput": [
        of([1, 4, 5, 2], DEPTH_FILTER, numbers(1, 2, 2, 4, seed=5), attrs=DEPTH_STEPS)
    ],
    "DepthwiseConv2dNativeBackpropFilter": [of(IMAGE, [2, 3, 2, 2], numbers(1, 2, 2, 4, seed=5), attrs=DEPTH_STEPS)],
    "SpaceToBatchND": [of(IMAGE, [2, 3], [[0, 0], [1, 0]]), of(IMAGE, [2], [[1, 1]])],
    "BatchToSpaceND": [of(numbers(6, 2, 2, 2), [2, 3], [[0, 1], [1, 0]])],
    "ExtractImagePatches": [
        of(
            IMAGE,
            attrs={"ksizes": [1, 2, 3, 1], "strides": [1, 1, 2, 1], "rates": [1, 2, 1, 1], "padding": "SAME"},
        )
    ],
    "MaxPoolWithArgmax": [of(IMAGE, attrs=PLACES)],
    "MaxPoolGradWithArgmax": [of(IMAGE, numbers(1, 1, 2, 2, seed=3), np.array([[[[2, 11], [18, 9]]]]), attrs=PLACES)],
    "MaxPoolGradGradWithArgmax": [of(IMAGE, IMAGE * 0.5, np.array([[[[2, 11], [18, 9]]]]), attrs=PLACES)],
    "MaxPool3D": [of(BODY, attrs=POOL_3D)],
    "MaxPool3DGrad": [of(BODY, numbers(1, 2, 2, 3, 2), numbers(1, 2, 2, 3, 2, seed=3), attrs=POOL_3D)],
    "MaxPool3DGradGrad": [of(BODY, numbers(1, 2, 2, 3, 2), BODY * 0.5, attrs=POOL_3D)],
    "AvgPool3D": [of(BODY, attrs=POOL_3D)],
    "AvgPool3DGrad": [of([1, 3, 2, 3, 2], numbers(1, 2, 2, 3, 2), attrs=POOL_3D)],
    "MaxPool": [of(IMAGE, attrs=POOL), of(IMAGE, attrs=POOL_VALID), of(FIRST, attrs=POOL_FIRST)],
    "MaxPoolGrad": [of(IMAGE, numbers(1, 2, 5, 2), numbers(1, 2, 5, 2, seed=3), attrs=POOL)],
    "MaxPoolGradGrad": [of(IMAGE, numbers(1, 2, 5, 2), IMAGE * 0.5, attrs=POOL)],
    "AvgPool": [of(IMAGE, attrs=POOL), of(IMAGE, attrs=POOL_VALID), of(FIRST, attrs=POOL_FIRST)],
    "ResizeNearestNeighbor": [of(IMAGE, [6, 3]), of(IMAGE, [2, 7], attrs={"align_corners": True})],
    "ResizeNearestNeighborGrad": [of(IMAGE, [6, 3]), of(IMAGE, [2, 7], attrs={"half_pixel_centers": True})],
    "RGBToHSV": [of(numbers(2, 5, 3, low=0.1, high=1.0))],
    "AvgPoolGrad": [of([1, 4, 5, 2], numbers(1, 2, 5, 2), attrs=POOL)],
}
