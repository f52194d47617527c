"""The kinds of what event files hold beside scalars, and each of them in a few words."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.util.tensor_util import make_ndarray

from tuigraph.words import message

SCALARS = "scalars"
KINDS = {
    "histograms": message("logs_histograms"),
    "images": message("logs_images"),
    "audio": message("logs_audio"),
    "text": message("logs_text"),
    "tensors": message("logs_tensors"),
    "graph": message("logs_graph"),
}
_FIELDS = {"simple_value": SCALARS, "histo": "histograms", "image": "images", "audio": "audio"}
_BARS = "▁▂▃▄▅▆▇█"
_BINS = 24
_LONGEST = 60  # characters of a text


def kind_of(value: Any, known: str) -> str:
    """What a Summary.Value is, by the name of TensorBoard's plugin for it; `known` is what its tag was before."""
    field = value.WhichOneof("value")
    return _FIELDS.get(field) or value.metadata.plugin_data.plugin_name or known or "tensors"


def number_of(value: Any) -> float | None:
    """The number of a scalar; None of what says that it is one and is none."""
    if value.HasField("simple_value"):
        return float(value.simple_value)
    if len(value.tensor.float_val) == 1:
        return float(value.tensor.float_val[0])
    array = _array(value)
    return float(array.reshape(-1)[0]) if array is not None and array.size and array.dtype.kind in "biuf" else None


def _array(value: Any) -> NDArray[Any] | None:
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, MemoryError):
        array: NDArray[Any] = make_ndarray(value.tensor)
        return array
    return None


def told(kind: str, value: Any) -> str:
    """The last that was written of a kind, in a few words; nothing of a kind that nobody here knows."""
    if kind == "graph":
        with contextlib.suppress(DecodeError):
            return str(len(GraphDef.FromString(value).node))
        return "?"
    field = value.WhichOneof("value")
    if field == "image":
        return f"{value.image.width} x {value.image.height}"
    if field == "audio":
        return f"{value.audio.length_frames / (value.audio.sample_rate or 1):.3g} s"
    if field == "histo":
        edges = [value.histo.min, *value.histo.bucket_limit]
        return bars(np.array(edges[:-1]), np.array(edges[1:]), np.array(value.histo.bucket))
    array = _array(value)
    if array is None:
        return ""
    if kind == "histograms" and array.ndim == 2 and array.shape[1] == 3:
        return bars(*array.T.astype(np.float64))
    if array.dtype == object and kind == "text":
        texts = [text.decode(errors="replace") for text in array.reshape(-1)]
        return " | ".join(texts).replace("\n", " ")[:_LONGEST]
    if array.dtype == object and kind == "images" and array.size > 1:
        return " x ".join(text.decode(errors="replace") for text in array.reshape(-1)[:2])
    return str(list(array.shape))


def bars(left: NDArray[Any], right: NDArray[Any], counts: NDArray[Any]) -> str:
    """A histogram in one line: how many lie where between the lowest and the highest edge of what is not empty."""
    size = min(len(left), len(right), len(counts))
    full = np.flatnonzero(counts[:size] > 0)
    if not len(full):
        return ""
    left, right, counts = left[full], right[full], counts[full]
    low, high = float(np.min(left)), float(np.max(right))
    if not (np.isfinite(low) and np.isfinite(high) and np.isfinite(counts).all()):
        return ""
    edges = np.linspace(low, high, _BINS + 1)
    share = np.clip(edges[1:, None], left, right) - np.clip(edges[:-1, None], left, right)
    heights = share / np.where(right > left, right - left, 1) @ counts
    most = heights.max()
    if most <= 0:
        return f"{low:.4g} … {high:.4g}"
    steps = np.ceil(heights / most * (len(_BARS) - 1)).astype(int)
    return f"{low:.4g} {''.join(_BARS[step] for step in steps)} {high:.4g}"
