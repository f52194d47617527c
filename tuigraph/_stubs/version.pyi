"""`tf.version` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.compat import GRAPH_DEF_VERSION as GRAPH_DEF_VERSION
from tuigraph.interop.compat import VERSION as VERSION

__all__ = [
    "GRAPH_DEF_VERSION",
    "VERSION",
]
