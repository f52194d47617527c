"""`tf.contrib.training` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.hparams import HParams as HParams
from tuigraph.training.hparams import parse_values as parse_values
from tuigraph.training.slim_learning import clip_gradient_norms as clip_gradient_norms
from tuigraph.training.slim_learning import clip_gradient_norms_fn as clip_gradient_norms_fn
from tuigraph.training.slim_learning import multiply_gradients as multiply_gradients
from tuigraph.training.slim_learning import training_gradients_summaries as add_gradients_summaries
from tuigraph.training.slim_learning import training_train as train
from tuigraph.training.slim_learning import training_train_op as create_train_op

__all__ = [
    "HParams",
    "add_gradients_summaries",
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "create_train_op",
    "multiply_gradients",
    "parse_values",
    "train",
]
