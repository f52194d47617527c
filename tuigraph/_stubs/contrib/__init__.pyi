"""`tf.contrib` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib import data as data
from tuigraph._stubs.contrib import keras as keras
from tuigraph._stubs.contrib import layers as layers
from tuigraph._stubs.contrib import learn as learn
from tuigraph._stubs.contrib import rnn as rnn
from tuigraph._stubs.contrib import util as util

__all__ = [
    "data",
    "keras",
    "layers",
    "learn",
    "rnn",
    "util",
]
