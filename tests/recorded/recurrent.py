"""Recurrent networks: cells, wrappers and the loops around them."""

from typing import Any

import numpy as np

from tests.recorded.layers import numbers


def with_weights(program: Any) -> Any:
    """The program in a scope whose variables start with the same numbers everywhere."""

    def in_scope(tf: Any) -> Any:
        def start(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
            count = int(np.prod(shape))
            return tf.constant((((7 * np.arange(count)) % 11 - 5) / 10.0).reshape(shape), dtype or tf.float32)

        with tf.variable_scope("net", initializer=start):
            fetches = program(tf)
        with tf.name_scope("gradients"):  # what TensorFlow adds to loops in the end, outside of its own scope, too
            slopes = tf.gradients(fetches, tf.trainable_variables())
        return [*fetches, *(slope for slope in slopes if slope is not None)]

    return in_scope


def flat(state: Any) -> Any:
    return [leaf for part in state for leaf in flat(part)] if isinstance(state, (list, tuple)) else [state]


def dynamic(make: Any, **options: Any) -> Any:
    """A cell in a loop over two sequences of three steps."""

    def program(tf: Any) -> Any:
        outputs, state = tf.nn.dynamic_rnn(make(tf), numbers(tf, None, 3, 2), dtype=tf.float32, **options)
        return [*flat(outputs), *flat(state)]

    return with_weights(program)


def static(make: Any, **options: Any) -> Any:
    """A cell unrolled over three steps of two sequences."""

    def program(tf: Any) -> Any:
        steps = tf.unstack(tf.transpose(numbers(tf, None, 3, 2), [1, 0, 2]))
        outputs, state = tf.nn.static_rnn(make(tf), steps, dtype=tf.float32, **options)
        return [*outputs, *flat(state)]

    return with_weights(program)


def stacked(tf: Any) -> Any:
    cells = tf.nn.rnn_cell
    return cells.MultiRNNCell([cells.BasicLSTMCell(2), cells.GRUCell(3), cells.ResidualWrapper(cells.BasicRNNCell(3))])


def dropping(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.LSTMCell(2), output_keep_prob=tf.constant(1.0))


def both_ways(tf: Any, **options: Any) -> Any:
    cells = [tf.nn.rnn_cell.BasicRNNCell(n) for n in (2, 3)]
    x = numbers(tf, None, 3, 2)
    outputs, states = tf.nn.bidirectional_dynamic_rnn(*cells, inputs=x, dtype=tf.float32, **options)
    return [*outputs, *states]


def both_ways_unrolled(tf: Any) -> Any:
    steps = tf.unstack(tf.transpose(numbers(tf, None, 3, 2), [1, 0, 2]))
    cells = [tf.contrib.rnn.BasicLSTMCell(n) for n in (2, 3)]
    outputs, fw, bw = tf.contrib.rnn.static_bidirectional_rnn(*cells, inputs=steps, dtype=tf.float32)
    return [*outputs, *fw, *bw]


def raw(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.BasicRNNCell(2)
    lengths = tf.constant([3, 1])

    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        after = cell.zero_state(2, tf.float32) if output is None else state
        given = tf.cast(time, tf.float32) * tf.ones([2, 1])
        return time >= lengths, given, after, output, None

    outputs, state, _ = tf.nn.raw_rnn(cell, loop)
    return [outputs.stack(), state]


def twice(tf: Any) -> Any:
    """One cell in two loops shares its variables; another of its kind gets its own."""
    x = numbers(tf, None, 3, 2)
    cell, other = tf.nn.rnn_cell.BasicRNNCell(2), tf.nn.rnn_cell.BasicRNNCell(2)
    made = [tf.nn.dynamic_rnn(one, x, dtype=tf.float32, scope=name)[1] for one, name in ((cell, "a"), (cell, "b"))]
    made.append(tf.nn.dynamic_rnn(other, x, dtype=tf.float32, scope="c")[1])
    counts = [len(cell.trainable_weights), len(cell.weights), len(other.losses)]
    return [*made, tf.constant([float(n) for n in counts])]


def one_step(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.LSTMCell(3, use_peepholes=True, cell_clip=0.5, num_proj=2, proj_clip=0.4)
    output, state = cell(numbers(tf, None, 2), cell.zero_state(2, tf.float32))
    joined = tf.nn.rnn_cell.BasicLSTMCell(2, state_is_tuple=False, name="joined")
    return [output, *state, *joined(output, joined.zero_state(2, tf.float32), scope="s")]


def basic(tf: Any) -> Any:
    return tf.nn.rnn_cell.BasicRNNCell(2, activation=tf.nn.relu)


def sequence_to_sequence(name: str, make: Any, symbols: bool = False, **options: Any) -> Any:
    """A cell that reads three steps of two sequences, and goes on for two."""

    def program(tf: Any) -> Any:
        steps: Any = tf.unstack(numbers(tf, None, 2, 3, 2), axis=1)
        following: Any = steps[:2]
        more = {key: value(tf) if callable(value) else value for key, value in options.items()}
        arguments: Any = []
        if symbols:
            steps, following = [tf.constant([n, 1]) for n in range(3)], [tf.constant([2, n]) for n in range(2)]
            arguments = [3, 4, 2]
        outputs, state = getattr(tf.contrib.legacy_seq2seq, name)(steps, following, make(tf), *arguments, **more)
        return [*flat(outputs), *flat(state)]

    return with_weights(program)


PROGRAMS = {
    "seq2seq": sequence_to_sequence("basic_rnn_seq2seq", lambda tf: tf.nn.rnn_cell.BasicLSTMCell(2)),
    "seq2seq_tied": sequence_to_sequence("tied_rnn_seq2seq", lambda tf: tf.nn.rnn_cell.GRUCell(2)),
    "seq2seq_tied_feeding": sequence_to_sequence(
        "tied_rnn_seq2seq",
        lambda tf: tf.nn.rnn_cell.GRUCell(2),
        loop_function=lambda tf: lambda before, _: before * 2.0,
    ),
    "seq2seq_embedded": sequence_to_sequence(
        "embedding_rnn_seq2seq", lambda tf: tf.nn.rnn_cell.BasicLSTMCell(2), symbols=True
    ),
    "seq2seq_embedded_feeding": sequence_to_sequence(
        "embedding_rnn_seq2seq", lambda tf: tf.nn.rnn_cell.GRUCell(3), symbols=True, feed_previous=True
    ),
    "seq2seq_projected": sequence_to_sequence(
        *("embedding_rnn_seq2seq", lambda tf: tf.nn.rnn_cell.GRUCell(3)),
        symbols=True,
        feed_previous=lambda tf: tf.placeholder_with_default(True, []),
        output_projection=lambda tf: (tf.ones([3, 4]), tf.constant([0.5, 0.0, 0.25, 0.0])),
    ),
    "embedded_without_classes": lambda tf: tf.contrib.rnn.EmbeddingWrapper(tf.nn.rnn_cell.GRUCell(3), 0, 2),
    "basic": dynamic(basic),
    "basic_unrolled": static(basic),
    "lstm": dynamic(lambda tf: tf.nn.rnn_cell.BasicLSTMCell(2)),
    "gru_of_lengths": dynamic(lambda tf: tf.nn.rnn_cell.GRUCell(2), sequence_length=[3, 1]),
    "lstm_of_lengths": dynamic(lambda tf: tf.nn.rnn_cell.LSTMCell(2), sequence_length=[2, 1]),
    "lstm_of_lengths_unrolled": static(lambda tf: tf.nn.rnn_cell.BasicLSTMCell(2), sequence_length=[2, 1]),
    "stacked": dynamic(stacked),
    "stacked_unrolled": static(stacked),
    "dropping": dynamic(dropping),
    "projected": dynamic(lambda tf: tf.contrib.rnn.OutputProjectionWrapper(basic(tf), output_size=1)),
    "time_major": dynamic(basic, time_major=True, swap_memory=True, parallel_iterations=2),
    "both_ways": with_weights(both_ways),
    "both_ways_of_lengths": with_weights(lambda tf: both_ways(tf, sequence_length=[3, 2])),
    "both_ways_unrolled": with_weights(both_ways_unrolled),
    "raw": with_weights(raw),
    "twice": with_weights(twice),
    "one_step": with_weights(one_step),
    "no_dtype": lambda tf: tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(2), tf.ones([2, 3, 2])),
    "no_cell": lambda tf: tf.nn.dynamic_rnn(tf.ones([2]), tf.ones([2, 3, 2]), dtype=tf.float32),
    "unknown_depth": lambda tf: tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.BasicRNNCell(2), tf.placeholder(tf.float32, [2, 3, None]), dtype=tf.float32
    ),
    "integers": lambda tf: tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.BasicRNNCell(2), tf.ones([2, 3, 2], tf.int32), dtype=tf.int32
    ),
    "no_steps": lambda tf: tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(2), [], dtype=tf.float32),
    "a_tensor_unrolled": lambda tf: tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(2), tf.ones([2, 2]), dtype=tf.float32),
}
