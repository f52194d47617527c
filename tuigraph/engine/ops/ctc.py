"""Connectionist temporal classification: the loss of sequences without alignment, and its decoders.

Source: Graves, Fernandez, Gomez, Schmidhuber, ICML 2006; tensorflow/core/util/ctc of TensorFlow 1.15.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops.ctc_search import best_paths
from tuigraph.engine.ops.layout import expand_dims, transpose
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor, SparseTensorValue, as_sparse
from tuigraph.engine.values import Array

_NEVER = -np.inf
_TYPES = {"T": frozenset({dtypes.float32, dtypes.float64})}


def _batch(op: Operation, lengths: int) -> Any:
    inputs, lengths_shape = op.inputs[0]._shape, op.inputs[lengths]._shape
    frames, batch, classes = shapes.with_rank(inputs, 3)
    return frames, shapes.merge((batch,), shapes.with_rank(lengths_shape, 1)), classes


def _check_lengths(inputs: Array, lengths: Array) -> None:
    if inputs.ndim != 3:
        raise InvalidArgumentError(None, None, "inputs is not a 3-Tensor")
    if lengths.shape != inputs.shape[1:2]:
        raise InvalidArgumentError(
            None, None, f"len(sequence_length) != batch_size.  len(sequence_length):  {lengths.size} batch_size: "
            f"{inputs.shape[1]}"
        )  # fmt: skip
    for number, length in enumerate(lengths):
        if length > len(inputs):
            raise InvalidArgumentError(None, None, f"sequence_length({number}) <= {len(inputs)}")


# ---------------------------------------------------------------- the loss


def _loss_shape(op: Operation) -> list[MaybeShape]:
    frames, (batch,), classes = _batch(op, 3)
    return [(batch,), (frames, batch, classes)]


def _loss_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs

    def kernel(inputs: Array, indices: Array, values: Array, lengths: Array) -> Any:
        _check_lengths(inputs, lengths)
        if len(indices) != len(values):
            raise InvalidArgumentError(
                None, None, "labels_indices and labels_values must contain the same number of rows, but saw shapes: "
                f"{shapes.listed(indices.shape)} vs. {shapes.listed(values.shape)}"
            )  # fmt: skip
        _, batch, classes = inputs.shape
        loss, slope = np.zeros(batch, inputs.dtype), np.zeros(inputs.shape, inputs.dtype)
        rows: list[list[int]] = [[] for _ in range(batch)]
        for (row, _), label in zip(indices.tolist(), values.tolist()):
            if not 0 <= row < batch:
                raise InvalidArgumentError(
                    None, None, f"labels batch index must be between 0 and {batch} but saw {row}"
                )
            rows[row].append(label)
        for row, (given, length) in enumerate(zip(rows, lengths.tolist())):
            labels = _labels(given, classes, row, attrs["preprocess_collapse_repeated"])
            if not length or (attrs["ignore_longer_outputs_than_inputs"] and len(labels) > length):
                continue
            if len(given) > length:
                raise InvalidArgumentError(
                    None, None, f"Not enough time for target transition sequence (required: {len(given)}, available: "
                    f"{length}){row}You can turn this error into a warning by using the flag "
                    "ignore_longer_outputs_than_inputs"
                )  # fmt: skip
            frames = inputs[:length, row].astype(np.float64)
            loss[row], slope[:length, row] = _one(frames, labels, attrs["ctc_merge_repeated"])
        return loss, slope

    return kernel


def _labels(given: list[int], classes: int, row: int, collapse: bool) -> list[int]:
    labels: list[int] = []
    finished = False
    for place, label in enumerate(given):
        if collapse and place and label == given[place - 1]:
            continue
        if label >= classes - 1:
            finished = True
        elif finished:
            raise InvalidArgumentError(
                None, None, "Saw a non-null label (index >= num_classes - 1) following a null label, batch: "
                f"{row} num_classes: {classes} labels: {','.join(map(str, given))}"
            )  # fmt: skip
        else:
            labels.append(label)
    if any(label < 0 for label in labels):
        raise InvalidArgumentError(
            None, None, f"All labels must be nonnegative integers, batch: {row} labels: {','.join(map(str, labels))}"
        )
    return labels


def _one(frames: Array, labels: list[int], merge: bool) -> tuple[Any, Array]:
    """The loss of one sequence and its slope, by the sums over all alignments up to and from each frame."""
    count, classes = frames.shape
    blank = classes - 1
    spread = np.full(2 * len(labels) + 1, blank)
    spread[1::2] = labels
    logs = frames - np.logaddexp.reduce(frames, axis=1, keepdims=True)
    seen = logs[:, spread]
    stays = np.where(merge | (spread == blank), 0.0, _NEVER)
    jumps = np.full(len(spread), _NEVER)  # over the blank between two labels
    jumps[3::2] = np.where(merge & (spread[3::2] == spread[1:-2:2]), _NEVER, 0.0)
    forward = np.full(seen.shape, _NEVER)
    forward[0, :2] = seen[0, :2]
    for t in range(1, count):
        before = forward[t - 1]
        here = before + stays
        here[1:] = np.logaddexp(here[1:], before[:-1])
        here[2:] = np.logaddexp(here[2:], before[:-2] + jumps[2:])
        forward[t] = here + seen[t]
    backward = np.full(seen.shape, _NEVER)
    backward[-1, -2:] = 0.0
    for t in range(count - 2, -1, -1):
        after = backward[t + 1] + seen[t + 1]
        here = after + stays
        here[:-1] = np.logaddexp(here[:-1], after[1:])
        here[:-2] = np.logaddexp(here[:-2], after[2:] + jumps[2:])
        backward[t] = here
    both = forward + backward
    total = np.logaddexp.reduce(both[0])
    slope = np.exp(logs)
    if total == _NEVER:
        return np.inf, slope
    shares = np.exp(both - total)
    for place, label in enumerate(spread):
        slope[:, label] -= shares[:, place]
    return -total, slope


def _loss_gradient(op: Operation, grad: Tensor, _: Any) -> list[Any]:
    slope = apply(
        "PreventGradient",
        op.outputs[1],
        message="Currently there is no way to take the second  derivative of ctc_loss due to the fused "
        "implementation's interaction with tf.gradients()",
    ).outputs[0]
    return [expand_dims(expand_dims(grad, -1), 0) * slope, None, None, None]


define(
    "CTCLoss",
    "inputs: T, labels_indices: int64, labels_values: int32, sequence_length: int32 -> loss: T, gradient: T",
    types=_TYPES,
    attrs={
        "preprocess_collapse_repeated": False,
        "ctc_merge_repeated": True,
        "ignore_longer_outputs_than_inputs": False,
    },
    shape=_loss_shape,
    kernel=_loss_kernel,
    gradient=_loss_gradient,
    can_fail=True,
)


def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """-log of the probability that frames of logits spell `labels`, for each sequence, [batch] (`tf.nn.ctc_loss`).

    `labels`: a SparseTensor of int32; `inputs`: logits [time, batch, classes], of which the last class is the blank.
    Raises TypeError for labels of another kind; InvalidArgumentError, in the run, for labels longer than their frames.
    """
    if not isinstance(labels, (SparseTensor, SparseTensorValue)):
        raise TypeError("Expected labels (first argument) to be a SparseTensor")
    labels = as_sparse(labels)
    if logits is not None and inputs is not None:
        raise ValueError("Cannot specify both 'logits' and 'inputs'")
    inputs = convert_to_tensor(inputs if logits is None else logits, name="inputs")
    if not time_major:
        inputs = transpose(inputs, [1, 0, 2])
    return apply(
        "CTCLoss",
        *(inputs, labels.indices, labels.values, sequence_length),
        preprocess_collapse_repeated=preprocess_collapse_repeated,
        ctc_merge_repeated=ctc_merge_repeated,
        ignore_longer_outputs_than_inputs=ignore_longer_outputs_than_inputs,
    ).outputs[0]


# ---------------------------------------------------------------- the decoders


def _sparse(paths: list[list[int]]) -> tuple[Array, Array, Array]:
    """Indices, values and shape of rows of labels."""
    places = [(row, place) for row, path in enumerate(paths) for place in range(len(path))]
    values = [label for path in paths for label in path]
    size = [len(paths), max(map(len, paths), default=0)]
    return np.array(places, np.int64).reshape(-1, 2), np.array(values, np.int64), np.array(size, np.int64)


def _greedy_shape(op: Operation) -> list[MaybeShape]:
    return [(None, 2), (None,), (2,), (*_batch(op, 1)[1], 1)]


def _greedy_kernel(op: Operation, store: Store) -> Kernel:
    merge: bool = op.attrs["merge_repeated"]

    def kernel(inputs: Array, lengths: Array) -> Any:
        _check_lengths(inputs, lengths)
        blank = inputs.shape[2] - 1
        sums = np.zeros((inputs.shape[1], 1), inputs.dtype)
        paths: list[list[int]] = []
        for row, length in enumerate(lengths.tolist()):
            frames = inputs[:length, row]
            best = frames.argmax(axis=1).tolist()
            sums[row] = -frames.max(axis=1).sum() if length else 0
            kept = [b for t, b in enumerate(best) if b != blank and not (merge and t and b == best[t - 1])]
            paths.append(kept)
        return (*_sparse(paths), sums)

    return kernel


define(
    "CTCGreedyDecoder",
    "inputs: T, sequence_length: int32 -> decoded_indices: int64, decoded_values: int64, decoded_shape: int64, "
    "log_probability: T",
    types=_TYPES,
    attrs={"merge_repeated": False},
    shape=_greedy_shape,
    kernel=_greedy_kernel,
    differentiable=False,
    can_fail=True,
)


def _search_shape(op: Operation) -> list[MaybeShape]:
    paths: int = op.attrs["top_paths"]
    batch = _batch(op, 1)[1]
    return [*[(None, 2)] * paths, *[(None,)] * paths, *[(2,)] * paths, (*batch, paths)]


def _search_kernel(op: Operation, store: Store) -> Kernel:
    width, count, merge = (op.attrs[name] for name in ("beam_width", "top_paths", "merge_repeated"))

    def kernel(inputs: Array, lengths: Array) -> Any:
        _check_lengths(inputs, lengths)
        if count > width:
            raise InvalidArgumentError(None, None, "requested more paths than the beam width.")
        found = [
            best_paths(inputs[:length, row].tolist(), width, count, merge)
            for row, length in enumerate(lengths.tolist())
        ]
        parts = [_sparse([row[place][0] for row in found]) for place in range(count)]
        logs = np.array([[log for _, log in row] for row in found], inputs.dtype)
        return (*(part[0] for part in parts), *(part[1] for part in parts), *(part[2] for part in parts), logs)

    return kernel


define(
    "CTCBeamSearchDecoder",
    "inputs: T, sequence_length: int32 -> decoded_indices: top_paths*int64, decoded_values: top_paths*int64, "
    "decoded_shape: top_paths*int64, log_probability: T",
    types=_TYPES,
    attrs={"beam_width": REQUIRED, "top_paths": REQUIRED, "merge_repeated": True},
    shape=_search_shape,
    kernel=_search_kernel,
    differentiable=False,
    can_fail=True,
)


def ctc_greedy_decoder(inputs: Any, sequence_length: Any, merge_repeated: bool = True) -> Any:
    """The best class of each frame, without blanks and repetitions (`tf.nn.ctc_greedy_decoder`).

    Without `merge_repeated` repetitions stay.
    Gives ([labels], sums): a SparseTensor of int64, and [batch, 1] the negative sum of the logits that were taken.
    """
    outputs = apply("CTCGreedyDecoder", inputs, sequence_length, merge_repeated=merge_repeated).outputs
    return [SparseTensor(*outputs[:3])], outputs[3]


def ctc_beam_search_decoder(
    inputs: Any, sequence_length: Any, beam_width: int = 100, top_paths: int = 1, merge_repeated: bool = True
) -> Any:
    """The most probable label sequences of each input, by a search of this width (`tf.nn.ctc_beam_search_decoder`).

    Gives (paths, logs): `top_paths` SparseTensors of int64, and [batch, top_paths] the logs of their probabilities.
    With `merge_repeated` labels of a path that follow themselves are one.
    """
    outputs = apply(
        "CTCBeamSearchDecoder",
        *(inputs, sequence_length),
        beam_width=beam_width,
        top_paths=top_paths,
        merge_repeated=merge_repeated,
    ).outputs
    parts = (outputs[place * top_paths : (place + 1) * top_paths] for place in range(3))
    return [SparseTensor(*part) for part in zip(*parts)], outputs[-1]


def ctc_beam_search_decoder_v2(inputs: Any, sequence_length: Any, beam_width: int = 100, top_paths: int = 1) -> Any:
    """As `ctc_beam_search_decoder`, whose paths are as they are (`tf.nn.ctc_beam_search_decoder_v2`)."""
    return ctc_beam_search_decoder(inputs, sequence_length, beam_width, top_paths, merge_repeated=False)
