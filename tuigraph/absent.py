"""Names of TensorFlow's that tuigraph does not have: what to say of them, and the nearest name that it has.

A kind that is left out altogether has a sentence that says so, or a way around; it holds for all names below it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tuigraph.words import Words, message

# By the name without `tf.`; the longest that fits decides.
WAYS = {
    **dict.fromkeys(("estimator", "contrib.estimator", "contrib.learn"), message("absent_estimator")),
    **dict.fromkeys(("feature_column", "contrib.feature_column"), message("absent_columns")),
    **dict.fromkeys(("keras", "contrib.keras"), message("absent_keras")),
    **dict.fromkeys(
        ("function", "GradientTape", "enable_eager_execution", "contrib.eager", "compat.v2"), message("absent_eager")
    ),
    "contrib.slim": message("absent_slim"),
    **{
        f"{keras}.datasets.{name}": message("absent_dataset")
        for keras in ("keras", "contrib.keras")
        for name in ("cifar10", "cifar100", "imdb", "reuters")
    },
}


def way_around(name: str) -> str | None:
    """The message about a name such as ``tf.estimator.Estimator``; None where there is nothing to say."""
    parts = name.split(".")[1:]
    for count in range(len(parts), 0, -1):
        found = WAYS.get(".".join(parts[:count]))
        if found is not None:
            return found
    return None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that somebody meant who mistyped one; None where none is that near."""
    by_lower = {word.lower(): word for word in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.8)
    return by_lower[near[0]] if near else None


def advice(name: str, known: Iterable[str]) -> str:
    """What an error says after it has said that a name is not there: a sentence with a space before it, or nothing."""
    way = way_around(name)
    if way is not None:
        return " " + Words("en")(way)
    space, _, last = name.rpartition(".")
    near = nearest(last, known)
    return f" The nearest name is '{space}.{near}'." if near else ""
