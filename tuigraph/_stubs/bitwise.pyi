"""`tf.bitwise` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.comparison import bitwise_and as bitwise_and
from tuigraph.engine.ops.comparison import bitwise_or as bitwise_or
from tuigraph.engine.ops.comparison import bitwise_xor as bitwise_xor
from tuigraph.engine.ops.comparison import invert as invert
from tuigraph.engine.ops.comparison import left_shift as left_shift
from tuigraph.engine.ops.comparison import right_shift as right_shift

__all__ = [
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "invert",
    "left_shift",
    "right_shift",
]
