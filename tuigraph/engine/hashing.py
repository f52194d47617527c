"""Hashes of text that give the same number everywhere: FarmHash, SipHash and the one that TensorFlow began with.

Sources: farmhash.cc (farmhashna::Hash64), siphash.h (SipHash-2-4) and core/lib/hash/hash.cc of TensorFlow 1.15.
"""

from __future__ import annotations

_MASK = 0xFFFF_FFFF_FFFF_FFFF
_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def _word(data: bytes, place: int, size: int = 8) -> int:
    return int.from_bytes(data[place : place + size], "little")


def _right(value: int, shift: int) -> int:
    return (value >> shift | value << (64 - shift)) & _MASK


def _left(value: int, shift: int) -> int:
    return _right(value, 64 - shift)


def _mix(value: int) -> int:
    return value ^ value >> 47


def _of_two(u: int, v: int, factor: int) -> int:
    a = _mix((u ^ v) * factor & _MASK)
    b = _mix((v ^ a) * factor & _MASK)
    return b * factor & _MASK


def farmhash(data: bytes) -> int:
    """FarmHash's fingerprint of 64 bits (`tf.strings.to_hash_bucket_fast`)."""
    size = len(data)
    if size <= 16:
        return _of_at_most_16(data, size)
    if size > 64:
        return _of_many(data, size)
    factor = _K2 + size * 2
    first = _word(data, 0) * (_K1 if size <= 32 else _K2) & _MASK
    second = _word(data, 8)
    last = _word(data, size - 8) * factor & _MASK
    before = _word(data, size - 16) * _K2 & _MASK
    y = _right(first + second & _MASK, 43) + _right(last, 30) + before & _MASK
    z = first + _right(second + _K2 & _MASK, 18) + last & _MASK
    if size <= 32:
        return _of_two(y, z, factor)
    z = _of_two(y, z, factor)
    e = _word(data, 16) * factor & _MASK
    f = _word(data, 24)
    g = (y + _word(data, size - 32)) * factor & _MASK
    h = (z + _word(data, size - 24)) * factor & _MASK
    return _of_two(
        _right(e + f & _MASK, 43) + _right(g, 30) + h & _MASK, e + _right(f + first & _MASK, 18) + g & _MASK, factor
    )


def _of_at_most_16(data: bytes, size: int) -> int:
    factor = _K2 + size * 2
    if size >= 8:
        a, b = _word(data, 0) + _K2 & _MASK, _word(data, size - 8)
        c = _right(b, 37) * factor + a & _MASK
        return _of_two(c, (_right(a, 25) + b) * factor & _MASK, factor)
    if size >= 4:
        return _of_two(size + (_word(data, 0, 4) << 3), _word(data, size - 4, 4), factor)
    if size:
        y = data[0] + (data[size >> 1] << 8)
        z = size + (data[-1] << 2)
        return _mix((y * _K2 ^ z * _K0) & _MASK) * _K2 & _MASK
    return _K2


def _of_many(data: bytes, size: int) -> int:
    x, y = 81, 81 * _K1 + 113 & _MASK
    z = _mix(y * _K2 + 113 & _MASK) * _K2 & _MASK
    v, w = (0, 0), (0, 0)
    x = x * _K2 + _word(data, 0) & _MASK
    for place in range(0, (size - 1) // 64 * 64, 64):
        x, y, z, v, w = _round(data, place, x, y, z, v, w, _K1, 1)
    factor = _K1 + ((z & 0xFF) << 1)
    first = w[0] + (size - 1 & 63)
    v = (v[0] + first & _MASK, v[1])
    w = (first + v[0] & _MASK, w[1])
    x, y, z, v, w = _round(data, size - 64, x, y, z, v, w, factor, 9)
    return _of_two(
        _of_two(v[0], w[0], factor) + _mix(y) * _K0 + z & _MASK, _of_two(v[1], w[1], factor) + x & _MASK, factor
    )


_Pair = tuple[int, int]


def _round(
    data: bytes, place: int, x: int, y: int, z: int, v: _Pair, w: _Pair, factor: int, weight: int
) -> tuple[int, int, int, _Pair, _Pair]:
    x = _right(x + y + v[0] + _word(data, place + 8) & _MASK, 37) * factor & _MASK
    y = _right(y + v[1] + _word(data, place + 48) & _MASK, 42) * factor & _MASK
    x ^= w[1] * weight & _MASK
    y = y + v[0] * weight + _word(data, place + 40) & _MASK
    z = _right(z + w[0] & _MASK, 33) * factor & _MASK
    v = _of_32(data, place, v[1] * factor & _MASK, x + w[0] & _MASK)
    w = _of_32(data, place + 32, z + w[1] & _MASK, y + _word(data, place + 16) & _MASK)
    return z, y, x, v, w


def _of_32(data: bytes, place: int, a: int, b: int) -> _Pair:
    w, x, y, z = (_word(data, place + at) for at in (0, 8, 16, 24))
    a = a + w & _MASK
    b = _right(b + a + z & _MASK, 21)
    c = a
    a = a + x + y & _MASK
    return a + z & _MASK, b + _right(a, 44) + c & _MASK


def murmur(data: bytes) -> int:
    """The hash that TensorFlow began with (`tf.string_to_hash_bucket`)."""
    factor = 0xC6A4A7935BD1E995
    size = len(data)
    value = 0xDECAFCAFFE ^ size * factor & _MASK
    whole = size // 8 * 8
    for place in range(0, whole, 8):
        k = _word(data, place) * factor & _MASK
        k = (k ^ k >> 47) * factor & _MASK
        value = (value ^ k) * factor & _MASK
    if size > whole:
        value = (value ^ _word(data, whole)) * factor & _MASK
    value = (value ^ value >> 47) * factor & _MASK
    return value ^ value >> 47


def siphash(data: bytes, key: tuple[int, int]) -> int:
    """SipHash-2-4 with a key of two whole numbers (`tf.strings.to_hash_bucket_strong`)."""
    low, high = (part & _MASK for part in key)
    state = (
        low ^ 0x736F6D6570736575,
        high ^ 0x646F72616E646F6D,
        low ^ 0x6C7967656E657261,
        high ^ 0x7465646279746573,
    )
    whole = len(data) // 8 * 8
    words = [_word(data, place) for place in range(0, whole, 8)]
    words.append(_word(data, whole) | (len(data) & 0xFF) << 56)
    for word in words:
        a, b, c, d = state
        a, b, c, d = _sip(_sip((a, b, c, d ^ word)))
        state = (a ^ word, b, c, d)
    a, b, c, d = state
    a, b, c, d = _sip(_sip(_sip(_sip((a, b, c ^ 0xFF, d)))))
    return a ^ b ^ c ^ d


def _sip(state: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b, c, d = state
    a = a + b & _MASK
    c = c + d & _MASK
    b, d = _left(b, 13) ^ a, _left(d, 16) ^ c
    a = _left(a, 32)
    c = c + b & _MASK
    a = a + d & _MASK
    b, d = _left(b, 17) ^ c, _left(d, 21) ^ a
    return a, b, _left(c, 32), d
