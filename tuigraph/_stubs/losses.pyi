"""`tf.losses` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.entropy_losses import sigmoid_cross_entropy as sigmoid_cross_entropy
from tuigraph.training.entropy_losses import softmax_cross_entropy as softmax_cross_entropy
from tuigraph.training.entropy_losses import sparse_softmax_cross_entropy as sparse_softmax_cross_entropy
from tuigraph.training.losses import absolute_difference as absolute_difference
from tuigraph.training.losses import cosine_distance as cosine_distance
from tuigraph.training.losses import hinge_loss as hinge_loss
from tuigraph.training.losses import huber_loss as huber_loss
from tuigraph.training.losses import log_loss as log_loss
from tuigraph.training.losses import mean_pairwise_squared_error as mean_pairwise_squared_error
from tuigraph.training.losses import mean_squared_error as mean_squared_error
from tuigraph.training.weighted_loss import Reduction as Reduction
from tuigraph.training.weighted_loss import add_loss as add_loss
from tuigraph.training.weighted_loss import compute_weighted_loss as compute_weighted_loss
from tuigraph.training.weighted_loss import get_losses as get_losses
from tuigraph.training.weighted_loss import get_regularization_loss as get_regularization_loss
from tuigraph.training.weighted_loss import get_regularization_losses as get_regularization_losses
from tuigraph.training.weighted_loss import get_total_loss as get_total_loss

__all__ = [
    "Reduction",
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "cosine_distance",
    "get_losses",
    "get_regularization_loss",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "huber_loss",
    "log_loss",
    "mean_pairwise_squared_error",
    "mean_squared_error",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]
