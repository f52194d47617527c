"""`tf.saved_model.signature_def_utils` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import build_signature_def as build_signature_def
from tuigraph.training.saved_model import classification_signature_def as classification_signature_def
from tuigraph.training.saved_model import predict_signature_def as predict_signature_def
from tuigraph.training.saved_model import regression_signature_def as regression_signature_def

__all__ = [
    "build_signature_def",
    "classification_signature_def",
    "predict_signature_def",
    "regression_signature_def",
]
