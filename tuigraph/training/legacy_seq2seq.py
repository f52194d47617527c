"""Sequences to sequences, unrolled over lists of inputs: `tf.contrib.legacy_seq2seq`.

Source: tensorflow/contrib/legacy_seq2seq/python/ops/seq2seq.py of TensorFlow 1.15.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.nest import flatten, pack_as
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.extremes import argmax
from tuigraph.engine.ops.identities import stop_gradient
from tuigraph.engine.ops.layers import embedding_lookup, xw_plus_b
from tuigraph.engine.scopes import get_variable_scope, variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.training.rnn import static_rnn
from tuigraph.training.rnn_wrappers import EmbeddingWrapper, OutputProjectionWrapper

Outputs = tuple[list[Tensor], Any]
Loop = Callable[[Any, int], Any]


def rnn_decoder(
    decoder_inputs: Iterable[Any], initial_state: Any, cell: Any, loop_function: Loop | None = None, scope: Any = None
) -> Outputs:
    """A cell unrolled over inputs from a state on: outputs and last state (`tf.contrib.legacy_seq2seq.rnn_decoder`).

    With `loop_function` each input but the first is what it makes of the output before and the number of the step.
    """
    with variable_scope(scope or "rnn_decoder"):
        state = initial_state
        outputs: list[Tensor] = []
        for number, given in enumerate(decoder_inputs):
            if number:
                if loop_function is not None:
                    with variable_scope("loop_function", reuse=True):
                        given = loop_function(outputs[-1], number)
                get_variable_scope().reuse_variables()
            output, state = cell(given, state)
            outputs.append(output)
    return outputs, state


def basic_rnn_seq2seq(
    encoder_inputs: Any, decoder_inputs: Any, cell: Any, dtype: Any = dtypes.float32, scope: Any = None
) -> Outputs:
    """A cell reads a sequence, and one like it goes on from there (`tf.contrib.legacy_seq2seq.basic_rnn_seq2seq`)."""
    with variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = static_rnn(copy.deepcopy(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    loop_function: Loop | None = None,
    dtype: Any = dtypes.float32,
    scope: Any = None,
) -> Outputs:
    """As `basic_rnn_seq2seq`, with the same weights for both (`tf.contrib.legacy_seq2seq.tied_rnn_seq2seq`)."""
    with variable_scope("combined_tied_rnn_seq2seq"):
        own = scope or "tied_rnn_seq2seq"
        _, state = static_rnn(cell, encoder_inputs, dtype=dtype, scope=own)
        get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function=loop_function, scope=own)


def embedding_rnn_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    scope: Any = None,
) -> Outputs:
    """`rnn_decoder` of symbols, by their embeddings (`tf.contrib.legacy_seq2seq.embedding_rnn_decoder`).

    With `feed_previous` each symbol but the first is the greatest of the output before, projected by
    `output_projection` (weights, biases).  Raises ValueError for a projection of another shape.
    """
    with variable_scope(scope or "embedding_rnn_decoder") as own:
        if output_projection is not None:
            weights, biases = (convert_to_tensor(part, dtype=own.dtype) for part in output_projection)
            weights.get_shape().assert_is_compatible_with([None, num_symbols])
            biases.get_shape().assert_is_compatible_with([num_symbols])
        embedding = get_variable("embedding", [num_symbols, embedding_size])
        loop = _greatest(embedding, output_projection, update_embedding_for_previous) if feed_previous else None
        inputs = (embedding_lookup(embedding, symbols) for symbols in decoder_inputs)
        return rnn_decoder(inputs, initial_state, cell, loop_function=loop)


def _greatest(embedding: Any, projection: Any, update: bool) -> Loop:
    def loop_function(previous: Any, _: int) -> Any:
        if projection is not None:
            previous = xw_plus_b(previous, *projection)
        found = embedding_lookup(embedding, argmax(previous, 1))
        return found if update else stop_gradient(found)

    return loop_function


def embedding_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Outputs:
    """Symbols to symbols, by embeddings of both (`tf.contrib.legacy_seq2seq.embedding_rnn_seq2seq`).

    Without `output_projection` the outputs are projected onto the symbols.  `feed_previous`: a bool, or a tensor that
    says it in the run.
    """
    with variable_scope(scope or "embedding_rnn_seq2seq") as own:
        if dtype is not None:
            own.set_dtype(dtype)
        encoder = EmbeddingWrapper(copy.deepcopy(cell), num_encoder_symbols, embedding_size)
        _, state = static_rnn(encoder, encoder_inputs, dtype=own.dtype if dtype is None else dtype)
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)
        asked = (decoder_inputs, state, cell, num_decoder_symbols, embedding_size, output_projection)
        if isinstance(feed_previous, bool):
            return embedding_rnn_decoder(*asked, feed_previous)

        def decoder(feeds: bool) -> list[Tensor]:
            with variable_scope(get_variable_scope(), reuse=None if feeds else True):
                outputs, last = embedding_rnn_decoder(*asked, feeds, update_embedding_for_previous=False)
                return outputs + flatten(last)

        both = cond(feed_previous, lambda: decoder(True), lambda: decoder(False))
        count = len(decoder_inputs)
        return both[:count], pack_as(state, both[count:])
