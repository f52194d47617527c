"""Names of TensorFlow's that tuigraph does not have: what to say of them, and the nearest name that it has.

A kind that is left out altogether has a sentence that says so, or a way around; it holds for all names below it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tuigraph.wire.said import Said, said
from tuigraph.words import Words, message

# Names of TensorFlow before 1.0, and those that 1.0 gave for them.
RENAMED = {
    "audio_summary": "summary.audio",
    "batch_matmul": "matmul",
    "complex_abs": "abs",
    "concat_v2": "concat",
    "contrib.losses.sum_of_squares": "losses.mean_squared_error",
    "histogram_summary": "summary.histogram",
    "image_summary": "summary.image",
    "inv": "reciprocal",
    "listdiff": "setdiff1d",
    "merge_all_summaries": "summary.merge_all",
    "merge_summary": "summary.merge",
    "mul": "multiply",
    "neg": "negative",
    "nn.bidirectional_rnn": "nn.static_bidirectional_rnn",
    "nn.rnn": "nn.static_rnn",
    "nn.seq2seq": "contrib.legacy_seq2seq",
    "pack": "stack",
    "scalar_summary": "summary.scalar",
    "select": "where",
    "split_v": "split",
    "sub": "subtract",
    "train.SummaryWriter": "summary.FileWriter",
    "unpack": "unstack",
}

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


def way_around(name: str) -> Said | None:
    """What to say of a name such as ``tf.estimator.Estimator``; None where there is nothing to say."""
    parts = name.split(".")[1:]
    for count in range(len(parts), 0, -1):
        beginning = ".".join(parts[:count])
        if beginning in RENAMED:
            return said("absent_renamed", now=f"tf.{RENAMED[beginning]}")
        if beginning in WAYS:
            return said(WAYS[beginning])
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
        return " " + Words("en").say(way)
    space, _, last = name.rpartition(".")
    near = nearest(last, known)
    return f" The nearest name is '{space}.{near}'." if near else ""
