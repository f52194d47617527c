"""What shuffling draws from: a buffer that is never changed, and the 32-bit words of a generator one by one."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import philox

_BLOCKS = 64  # computed together


class Buffer:
    """Places for elements.  Changing some leaves the old buffer as it was, and copies about the root of its size."""

    __slots__ = ("_chunks", "_width")

    def __init__(self, chunks: tuple[tuple[Any, ...], ...], width: int) -> None:
        self._chunks = chunks
        self._width = width

    @classmethod
    def of(cls, size: int) -> Buffer:
        width = max(1, math.isqrt(size))
        return cls(((None,) * width,) * -(-size // width), width)

    def __getitem__(self, place: int) -> Any:
        return self._chunks[place // self._width][place % self._width]

    def with_(self, changes: Mapping[int, Any]) -> Buffer:
        if not changes:
            return self
        edited: dict[int, list[Any]] = {}
        for place, element in changes.items():
            chunk, offset = divmod(place, self._width)
            if chunk not in edited:
                edited[chunk] = list(self._chunks[chunk])
            edited[chunk][offset] = element
        chunks = list(self._chunks)
        for chunk, elements in edited.items():
            chunks[chunk] = tuple(elements)
        return Buffer(tuple(chunks), self._width)


class Words(NamedTuple):
    """A place among the words of a generator."""

    stream: philox.Stream
    drawn: int = 0

    @classmethod
    def of(cls, seed: int, seed2: int) -> Words:
        return cls(philox.stream(seed, seed2))

    def draw(self, count: int) -> tuple[list[int], Words]:
        per_stretch = _BLOCKS * philox.WORDS
        found = []
        for place in range(self.drawn, self.drawn + count):
            stretch, offset = divmod(place, per_stretch)
            found.append(_stretch(self.stream, stretch)[offset])
        return found, self._replace(drawn=self.drawn + count)


@functools.lru_cache(maxsize=64)
def _stretch(stream: philox.Stream, number: int) -> list[int]:
    offsets = np.arange(number * _BLOCKS, (number + 1) * _BLOCKS, dtype=np.uint64)
    words: list[int] = philox.words_at(stream, offsets).reshape(-1).tolist()
    return words
