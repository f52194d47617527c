"""`tf.contrib.layers` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.initializers import contrib_variance_scaling as variance_scaling_initializer
from tuigraph.engine.initializers import xavier_initializer as xavier_initializer
from tuigraph.engine.initializers import xavier_initializer as xavier_initializer_conv2d
from tuigraph.training.layers import dropout as dropout
from tuigraph.training.layers import flatten as flatten
from tuigraph.training.layers import fully_connected as fully_connected
from tuigraph.training.regularizers import apply_regularization as apply_regularization
from tuigraph.training.regularizers import l1_l2_regularizer as l1_l2_regularizer
from tuigraph.training.regularizers import l1_regularizer as l1_regularizer
from tuigraph.training.regularizers import l2_regularizer as l2_regularizer
from tuigraph.training.regularizers import sum_regularizer as sum_regularizer

__all__ = [
    "apply_regularization",
    "dropout",
    "flatten",
    "fully_connected",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "sum_regularizer",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
]
