"""Special functions on arrays, for an engine that has NumPy and nothing more.

Each computes in float64.  The gamma family follows the usual recipes: recurrence and asymptotic series for digamma and
zeta, power series and continued fraction for the incomplete functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any

_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


def _by_element(function: Callable[[float], float]) -> Callable[[Array], Array]:
    run = np.frompyfunc(function, 1, 1)
    return lambda x: np.asarray(run(np.asarray(x, np.float64)), dtype=np.float64)


def _lgamma(x: float) -> float:
    if x == -math.inf:
        return math.inf
    try:
        return math.lgamma(x)
    except ValueError:
        return math.inf  # a pole


erf = _by_element(math.erf)
erfc = _by_element(math.erfc)
lgamma = _by_element(_lgamma)


def digamma(x: Array) -> Array:
    """The derivative of lgamma; inf at its poles, as TensorFlow has it."""
    x = np.asarray(x, np.float64)
    reflected = np.where(x <= 0, 1 - x, x)
    shift = np.zeros_like(reflected)
    for _ in range(8):  # the series below is good from 8 on
        small = reflected < 8
        shift = np.where(small, shift - 1 / np.where(small, reflected, 1), shift)
        reflected = np.where(small, reflected + 1, reflected)
    inverse = 1 / (reflected * reflected)
    series = np.zeros_like(reflected)
    for n in range(len(_BERNOULLI), 0, -1):
        series = inverse * (_BERNOULLI[n - 1] / (2 * n) + series)
    positive = np.log(reflected) - 0.5 / reflected - series + shift
    at_pole = (x <= 0) & (x == np.floor(x))
    mirrored = positive - math.pi / np.tan(math.pi * np.where(at_pole, 0.5, x))
    return np.where(at_pole, np.inf, np.where(x <= 0, mirrored, positive))


def zeta(x: Array, q: Array) -> Array:
    """The Hurwitz zeta function for x > 1, by Euler and Maclaurin."""
    x, q = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(q, np.float64))
    total = np.zeros(x.shape)
    place = q.astype(np.float64)
    for _ in range(10):
        total = total + place**-x
        place = place + 1
    total = total + place ** (1 - x) / (x - 1) + 0.5 * place**-x
    factor, power = x, place ** (-x - 1)
    for n, bernoulli in enumerate(_BERNOULLI, 1):
        total = total + bernoulli * factor * power / math.factorial(2 * n)
        factor = factor * (x + 2 * n - 1) * (x + 2 * n)
        power = power / (place * place)
    total = np.where((q <= 0) & (q == np.floor(q)), np.inf, np.where(np.isposinf(q), np.nan, total))
    total = np.where(np.isposinf(x) & (q == 1), 1.0, total)
    return np.where(x == 1, np.inf, np.where(x < 1, np.nan, total))


def polygamma(n: Array, x: Array) -> Array:
    """The n-th derivative of digamma for n >= 0."""
    n, x = np.broadcast_arrays(np.asarray(n, np.float64), np.asarray(x, np.float64))
    order = np.where(n >= 1, n, 1)
    higher = np.where(n % 2, 1.0, -1.0) * np.exp(lgamma(order + 1)) * zeta(order + 1, x)
    valid = (n >= 0) & (n == np.floor(n))
    return np.where(valid, np.where(n == 0, digamma(x), higher), np.nan)


def igamma(a: Array, x: Array) -> Array:
    """The regularised lower incomplete gamma function P(a, x)."""
    a, x = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(x, np.float64))
    use_fraction = (x > 1) & (x > a)
    low, high = np.where(use_fraction, 1.0, x), np.where(use_fraction, x, 2 + np.abs(a))
    result = np.where(use_fraction, 1 - _upper_fraction(a, high), _lower_series(a, low))
    return np.where(x == 0, 0.0, np.where((x < 0) | (a <= 0), np.nan, np.where(np.isposinf(x), 1.0, result)))


def igammac(a: Array, x: Array) -> Array:
    """The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x)."""
    a, x = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(x, np.float64))
    use_fraction = (x > 1) & (x > a)
    low, high = np.where(use_fraction, 1.0, x), np.where(use_fraction, x, 2 + np.abs(a))
    result = np.where(use_fraction, _upper_fraction(a, high), 1 - _lower_series(a, low))
    undefined = (x < 0) | (a <= 0) | np.isnan(a)
    return np.where(undefined, np.nan, np.where(x == 0, 1.0, np.where(np.isposinf(x), 0.0, result)))


def _prefix(a: Array, x: Array) -> Array:
    return np.exp(a * np.log(x) - x - lgamma(a))


def _lower_series(a: Array, x: Array) -> Array:
    term = total = np.ones(a.shape)
    r = a
    for _ in range(2000):
        r = r + 1
        term = term * x / r
        total = total + term
        if np.all(~np.isfinite(term) | (np.abs(term) <= 1e-17 * np.abs(total))):
            break
    return total * _prefix(a, x) / a


def _upper_fraction(a: Array, x: Array) -> Array:
    """Lentz's evaluation of the continued fraction."""
    tiny = 1e-300
    b = x + 1 - a
    c = np.full(a.shape, 1 / tiny)
    d = 1 / np.where(b == 0, tiny, b)
    h = d
    for i in range(1, 2000):
        an = -i * (i - a)
        b = b + 2
        d = an * d + b
        d = 1 / np.where(np.abs(d) < tiny, tiny, d)
        c = b + an / c
        c = np.where(np.abs(c) < tiny, tiny, c)
        change = d * c
        h = h * change
        if np.all(~np.isfinite(change) | (np.abs(change - 1) < 1e-16)):
            break
    return _prefix(a, x) * h


def betainc(a: Array, b: Array, x: Array) -> Array:
    """The regularised incomplete beta function I_x(a, b)."""
    a, b, x = np.broadcast_arrays(*(np.asarray(v, np.float64) for v in (a, b, x)))
    swap = x > (a + 1) / (a + b + 2)
    p, q, y = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, 1 - x, x)
    inside = (y > 0) & (y < 1)
    y = np.where(inside, y, 0.5)
    log = p * np.log(y) + q * np.log1p(-y) - (lgamma(p) + lgamma(q) - lgamma(p + q))
    result = np.exp(log) * _beta_fraction(p, q, y) / p
    result = np.where(swap, 1 - result, result)
    result = np.where(x == 0, 0.0, np.where(x == 1, 1.0, result))
    return np.where((a <= 0) | (b <= 0) | (x < 0) | (x > 1), np.nan, result)


def _beta_fraction(a: Array, b: Array, x: Array) -> Array:
    tiny = 1e-300

    def away(v: Array) -> Array:
        return np.where(np.abs(v) < tiny, tiny, v)

    c = np.ones(a.shape)
    d = 1 / away(1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, 1000):
        before = h
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / away(1 + even * d)
        c = away(1 + even / c)
        h = h * d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / away(1 + odd * d)
        c = away(1 + odd / c)
        h = h * d * c
        if np.all(~np.isfinite(h) | (np.abs(h - before) <= 1e-16 * np.abs(h))):
            break
    return h
