"""`tf.contrib.layers` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.layers import utils as utils
from tuigraph.engine.initializers import contrib_variance_scaling as variance_scaling_initializer
from tuigraph.engine.initializers import xavier_initializer as xavier_initializer
from tuigraph.engine.initializers import xavier_initializer as xavier_initializer_conv2d
from tuigraph.training.contrib_batch_norm import batch_norm as batch_norm
from tuigraph.training.contrib_embeddings import embed_sequence as embed_sequence
from tuigraph.training.contrib_embeddings import embedding_lookup_unique as embedding_lookup_unique
from tuigraph.training.contrib_layers import avg_pool2d as avg_pool2d
from tuigraph.training.contrib_layers import bias_add as bias_add
from tuigraph.training.contrib_layers import convolution as convolution
from tuigraph.training.contrib_layers import convolution1d as conv1d
from tuigraph.training.contrib_layers import convolution1d as convolution1d
from tuigraph.training.contrib_layers import convolution2d as conv2d
from tuigraph.training.contrib_layers import convolution2d as convolution2d
from tuigraph.training.contrib_layers import convolution2d_transpose as conv2d_transpose
from tuigraph.training.contrib_layers import convolution2d_transpose as convolution2d_transpose
from tuigraph.training.contrib_layers import dropout as dropout
from tuigraph.training.contrib_layers import elu as elu
from tuigraph.training.contrib_layers import flatten as flatten
from tuigraph.training.contrib_layers import fully_connected as fully_connected
from tuigraph.training.contrib_layers import layer_norm as layer_norm
from tuigraph.training.contrib_layers import linear as linear
from tuigraph.training.contrib_layers import max_pool2d as max_pool2d
from tuigraph.training.contrib_layers import one_hot_encoding as one_hot_encoding
from tuigraph.training.contrib_layers import relu as relu
from tuigraph.training.contrib_layers import relu6 as relu6
from tuigraph.training.contrib_layers import repeat as repeat
from tuigraph.training.contrib_layers import softmax as softmax
from tuigraph.training.contrib_layers import stack as stack
from tuigraph.training.contrib_layers import unit_norm as unit_norm
from tuigraph.training.optimize_loss import OPTIMIZER_CLS_NAMES as OPTIMIZER_CLS_NAMES
from tuigraph.training.optimize_loss import OPTIMIZER_SUMMARIES as OPTIMIZER_SUMMARIES
from tuigraph.training.optimize_loss import optimize_loss as optimize_loss
from tuigraph.training.regularizers import apply_regularization as apply_regularization
from tuigraph.training.regularizers import l1_l2_regularizer as l1_l2_regularizer
from tuigraph.training.regularizers import l1_regularizer as l1_regularizer
from tuigraph.training.regularizers import l2_regularizer as l2_regularizer
from tuigraph.training.regularizers import sum_regularizer as sum_regularizer

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
    "apply_regularization",
    "avg_pool2d",
    "batch_norm",
    "bias_add",
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_transpose",
    "dropout",
    "elu",
    "embed_sequence",
    "embedding_lookup_unique",
    "flatten",
    "fully_connected",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "layer_norm",
    "linear",
    "max_pool2d",
    "one_hot_encoding",
    "optimize_loss",
    "relu",
    "relu6",
    "repeat",
    "softmax",
    "stack",
    "sum_regularizer",
    "unit_norm",
    "utils",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
]
