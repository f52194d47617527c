"""Summaries: what their bytes hold, their tags and nodes, and what they refuse."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import tuigraph as tf
from tuigraph.summaries.histograms import bucket_limits, histogram_proto


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as made:
        yield made


def run(summary: Any, feed: Any = None) -> Any:
    with tf.Session() as session:
        return tf.Summary.FromString(session.run(summary, feed))


def nodes() -> Any:
    return [(n.name, n.op, list(n.input)) for n in tf.get_default_graph().as_graph_def().node]


def test_nodes_of_summaries_are_tensorflows() -> None:
    tf.summary.merge([tf.summary.scalar("not a name!", 1.0), tf.summary.histogram("/x/y", [1.0])], name="all")
    assert nodes() == [
        ("not_a_name_/tags", "Const", []),
        ("not_a_name_/values", "Const", []),
        ("not_a_name_", "ScalarSummary", ["not_a_name_/tags", "not_a_name_/values"]),
        ("x/y/tag", "Const", []),
        ("x/y/values", "Const", []),
        ("x/y", "HistogramSummary", ["x/y/tag", "x/y/values"]),
        ("all/all", "MergeSummary", ["not_a_name_", "x/y"]),
    ]


def test_merge_all_takes_the_collected_summaries_only() -> None:
    assert tf.summary.merge_all() is None
    tf.summary.scalar("a", 1.0)
    tf.summary.scalar("hidden", 2.0, collections=[])
    with tf.name_scope("b"):
        tf.summary.scalar("c", 3.0)
    assert [v.tag for v in run(tf.summary.merge_all()).value] == ["a", "b/c"]
    assert [v.tag for v in run(tf.summary.merge_all(scope="b")).value] == ["b/c"]


def test_a_scalar_summary_of_several_numbers_names_the_tag_and_the_users_line() -> None:
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(tf.summary.scalar("loss", tf.constant([1.0, 2.0])))
    assert "tag 'loss'" in str(caught.value)
    assert __file__ in str(caught.value)


@pytest.mark.parametrize(("value", "word"), [(np.nan, "Nan"), (np.inf, "Infinity")])
def test_a_histogram_refuses_what_is_not_finite(value: Any, word: Any) -> None:
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match=f"{word} in summary histogram"):
        session.run(tf.summary.histogram("weights", [1.0, value]))


def test_default_buckets_are_tensorflows() -> None:
    limits = bucket_limits()
    assert len(limits) == 1551
    assert limits[[0, 775, 776, -1]].tolist() == [-sys.float_info.max, 0.0, 1e-12, sys.float_info.max]


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e19, 1e19)))
def test_every_element_is_counted_in_the_bucket_that_holds_it(values: Any) -> None:
    histogram = histogram_proto(values)
    limits, counts = list(histogram.bucket_limit), list(histogram.bucket)
    assert sum(counts) == histogram.num == len(values)
    assert (histogram.min, histogram.max) == (values.min(), values.max())
    lower = -np.inf
    for limit, count in zip(limits, counts):
        assert count == ((values >= lower) & (values < limit)).sum()
        lower = limit


def test_neighbouring_empty_buckets_are_one() -> None:
    counts = list(histogram_proto(np.array([-3.0, 1.0, 2.0, 2.0])).bucket)
    assert counts == [0, 1, 0, 1, 0, 2, 0]


def decoded(content: Any) -> Any:
    """The pixels of a PNG file whose rows have no filter."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        chunks[kind], at = body, at + 12 + length
    width, height, depth, color = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert depth == 8
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, {0: 1, 2: 3, 6: 4}[color])


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_images_of_bytes_are_kept(channels: int) -> None:
    batch = np.random.default_rng(1).integers(0, 256, (2, 5, 3, channels), np.uint8)
    values = run(tf.summary.image("im", tf.constant(batch))).value
    assert [v.tag for v in values] == ["im/image/0", "im/image/1"]
    for value, pixels in zip(values, batch):
        assert (value.image.height, value.image.width, value.image.colorspace) == (5, 3, channels)
        assert (decoded(value.image.encoded_image_string) == pixels).all()


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        ([0.0, 0.5, 2.0], [0, 63, 255]),
        ([-1.0, 0.0, 0.5], [1, 128, 191]),
        ([0.0, 0.0, 0.0], [0, 0, 0]),
        ([1.0, np.nan, np.inf], [255, 255, 255]),
    ],
)
def test_images_of_floats_are_scaled(pixels: Any, expected: Any) -> None:
    image = run(tf.summary.image("im", np.reshape(np.float32(pixels), (1, 1, 3, 1)), max_outputs=1)).value[0]
    assert image.tag == "im/image"
    assert decoded(image.image.encoded_image_string).ravel().tolist() == expected


def test_a_pixel_that_is_not_finite_is_red() -> None:
    pixels = np.array([[[[1, 1, 1], [1, np.nan, 1]]]], np.float32)
    image = run(tf.summary.image("im", pixels, max_outputs=1)).value[0].image
    assert decoded(image.encoded_image_string).tolist() == [[[255, 255, 255], [255, 0, 0]]]


def test_an_image_of_another_shape_is_refused() -> None:
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="4-D"):
        session.run(tf.summary.image("im", np.zeros((2, 2), np.float32)))


def test_sounds_are_wav_files() -> None:
    value = run(tf.summary.audio("sound", np.array([[0.0, 1.0, -1.0, 0.5]], np.float32), 8000, max_outputs=1)).value[0]
    assert (value.tag, value.audio.num_channels, value.audio.length_frames) == ("sound/audio", 1, 4)
    assert value.audio.encoded_audio_string[:4] == b"RIFF"
    assert np.frombuffer(value.audio.encoded_audio_string[44:], "<i2").tolist() == [0, 32767, -32768, 16384]


def test_text_is_a_tensor_for_the_text_plugin() -> None:
    value = run(tf.summary.text("note", tf.constant(["a", "b"]))).value[0]
    assert (value.tag, value.metadata.plugin_data.plugin_name) == ("note", "text")
    assert tf.make_ndarray(value.tensor).tolist() == [b"a", b"b"]
    with pytest.raises(ValueError, match="dtype string"):
        tf.summary.text("note", tf.constant(1))


def test_merging_needs_different_tags() -> None:
    a = tf.summary.scalar("a", 1.0)
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="Duplicate tag a"):
        session.run(tf.summary.merge([a, a]))
    with pytest.raises(ValueError, match="at least one"):
        tf.summary.merge([])
