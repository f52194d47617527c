"""`tf.manip` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.gathering import gather_nd as gather_nd
from tuigraph.engine.ops.gathering import scatter_nd as scatter_nd
from tuigraph.engine.ops.identities import reshape as reshape
from tuigraph.engine.ops.padding import reverse as reverse
from tuigraph.engine.ops.padding import tile as tile
from tuigraph.engine.ops.rearranging import roll as roll
from tuigraph.engine.ops.space_to_batch import batch_to_space_nd as batch_to_space_nd
from tuigraph.engine.ops.space_to_batch import space_to_batch_nd as space_to_batch_nd

__all__ = [
    "batch_to_space_nd",
    "gather_nd",
    "reshape",
    "reverse",
    "roll",
    "scatter_nd",
    "space_to_batch_nd",
    "tile",
]
