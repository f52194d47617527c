"""`tf.contrib.legacy_seq2seq` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.legacy_seq2seq import basic_rnn_seq2seq as basic_rnn_seq2seq
from tuigraph.training.legacy_seq2seq import embedding_rnn_decoder as embedding_rnn_decoder
from tuigraph.training.legacy_seq2seq import embedding_rnn_seq2seq as embedding_rnn_seq2seq
from tuigraph.training.legacy_seq2seq import rnn_decoder as rnn_decoder
from tuigraph.training.legacy_seq2seq import tied_rnn_seq2seq as tied_rnn_seq2seq
from tuigraph.training.sequence_losses import legacy_sequence_loss as sequence_loss
from tuigraph.training.sequence_losses import sequence_loss_by_example as sequence_loss_by_example

__all__ = [
    "basic_rnn_seq2seq",
    "embedding_rnn_decoder",
    "embedding_rnn_seq2seq",
    "rnn_decoder",
    "sequence_loss",
    "sequence_loss_by_example",
    "tied_rnn_seq2seq",
]
