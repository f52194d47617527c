"""Gamma and Poisson draws, which try numbers until one is accepted, bit for bit as TensorFlow 1.15 makes them.

Each output has 256 blocks of the stream to itself.  A block is two uniform doubles, or two normals made of them;
whoever needs a number takes the next block, and of a block the second number first.

Sources: tensorflow/core/kernels/random_op.cc (RandomGamma: Marsaglia and Tsang, "A simple method for generating gamma
variables", 2000) and random_poisson_op.cc (RandomPoissonV2: below a rate of 10 Knuth's product of uniforms, from there
on Hörmann, "The transformed rejection method for generating Poisson random variables", 1993).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuigraph.engine.philox import BLOCKS_PER_OUTPUT, Stream, each, unit_doubles, words_at

Floats = NDArray[np.float64]
Chosen = NDArray[Any]  # which outputs, by number


def gamma(start: Stream, alphas: Floats, samples: int) -> tuple[Floats, Stream]:
    """Gamma draws of scale 1 for each shape parameter: alphas [n] -> [samples, n]; NaN where alpha is not above 0."""
    return _draw(_gamma, start, alphas, samples)


def poisson(start: Stream, rates: Floats, samples: int) -> tuple[Floats, Stream]:
    """Poisson draws for each rate: rates [n] -> whole numbers [samples, n].

    A rate that is infinite or NaN is its own draw, and one below 0 counts as 0.
    """
    return _draw(_poisson, start, rates, samples)


def _draw(
    all_of: Callable[[Floats, _Blocks], Floats], start: Stream, parameters: Floats, samples: int
) -> tuple[Floats, Stream]:
    outputs = parameters.size * samples
    values = all_of(np.repeat(parameters, samples), _Blocks(start, outputs))
    return values.reshape(parameters.size, samples).T, start.skip(outputs * BLOCKS_PER_OUTPUT)


class _Blocks:
    """The blocks of all outputs.  Each output takes its own one after another, and no two share any."""

    def __init__(self, start: Stream, outputs: int) -> None:
        self._start = start
        self._next = BLOCKS_PER_OUTPUT * np.arange(outputs, dtype=np.uint64)
        self._kept = np.full(outputs, np.nan)  # of two uniforms the one that is not used yet

    def pairs(self, chosen: Chosen) -> tuple[Floats, Floats]:
        """The next block of each chosen output, as two uniform doubles."""
        found = unit_doubles(words_at(self._start, self._next[chosen]))
        self._next[chosen] += np.uint64(1)
        return found[:, 0], found[:, 1]

    def uniforms(self, chosen: Chosen) -> Floats:
        """The next uniform double of each chosen output: of a block first the second one."""
        values = self._kept[chosen]
        fresh = np.isnan(values)
        first, second = self.pairs(chosen[fresh])
        values[fresh] = second
        self._kept[chosen] = np.nan
        self._kept[chosen[fresh]] = first
        return values


def _logarithms(values: Floats) -> Floats:
    return each(lambda x: math.log(x) if x > 0 else -math.inf, values)


def _gamma(alphas: Floats, blocks: _Blocks) -> Floats:
    drawn = np.full(alphas.size, np.nan)
    ones = np.flatnonzero(alphas == 1)
    drawn[ones] = -_logarithms(1 - blocks.uniforms(ones))
    left = np.flatnonzero((alphas > 0) & (alphas != 1))
    d = alphas + np.where(alphas < 1, 2 / 3, -1 / 3)
    with np.errstate(invalid="ignore"):
        c = 1 / 3 / np.sqrt(d)
    other = np.empty(alphas.size)  # the second normal of a block
    while left.size:
        for second in (False, True):
            x = other[left] if second else _normals(blocks, left, other)
            one = 1 + c[left] * x
            v = one * one * one
            x, v, tried = x[v > 0], v[v > 0], left[v > 0]
            u = blocks.uniforms(tried)
            taken = u < 1 - 0.0331 * (x * x) * (x * x)
            rest = np.flatnonzero(~taken)
            x_, v_ = x[rest], v[rest]
            bound = 0.5 * x_ * x_ + d[tried[rest]] * (1 - v_ + _logarithms(v_))
            taken[rest] = _logarithms(u[rest]) < bound
            found = tried[taken]
            drawn[found] = d[found] * v[taken]
            small = found[alphas[found] < 1]
            powers = map(math.pow, blocks.uniforms(small).tolist(), (1 / alphas[small]).tolist())
            drawn[small] *= np.fromiter(powers, np.float64, small.size)
            left = left[~np.isin(left, found, assume_unique=True)]
    return drawn


def _normals(blocks: _Blocks, chosen: Chosen, other: Floats) -> Floats:
    """Two normals of the next block: one is returned, the second put into `other`."""
    first, second = blocks.pairs(chosen)
    radius = np.sqrt(-2 * _logarithms(np.maximum(first, 1e-7)))
    angle = 2 * math.pi * second
    other[chosen] = each(math.sin, angle) * radius
    return each(math.cos, angle) * radius


def _poisson(rates: Floats, blocks: _Blocks) -> Floats:
    drawn = rates.copy()
    finite = np.isfinite(rates)
    by_product, by_rejection = np.flatnonzero(finite & (rates < 10)), np.flatnonzero(finite & (rates >= 10))
    drawn[by_product] = _poisson_by_product(np.maximum(rates[by_product], 0.0), by_product, blocks)
    _poisson_by_rejection(rates, by_rejection, blocks, drawn)
    return drawn


def _poisson_by_product(rates: Floats, chosen: Chosen, blocks: _Blocks) -> Floats:
    limits = each(math.exp, -rates)
    drawn = np.zeros(rates.size)
    product = blocks.uniforms(chosen)
    left = np.flatnonzero(product > limits)
    while left.size:
        product[left] *= blocks.uniforms(chosen[left])
        drawn[left] += 1
        left = left[product[left] > limits[left]]
    return drawn


def _poisson_by_rejection(rates: Floats, left: Chosen, blocks: _Blocks, drawn: Floats) -> None:
    while left.size:
        rate = rates[left]
        b = 0.931 + 2.53 * np.sqrt(rate)
        a = -0.059 + 0.02483 * b
        inverse_acceptance = 1.1239 + 1.1328 / (b - 3.4)
        v, u = blocks.pairs(left)
        u = u - 0.5
        shifted = 0.5 - np.abs(u)
        value = np.floor((2 * a / shifted + b) * u + rate + 0.43)
        taken = (shifted >= 0.07) & (v <= 0.9277 - 3.6224 / (b - 2))
        weighed = np.flatnonzero(~taken & ~((value < 0) | ((shifted < 0.013) & (v > shifted))))
        count = value[weighed]
        likelihood = -rate[weighed] + count * _logarithms(rate[weighed]) - each(math.lgamma, count + 1)
        squeezed = v * inverse_acceptance / (a / (shifted * shifted) + b)
        taken[weighed] = _logarithms(squeezed[weighed]) <= likelihood
        drawn[left[taken]] = value[taken]
        left = left[~taken]
