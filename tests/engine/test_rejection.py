"""Gamma and Poisson draws, compared with numbers recorded from TensorFlow 1.15.5."""

import math

import numpy as np

from tuigraph.engine import philox, rejection
from tuigraph.engine.philox import Stream

STREAM = philox.stream(42, 7)


def test_gamma_draws_are_tensorflows_over_successive_runs() -> None:
    alphas = np.array([0.5, 1.0, 30.0])
    first, after = rejection.gamma(STREAM, alphas, 3)
    second, _ = rejection.gamma(after, alphas, 2)
    recorded = [
        [1.2541626039349125, 0.08978046796779235, 25.948027246124575],
        [0.1229781791886482, 2.056995310034846, 26.232495323731527],
        [0.7408657446952386, 1.4246901969247832, 34.696644205666075],
        [0.16462879379698725, 1.292974988473925, 22.072998246093793],
        [2.094041536955142, 2.562283620037595, 28.83414757781027],
    ]
    # The logarithms, sines and powers are those of this machine's C library: another one may round otherwise.
    np.testing.assert_allclose(np.concatenate([first, second]), recorded, rtol=1e-14)
    assert after == STREAM.skip(9 * 256)


def test_poisson_draws_are_tensorflows_over_successive_runs() -> None:
    rates = np.array([0.3, 9.0, 10.0, 1e6])
    first, after = rejection.poisson(STREAM, rates, 3)
    second, _ = rejection.poisson(after, rates, 2)
    assert first.tolist() == [[2, 7, 9, 999249], [0, 15, 12, 1001545], [0, 13, 15, 1000674]]
    assert second.tolist() == [[1, 10, 13, 999937], [0, 5, 13, 999958]]
    assert after == STREAM.skip(12 * 256)


def test_means_and_variances_of_many_draws() -> None:
    alphas, rates = np.array([0.05, 0.5, 1.0, 7.0]), np.array([0.3, 5.0, 12.0, 400.0])
    for drawn, expected in [
        (rejection.gamma(Stream(1, 2), alphas, 20_000)[0], alphas),
        (rejection.poisson(Stream(1, 2), rates, 20_000)[0], rates),
    ]:
        np.testing.assert_allclose(drawn.mean(axis=0), expected, rtol=0.1)
        np.testing.assert_allclose(drawn.var(axis=0), expected, rtol=0.1)


def test_an_output_that_needs_many_blocks_gets_them() -> None:
    # A Poisson draw of a rate below 10 takes a uniform for each unit: many need more than the 8 of four blocks.
    drawn, _ = rejection.poisson(Stream(1, 2), np.array([9.9]), 500)
    assert drawn.max() > 15
    assert abs(drawn.mean() - 9.9) < 0.5


def test_parameters_at_the_edges() -> None:
    gammas, _ = rejection.gamma(STREAM, np.array([0.0, -1.0, math.nan]), 2)
    assert np.isnan(gammas).all()
    poissons, _ = rejection.poisson(STREAM, np.array([0.0, -1000.0, math.inf, math.nan]), 1)
    np.testing.assert_array_equal(poissons, [[0, 0, math.inf, math.nan]])
    assert rejection.gamma(STREAM, np.array([]), 3)[0].shape == (3, 0)
    assert rejection.poisson(STREAM, np.array([2.0]), 0)[0].shape == (0, 1)
