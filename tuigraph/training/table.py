"""LevelDB's sorted table, the container of a checkpoint's index: byte keys in order, each with a byte value.

    [data block]... [metaindex block] [index block] [footer]

A block is a run of entries, each sharing a prefix of its key with the one before it, followed by the offsets of the
entries that share nothing (restarts); behind it stand one byte for the compression and a checksum.  The index block
has an entry for each data block: its last key, and where it lies.  The footer of 48 bytes says where metaindex and
index lie.

Source: tensorflow/core/lib/io/{format,block,block_builder,table_builder}.cc.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from tuigraph.interop.checksums import masked

MAGIC_BYTES = struct.pack("<Q", 0xDB4775248B80FB57)
"""The last eight bytes of every table."""
_FOOTER = 48
_TRAILER = 5  # compression and checksum
_UNCOMPRESSED = b"\0"
_BLOCK_SIZE = 262144
_RESTART_INTERVAL = 16


class Damaged(ValueError):
    """The bytes are not what was written.  The message says what is wrong with them."""


def varint(number: int) -> bytes:
    """A number of at least 0 in groups of 7 bits, lowest first, with the high bit set in all bytes but the last."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number (below 2^64) that starts at `at`, and where it ends.  Raises Damaged."""
    number = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80 and number < 2**64:
            return number, at
    raise Damaged("a number has no end")


# ---- writing


def build(items: Iterable[tuple[bytes, bytes]], block_size: int = _BLOCK_SIZE) -> bytes:
    """The file of a table.  The keys have to come in strictly increasing order."""
    out = bytearray()
    index: list[tuple[bytes, bytes]] = []
    pending: list[tuple[bytes, bytes]] = []
    size = 0
    for key, value in items:
        pending.append((key, value))
        size += len(key) + len(value)
        if size >= block_size:
            index.append((key, _append(out, _block(pending, _RESTART_INTERVAL))))
            pending, size = [], 0
    if pending:
        index.append((pending[-1][0], _append(out, _block(pending, _RESTART_INTERVAL))))
    handles = _append(out, _block([], 1)) + _append(out, _block(index, 1))
    out += handles.ljust(_FOOTER - 8, b"\0") + MAGIC_BYTES
    return bytes(out)


def _block(items: list[tuple[bytes, bytes]], restart_interval: int) -> bytes:
    out = bytearray()
    restarts = [0]
    previous = b""
    for number, (key, value) in enumerate(items):
        shared = 0
        if number % restart_interval:
            while shared < min(len(key), len(previous)) and key[shared] == previous[shared]:
                shared += 1
        elif number:
            restarts.append(len(out))
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        previous = key
    return bytes(out) + struct.pack(f"<{len(restarts) + 1}I", *restarts, len(restarts))


def _append(out: bytearray, block: bytes) -> bytes:
    """Adds a block with its trailer; the handle by which the footer or the index refers to it."""
    handle = varint(len(out)) + varint(len(block))
    out += block + _UNCOMPRESSED + struct.pack("<I", masked(block + _UNCOMPRESSED))
    return handle


# ---- reading


def read(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The keys and values of a table's file, in order.  Raises Damaged."""
    if len(data) < _FOOTER:
        raise Damaged(f"it has {len(data)} bytes, less than the footer alone")
    if data[-8:] != MAGIC_BYTES:
        raise Damaged("it does not end as a table does")
    footer = data[-_FOOTER:-8]
    _, at = _read_handle(footer, 0)
    index, _ = _read_handle(footer, at)
    previous = None
    for _, handle in _entries(_contents(data, index)):
        for key, value in _entries(_contents(data, _read_handle(handle, 0)[0])):
            if previous is not None and key <= previous:
                raise Damaged("its keys are not in order")
            previous = key
            yield key, value


def _read_handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = read_varint(data, at)
    size, at = read_varint(data, at)
    return (offset, size), at


def _contents(data: bytes, handle: tuple[int, int]) -> bytes:
    offset, size = handle
    end = offset + size
    if end + _TRAILER > len(data) - _FOOTER:
        raise Damaged(f"a block at byte {offset} reaches past the end")
    (checksum,) = struct.unpack("<I", data[end + 1 : end + _TRAILER])
    if checksum != masked(data[offset : end + 1]):
        raise Damaged(f"the checksum of the block at byte {offset} does not match")
    if data[end : end + 1] != _UNCOMPRESSED:
        raise Damaged(f"the block at byte {offset} is compressed, which TensorFlow's checkpoints are not")
    return data[offset:end]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = len(block) - 4
    if end >= 0:
        end -= 4 * struct.unpack("<I", block[-4:])[0]
    if end < 0:
        raise Damaged("a block is too short")
    key = b""
    at = 0
    while at < end:
        shared, at = read_varint(block, at)
        added, at = read_varint(block, at)
        size, at = read_varint(block, at)
        if shared > len(key) or at + added + size > end:
            raise Damaged("an entry of a block reaches past its end")
        key = key[:shared] + block[at : at + added]
        at += added
        yield key, block[at : at + size]
        at += size
