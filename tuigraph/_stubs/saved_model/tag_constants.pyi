"""`tf.saved_model.tag_constants` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import GPU as GPU
from tuigraph.training.saved_model import SERVING as SERVING
from tuigraph.training.saved_model import TPU as TPU
from tuigraph.training.saved_model import TRAINING as TRAINING

__all__ = [
    "GPU",
    "SERVING",
    "TPU",
    "TRAINING",
]
