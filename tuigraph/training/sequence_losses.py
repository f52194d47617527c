"""Cross entropies of sequences, weighted (`tf.contrib.seq2seq.sequence_loss`, `tf.contrib.legacy_seq2seq`)."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.arithmetic import add_n
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.cross_entropy import sparse_softmax_cross_entropy_with_logits
from tuigraph.engine.ops.division import div_no_nan
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.reductions import count_nonzero, reduce_sum


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    sum_over_timesteps: bool = False,
    sum_over_batch: bool = False,
    softmax_loss_function: Any = None,
    name: str | None = None,
) -> Tensor:
    """The weighted cross entropy of sequences (`tf.contrib.seq2seq.sequence_loss`).

    logits (batch, length, classes), targets and weights (batch, length).  The loss is a scalar where it is averaged, or
    summed, over both; (length,) or (batch,) over one; else (batch, length).  Raises ValueError for other ranks and
    where the same dimension is to be averaged and summed.
    """
    for value, what, rank, form in (
        (logits, "Logits", 3, "[batch_size x sequence_length x logits]"),
        (targets, "Targets", 2, "[batch_size x sequence_length]"),
        (weights, "Weights", 2, "[batch_size x sequence_length]"),
    ):
        if len(value.get_shape()) != rank:
            raise ValueError(f"{what} must be a {form} tensor")
    if average_across_timesteps and sum_over_timesteps:
        raise ValueError("average_across_timesteps and sum_over_timesteps cannot be set to True at same time.")
    if average_across_batch and sum_over_batch:
        raise ValueError("average_across_batch and sum_over_batch cannot be set to True at same time.")
    with name_scope(name, "sequence_loss", [logits, targets, weights]):
        classes = shape_of(logits)[2]
        rows = reshape(logits, [-1, classes])
        labels = reshape(targets, [-1])
        entropy = softmax_loss_function or sparse_softmax_cross_entropy_with_logits
        losses = entropy(labels=labels, logits=rows)
        losses *= reshape(weights, [-1])
        axis: list[int] | None = None
        if not ((average_across_timesteps and average_across_batch) or (sum_over_timesteps and sum_over_batch)):
            losses = reshape(losses, shape_of(logits)[0:2])
            if average_across_timesteps or average_across_batch:
                axis = [0] if average_across_batch else [1]
            elif sum_over_timesteps or sum_over_batch:
                axis = [0] if sum_over_batch else [1]
            else:
                return losses
        total = reduce_sum(losses, axis=axis)
        if average_across_timesteps or average_across_batch:
            return div_no_nan(total, reduce_sum(weights, axis=axis))
        return div_no_nan(total, cast(count_nonzero(weights, axis=axis), total.dtype))


def sequence_loss_by_example(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    softmax_loss_function: Any = None,
    name: str | None = None,
) -> Tensor:
    """The loss of each sequence of a batch, from lists of one entry for each step
    (`tf.contrib.legacy_seq2seq.sequence_loss_by_example`).

    logits (batch, classes), targets and weights (batch,) in each; the result is (batch,).  Raises ValueError for lists
    of unequal lengths.
    """
    if len(targets) != len(logits) or len(weights) != len(logits):
        raise ValueError(
            f"Lengths of logits, weights, and targets must be the same {len(logits)}, {len(weights)}, {len(targets)}."
        )
    with name_scope(name, "sequence_loss_by_example", [*logits, *targets, *weights]):
        losses = []
        for logit, target, weight in zip(logits, targets, weights):
            if softmax_loss_function is None:
                labels = reshape(target, [-1])
                loss = sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logit)
            else:
                loss = softmax_loss_function(labels=target, logits=logit)
            losses.append(loss * weight)
        total: Tensor = add_n(losses)
        if average_across_timesteps:
            size = add_n(weights)
            size += 1e-12
            total /= size
    return total


def legacy_sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Any = None,
    name: str | None = None,
) -> Tensor:
    """The loss of all sequences of a batch, from lists (`tf.contrib.legacy_seq2seq.sequence_loss`).

    Raises what `sequence_loss_by_example` does.
    """
    with name_scope(name, "sequence_loss", [*logits, *targets, *weights]):
        cost = reduce_sum(
            sequence_loss_by_example(
                logits,
                targets,
                weights,
                average_across_timesteps=average_across_timesteps,
                softmax_loss_function=softmax_loss_function,
            )
        )
        if not average_across_batch:
            return cost
        averaged: Tensor = cost / cast(shape_of(targets[0])[0], cost.dtype)
        return averaged
