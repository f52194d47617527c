"""`tf.autodiff` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.autodiff import Result as Result
from tuigraph.engine.autodiff import compare as compare
from tuigraph.engine.autodiff import forward as forward
from tuigraph.engine.autodiff import numeric as numeric
from tuigraph.engine.autodiff import pushforward as pushforward
from tuigraph.engine.autodiff import reverse as reverse
from tuigraph.engine.autodiff import symbolic as symbolic

__all__ = [
    "Result",
    "compare",
    "forward",
    "numeric",
    "pushforward",
    "reverse",
    "symbolic",
]
