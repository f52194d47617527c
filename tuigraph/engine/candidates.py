"""Candidate samplers: classes drawn from a distribution over [0, range), as TensorFlow 1.15 draws them.

A sampler is a value: one that learns gives another sampler.  Words of a Philox stream are taken one after another, as
many as are needed; a draw moves the stream on by 512 blocks for each candidate, whatever it took.

Sources: tensorflow/core/kernels/{range_sampler,candidate_sampler_ops}.cc, core/lib/random/{simple_philox,
weighted_picker,distribution_sampler}.cc (the last is Walker's method of aliases, 1977).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tuigraph.engine.philox import WORDS, Stream, words_at

_BLOCKS_PER_CANDIDATE = 2048 // WORDS
_CHUNK = 128  # blocks that are computed together


class Sampler(Protocol):
    """A distribution over the classes [0, range)."""

    @property
    def range(self) -> int: ...

    def draw(self, words: Iterator[int]) -> int:
        """A class, by the next words."""

    def probability(self, value: int) -> float:
        """How likely a class is, 0 for one out of range."""

    def after(self, seen: Sequence[int]) -> Sampler:
        """The sampler that has seen some classes more."""


class Candidates(NamedTuple):
    """What is drawn at once: classes [n], and how often each of the true classes and of them was to be expected."""

    classes: NDArray[np.int64]
    expected_true: NDArray[np.float32]
    expected: NDArray[np.float32]


def candidates(
    start: Stream, sampler: Sampler, true_classes: NDArray[np.int64], count: int, unique: bool
) -> tuple[Candidates, Stream]:
    """`count` classes, all different if `unique`; there have to be as many."""
    words = words_of(start)
    if isinstance(sampler, All):
        every = np.arange(sampler.range)
        found = Candidates(every, np.ones(true_classes.shape, np.float32), np.ones(sampler.range, np.float32))
        return found, start.skip(count * _BLOCKS_PER_CANDIDATE)
    drawn: dict[int, None] | list[int]
    tries = 0
    if unique:
        drawn = {}
        while len(drawn) < count:
            drawn.setdefault(sampler.draw(words))
            tries += 1
    else:
        drawn = [sampler.draw(words) for _ in range(count)]
        tries = count

    def expected(values: Any) -> NDArray[np.float32]:
        likely = np.array([sampler.probability(v) for v in values.ravel().tolist()], np.float32).reshape(values.shape)
        if tries == count:
            return likely * np.float32(count)
        with np.errstate(divide="ignore"):  # of a class that is certain
            counts: NDArray[np.float64] = -np.expm1(tries * np.log1p(-likely.astype(np.float64)))
        return counts.astype(np.float32)

    classes = np.array(list(drawn), np.int64)
    return Candidates(classes, expected(true_classes), expected(classes)), start.skip(count * _BLOCKS_PER_CANDIDATE)


# ---- words of a stream as numbers


def words_of(start: Stream) -> Iterator[int]:
    blocks = np.arange(_CHUNK, dtype=np.uint64)
    while True:
        yield from words_at(start, blocks).ravel().tolist()
        start = start.skip(_CHUNK)


def below(limit: int, bits: Callable[[], int], size: int) -> int:
    """An integer of [0, limit), all equally likely, from words of `size` bits."""
    if not limit & (limit - 1):
        return bits() & (limit - 1)
    remainder = (2**size - 1) % limit + 1
    while (word := bits()) < remainder:
        pass
    return word % limit


def _double(words: Iterator[int]) -> float:
    high = next(words) & 0xFFFFF
    return (high << 32 | next(words)) * 2.0**-52


# ---- distributions


class Uniform(NamedTuple):
    """All classes equally likely."""

    range: int

    def draw(self, words: Iterator[int]) -> int:
        return below(self.range, lambda: next(words) | next(words) << 32, 64)

    def probability(self, value: int) -> float:
        return 1 / self.range

    def after(self, seen: Sequence[int]) -> Uniform:
        return self


class LogUniform(NamedTuple):
    """Class c with a probability of log((c + 2) / (c + 1)) / log(range + 1): Zipf's law, the most frequent first."""

    range: int

    def draw(self, words: Iterator[int]) -> int:
        return (int(math.exp(_double(words) * math.log1p(self.range))) - 1) % self.range

    def probability(self, value: int) -> float:
        return math.log((value + 2.0) / (value + 1.0)) / math.log1p(self.range)

    def after(self, seen: Sequence[int]) -> LogUniform:
        return self


class All(NamedTuple):
    """Every class, once."""

    range: int

    def draw(self, words: Iterator[int]) -> int:
        raise NotImplementedError("All classes are there without a draw.")

    def probability(self, value: int) -> float:
        return 1.0

    def after(self, seen: Sequence[int]) -> All:
        return self


class Learned(NamedTuple):
    """Each class as likely as it was often among the true classes so far, and once more."""

    sums: NDArray[np.int64]  # of the weights of each class and those before it

    @classmethod
    def of(cls, range: int) -> Learned:
        return cls(np.arange(1, range + 1))

    @property
    def range(self) -> int:
        return len(self.sums)

    def draw(self, words: Iterator[int]) -> int:
        place = below(int(self.sums[-1]), lambda: next(words), 32)
        return int(np.searchsorted(self.sums, place, side="right"))

    def probability(self, value: int) -> float:
        if not 0 <= value < self.range:
            return 0.0
        weight = self.sums[value] - (self.sums[value - 1] if value else 0)
        return float(np.float32(weight) / np.float32(self.sums[-1]))

    def after(self, seen: Sequence[int]) -> Learned:
        """Raises IndexError for a class out of range."""
        weights = np.diff(self.sums, prepend=0)
        np.add.at(weights, list(seen), 1)
        return Learned(weights.cumsum())


class Weighted(NamedTuple):
    """Classes by given weights.  Each has a share of its own and an alias, which has the rest of an equal part."""

    weights: tuple[float, ...]
    total: float
    shares: tuple[float, ...]
    aliases: tuple[int, ...]

    @classmethod
    def of(cls, weights: Sequence[float]) -> Weighted:
        """Of float32 weights, of which one is above 0."""
        given = np.array(weights, np.float32)
        count, total = len(given), float(given.astype(np.float64).cumsum()[-1])
        left = [float(weight * np.float32(count)) / total for weight in given]
        low = [i for i, share in enumerate(left) if share < 1]
        high = [i for i, share in enumerate(left) if share >= 1]
        aliases = [-1] * count
        while high and low:
            one, other = low.pop(), high.pop()
            aliases[one] = other
            left[other] -= 1 - left[one]
            (low if left[other] < 1 else high).append(other)
        for i in high + low:
            left[i], aliases[i] = 1.0, i
        shares = tuple(np.array(left, np.float32).tolist())
        return cls(tuple(given.tolist()), float(given.cumsum(dtype=np.float32)[-1]), shares, tuple(aliases))

    @property
    def range(self) -> int:
        return len(self.weights)

    def draw(self, words: Iterator[int]) -> int:
        share = (next(words) & 0x7FFFFF) * 2.0**-23
        i = below(self.range, lambda: next(words), 32)
        return i if share < self.shares[i] else self.aliases[i]

    def probability(self, value: int) -> float:
        if not 0 <= value < self.range:
            return 0.0
        return float(np.float32(self.weights[value]) / np.float32(self.total))

    def after(self, seen: Sequence[int]) -> Weighted:
        return self
