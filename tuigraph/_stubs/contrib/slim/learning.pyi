"""`tf.contrib.slim.learning` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.slim_learning import add_gradients_summaries as add_gradients_summaries
from tuigraph.training.slim_learning import clip_gradient_norms as clip_gradient_norms
from tuigraph.training.slim_learning import create_train_op as create_train_op
from tuigraph.training.slim_learning import multiply_gradients as multiply_gradients
from tuigraph.training.slim_learning import train as train
from tuigraph.training.slim_learning import train_step as train_step

__all__ = [
    "add_gradients_summaries",
    "clip_gradient_norms",
    "create_train_op",
    "multiply_gradients",
    "train",
    "train_step",
]
