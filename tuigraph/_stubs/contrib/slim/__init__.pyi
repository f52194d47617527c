"""`tf.contrib.slim` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.slim import learning as learning
from tuigraph._stubs.contrib.slim import losses as losses
from tuigraph.engine.initializers import contrib_variance_scaling as variance_scaling_initializer
from tuigraph.engine.initializers import xavier_initializer as xavier_initializer
from tuigraph.training.arg_scope import add_arg_scope as add_arg_scope
from tuigraph.training.arg_scope import arg_scope as arg_scope
from tuigraph.training.arg_scope import arg_scope_func_key as arg_scope_func_key
from tuigraph.training.arg_scope import arg_scoped_arguments as arg_scoped_arguments
from tuigraph.training.arg_scope import current_arg_scope as current_arg_scope
from tuigraph.training.arg_scope import has_arg_scope as has_arg_scope
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
from tuigraph.training.model_variables import add_model_variable as add_model_variable
from tuigraph.training.model_variables import assign_from_checkpoint as assign_from_checkpoint
from tuigraph.training.model_variables import assign_from_checkpoint_fn as assign_from_checkpoint_fn
from tuigraph.training.model_variables import assign_from_values as assign_from_values
from tuigraph.training.model_variables import assign_from_values_fn as assign_from_values_fn
from tuigraph.training.model_variables import filter_variables as filter_variables
from tuigraph.training.model_variables import get_local_variables as get_local_variables
from tuigraph.training.model_variables import get_model_variables as get_model_variables
from tuigraph.training.model_variables import get_trainable_variables as get_trainable_variables
from tuigraph.training.model_variables import get_unique_variable as get_unique_variable
from tuigraph.training.model_variables import get_variable_full_name as get_variable_full_name
from tuigraph.training.model_variables import get_variables as get_variables
from tuigraph.training.model_variables import get_variables_by_name as get_variables_by_name
from tuigraph.training.model_variables import get_variables_by_suffix as get_variables_by_suffix
from tuigraph.training.model_variables import get_variables_to_restore as get_variables_to_restore
from tuigraph.training.model_variables import global_variable as global_variable
from tuigraph.training.model_variables import local_variable as local_variable
from tuigraph.training.model_variables import model_variable as model_variable
from tuigraph.training.model_variables import variable as variable
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
    "add_arg_scope",
    "add_model_variable",
    "apply_regularization",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "assign_from_checkpoint",
    "assign_from_checkpoint_fn",
    "assign_from_values",
    "assign_from_values_fn",
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
    "current_arg_scope",
    "dropout",
    "elu",
    "embed_sequence",
    "embedding_lookup_unique",
    "filter_variables",
    "flatten",
    "fully_connected",
    "get_local_variables",
    "get_model_variables",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable_full_name",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "has_arg_scope",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "layer_norm",
    "learning",
    "linear",
    "local_variable",
    "losses",
    "max_pool2d",
    "model_variable",
    "one_hot_encoding",
    "optimize_loss",
    "relu",
    "relu6",
    "repeat",
    "softmax",
    "stack",
    "sum_regularizer",
    "unit_norm",
    "variable",
    "variance_scaling_initializer",
    "xavier_initializer",
]
