"""`tf.sets` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.set_operations import set_difference as difference
from tuigraph.engine.ops.set_operations import set_difference as set_difference
from tuigraph.engine.ops.set_operations import set_intersection as intersection
from tuigraph.engine.ops.set_operations import set_intersection as set_intersection
from tuigraph.engine.ops.set_operations import set_size as set_size
from tuigraph.engine.ops.set_operations import set_size as size
from tuigraph.engine.ops.set_operations import set_union as set_union
from tuigraph.engine.ops.set_operations import set_union as union

__all__ = [
    "difference",
    "intersection",
    "set_difference",
    "set_intersection",
    "set_size",
    "set_union",
    "size",
    "union",
]
