"""The sorted table that holds a checkpoint's index."""

import struct
from typing import Any

import google_crc32c
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuigraph.interop.checksums import mask, masked
from tuigraph.training import table


@given(st.dictionaries(st.binary(max_size=40), st.binary(max_size=60), max_size=60), st.integers(1, 400))
def test_what_is_built_is_read(content: Any, block_size: Any) -> None:
    items = sorted(content.items())
    assert list(table.read(table.build(items, block_size))) == items


def test_many_blocks() -> None:
    items = [(f"layer_{number:06d}/weights".encode(), b"v" * 100) for number in range(20_000)]
    data = table.build(items)
    assert list(table.read(data)) == items
    assert len(data) < sum(len(key) + len(value) for key, value in items)  # keys share their beginnings


@given(st.integers(0, 2**64 - 1), st.binary(max_size=3))
def test_varints(number: Any, rest: Any) -> None:
    data = table.varint(number)
    assert table.read_varint(data + rest, 0) == (number, len(data))
    with pytest.raises(table.Damaged):
        table.read_varint(data[:-1], 0)


def test_a_varint_above_64_bits_is_damage() -> None:
    with pytest.raises(table.Damaged):
        table.read_varint(b"\xff" * 9 + b"\x02", 0)


def test_a_stored_checksum_is_masked_as_in_tensorflow() -> None:
    # From a checkpoint of tf.Variable(1.0): the CRC32C of 00 00 80 3f, and the crc32c field of its entry.
    checksum = google_crc32c.value(struct.pack("<f", 1.0))
    assert checksum == 0xDD54C4AB
    assert mask(checksum) == 0x2BDAA581


def _file(block: bytes, index_size: int | None = None) -> bytes:
    """A table whose only index entry leads to `block`, with checksums that match."""
    out = bytearray()
    data = table._append(out, block)
    meta = table._append(out, table._block([], 1))
    index = table._append(out, table._block([(b"z", data)], 1))
    if index_size is not None:
        index = index[:-1] + table.varint(index_size)
    return bytes(out) + (meta + index).ljust(40, b"\0") + table.MAGIC_BYTES


def entry(shared: int, key: bytes, size: int, value: bytes) -> bytes:
    return table.varint(shared) + table.varint(len(key)) + table.varint(size) + key + value


ONE_RESTART = struct.pack("<II", 0, 1)


def test_the_hostile_tables_below_are_tables() -> None:
    assert list(table.read(_file(entry(0, b"k", 1, b"v") + ONE_RESTART))) == [(b"k", b"v")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 47,
        b"\0" * 48,
        _file(entry(0, b"k", 2**40, b"v") + ONE_RESTART),
        _file(entry(5, b"k", 1, b"v") + ONE_RESTART),
        _file(entry(0, b"k", 1, b"v") + struct.pack("<I", 2**32 - 1)),
        _file(b"\0"),
        _file(b"\xff" * 12 + ONE_RESTART),
        _file(entry(0, b"k", 1, b"v") + entry(0, b"k", 1, b"w") + ONE_RESTART),
        _file(entry(0, b"k", 1, b"v") + ONE_RESTART, index_size=2**60),
    ],
)
def test_hostile_lengths_are_damage(data: Any) -> None:
    with pytest.raises(table.Damaged):
        list(table.read(data))


def test_a_compressed_block_is_refused() -> None:
    block = entry(0, b"k", 1, b"v") + ONE_RESTART
    data = bytearray(_file(block))
    data[len(block)] = 1
    data[len(block) + 1 : len(block) + 5] = struct.pack("<I", masked(block + b"\1"))
    with pytest.raises(table.Damaged, match="compressed"):
        list(table.read(bytes(data)))
