"""Conditional random fields over sequences of tags (`tf.contrib.crf`).

Shapes: scores of tags are [n, steps, tags], tags [n, steps], lengths [n], scores of transitions [tags, tags].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import filling, identities, joining, masks, reductions
from tuigraph.engine.ops.arithmetic import maximum
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, less_equal
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.extremes import argmax
from tuigraph.engine.ops.gathering import gather, gather_nd
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.padding import reverse_sequence
from tuigraph.engine.ops.slicing import slice_
from tuigraph.engine.shared_variables import get_variable
from tuigraph.training.layer import smart_cond
from tuigraph.training.rnn import dynamic_rnn
from tuigraph.training.rnn_cells import RNNCell
from tuigraph.training.seq2seq_attention import known_or_tensor


def _by_length(scores: Any, single: Callable[[], Any], several: Callable[[], Any]) -> Any:
    """What is computed for sequences of one step, or for longer ones."""
    return smart_cond(equal(known_or_tensor(scores, 1), 1), single, several)


def _masked(values: Tensor, lengths: Any) -> Tensor:
    """0 for sequences without steps."""
    return masks.where(less_equal(lengths, 0), filling.zeros_like(values), values)


def _steps_after_first(lengths: Any) -> Tensor:
    return maximum(constant(0, dtype=lengths.dtype), lengths - 1)


def crf_sequence_score(inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Tensor:
    """The score of each sequence of tags, [n] (`tf.contrib.crf.crf_sequence_score`)."""

    def single() -> Tensor:
        kind = tag_indices.dtype
        count = identities.shape(inputs, out_type=kind)[0]
        rows = identities.reshape(filling.range_(count, dtype=kind), [-1, 1])
        flat = squeeze(inputs, [1])
        return _masked(gather_nd(flat, joining.concat([rows, tag_indices], axis=1)), sequence_lengths)

    def several() -> Tensor:
        unary = crf_unary_score(tag_indices, sequence_lengths, inputs)
        total: Tensor = unary + crf_binary_score(tag_indices, sequence_lengths, transition_params)
        return total

    made: Tensor = _by_length(inputs, single, several)
    return made


def crf_multitag_sequence_score(inputs: Any, tag_bitmap: Any, sequence_lengths: Any, transition_params: Any) -> Tensor:
    """The score of all sequences of tags that a bitmap [n, steps, tags] allows, [n]."""

    def allowed() -> Tensor:
        return masks.where(tag_bitmap, inputs, filling.fill(identities.shape(inputs), float("-inf")))

    made: Tensor = _by_length(
        inputs,
        lambda: reductions.reduce_logsumexp(allowed(), axis=[1, 2], keepdims=False),
        lambda: crf_log_norm(allowed(), sequence_lengths, transition_params),
    )
    return made


def crf_log_norm(inputs: Any, sequence_lengths: Any, transition_params: Any) -> Tensor:
    """The logarithm of what normalizes the scores of all sequences of tags, [n] (`tf.contrib.crf.crf_log_norm`)."""
    first = squeeze(slice_(inputs, [0, 0, 0], [-1, 1, -1]), [1])

    def several() -> Tensor:
        rest = slice_(inputs, [0, 1, 0], [-1, -1, -1])
        cell = CrfForwardRnnCell(transition_params)
        steps = _steps_after_first(sequence_lengths)
        _, alphas = dynamic_rnn(cell, rest, sequence_length=steps, initial_state=first, dtype=dtypes.float32)
        return _masked(reductions.reduce_logsumexp(alphas, [1]), sequence_lengths)

    made: Tensor = _by_length(
        inputs, lambda: _masked(reductions.reduce_logsumexp(first, [1]), sequence_lengths), several
    )
    return made


def crf_log_likelihood(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any = None
) -> tuple[Tensor, Any]:
    """The log likelihood of each sequence of tags, [n], and the transitions (`tf.contrib.crf.crf_log_likelihood`).

    Without `transition_params` there is a variable ``transitions`` of the current scope.
    """
    tags = inputs._shape[2]
    if transition_params is None:
        transition_params = get_variable("transitions", [tags, tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return score - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_unary_score(tag_indices: Any, sequence_lengths: Any, inputs: Any) -> Tensor:
    """The sum of the scores of each sequence's tags, [n] (`tf.contrib.crf.crf_unary_score`)."""
    count, steps, tags = (identities.shape(inputs)[axis] for axis in range(3))
    flat = identities.reshape(inputs, [-1])
    offsets = expand_dims(filling.range_(count) * steps * tags, 1)
    offsets += expand_dims(filling.range_(steps) * tags, 0)
    if tag_indices.dtype == dtypes.int64:
        offsets = cast(offsets, dtypes.int64)
    places = identities.reshape(offsets + tag_indices, [-1])
    scores = identities.reshape(gather(flat, places), [count, steps])
    mask = _mask(tag_indices, sequence_lengths)
    return reductions.reduce_sum(scores * mask, 1)


def _mask(tag_indices: Any, lengths: Any) -> Tensor:
    return filling.sequence_mask(lengths, maxlen=identities.shape(tag_indices)[1], dtype=dtypes.float32)


def crf_binary_score(tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Tensor:
    """The sum of the scores of each sequence's transitions, [n] (`tf.contrib.crf.crf_binary_score`)."""
    tags = transition_params.get_shape()[0]
    count = identities.shape(tag_indices)[1] - 1
    start = slice_(tag_indices, [0, 0], [-1, count])
    end = slice_(tag_indices, [0, 1], [-1, count])
    places = start * tags + end
    scores = gather(identities.reshape(transition_params, [-1]), places)
    mask = slice_(_mask(tag_indices, sequence_lengths), [0, 1], [-1, -1])
    return reductions.reduce_sum(scores * mask, 1)


class _OfTags(RNNCell):
    """A cell without variables, that goes over the tags of a sequence."""

    def __init__(self, transition_params: Any) -> None:
        super().__init__()
        self._transition_params = expand_dims(transition_params, 0)
        self._num_tags = transition_params.shape.as_list()[0]

    @property
    def state_size(self) -> Any:
        return self._num_tags

    @property
    def output_size(self) -> Any:
        return self._num_tags

    def _reached(self, state: Any) -> Tensor:
        """The score of each tag by way of each former one, [n, tags, tags]."""
        reached: Tensor = expand_dims(state, 2) + self._transition_params
        return reached


class CrfForwardRnnCell(_OfTags):
    """The sums of the scores of all ways to each tag (`tf.contrib.crf.CrfForwardRnnCell`)."""

    def __call__(self, inputs: Any, state: Any, scope: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        alphas = inputs + reductions.reduce_logsumexp(self._reached(state), [1])
        return alphas, alphas


class CrfDecodeForwardRnnCell(_OfTags):
    """The best score of each tag, and from which tag it comes (`tf.contrib.crf.CrfDecodeForwardRnnCell`)."""

    def __call__(self, inputs: Any, state: Any, scope: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        reached = self._reached(state)
        best = inputs + reductions.reduce_max(reached, [1])
        return cast(argmax(reached, 1), dtypes.int32), best


class CrfDecodeBackwardRnnCell(RNNCell):
    """From each tag to the one that it comes from (`tf.contrib.crf.CrfDecodeBackwardRnnCell`)."""

    def __init__(self, num_tags: Any) -> None:
        super().__init__()
        self._num_tags = num_tags

    @property
    def state_size(self) -> Any:
        return 1

    @property
    def output_size(self) -> Any:
        return 1

    def __call__(self, inputs: Any, state: Any, scope: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        tags = squeeze(state, axis=[1])
        rows = filling.range_(identities.shape(inputs)[0])
        former = expand_dims(gather_nd(inputs, joining.stack([rows, tags], axis=1)), axis=-1)
        return former, former


def viterbi_decode(score: Any, transition_params: Any) -> tuple[list[Any], Any]:
    """The best sequence of tags for an array of scores [steps, tags], and its score (`tf.contrib.crf.viterbi_decode`).

    Computed here and now, by no graph.
    """
    trellis = np.zeros_like(score)
    origins = np.zeros_like(score, dtype=np.int32)
    trellis[0] = score[0]
    for step in range(1, score.shape[0]):
        reached = np.expand_dims(trellis[step - 1], 1) + transition_params
        trellis[step] = score[step] + np.max(reached, 0)
        origins[step] = np.argmax(reached, 0)
    tags = [np.argmax(trellis[-1])]
    for origin in reversed(origins[1:]):
        tags.append(origin[tags[-1]])
    tags.reverse()
    return tags, np.max(trellis[-1])


def crf_decode(potentials: Any, transition_params: Any, sequence_length: Any) -> tuple[Tensor, Tensor]:
    """The best tags, [n, steps] int32, and their scores, [n] (`tf.contrib.crf.crf_decode`)."""

    def single() -> Any:
        squeezed = squeeze(potentials, [1])
        tags = expand_dims(argmax(squeezed, axis=1), 1)
        best = reductions.reduce_max(squeezed, axis=1)
        return cast(tags, dtypes.int32), best

    def several() -> Any:
        forward = CrfDecodeForwardRnnCell(transition_params)
        first = squeeze(slice_(potentials, [0, 0, 0], [-1, 1, -1]), axis=[1])
        rest = slice_(potentials, [0, 1, 0], [-1, -1, -1])
        steps = _steps_after_first(sequence_length)
        options: dict[str, Any] = {"sequence_length": steps, "dtype": dtypes.int32}
        origins, scores = dynamic_rnn(forward, rest, initial_state=first, **options)
        origins = reverse_sequence(origins, steps, seq_axis=1)
        last = expand_dims(cast(argmax(scores, axis=1), dtypes.int32), axis=-1)
        backward = CrfDecodeBackwardRnnCell(potentials._shape[2])
        tags, _ = dynamic_rnn(backward, origins, initial_state=last, **options)
        tags = joining.concat([last, squeeze(tags, axis=[2])], axis=1)
        tags = reverse_sequence(tags, sequence_length, seq_axis=1)
        return tags, reductions.reduce_max(scores, axis=1)

    tags, best = _by_length(potentials, single, several)
    return tags, best
