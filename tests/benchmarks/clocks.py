"""Seconds by the clock, of the quickest of many tries; keeps to Python 3.7."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

SLICE = 0.002  # seconds: short, so that some slices are undisturbed
SECONDS = 0.4
WARMING = 30  # calls: by then plans are hot


class Row(NamedTuple):
    """A line of the table."""

    name: str
    seconds: Callable[[], float]
    work: Any = None  # where it is done again and again


def quickest(work: Callable[[], Any]) -> float:
    """Seconds a call, of the quickest slice."""
    for _ in range(WARMING):
        work()
    count, best = 1, float("inf")
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        began = time.perf_counter()
        for _ in range(count):
            work()
        taken = time.perf_counter() - began
        best = min(best, taken / count)
        count = max(1, int(SLICE / best))
    return best


def again(name: str, work: Callable[[], Any]) -> Row:
    """What is done again and again."""
    return Row(name, lambda: quickest(work), work)


def first(name: str, prepare: Callable[[], Callable[[], Any]], times: int = 3) -> Row:
    """What is done once with each thing that is prepared, which takes no part."""

    def seconds() -> float:
        taken = []
        for _ in range(times):
            work = prepare()
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
            del work
        return min(taken)

    return Row(name, seconds)
