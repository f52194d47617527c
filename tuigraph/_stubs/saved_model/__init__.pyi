"""`tf.saved_model` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.saved_model import builder as builder
from tuigraph._stubs.saved_model import constants as constants
from tuigraph._stubs.saved_model import loader as loader
from tuigraph._stubs.saved_model import main_op as main_op
from tuigraph._stubs.saved_model import signature_constants as signature_constants
from tuigraph._stubs.saved_model import signature_def_utils as signature_def_utils
from tuigraph._stubs.saved_model import tag_constants as tag_constants
from tuigraph._stubs.saved_model import utils as utils
from tuigraph.training.saved_model import SavedModelBuilder as Builder
from tuigraph.training.saved_model import build_signature_def as build_signature_def
from tuigraph.training.saved_model import build_tensor_info as build_tensor_info
from tuigraph.training.saved_model import classification_signature_def as classification_signature_def
from tuigraph.training.saved_model import get_tensor_from_tensor_info as get_tensor_from_tensor_info
from tuigraph.training.saved_model import load as load
from tuigraph.training.saved_model import maybe_saved_model_directory as maybe_saved_model_directory
from tuigraph.training.saved_model import predict_signature_def as predict_signature_def
from tuigraph.training.saved_model import regression_signature_def as regression_signature_def
from tuigraph.training.saved_model import simple_save as simple_save

__all__ = [
    "Builder",
    "build_signature_def",
    "build_tensor_info",
    "builder",
    "classification_signature_def",
    "constants",
    "get_tensor_from_tensor_info",
    "load",
    "loader",
    "main_op",
    "maybe_saved_model_directory",
    "predict_signature_def",
    "regression_signature_def",
    "signature_constants",
    "signature_def_utils",
    "simple_save",
    "tag_constants",
    "utils",
]
