"""Gamma and Poisson draws, which try numbers until one is accepted, bit for bit as TensorFlow 1.15 makes them.

Each output has 256 blocks of the stream to itself.  A block is two uniform doubles, or two normals made of them;
whoever needs a number takes the next block, and of a block the second number first.

Sources: tensorflow/core/kernels/random_op.cc (RandomGamma: Marsaglia and Tsang, "A simple method for generating gamma
variables", 2000) and random_poisson_op.cc (RandomPoissonV2: below a rate of 10 Knuth's product of uniforms, from there
on Hörmann, "The transformed rejection method for generating Poisson random variables", 1993).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuigraph.engine.philox import BLOCKS_PER_OUTPUT, Stream, unit_doubles, words_at

_AHEAD = 4  # blocks that are computed for all outputs at once; few outputs need more

Pairs = Iterator[list[float]]  # the blocks of one output, as pairs of uniform doubles


def gamma(start: Stream, alphas: NDArray[np.float64], samples: int) -> tuple[NDArray[np.float64], Stream]:
    """Gamma draws of scale 1 for each shape parameter: alphas [n] -> [samples, n]; NaN where alpha is not above 0."""
    return _draw(_gamma, start, alphas, samples)


def poisson(start: Stream, rates: NDArray[np.float64], samples: int) -> tuple[NDArray[np.float64], Stream]:
    """Poisson draws for each rate: rates [n] -> whole numbers [samples, n].

    A rate that is infinite or NaN is its own draw, and one below 0 counts as 0.
    """
    return _draw(_poisson, start, rates, samples)


def _draw(
    one: Callable[[float, Pairs], float], start: Stream, parameters: NDArray[np.float64], samples: int
) -> tuple[NDArray[np.float64], Stream]:
    outputs = parameters.size * samples
    first = BLOCKS_PER_OUTPUT * np.arange(outputs, dtype=np.uint64)
    offsets: NDArray[Any] = first[:, None] + np.arange(_AHEAD, dtype=np.uint64)
    ahead = unit_doubles(words_at(start, offsets.reshape(-1))).reshape(outputs, _AHEAD, 2).tolist()
    values = [
        one(parameter, chain(pairs, _later(start.skip(output * BLOCKS_PER_OUTPUT))))
        for output, (parameter, pairs) in enumerate(zip(np.repeat(parameters, samples).tolist(), ahead, strict=True))
    ]
    drawn = np.array(values, np.float64).reshape(parameters.size, samples).T
    return drawn, start.skip(outputs * BLOCKS_PER_OUTPUT)


def _later(start: Stream) -> Pairs:
    for first in count(_AHEAD, _AHEAD):
        offsets = np.arange(first, first + _AHEAD, dtype=np.uint64)
        yield from unit_doubles(words_at(start, offsets)).tolist()


def _uniforms(pairs: Pairs) -> Iterator[float]:
    for first, second in pairs:
        yield second
        yield first


def _normals(pairs: Pairs) -> Iterator[float]:
    for first, second in pairs:
        radius = math.sqrt(-2 * math.log(max(first, 1e-7)))
        yield math.cos(2 * math.pi * second) * radius
        yield math.sin(2 * math.pi * second) * radius


def _gamma(alpha: float, pairs: Pairs) -> float:
    uniforms = _uniforms(pairs)
    if alpha == 1:
        return -math.log(1 - next(uniforms))
    if not alpha > 0:
        return math.nan
    d = alpha + (2 / 3 if alpha < 1 else -1 / 3)
    c = 1 / 3 / math.sqrt(d)
    for x in _normals(pairs):
        v = (1 + c * x) * (1 + c * x) * (1 + c * x)
        if v <= 0:
            continue
        u = next(uniforms)
        if u < 1 - 0.0331 * (x * x) * (x * x) or math.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
            return d * v * (math.pow(next(uniforms), 1 / alpha) if alpha < 1 else 1)
    raise AssertionError("the blocks of an output do not end")


def _poisson(rate: float, pairs: Pairs) -> float:
    if not math.isfinite(rate):
        return rate
    uniforms = _uniforms(pairs)
    return _poisson_by_rejection(rate, uniforms) if rate >= 10 else _poisson_by_product(max(rate, 0.0), uniforms)


def _poisson_by_product(rate: float, uniforms: Iterator[float]) -> float:
    limit = math.exp(-rate)
    product, drawn = next(uniforms), 0.0
    while product > limit:
        product *= next(uniforms)
        drawn += 1
    return drawn


def _poisson_by_rejection(rate: float, uniforms: Iterator[float]) -> float:
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse_acceptance = 1.1239 + 1.1328 / (b - 3.4)
    while True:
        u, v = next(uniforms) - 0.5, next(uniforms)
        shifted = 0.5 - abs(u)
        drawn = math.floor((2 * a / shifted + b) * u + rate + 0.43)
        if shifted >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
            return drawn
        if drawn < 0 or (shifted < 0.013 and v > shifted):
            continue
        likelihood = -rate + drawn * math.log(rate) - math.lgamma(drawn + 1)
        if math.log(v * inverse_acceptance / (a / (shifted * shifted) + b)) <= likelihood:
            return drawn
