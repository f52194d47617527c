"""The California housing data of the chapter: the real set where scikit-learn has it on disk, else a stand-in.

The stand-in is a seeded normal sample, whitened and coloured so that its means and covariances are those of the real
set (``california_housing_moments.json``).  Least squares and batch gradient descent on a mean squared error depend on
the data through these alone, so they give the printed book's numbers.  Mini-batches, single rows and plots differ.

Nothing here touches the network, except ``fetch``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tuigraph.words import Words, message, of_locale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Source = Literal["real", "stand-in"]

_MOMENTS = Path(__file__).with_name("california_housing_moments.json")
_SEED = 42
_NOTES: dict[Source, str] = {"real": message("data_real"), "stand-in": message("data_stand_in")}


@dataclass(frozen=True)
class Housing:
    """The data set, with the attributes of scikit-learn's: ``data`` (20640, 8) and ``target`` (20640,), both float64.

    ``source`` is "real" or "stand-in", and ``DESCR`` says so in words.
    """

    data: NDArray[np.float64]
    target: NDArray[np.float64]
    feature_names: list[str]
    target_names: list[str]
    DESCR: str
    source: Source


def fetch_california_housing() -> Housing:
    """The real set where scikit-learn has it on disk, else the stand-in; stderr is told which, once per process."""
    housing = _cached_by_sklearn() or stand_in()
    _tell(housing.source)
    return housing


def stand_in() -> Housing:
    """20,640 rows whose means and covariances (divided by the number of rows) are the real set's."""
    import numpy as np

    moments = json.loads(_MOMENTS.read_text(encoding="utf-8"))
    mean, covariance = np.array(moments["mean"]), np.array(moments["covariance"])
    sample = np.random.RandomState(_SEED).standard_normal((moments["rows"], len(mean)))
    sample -= sample.mean(axis=0)
    own = np.linalg.cholesky(np.cov(sample, rowvar=False, ddof=0))
    white = np.linalg.solve(own, sample.T)
    rows = (np.linalg.cholesky(covariance) @ white).T + mean
    return Housing(
        data=np.ascontiguousarray(rows[:, :-1]),
        target=rows[:, -1].copy(),
        feature_names=moments["feature_names"],
        target_names=[moments["target"]],
        DESCR=Words("en")(_NOTES["stand-in"]),
        source="stand-in",
    )


def fetch() -> Path:
    """Download the real set through scikit-learn into its own cache; returns that folder.  Raises OSError offline."""
    from sklearn.datasets import fetch_california_housing, get_data_home

    fetch_california_housing()
    return Path(get_data_home())


def _cached_by_sklearn() -> Housing | None:
    try:
        from sklearn.datasets import fetch_california_housing

        found: Any = fetch_california_housing(download_if_missing=False)
    except (ImportError, OSError):  # no scikit-learn, or nothing in its cache
        return None
    return Housing(found.data, found.target, list(found.feature_names), list(found.target_names), found.DESCR, "real")


@cache
def _tell(source: Source) -> None:
    print(Words(of_locale())(_NOTES[source]), file=sys.stderr)
