"""`tf.contrib` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib import crf as crf
from tuigraph._stubs.contrib import data as data
from tuigraph._stubs.contrib import distributions as distributions
from tuigraph._stubs.contrib import framework as framework
from tuigraph._stubs.contrib import keras as keras
from tuigraph._stubs.contrib import layers as layers
from tuigraph._stubs.contrib import learn as learn
from tuigraph._stubs.contrib import legacy_seq2seq as legacy_seq2seq
from tuigraph._stubs.contrib import lookup as lookup
from tuigraph._stubs.contrib import losses as losses
from tuigraph._stubs.contrib import rnn as rnn
from tuigraph._stubs.contrib import seq2seq as seq2seq
from tuigraph._stubs.contrib import slim as slim
from tuigraph._stubs.contrib import tensorboard as tensorboard
from tuigraph._stubs.contrib import training as training
from tuigraph._stubs.contrib import util as util

__all__ = [
    "crf",
    "data",
    "distributions",
    "framework",
    "keras",
    "layers",
    "learn",
    "legacy_seq2seq",
    "lookup",
    "losses",
    "rnn",
    "seq2seq",
    "slim",
    "tensorboard",
    "training",
    "util",
]
