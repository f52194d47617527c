"""`tf.contrib.slim.losses` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.losses import absolute_difference as absolute_difference
from tuigraph.training.losses import hinge_loss as hinge_loss
from tuigraph.training.losses import log_loss as log_loss
from tuigraph.training.weighted_loss import add_loss as add_loss
from tuigraph.training.weighted_loss import compute_weighted_loss as compute_weighted_loss
from tuigraph.training.weighted_loss import get_losses as get_losses
from tuigraph.training.weighted_loss import get_regularization_losses as get_regularization_losses
from tuigraph.training.weighted_loss import get_total_loss as get_total_loss

__all__ = [
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "get_losses",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "log_loss",
]
