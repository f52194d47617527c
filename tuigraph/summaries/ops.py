"""Summaries: operations whose value is a serialized Summary protocol buffer, for an event file.

The tag of a summary is its name with the name scopes around it, so that equal names get different tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.opdef import Kernel, define, scalar_shape
from tuigraph.engine.values import Array, as_array

# ---------------------------------------------------------------- kernels


def _scalar_kernel(op: Operation, store: Store) -> Kernel:
    from tuigraph.interop.summary_proto import Summary

    def kernel(tags: Any, values: Any) -> Any:
        if np.shape(values) != (() if isinstance(tags, bytes) else tags.shape):
            raise InvalidArgumentError(
                None,
                None,
                f"tags and values are not the same shape: {shapes.listed(np.shape(as_array(tags)))} != "
                f"{shapes.listed(np.shape(values))}{_tag(tags)}. A scalar summary takes one number: reduce it first.",
            )
        summary = Summary()
        for tag, value in zip(np.ravel(as_array(tags)), np.ravel(values)):
            summary.value.add(tag=tag.decode(), simple_value=float(value))
        return summary.SerializeToString()

    return kernel


def _tag(tags: Any) -> str:
    return f" (tag '{tags.decode()}')" if isinstance(tags, bytes) else ""


def _histogram_kernel(op: Operation, store: Store) -> Kernel:
    from tuigraph.interop.summary_proto import Summary
    from tuigraph.summaries.histograms import histogram_proto

    def kernel(tag: bytes, values: Array) -> Any:
        flat = np.ravel(values).astype(np.float64)
        if not np.isfinite(flat).all():
            kind = "Nan" if np.isnan(flat).any() else "Infinity"
            raise InvalidArgumentError(None, None, f"{kind} in summary histogram for: {op.name} (tag '{tag.decode()}')")
        summary = Summary()
        summary.value.add(tag=tag.decode(), histo=histogram_proto(flat))
        return summary.SerializeToString()

    return kernel


def _image_kernel(op: Operation, store: Store) -> Kernel:
    from tuigraph.engine.png import png
    from tuigraph.interop.summary_proto import Summary
    from tuigraph.summaries.images import as_bytes

    limit, bad_color = op.attrs["max_images"], op.attrs["bad_color"]

    def kernel(tag: bytes, batch: Array) -> Any:
        if np.ndim(batch) != 4 or batch.shape[3] not in (1, 3, 4):
            raise InvalidArgumentError(
                None,
                None,
                "Tensor must be 4-D with last dim 1, 3, or 4 (grayscale, RGB, RGBA), not "
                f"{shapes.listed(np.shape(batch))}{_tag(tag)}",
            )
        summary = Summary()
        for i, pixels in enumerate(batch[:limit]):
            value = summary.value.add(tag=_numbered(tag, "image", i, limit))
            height, width, channels = pixels.shape
            value.image.height, value.image.width, value.image.colorspace = height, width, channels
            value.image.encoded_image_string = png(as_bytes(pixels, bad_color))
        return summary.SerializeToString()

    return kernel


def _audio_kernel(op: Operation, store: Store) -> Kernel:
    from tuigraph.interop.summary_proto import Summary
    from tuigraph.summaries.sounds import wav

    limit = op.attrs["max_outputs"]

    def kernel(tag: bytes, batch: Array, sample_rate: Array) -> Any:
        if np.ndim(batch) not in (2, 3):
            raise InvalidArgumentError(
                None, None, f"Tensor must be 3-D or 2-D, got: {shapes.listed(np.shape(batch))}{_tag(tag)}"
            )
        if np.shape(sample_rate) != () or not sample_rate > 0:
            raise InvalidArgumentError(None, None, f"sample_rate must be a scalar > 0, not {sample_rate}{_tag(tag)}")
        summary = Summary()
        for i, frames in enumerate(batch[:limit]):
            frames, rate = frames.reshape(len(frames), -1), float(sample_rate)
            audio = summary.value.add(tag=_numbered(tag, "audio", i, limit)).audio
            audio.sample_rate, audio.num_channels, audio.length_frames = rate, frames.shape[1], len(frames)
            audio.content_type = "audio/wav"
            audio.encoded_audio_string = wav(frames, rate)
        return summary.SerializeToString()

    return kernel


def _numbered(tag: bytes, kind: str, number: int, limit: int) -> str:
    return f"{tag.decode()}/{kind}" + (f"/{number}" if limit > 1 else "")


def _tensor_kernel(op: Operation, store: Store) -> Kernel:
    from tuigraph.interop.graph_def import tensor_proto
    from tuigraph.interop.summary_proto import Summary

    def kernel(tag: bytes, value: Array, metadata: bytes) -> Any:
        summary = Summary()
        made = summary.value.add(tag=tag.decode(), tensor=tensor_proto(as_array(value)))
        made.metadata.ParseFromString(metadata)
        return summary.SerializeToString()

    return kernel


def _merge_kernel(op: Operation, store: Store) -> Kernel:
    from tuigraph.interop.summary_proto import Summary

    def kernel(*inputs: Any) -> Any:
        merged = Summary()
        for value in inputs:
            for serialized in np.ravel(as_array(value)):
                merged.MergeFromString(serialized)
        tags = [value.tag for value in merged.value]
        if len(set(tags)) < len(tags):
            twice = next(tag for i, tag in enumerate(tags) if tag in tags[:i])
            raise InvalidArgumentError(
                None, None, f"Duplicate tag {twice} found in summary inputs: give the summaries different names."
            )
        return merged.SerializeToString()

    return kernel


_NUMBERS = {"T": dtypes.REAL}
_IMAGES = frozenset({dtypes.uint8, dtypes.float16, dtypes.float32, dtypes.float64})
_RED = np.array([255, 0, 0, 255], np.uint8)

define(
    "ScalarSummary",
    "tags: string, values: T -> summary: string",
    types=_NUMBERS,
    shape=scalar_shape,
    kernel=_scalar_kernel,
    differentiable=False,
)
define(
    "HistogramSummary",
    "tag: string, values: T -> summary: string",
    types=_NUMBERS,
    defaults={"T": dtypes.float32},
    shape=scalar_shape,
    kernel=_histogram_kernel,
    differentiable=False,
)
define(
    "ImageSummary",
    "tag: string, tensor: T -> summary: string",
    types={"T": _IMAGES},
    defaults={"T": dtypes.float32},
    attrs={"max_images": 3, "bad_color": _RED},
    shape=scalar_shape,
    kernel=_image_kernel,
    differentiable=False,
)
define(
    "AudioSummaryV2",
    "tag: string, tensor: float32, sample_rate: float32 -> summary: string",
    attrs={"max_outputs": 3},
    shape=scalar_shape,
    kernel=_audio_kernel,
    differentiable=False,
)
define(
    "TensorSummaryV2",
    "tag: string, tensor: T, serialized_summary_metadata: string -> summary: string",
    shape=scalar_shape,
    kernel=_tensor_kernel,
    differentiable=False,
)
define(
    "MergeSummary",
    "inputs: N*string -> summary: string",
    shape=scalar_shape,
    kernel=_merge_kernel,
    differentiable=False,
)


# ---------------------------------------------------------------- functions


def scalar(name: str, tensor: Any, collections: Iterable[Any] | None = None, family: str | None = None) -> Tensor:
    """A summary of one real number (`tf.summary.scalar`).

    The result is a string scalar; it joins `collections`, by default those that `merge_all` merges.  With `family`, the
    tag begins with it.  Raises TypeError for what is no real number; InvalidArgumentError in a run for more than one.
    """
    with _summary_scope(name, family, [tensor]) as (tag, scope):
        return _collect(_apply("ScalarSummary", tag, tensor, name=scope), collections)


def histogram(name: str, values: Any, collections: Iterable[Any] | None = None, family: str | None = None) -> Tensor:
    """A summary of how the elements of a real tensor are distributed (`tf.summary.histogram`).

    Raises TypeError for other types; InvalidArgumentError in a run for an element that is not finite.
    """
    with _summary_scope(name, family, [values], "HistogramSummary") as (tag, scope):
        return _collect(_apply("HistogramSummary", tag, values, name=scope), collections)


def image(
    name: str,
    tensor: Any,
    max_outputs: int = 3,
    collections: Iterable[Any] | None = None,
    family: str | None = None,
) -> Tensor:
    """A summary of the first images of a batch [batch, height, width, 1, 3 or 4], as PNG (`tf.summary.image`).

    uint8 pixels are kept; floats are scaled image by image: so that the largest becomes 255, or, where some are
    negative, so that 0 becomes 128.  A pixel that is not finite becomes red.

    Raises TypeError for other types, ValueError for no images, InvalidArgumentError in a run for another shape.
    """
    if max_outputs < 1:
        raise ValueError(f"tf.summary.image shows at least 1 image: max_outputs is {max_outputs}.")
    with _summary_scope(name, family, [tensor]) as (tag, scope):
        made = _apply("ImageSummary", tag, tensor, name=scope, max_images=max_outputs)
        return _collect(made, collections)


def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Iterable[Any] | None = None,
    family: str | None = None,
) -> Tensor:
    """A summary of the first sounds of a float32 batch [batch, frames, channels] or [batch, frames], as WAV.

    Samples lie between -1 and 1; `sample_rate` is in hertz (`tf.summary.audio`).

    Raises InvalidArgumentError in a run for another shape or a rate that is not positive.
    """
    with _summary_scope(name, family, [tensor]) as (tag, scope):
        rate = convert_to_tensor(sample_rate, dtypes.float32, "sample_rate")
        made = _apply("AudioSummaryV2", tag, tensor, rate, name=scope, max_outputs=max_outputs)
        return _collect(made, collections)


def text(name: str, tensor: Tensor, collections: Iterable[Any] | None = None) -> Tensor:
    """A summary of strings, which TensorBoard shows as Markdown (`tf.summary.text`).

    Raises ValueError for another type.
    """
    from tuigraph.interop.summary_proto import SummaryMetadata

    if tensor.dtype.base_dtype is not dtypes.string:
        raise ValueError(f"Expected tensor {tensor.name} to have dtype string, got {tensor.dtype}")
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    return tensor_summary(name, tensor, collections=collections, summary_metadata=metadata)


def tensor_summary(
    name: str,
    tensor: Any,
    summary_description: str | None = None,
    collections: Iterable[Any] | None = None,
    summary_metadata: Any = None,
    family: str | None = None,
    display_name: str | None = None,
) -> Tensor:
    """A summary of any tensor as it is, for the plugin of TensorBoard that its metadata name."""
    from tuigraph.interop.summary_proto import SummaryMetadata

    metadata = SummaryMetadata()
    if summary_metadata is not None:
        metadata.CopyFrom(summary_metadata)
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    with _summary_scope(name, family, [tensor]) as (tag, scope):
        made = _apply("TensorSummaryV2", tag, tensor, metadata.SerializeToString(), name=scope)
        return _collect(made, collections)


def merge(inputs: Any, collections: Iterable[Any] | None = None, name: str | None = None) -> Tensor:
    """One summary with the values of several (`tf.summary.merge`).

    Raises ValueError without any, InvalidArgumentError in a run when two have the same tag.
    """
    if isinstance(inputs, (list, tuple)) and not inputs:
        raise ValueError("merge needs at least one summary.")
    name = _clean(name)
    with name_scope(name, "Merge", inputs):
        return _collect(_apply("MergeSummary", inputs, name=name), collections or ())


def merge_all(key: Any = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None) -> Tensor | None:
    """All summaries of the default graph in one, None without any; `scope` filters them by how their names begin."""
    found = get_default_graph().get_collection(key, scope)
    return merge(found, name=name) if found else None


def get_summary_description(node_def: Any) -> Any:
    """The SummaryDescription of a TensorSummary node.  Raises ValueError for another node."""
    from google.protobuf import json_format

    from tuigraph.interop.summary_proto import SummaryDescription

    if node_def.op != "TensorSummary":
        raise ValueError(f"Can't get_summary_description on {node_def.op}")
    return json_format.Parse(node_def.attr["description"].s.decode(), SummaryDescription())


_apply = tensor  # under another name, since `tensor` is the argument of TensorFlow's functions


def _clean(name: str | None) -> str | None:
    return None if name is None else re.sub(r"[^-/\w\.]", "_", name).lstrip("/")


@contextmanager
def _summary_scope(
    name: str, family: str | None, values: Any, default_name: str | None = None
) -> Iterator[tuple[str, str]]:
    """The tag of a summary and the scope that its node is named after."""
    name, family = _clean(name) or "", _clean(family)
    with name_scope(name if family is None else f"{family}/{name}", default_name, values) as scope:
        tag = scope.rstrip("/")
        yield (tag if family is None else f"{family}/{tag}"), scope


def _collect(summary: Tensor, collections: Iterable[Any] | None) -> Tensor:
    for key in (GraphKeys.SUMMARIES,) if collections is None else collections:
        get_default_graph().add_to_collection(key, summary)
    return summary
