"""Decoders of sequences, what feeds them, and attention."""

from typing import Any

import numpy as np

from tests.recorded.candidates import table
from tests.recorded.layers import numbers
from tests.recorded.recurrent import flat, with_weights


def decoded(make: Any, **options: Any) -> Any:
    """A decoder that `make` builds, in a loop of its own."""

    def program(tf: Any) -> Any:
        given = {key: value(tf) if callable(value) else value for key, value in options.items()}
        outputs, state, _ = tf.contrib.seq2seq.dynamic_decode(make(tf), **given)
        first = outputs.rnn_output if hasattr(outputs, "rnn_output") else outputs
        return [first, *(value for value in flat(state) if isinstance(value, tf.Tensor) and value.dtype == tf.float32)]

    return with_weights(program)


def chosen(make: Any, **options: Any) -> Any:
    """The symbols and lengths of a decoder."""

    def program(tf: Any) -> Any:
        with tf.variable_scope("net", initializer=tf.constant_initializer(np.linspace(-0.9, 1.3, 7))):
            outputs, _, lengths = tf.contrib.seq2seq.dynamic_decode(make(tf), **options)
        return [outputs.sample_id, lengths]

    return program


def basic(helper: Any, layer: bool = True) -> Any:
    def make(tf: Any) -> Any:
        cell = tf.nn.rnn_cell.GRUCell(3)
        projection = tf.layers.Dense(5, use_bias=False) if layer else None
        return tf.contrib.seq2seq.BasicDecoder(cell, helper(tf), cell.zero_state(2, tf.float32), projection)

    return make


def training(tf: Any) -> Any:
    return tf.contrib.seq2seq.TrainingHelper(numbers(tf, None, 3, 2), [3, 2])


def training_of_time(tf: Any) -> Any:
    return tf.contrib.seq2seq.TrainingHelper(numbers(tf, 3, 2, 2), tf.constant([1, 0]), True)


def greedy(tf: Any) -> Any:
    return tf.contrib.seq2seq.GreedyEmbeddingHelper(table(tf, 5, 2), [1, 3], 4)


def by_function(tf: Any) -> Any:
    rows = table(tf, 5, 2)
    return tf.contrib.seq2seq.GreedyEmbeddingHelper(lambda ids: tf.nn.embedding_lookup(rows, ids), [1, 3], 0)


def drawing(tf: Any) -> Any:
    return tf.contrib.seq2seq.SampleEmbeddingHelper(table(tf, 5, 2), [1, 3], 4, softmax_temperature=0.5, seed=3)


def custom(tf: Any) -> Any:
    start = numbers(tf, None, 2)
    return tf.contrib.seq2seq.CustomHelper(
        lambda: (tf.constant([False, False]), start),
        lambda time, outputs, state: tf.cast(outputs[:, 0] * 10.0, tf.int32),
        lambda time, outputs, state, sample_ids: (time + sample_ids > 3, outputs[:, :2], state),
    )


def inferring(tf: Any) -> Any:
    return tf.contrib.seq2seq.InferenceHelper(
        lambda outputs: outputs[:, :2], [2], tf.float32, numbers(tf, None, 2), lambda drawn: drawn[:, 0] > 0.4
    )


def scheduled(tf: Any) -> Any:
    return tf.contrib.seq2seq.ScheduledEmbeddingTrainingHelper(
        numbers(tf, None, 3, 2), [3, 2], table(tf, 5, 2), 0.5, seed=3, scheduling_seed=4
    )


def scheduled_outputs(tf: Any, **options: Any) -> Any:
    return tf.contrib.seq2seq.ScheduledOutputTrainingHelper(numbers(tf, None, 3, 3), [3, 2], 0.5, seed=5, **options)


def attending(mechanism: str, lengths: Any = None, wrapped: Any = None, unknown: bool = False, **options: Any) -> Any:
    """A cell that attends to a memory of four steps while it reads three."""

    def make(tf: Any) -> Any:
        seq2seq = tf.contrib.seq2seq
        memory = numbers(tf, 2, 4, 3)
        if unknown:
            memory = tf.placeholder_with_default(memory, [None, None, 3])
        attention = getattr(seq2seq, mechanism)(3, memory, memory_sequence_length=lengths, **options)
        given = {"attention_layer_size": 2, **(wrapped or {})}
        cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.BasicLSTMCell(3), attention, **given)
        return seq2seq.BasicDecoder(cell, training(tf), cell.zero_state(2, tf.float32), tf.layers.Dense(4))

    return make


def two_mechanisms(tf: Any) -> Any:
    seq2seq = tf.contrib.seq2seq
    memory = numbers(tf, 2, 4, 3)
    several = [seq2seq.LuongAttention(3, memory, name="one"), seq2seq.BahdanauAttention(2, memory, [4, 2])]
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), several, [2, 3], alignment_history=True)
    start = cell.zero_state(2, tf.float32).clone(cell_state=tf.placeholder_with_default(tf.ones([2, 3]), [None, 3]))
    return seq2seq.BasicDecoder(cell, training(tf), start)


def from_an_encoder(tf: Any) -> Any:
    seq2seq = tf.contrib.seq2seq
    memory, last = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), numbers(tf, 2, 4, 2), dtype=tf.float32)
    attention = seq2seq.LuongAttention(3, memory, probability_fn=seq2seq.hardmax)
    layer = tf.layers.Dense(2, tf.tanh)
    cell = seq2seq.AttentionWrapper(
        tf.nn.rnn_cell.GRUCell(3), attention, attention_layer=layer, initial_cell_state=last, output_attention=False
    )
    return seq2seq.BasicDecoder(cell, training(tf), cell.zero_state(2, tf.float32))


def cloned_unlike(tf: Any) -> Any:
    attention = tf.contrib.seq2seq.LuongAttention(3, tf.ones([2, 4, 3]))
    cell = tf.contrib.seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), attention)
    return cell.zero_state(2, tf.float32).clone(cell_state=tf.ones([2, 4]))


def attending_unlike(tf: Any) -> Any:
    attention = tf.contrib.seq2seq.LuongAttention(5, tf.ones([2, 4, 3]))
    cell = tf.contrib.seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), attention)
    return tf.contrib.seq2seq.BasicDecoder(cell, training(tf), cell.zero_state(2, tf.float32))


PROGRAMS = {
    "training": decoded(basic(training)),
    "training_imputed": decoded(basic(training), impute_finished=True, output_time_major=True),
    "training_of_time": decoded(basic(training_of_time, layer=False), scope="mine", swap_memory=True),
    "training_symbols": chosen(basic(training)),
    "greedy": chosen(basic(greedy), maximum_iterations=4),
    "greedy_of_a_function": chosen(basic(by_function), maximum_iterations=6),
    "greedy_gradients": decoded(basic(greedy), maximum_iterations=lambda tf: tf.placeholder_with_default(3, [])),
    "drawing": chosen(basic(drawing), maximum_iterations=5),
    "custom": decoded(basic(custom), maximum_iterations=5),
    "inferring": decoded(basic(inferring), maximum_iterations=3, impute_finished=True),
    "scheduled": chosen(basic(scheduled)),
    "scheduled_outputs": decoded(basic(scheduled_outputs, layer=False)),
    "scheduled_functions": decoded(
        basic(lambda tf: scheduled_outputs(tf, next_inputs_fn=lambda out: out * 2.0), layer=False)
    ),
    "scheduled_auxiliary": decoded(
        basic(
            lambda tf: scheduled_outputs(tf, next_inputs_fn=lambda out: out, auxiliary_inputs=numbers(tf, None, 3, 1)),
            layer=False,
        )
    ),
    "luong": decoded(attending("LuongAttention")),
    "luong_scaled": decoded(attending("LuongAttention", lengths=[4, 2], scale=True)),
    "luong_of_unknown": decoded(attending("LuongAttention", unknown=True, wrapped={"attention_layer_size": None})),
    "bahdanau": decoded(attending("BahdanauAttention")),
    "bahdanau_normalized": decoded(attending("BahdanauAttention", lengths=[3, 4], normalize=True)),
    "two_mechanisms": decoded(two_mechanisms),
    "from_an_encoder": decoded(from_an_encoder),
    "no_decoder": lambda tf: tf.contrib.seq2seq.dynamic_decode(tf.ones([2])),
    "many_iterations": decoded(basic(training), maximum_iterations=[3]),
    "no_helper": lambda tf: tf.contrib.seq2seq.BasicDecoder(tf.nn.rnn_cell.GRUCell(3), tf.ones([2]), tf.ones([2, 3])),
    "lengths_of_a_scalar": lambda tf: tf.contrib.seq2seq.TrainingHelper(tf.ones([2, 3, 2]), 3),
    "another_depth": decoded(attending_unlike),
    "cloned_unlike": cloned_unlike,
}
