"""`tf.metrics` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.metrics import accuracy as accuracy
from tuigraph.training.metrics import false_negatives as false_negatives
from tuigraph.training.metrics import false_positives as false_positives
from tuigraph.training.metrics import mean as mean
from tuigraph.training.metrics import mean_absolute_error as mean_absolute_error
from tuigraph.training.metrics import mean_squared_error as mean_squared_error
from tuigraph.training.metrics import percentage_below as percentage_below
from tuigraph.training.metrics import precision as precision
from tuigraph.training.metrics import recall as recall
from tuigraph.training.metrics import root_mean_squared_error as root_mean_squared_error
from tuigraph.training.metrics import true_negatives as true_negatives
from tuigraph.training.metrics import true_positives as true_positives

__all__ = [
    "accuracy",
    "false_negatives",
    "false_positives",
    "mean",
    "mean_absolute_error",
    "mean_squared_error",
    "percentage_below",
    "precision",
    "recall",
    "root_mean_squared_error",
    "true_negatives",
    "true_positives",
]
