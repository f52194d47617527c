"""`tf.contrib.training` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.hparams import HParams as HParams
from tuigraph.training.hparams import parse_values as parse_values

__all__ = [
    "HParams",
    "parse_values",
]
