"""Operations that draw a few candidates from many classes, for losses over a large vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import philox, shapes
from tuigraph.engine.build import apply
from tuigraph.engine.candidates import All, Learned, LogUniform, Sampler, Uniform, Weighted, candidates
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops.random import seeds
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.system_errors import contents_of
from tuigraph.engine.values import Array

Drawn = tuple[Tensor, Tensor, Tensor]

_SIGNATURE = (
    "true_classes: int64 -> sampled_candidates: int64, true_expected_count: float32, sampled_expected_count: float32"
)
_ATTRS = {"num_true": REQUIRED, "num_sampled": REQUIRED, "unique": REQUIRED}
_SEEDS = {"seed": 0, "seed2": 0}


def _shape(op: Operation) -> list[MaybeShape]:
    rows = shapes.with_rank(op.inputs[0]._shape, 2)[0]
    count = op.attrs["num_sampled"]
    return [(count,), (rows, op.attrs["num_true"]), (count,)]


def _check_classes(name: str, classes: Any, per_row: int) -> None:
    if classes.ndim != 2:
        raise InvalidArgumentError(None, None, f"{name} must be a matrix")
    if classes.shape[1] != per_row:
        raise InvalidArgumentError(
            None, None, f"{name} must have num_true columns, expected: {classes.shape[1]} was: {per_row}"
        )


def _kernel(make: Callable[[Operation], Sampler]) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        cell = store.private_cell(op.name, lambda: (philox.stream(op.attrs["seed"], op.attrs["seed2"]), None))
        per_row, count, unique = op.attrs["num_true"], op.attrs["num_sampled"], op.attrs["unique"]

        def kernel(true_classes: Array) -> Any:
            with cell.lock:
                start, sampler = cell.value
                sampler = sampler or make(op)
                _check_classes("true_classes", true_classes, per_row)
                if unique and count > sampler.range:
                    raise InvalidArgumentError(None, None, "Sampler's range is too small.")
                found, after = candidates(start, sampler, true_classes, count, unique)
                cell.set((after, sampler.after(true_classes.ravel().tolist())))
            return found.classes, found.expected_true, found.expected

        return kernel

    return rule


def _weighted(op: Operation) -> Sampler:
    """The sampler by the weights of a file or of an attribute, of which a shard may have every n-th."""
    attrs = op.attrs
    if bool(attrs["vocab_file"]) == bool(attrs["unigrams"]):
        raise InvalidArgumentError(None, None, "Must provide exactly one of 'vocab_file' and 'unigrams'.")
    given = _from_file(attrs["vocab_file"]) if attrs["vocab_file"] else [float(w) for w in attrs["unigrams"]]
    shards, own = attrs["num_shards"], attrs["shard"]
    weights = [0.0 for i in range(attrs["num_reserved_ids"]) if i % shards == own]
    for i, weight in enumerate(given, len(weights)):
        if i % shards == own:
            weights.append(float(np.power(np.float32(weight), np.float32(attrs["distortion"]))))
    if len(weights) != attrs["range_max"]:
        raise InvalidArgumentError(
            None, None, f"range_max is {attrs['range_max']} but there are {len(weights)} weights"
        )
    return Weighted.of(weights)


def _from_file(path: str) -> list[float]:
    """The last field of each line."""
    lines = contents_of(path).decode(errors="surrogateescape").splitlines()
    try:
        return [float(line.rpartition(",")[2]) for line in lines]
    except ValueError as error:
        raise InvalidArgumentError(None, None, f"Wrong vocabulary format in {path}: {error}") from None


_FILE = {
    "vocab_file": "",
    "distortion": 1.0,
    "num_reserved_ids": 0,
    "num_shards": 1,
    "shard": 0,
    "unigrams": [],
}
_RANGE = {"range_max": REQUIRED}

for _type, _make, _more in (
    ("UniformCandidateSampler", lambda op: Uniform(op.attrs["range_max"]), _RANGE),
    ("LogUniformCandidateSampler", lambda op: LogUniform(op.attrs["range_max"]), _RANGE),
    ("LearnedUnigramCandidateSampler", lambda op: Learned.of(op.attrs["range_max"]), _RANGE),
    ("ThreadUnsafeUnigramCandidateSampler", lambda op: Learned.of(op.attrs["range_max"]), _RANGE),
    ("AllCandidateSampler", lambda op: All(op.attrs["num_sampled"]), {}),
    ("FixedUnigramCandidateSampler", _weighted, {**_RANGE, **_FILE}),
):
    define(
        _type,
        _SIGNATURE,
        attrs={**_ATTRS, **_more, **_SEEDS},
        shape=_shape,
        kernel=_kernel(_make),
        stateful=True,
        differentiable=False,
    )


def _drawn(
    op_type: str,
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int | None,
    name: str | None,
    **attrs: Any,
) -> Drawn:
    attrs = {"num_true": num_true, "num_sampled": num_sampled, "unique": unique, **attrs}
    for key, least in (("num_true", 1), ("num_sampled", 1), ("range_max", 1), ("num_shards", 1), ("shard", 0)):
        if key in attrs:
            attrs[key] = int(attrs[key])
            if attrs[key] < least:
                raise ValueError(f"Attr '{key}' of '{op_type}' Op passed {attrs[key]} less than minimum {least}.")
    classes, expected_true, expected = apply(op_type, true_classes, name=name, **attrs, **seeds(seed)).outputs
    return classes, expected_true, expected


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Drawn:
    """`num_sampled` classes of [0, range_max), all equally likely (`tf.nn.uniform_candidate_sampler`).

    `true_classes`: int64 [n, num_true].  Result: the classes, int64 [num_sampled], and how often the true classes and
    these are to be expected, float32 of the same shapes.  Raises ValueError for a number below 1.
    """
    kind = "UniformCandidateSampler"
    return _drawn(kind, true_classes, num_true, num_sampled, unique, seed, name, range_max=range_max)


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Drawn:
    """As `uniform_candidate_sampler`, by Zipf's law (`tf.nn.log_uniform_candidate_sampler`).

    For classes in the order of how frequent they are: small numbers are likelier.
    """
    kind = "LogUniformCandidateSampler"
    return _drawn(kind, true_classes, num_true, num_sampled, unique, seed, name, range_max=range_max)


def learned_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Drawn:
    """As `uniform_candidate_sampler`, by how often each class was true so far in the session
    (`tf.nn.learned_unigram_candidate_sampler`).
    """
    kind = "LearnedUnigramCandidateSampler"
    return _drawn(kind, true_classes, num_true, num_sampled, unique, seed, name, range_max=range_max)


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Any = (),
    seed: int | None = None,
    name: str | None = None,
) -> Drawn:
    """As `uniform_candidate_sampler`, by given weights (`tf.nn.fixed_unigram_candidate_sampler`).

    The weights are `unigrams`, or the last fields of the lines of a file, to the power of `distortion`; the first
    `num_reserved_ids` classes are never drawn.  InvalidArgumentError in a run where they are not `range_max` in number,
    and for both or neither.
    """
    return _drawn(
        "FixedUnigramCandidateSampler",
        true_classes,
        num_true,
        num_sampled,
        unique,
        seed,
        name,
        range_max=range_max,
        vocab_file=vocab_file,
        distortion=distortion,
        num_reserved_ids=num_reserved_ids,
        num_shards=num_shards,
        shard=shard,
        unigrams=list(unigrams),
    )


def all_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int | None = None,
    name: str | None = None,
) -> Drawn:
    """All classes of [0, num_sampled), each expected once (`tf.nn.all_candidate_sampler`)."""
    return _drawn("AllCandidateSampler", true_classes, num_true, num_sampled, unique, seed, name)


# ---------------------------------------------------------------- candidates that are true


def _hits_shape(op: Operation) -> list[MaybeShape]:
    columns = shapes.with_rank(op.inputs[0]._shape, 2)[1]
    shapes.with_rank(op.inputs[1]._shape, 1)
    if columns not in (None, op.attrs["num_true"]):
        raise ValueError(f"Dimension must be {op.attrs['num_true']} but is {columns}")
    return [(None,)] * 3


def _hits_kernel(op: Operation, store: Store) -> Kernel:
    per_row = op.attrs["num_true"]

    def kernel(true_classes: Array, sampled: Array) -> Any:
        if true_classes.ndim != 2 or true_classes.shape[1] != per_row:
            raise InvalidArgumentError(None, None, "true_candidates must be a batch_size * num_true matrix")
        if sampled.ndim != 1:
            raise InvalidArgumentError(None, None, "sampled_candidates must be a vector")
        places = {value: place for place, value in enumerate(sampled.tolist())}
        hits = [
            (row, places[value])
            for row, values in enumerate(true_classes.tolist())
            for value in values
            if value in places
        ]
        found = np.array(hits, np.int64).reshape(-1, 2)
        weights = np.full(len(hits), np.finfo(np.float32).min, np.float32)
        return found[:, 0].astype(np.int32), found[:, 1].copy(), weights

    return kernel


define(
    "ComputeAccidentalHits",
    "true_classes: int64, sampled_candidates: int64 -> indices: int32, ids: int64, weights: float32",
    attrs={"num_true": REQUIRED, **_SEEDS},
    shape=_hits_shape,
    kernel=_hits_kernel,
    differentiable=False,
    can_fail=True,
)


def compute_accidental_hits(
    true_classes: Any, sampled_candidates: Any, num_true: int, seed: int | None = None, name: str | None = None
) -> Drawn:
    """Where candidates are true (`tf.nn.compute_accidental_hits`): rows, places of the candidates, lowest floats."""
    made = apply(
        "ComputeAccidentalHits", true_classes, sampled_candidates, num_true=int(num_true), **seeds(seed), name=name
    )
    rows, places, weights = made.outputs
    return rows, places, weights
