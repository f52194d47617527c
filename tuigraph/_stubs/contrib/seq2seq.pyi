"""`tf.contrib.seq2seq` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.sequence_losses import sequence_loss as sequence_loss

__all__ = [
    "sequence_loss",
]
