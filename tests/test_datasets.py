"""The housing data give the printed book's numbers, whether real or stand-in."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import require_shared
from tuigraph import datasets

# tf.random_uniform([9, 1], -1.0, 1.0, seed=42) with graph seed 42, recorded from TensorFlow 1.15.5.
THETA = [-0.1673944, -0.46283674, -0.04063368, -0.27085733, 0.9094229, 0.8837292, 0.2296679, -0.2831571, 0.18720484]


def descent(data: Any, target: Any) -> Any:
    """The mean squared errors of epochs 0 and 900 of the chapter's batch gradient descent, in float32."""
    from sklearn.preprocessing import StandardScaler

    X = np.c_[np.ones((len(data), 1)), StandardScaler().fit_transform(data)].astype(np.float32)
    y = target.reshape(-1, 1).astype(np.float32)
    theta = np.array(THETA, np.float32).reshape(-1, 1)
    errors = []
    for _ in range(901):
        error = X @ theta - y
        errors.append(np.mean(error * error))
        theta = theta - np.float32(0.01) * (np.float32(2 / len(X)) * (X.T @ error))
    return errors[0], errors[900]


@pytest.fixture
def no_real_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    datasets._tell.cache_clear()


def test_stand_in_has_the_moments_of_the_real_set() -> None:
    moments = json.loads(Path(datasets.__file__).with_name("california_housing_moments.json").read_text())
    housing = datasets.stand_in()
    rows = np.c_[housing.data, housing.target]
    assert housing.data.shape == (20640, 8)
    assert housing.target.shape == (20640,)
    assert housing.data.dtype == housing.target.dtype == np.float64
    np.testing.assert_allclose(rows.mean(axis=0), moments["mean"], rtol=1e-12)
    np.testing.assert_allclose(np.cov(rows, rowvar=False, ddof=0), moments["covariance"], rtol=1e-9)


def test_stand_in_descends_through_the_numbers_of_the_book() -> None:
    housing = datasets.stand_in()
    assert descent(housing.data, housing.target) == pytest.approx((9.161542, 0.5321473), rel=2e-6)


def test_real_data_descend_through_the_same_numbers() -> None:
    real = require_shared("data/california_housing.csv")
    names = real.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    column = dict(zip(names, np.loadtxt(real, delimiter=",", skiprows=1).T, strict=True))
    data = np.c_[
        column["medianIncome"],
        column["housingMedianAge"],
        column["totalRooms"] / column["households"],
        column["totalBedrooms"] / column["households"],
        column["population"],
        column["population"] / column["households"],
        column["latitude"],
        column["longitude"],
    ]
    assert descent(data, column["medianHouseValue"] / 1e5) == pytest.approx((9.161542, 0.5321473), rel=2e-6)


def test_without_the_real_set_the_stand_in_is_given_and_named(
    no_real_data: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    housing = datasets.fetch_california_housing()
    datasets.fetch_california_housing()
    assert housing.source == "stand-in"
    assert "stand-in" in housing.DESCR
    assert housing.feature_names[0] == "MedInc"
    assert capsys.readouterr().err.count("stand-in") == 1


def test_a_set_in_scikit_learns_cache_is_preferred(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sklearn.utils import Bunch

    def cached(download_if_missing: Any) -> Any:
        assert download_if_missing is False
        return Bunch(
            data=np.zeros((2, 8)), target=np.ones(2), feature_names=["a"], target_names=["b"], DESCR="cached set"
        )

    monkeypatch.setattr("sklearn.datasets.fetch_california_housing", cached)
    datasets._tell.cache_clear()
    housing = datasets.fetch_california_housing()
    assert (housing.source, housing.DESCR) == ("real", "cached set")
    assert "real data set" in capsys.readouterr().err


def test_using_the_data_opens_no_connection(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.addaudithook(lambda event, args: sys.exit('connected') if event == 'socket.connect' else None)\n"
        "from tuigraph.datasets import fetch_california_housing\n"
        "print(fetch_california_housing().source)\n"
    )
    env = {**os.environ, "SCIKIT_LEARN_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "stand-in\n"
