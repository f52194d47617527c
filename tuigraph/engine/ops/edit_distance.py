"""How many insertions, deletions and replacements lie between two sequences (`tf.edit_distance`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor, SparseTensorValue, as_sparse
from tuigraph.engine.values import Array, as_value


def _shape(op: Operation) -> list[MaybeShape]:
    given, other = (constant_value(op.inputs[place]) for place in (2, 5))
    if given is None or other is None:
        return [None]
    if len(given) != len(other):
        raise ValueError(
            "The shapes of hypothesis and truth must have the same rank: "
            f"{shapes.listed(given.tolist())} and {shapes.listed(other.tolist())}"
        )
    return [tuple(int(n) for n in np.maximum(given, other)[:-1])]


def _sequences(indices: Array, values: Array) -> dict[tuple[int, ...], list[Any]]:
    """The values of each row, in their order."""
    found: dict[tuple[int, ...], list[Any]] = {}
    for place, value in zip(indices.tolist(), values.tolist()):
        found.setdefault(tuple(place[:-1]), []).append(value)
    return found


def _distance(one: list[Any], other: list[Any]) -> int:
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        now = [row]
        for column, right in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]


def _kernel(op: Operation, store: Store) -> Kernel:
    normalize: bool = op.attrs["normalize"]

    def kernel(
        indices: Array, values: Array, shape: Array, truth_indices: Array, truth_values: Array, truth_shape: Array
    ) -> Any:
        if len(shape) != len(truth_shape):
            raise InvalidArgumentError(
                None, None, f"Expected hypothesis and truth to have matching ranks, but saw {shape} and {truth_shape}"
            )
        size = np.maximum(shape, truth_shape)[:-1]
        made = np.zeros(size, np.float32)
        given, truth = _sequences(indices, values), _sequences(truth_indices, truth_values)
        for place in {**given, **truth}:
            one, other = given.get(place, []), truth.get(place, [])
            distance = float(_distance(one, other))
            if normalize and other:
                distance /= len(other)
            elif normalize:
                distance = np.inf if one else 0.0
            if any(at >= most for at, most in zip(place, size)):
                raise InvalidArgumentError(
                    None, None, f"An index of {list(place)} is out of bounds of shape {shapes.listed(size.tolist())}"
                )
            made[place] = distance
        return as_value(made)

    return kernel


define(
    "EditDistance",
    "hypothesis_indices: int64, hypothesis_values: T, hypothesis_shape: int64, truth_indices: int64, truth_values: T, "
    "truth_shape: int64 -> output: float32",
    attrs={"normalize": True},
    shape=_shape,
    kernel=_kernel,
    differentiable=False,
    can_fail=True,
)


def edit_distance(hypothesis: Any, truth: Any, normalize: bool = True, name: str = "edit_distance") -> Tensor:
    """Levenshtein's distance of each sequence of `hypothesis` from the one of `truth` at its place, float32
    (`tf.edit_distance`).

    Two SparseTensors of one rank, whose last dimension is the sequence; `normalize` divides by the length of the truth.
    Raises TypeError for anything else.
    """
    for given, what in ((hypothesis, "Hypothesis"), (truth, "Truth")):
        if not isinstance(given, (SparseTensor, SparseTensorValue)):
            raise TypeError(f"{what} must be a SparseTensor.")
    hypothesis, truth = as_sparse(hypothesis), as_sparse(truth)
    return tensor(
        "EditDistance",
        *(hypothesis.indices, hypothesis.values, hypothesis.dense_shape),
        *(truth.indices, truth.values, truth.dense_shape),
        normalize=normalize,
        name=name,
    )
