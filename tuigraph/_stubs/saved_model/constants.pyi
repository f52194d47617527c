"""`tf.saved_model.constants` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import ASSETS_DIRECTORY as ASSETS_DIRECTORY
from tuigraph.training.saved_model import ASSETS_KEY as ASSETS_KEY
from tuigraph.training.saved_model import LEGACY_INIT_OP_KEY as LEGACY_INIT_OP_KEY
from tuigraph.training.saved_model import MAIN_OP_KEY as MAIN_OP_KEY
from tuigraph.training.saved_model import SAVED_MODEL_FILENAME_PB as SAVED_MODEL_FILENAME_PB
from tuigraph.training.saved_model import SAVED_MODEL_FILENAME_PBTXT as SAVED_MODEL_FILENAME_PBTXT
from tuigraph.training.saved_model import SAVED_MODEL_SCHEMA_VERSION as SAVED_MODEL_SCHEMA_VERSION
from tuigraph.training.saved_model import VARIABLES_DIRECTORY as VARIABLES_DIRECTORY
from tuigraph.training.saved_model import VARIABLES_FILENAME as VARIABLES_FILENAME

__all__ = [
    "ASSETS_DIRECTORY",
    "ASSETS_KEY",
    "LEGACY_INIT_OP_KEY",
    "MAIN_OP_KEY",
    "SAVED_MODEL_FILENAME_PB",
    "SAVED_MODEL_FILENAME_PBTXT",
    "SAVED_MODEL_SCHEMA_VERSION",
    "VARIABLES_DIRECTORY",
    "VARIABLES_FILENAME",
]
