"""`tf.contrib.legacy_seq2seq` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.sequence_losses import legacy_sequence_loss as sequence_loss
from tuigraph.training.sequence_losses import sequence_loss_by_example as sequence_loss_by_example

__all__ = [
    "sequence_loss",
    "sequence_loss_by_example",
]
