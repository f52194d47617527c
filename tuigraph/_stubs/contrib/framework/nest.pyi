"""`tf.contrib.framework.nest` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.nest_names import assert_same_structure as assert_same_structure
from tuigraph.engine.nest_names import flatten as flatten
from tuigraph.engine.nest_names import is_nested as is_nested
from tuigraph.engine.nest_names import is_nested as is_sequence
from tuigraph.engine.nest_names import map_structure as map_structure
from tuigraph.engine.nest_names import pack_sequence_as as pack_sequence_as

__all__ = [
    "assert_same_structure",
    "flatten",
    "is_nested",
    "is_sequence",
    "map_structure",
    "pack_sequence_as",
]
