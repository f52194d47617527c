"""Examples as they lie in a record: the protocol buffer of `tf.train.Example`, read without a library for them.

Source: tensorflow/core/example/example.proto and feature.proto of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.dtypes import DType
from tuigraph.engine.values import Array

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # how a field is written
_KINDS = {1: dtypes.string, 2: dtypes.float32, 3: dtypes.int64}  # by the field of a Feature


class Malformed(ValueError):
    """Bytes that are no example."""


class Feature(NamedTuple):
    """The values of one feature, as a vector."""

    dtype: DType
    values: Array


def features(record: bytes) -> dict[bytes, Feature]:
    """The features of a serialized Example that have a type.  Raises Malformed where it is none."""
    entries = ((name, _feature(content)) for name, content in _entries(record, 1))
    return {name: feature for name, feature in entries if feature is not None}


def sequence(record: bytes) -> tuple[dict[bytes, Feature], dict[bytes, list[Feature | None]]]:
    """The context of a serialized SequenceExample, and its lists of features; None for one without a type."""
    lists = {}
    for name, content in _entries(record, 2):
        lists[name] = [_feature(_as_bytes(part)) for field, part in _fields(content) if field == 1]
    return features(record), lists


def _entries(record: bytes, field: int) -> Iterator[tuple[bytes, bytes]]:
    """The keys and the contents of a map that is the only field of a message, which is a field of the record."""
    for number, part in _fields(record):
        if number != field or not isinstance(part, bytes):
            continue
        for inner, entry in _fields(part):
            if inner != 1 or not isinstance(entry, bytes):
                continue
            name = value = b""
            for place, content in _fields(entry):
                if place == 1:
                    name = _as_bytes(content)
                elif place == 2:
                    value = _as_bytes(content)
            yield name, value


def _feature(data: bytes) -> Feature | None:
    found = None
    for number, content in _fields(data):
        kind = _KINDS.get(number)
        if kind is dtypes.string:
            texts = [_as_bytes(value) for field, value in _fields(_as_bytes(content)) if field == 1]
            values = np.empty(len(texts), object)
            values[:] = texts
            found = Feature(kind, values)
        elif kind is not None:
            parts = [_numbers(value, kind) for field, value in _fields(_as_bytes(content)) if field == 1]
            found = Feature(kind, np.concatenate(parts) if parts else np.empty(0, kind.numpy))
    return found


def _numbers(content: bytes | int, kind: DType) -> Array:
    """The numbers of one field: packed ones, or a single one."""
    if kind is dtypes.float32:
        data = _as_bytes(content)
        if len(data) % 4:
            raise Malformed("floats of half a length")
        return np.frombuffer(data, "<f4")
    if content.__class__ is int:
        return np.array([content], np.uint64).astype(np.int64)
    return _varints(_as_bytes(content))


def _varints(data: bytes) -> Array:
    """Packed whole numbers: seven bits a byte, the lowest first, the eighth says that there are more."""
    octets = np.frombuffer(data, np.uint8)
    if not octets.size:
        return np.empty(0, np.int64)
    ends = np.flatnonzero(octets < 0x80)
    if not ends.size or ends[-1] != octets.size - 1:
        raise Malformed("a number is cut off")
    starts = np.concatenate([[0], ends[:-1] + 1])
    if np.max(ends - starts) >= 10:
        raise Malformed("a number is too long")
    places = np.arange(octets.size) - np.repeat(starts, ends - starts + 1)
    bits = (octets & 0x7F).astype(np.uint64) << (7 * places).astype(np.uint64)
    return np.bitwise_or.reduceat(bits, starts).astype(np.int64)


def _as_bytes(content: bytes | int) -> bytes:
    if isinstance(content, int):
        raise Malformed("a number stands where bytes should")
    return content


def _fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    """The number and the content of each field of a message."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield number, value
            continue
        if kind == _BYTES:
            size, place = _varint(data, place)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise Malformed(f"no field is written in the way {kind}")
        if not number or place + size > len(data):
            raise Malformed("a field is cut off")
        yield number, data[place : place + size]
        place += size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A whole number, and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            break
        octet = data[place]
        place += 1
        value |= (octet & 0x7F) << shift
        if octet < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, place
    raise Malformed("a number is cut off")
