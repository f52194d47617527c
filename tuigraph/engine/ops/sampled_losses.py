"""Losses over many classes by the true ones and a few that are drawn (`tf.nn.nce_loss`, `sampled_softmax_loss`).

Sources: Gutmann and Hyvärinen, "Noise-contrastive estimation", AISTATS 2010; Jean, Cho, Memisevic and Bengio, "On using
very large target vocabulary for neural machine translation", ACL 2015.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops.arithmetic import multiply
from tuigraph.engine.ops.candidates import compute_accidental_hits, log_uniform_candidate_sampler
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.constants import ones
from tuigraph.engine.ops.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
)
from tuigraph.engine.ops.elementwise import log
from tuigraph.engine.ops.filling import ones_like, zeros_like
from tuigraph.engine.ops.identities import reshape, shape, stop_gradient
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.ops.layers import embedding_lookup
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.ops.linalg import matmul
from tuigraph.engine.ops.slicing import slice_
from tuigraph.engine.ops.sparse import sparse_to_dense


def _sum_rows(x: Any) -> Tensor:
    """The sum of each row, as a product, whose gradient is simple."""
    columns = shape(x)[1]
    return reshape(matmul(x, ones(stack([columns, 1]), x.dtype)), [-1])


def _rows(table: Any, ids: Tensor, dtype: Any, strategy: str) -> Any:
    found = embedding_lookup(table, ids, partition_strategy=strategy)
    return found if found.dtype is dtype else cast(found, dtype)


def _sampled_logits(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: Any,
    num_classes: int,
    num_true: int,
    sampled_values: Any,
    remove_accidental_hits: bool,
    partition_strategy: str,
    name: str,
    seed: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Logits, less the logarithm of how often each class is to be expected, and labels: [n, num_true + num_sampled]."""
    weights = weights if isinstance(weights, list) else [weights]
    graph = graph_of([*weights, biases, inputs, labels]) or get_default_graph()
    with graph.name_scope(name or "compute_sampled_logits"):
        if labels.dtype is not dtypes.int64:
            labels = cast(labels, dtypes.int64)
        flat = reshape(labels, [-1])
        if sampled_values is None:
            sampled_values = log_uniform_candidate_sampler(labels, num_true, num_sampled, True, num_classes, seed)
        sampled, expected_true, expected = (stop_gradient(value) for value in sampled_values)
        sampled = cast(sampled, dtypes.int64)
        every = concat([flat, sampled], 0)

        all_weights = _rows(weights, every, inputs.dtype, partition_strategy)
        true_weights = slice_(all_weights, [0, 0], stack([shape(flat)[0], -1]))
        sampled_weights = slice_(all_weights, stack([shape(flat)[0], 0]), [-1, -1])
        logits: Any = matmul(inputs, sampled_weights, transpose_b=True)

        all_biases = _rows(biases, every, inputs.dtype, partition_strategy)
        true_biases: Any = slice_(all_biases, [0], shape(flat))
        sampled_biases = slice_(all_biases, shape(flat), [-1])

        width = shape(true_weights)[1:2]
        per_row = concat([[-1, num_true], width], 0)
        products = multiply(expand_dims(inputs, 1), reshape(true_weights, per_row))
        dots = reshape(products, concat([[-1], width], 0))
        true_logits: Any = reshape(_sum_rows(dots), [-1, num_true])
        true_biases = reshape(true_biases, [-1, num_true])
        true_logits += true_biases
        logits += sampled_biases

        if remove_accidental_hits:
            logits += _hits(labels, sampled, num_true, num_sampled, logits.dtype)
        true_logits -= log(expected_true)
        logits -= log(expected)
        both = concat([true_logits, logits], 1)
        return both, concat([ones_like(true_logits) / num_true, zeros_like(logits)], 1)


def _hits(labels: Any, sampled: Any, num_true: int, num_sampled: Any, dtype: Any) -> Tensor:
    """The lowest number where a candidate is true, else 0: [n, num_sampled]."""
    rows, places, lowest = compute_accidental_hits(labels, sampled, num_true)
    by_row = reshape(rows, [-1, 1])
    by_place = reshape(cast(places, dtypes.int32), [-1, 1])
    where = concat([by_row, by_place], 1, "sparse_indices")
    size = concat([shape(labels)[:1], expand_dims(num_sampled, 0)], 0)
    if lowest.dtype is not dtype:
        lowest = cast(lowest, dtype)
    return sparse_to_dense(where, size, lowest, 0.0, validate_indices=False)


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    partition_strategy: str = "mod",
    name: str = "nce_loss",
) -> Tensor:
    """Noise-contrastive estimation: is a class true, or drawn (`tf.nn.nce_loss`)?

    `weights`: [num_classes, width], or a list of its parts; `biases`: [num_classes]; `labels`: int64 [n, num_true];
    `inputs`: [n, width].  Result: [n].  The candidates are drawn by `log_uniform_candidate_sampler` unless
    `sampled_values` gives them.
    """
    logits, labels = _sampled_logits(
        weights,
        biases,
        labels,
        inputs,
        num_sampled,
        num_classes,
        num_true,
        sampled_values,
        remove_accidental_hits,
        partition_strategy,
        name,
    )
    return _sum_rows(sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="sampled_losses"))


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str = "sampled_softmax_loss",
    seed: int | None = None,
) -> Tensor:
    """The cross entropy of a softmax over the true classes and some candidates (`tf.nn.sampled_softmax_loss`).

    Shapes as of `nce_loss`.  It is for training: to tell how good a model is takes the full softmax.
    """
    logits, labels = _sampled_logits(
        weights,
        biases,
        labels,
        inputs,
        num_sampled,
        num_classes,
        num_true,
        sampled_values,
        remove_accidental_hits,
        partition_strategy,
        name,
        seed,
    )
    labels = stop_gradient(labels, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
