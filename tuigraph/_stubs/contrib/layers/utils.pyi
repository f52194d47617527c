"""`tf.contrib.layers.utils` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.contrib_layers import collect_named_outputs as collect_named_outputs
from tuigraph.training.contrib_layers import convert_collection_to_dict as convert_collection_to_dict
from tuigraph.training.contrib_layers import last_dimension as last_dimension

__all__ = [
    "collect_named_outputs",
    "convert_collection_to_dict",
    "last_dimension",
]
