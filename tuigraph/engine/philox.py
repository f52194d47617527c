"""Random numbers: the Philox4x32-10 generator and TensorFlow's draws from it, bit for bit.

Philox (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011) is counter based: block
number i of a stream is a keyed bijection of the 128-bit number i, ten rounds of two 32x32 -> 64-bit products each, and
no block depends on another.  A stream is therefore no more than its two seeds and a position, any stretch of it can be
computed at once, and going back is holding on to an old `Stream`.

Every draw is a pure function `draw(stream, ...) -> (values, stream after the draw)`.  As in TensorFlow a draw of n
outputs moves the stream on by 256 n blocks whatever it used, except that a shuffle moves on by the blocks it used.

The result does not depend on the machine: float32 normals are computed by float64 sums and products alone, in which the
polynomials of the C library that TensorFlow calls (`_log`, `_sin_cos`) are written out.  NumPy's float32 logarithm,
sine and cosine change their last bits with the processor; rounding the float64 ones gives 1.5 % of the normals a
different last bit.  float64 normals call the C library itself through `math`.

Source: tensorflow/core/lib/random/{philox_random.h,random_distributions.h}, core/kernels/random_op_cpu.h.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

WORDS = 4  # 32-bit words in a block
BLOCKS_PER_OUTPUT = 256  # what a draw reserves for each of its outputs
_CHUNK = 8192  # blocks computed together: their counters stay in the processor's cache

_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIERS = np.array([[0xD2511F53], [0xCD9E8D57]], np.uint64)
_WEYL = (0x9E3779B9, 0xBB67AE85)  # added to the key after each round: the golden ratio and sqrt(3) - 1
_ROUNDS = 10


class Stream(NamedTuple):
    """The state of a generator: the two seeds of its operation and the number of blocks that are behind it."""

    seed: int
    seed2: int
    position: int = 0

    def skip(self, blocks: int) -> Stream:
        return self._replace(position=self.position + blocks)


def stream(seed: int, seed2: int) -> Stream:
    """The stream of an operation with these seed attributes; both 0 ask for seeds drawn from the system."""
    if seed == 0 and seed2 == 0:
        return Stream(secrets.randbits(64), secrets.randbits(64))
    return Stream(seed, seed2)


# ---- words


def words_at(start: Stream, offsets: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The blocks at `offsets` (1-D) from the start: shape [len(offsets), 4]."""
    words = np.empty((len(offsets), WORDS), np.uint32)
    for first in range(0, len(offsets), _CHUNK):
        chunk = offsets[first : first + _CHUNK]
        words[first : first + len(chunk)] = _encrypt(start, chunk)
    return words


def _encrypt(start: Stream, offsets: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The rounds of Philox on words 0 and 2 (`even`) and 1 and 3 (`odd`) of the counters, as 64-bit integers."""
    seed2 = start.seed2 % 2**64
    position = offsets + np.uint64(start.position % 2**64)
    even, odd = np.empty((2, 2, len(offsets)), np.uint64)
    even[0], odd[0] = position & _MASK, position >> _HALF
    even[1], odd[1] = seed2 & 0xFFFFFFFF, seed2 >> 32
    for key in _round_keys(start.seed % 2**64):
        product = even * _MULTIPLIERS
        even = product[::-1] >> _HALF
        even ^= odd
        even ^= key
        product &= _MASK
        odd = product[::-1]
    return np.stack([even[0], odd[0], even[1], odd[1]], axis=1)


def _round_keys(seed: int) -> Iterator[NDArray[np.uint64]]:
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(_ROUNDS):
        yield np.array([[key[0]], [key[1]]], np.uint64)
        key = [(word + step) & 0xFFFFFFFF for word, step in zip(key, _WEYL, strict=True)]


def _words(start: Stream, count: int) -> NDArray[np.uint32]:
    """The next `count` words: shape [count]."""
    blocks = np.arange(-(-count // WORDS), dtype=np.uint64)
    return words_at(start, blocks).reshape(-1)[:count]


# ---- uniform draws


def uniform(start: Stream, count: int, dtype: DTypeLike) -> tuple[NDArray[Any], Stream]:
    """`count` numbers of [0, 1) of dtype float16, float32 or float64: shape [count] (RandomUniform)."""
    if np.dtype(dtype) == np.float64:
        values: NDArray[Any] = unit_doubles(_words(start, 2 * count))
    elif np.dtype(dtype) == np.float32:
        values = _unit_floats(_words(start, count))
    else:
        words = _words(start, count).astype(np.uint16)
        values = (words & np.uint16(0x3FF) | np.uint16(0x3C00)).view(np.float16) - np.float16(1)
    return values, start.skip(count * BLOCKS_PER_OUTPUT)


def _unit_floats(words: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The low 23 bits as the mantissa of a number of [1, 2), less 1."""
    return (words & np.uint32(0x7FFFFF) | np.uint32(0x3F800000)).view(np.float32) - np.float32(1)


def unit_doubles(words: NDArray[np.uint32]) -> NDArray[np.float64]:
    """52 bits of each pair of words (along the last axis), the first word high, as a number of [0, 1)."""
    high, low = words[..., ::2].astype(np.uint64), words[..., 1::2]
    bits = (high & np.uint64(0xFFFFF)) << _HALF | low | np.uint64(0x3FF0000000000000)
    return bits.view(np.float64) - 1.0


def integers(start: Stream, count: int, low: int, high: int, dtype: DTypeLike) -> tuple[NDArray[Any], Stream]:
    """`count` integers of [low, high) of dtype int32 or int64: shape [count] (RandomUniformInt).

    `low < high` is the caller's to check.  As in TensorFlow small remainders are a little likelier.
    """
    if np.dtype(dtype) == np.int64:
        pairs = _words(start, 2 * count).astype(np.uint64)
        bits = pairs[::2] | pairs[1::2] << _HALF
    else:
        bits = _words(start, count).astype(np.uint64)
    values = bits % np.uint64(high - low) + np.uint64(low % 2**64)
    return values.astype(dtype), start.skip(count * BLOCKS_PER_OUTPUT)


# ---- normal draws


def normal(start: Stream, count: int, dtype: DTypeLike) -> tuple[NDArray[Any], Stream]:
    """`count` standard normal numbers of dtype float16, float32 or float64: shape [count] (RandomStandardNormal)."""
    if np.dtype(dtype) == np.float64:
        values: NDArray[Any] = _normal_doubles(_words(start, 4 * -(-count // 2)))[:count]
    else:
        values = _normal_floats(_words(start, 2 * -(-count // 2)))[:count].astype(dtype, copy=False)
    return values, start.skip(count * BLOCKS_PER_OUTPUT)


def truncated_normal(start: Stream, count: int, dtype: DTypeLike) -> tuple[NDArray[Any], Stream]:
    """`count` standard normal numbers of (-2, 2): shape [count] (TruncatedNormal).

    Each group of 4 outputs (2 of float64) has its own stretch of blocks and keeps the first normals of it that qualify.
    """
    double = np.dtype(dtype) == np.float64
    size = 2 if double else 4
    stretch = np.uint64(size * BLOCKS_PER_OUTPUT // WORDS)
    values = np.empty((-(-count // size), size), np.float64 if double else np.float32)
    pending = np.arange(len(values), dtype=np.uint64)
    blocks = 2
    while len(pending):
        offsets: NDArray[Any] = pending[:, None] * stretch + np.arange(blocks, dtype=np.uint64)
        words = words_at(start, offsets.reshape(-1)).reshape(len(pending), -1)
        candidates: NDArray[Any] = _normal_doubles(words) if double else _normal_floats(words)
        within = np.abs(candidates) < 2
        rank = within.cumsum(axis=1)
        complete = rank[:, -1] >= size
        values[pending[complete]] = candidates[within & (rank <= size) & complete[:, None]].reshape(-1, size)
        pending = pending[~complete]
        blocks *= 2
    return values.reshape(-1)[:count].astype(dtype, copy=False), start.skip(count * BLOCKS_PER_OUTPUT)


def _normal_floats(words: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Two normals from each pair of words along the last axis (Box and Muller)."""
    uniforms = _unit_floats(words)
    radius = np.sqrt(np.float32(-2) * _log(np.maximum(uniforms[..., ::2], np.float32(1e-7))))
    angle = (2 * math.pi * uniforms[..., 1::2].astype(np.float64)).astype(np.float32)
    values = np.empty(words.shape, np.float32)
    sine, cosine = _sin_cos(angle)
    values[..., ::2] = sine * radius
    values[..., 1::2] = cosine * radius
    return values


def _normal_doubles(words: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Two normals from each four words along the last axis (Box and Muller)."""
    uniforms = unit_doubles(words)
    radius = np.sqrt(-2.0 * each(math.log, np.maximum(uniforms[..., ::2], 1e-7)))
    angle = 2 * math.pi * uniforms[..., 1::2]
    values = np.empty(uniforms.shape)
    values[..., ::2] = each(math.sin, angle) * radius
    values[..., 1::2] = each(math.cos, angle) * radius
    return values


def each(function: Any, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A function of the C library on each element; NumPy's own differ from it in the last place."""
    return np.fromiter(map(function, values.reshape(-1).tolist()), np.float64, values.size).reshape(values.shape)


def _hex(numbers: str) -> NDArray[np.float64]:
    return np.array([float.fromhex(number) for number in numbers.split()])


# The coefficients are those of Arm's optimized routines (MIT licence), which glibc has had since 2.28.

_LOG_INVERSE = _hex(
    "0x1.661ec79f8f3bep0 0x1.571ed4aaf883dp0 0x1.49539f0f010bp0 0x1.3c995b0b80385p0 "
    "0x1.30d190c8864a5p0 0x1.25e227b0b8eap0 0x1.1bb4a4a1a343fp0 0x1.12358f08ae5bap0 "
    "0x1.0953f419900a7p0 0x1p0 0x1.e608cfd9a47acp-1 0x1.ca4b31f026aap-1 "
    "0x1.b2036576afce6p-1 0x1.9c2d163a1aa2dp-1 0x1.886e6037841edp-1 0x1.767dcf5534862p-1"
)
_LOG_TABLE = _hex(
    "-0x1.57bf7808caadep-2 -0x1.2bef0a7c06ddbp-2 -0x1.01eae7f513a67p-2 -0x1.b31d8a68224e9p-3 "
    "-0x1.6574f0ac07758p-3 -0x1.1aa2bc79c81p-3 -0x1.a4e76ce8c0e5ep-4 -0x1.1973c5a611cccp-4 "
    "-0x1.252f438e10c1ep-5 0x0p0 0x1.aa5aa5df25984p-5 0x1.c5e53aa362eb4p-4 "
    "0x1.526e57720db08p-3 0x1.bc2860d22477p-3 0x1.1058bc8a07ee1p-2 0x1.4043057b6ee09p-2"
)
_LOG = _hex("-0x1.00ea348b88334p-2 0x1.5575b0be00b6ap-2 -0x1.ffffef20a4123p-2")
_COSINE = _hex("0x1p0 -0x1.ffffffd0c621cp-2 0x1.55553e1068f19p-5 -0x1.6c087e89a359dp-10 0x1.99343027bf8c3p-16")
_SINE = _hex("-0x1.555545995a603p-3 0x1.1107605230bc4p-7 -0x1.994eb3774cf24p-13")


def _log(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The natural logarithm of positive normal numbers: x = 2^k z with z near 1/inverse[i], log1p(z inverse[i] - 1)."""
    bits = x.view(np.int32)
    scaled = bits - np.int32(0x3F330000)
    i = scaled >> 19 & 15
    k = scaled >> 23
    z = (bits - (k << 23)).view(np.float32).astype(np.float64)
    r = z * _LOG_INVERSE[i] - 1
    base = _LOG_TABLE[i] + k * math.log(2)
    square = r * r
    y: NDArray[np.float64] = (_LOG[0] * square + (_LOG[1] * r + _LOG[2])) * square + (base + r)
    return y.astype(np.float32)


def _sin_cos(angle: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Sine and cosine of angles of [0, 2 pi]: reduced to the nearest quarter turn, then two polynomials."""
    x = angle.astype(np.float64)
    quarter = np.rint(x * (2 / math.pi)).astype(np.int64)
    x -= quarter * (math.pi / 2)
    square = x * x
    fourth = square * square
    sine = x + x * square * _SINE[0] + x * square * square * (_SINE[1] + square * _SINE[2])
    cosine = _COSINE[0] + square * _COSINE[1] + fourth * _COSINE[2]
    cosine += fourth * square * (_COSINE[3] + square * _COSINE[4])
    odd = quarter & 1 != 0
    sine, cosine = np.where(odd, cosine, sine), np.where(odd, -sine, cosine)
    turned = np.where(quarter & 2 != 0, -1.0, 1.0)
    return (sine * turned).astype(np.float32), (cosine * turned).astype(np.float32)


# ---- permutations and categories


def permutation(start: Stream, count: int) -> tuple[NDArray[np.int64], Stream]:
    """The order that a shuffle of `count` elements takes: shape [count] (RandomShuffle: `value[permutation]`).

    TensorFlow swaps the element at each place, one after the other, with one that is not before it.  What lies at a
    place when its turn comes is what the last swap with it has put there, so it is known for all places together.
    """
    used = max(count - 1, 0)
    places = np.arange(count)
    taken = places.copy()  # the place that each one's element comes from
    taken[:used] += np.remainder(_words(start, used), np.arange(count, count - used, -1, dtype=np.uint32))
    elements = places.copy()  # that lie there at each one's turn; first, those whose turn has put them there
    moved = np.flatnonzero(taken != places)
    elements[taken[moved]] = moved
    while not np.array_equal(before := elements[elements], elements):
        elements = before
    bits = count.bit_length()
    turns = np.sort(taken << bits | places)
    again = np.flatnonzero(
        turns[1:] >> bits == turns[:-1] >> bits
    )  # takes from where the turn before it has put something
    turns &= (1 << bits) - 1
    taken[turns[again + 1]] = elements[turns[again]]
    return taken, start.skip(-(-used // WORDS))


def multinomial(start: Stream, logits: NDArray[Any], samples: int) -> tuple[NDArray[np.int64], Stream]:
    """Categories drawn with probabilities softmax(logits): logits [rows, categories] -> [rows, samples] (Multinomial).

    A category whose logit is not finite is never drawn.  TensorFlow splits many rows over its threads, so that what it
    draws for them depends on the machine; these are the draws of one thread.
    """
    rows, categories = logits.shape
    uniforms = unit_doubles(_words(start, 2 * rows * samples)).reshape(rows, samples)
    drawn = np.empty((rows, samples), np.int64)
    for row, line in enumerate(logits.astype(np.float64)):
        finite = np.isfinite(line)
        weights = np.zeros(categories)
        weights[finite] = np.exp(line[finite] - line[finite].max(initial=-np.inf))
        cumulative = weights.cumsum()
        drawn[row] = np.searchsorted(cumulative, uniforms[row] * cumulative[-1], side="right")
    reserved = 2 * rows * (-(-samples // WORDS) * WORDS)
    return drawn, start.skip(reserved * BLOCKS_PER_OUTPUT)
