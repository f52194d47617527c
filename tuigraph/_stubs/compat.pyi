"""`tf.compat` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.compat import as_bytes as as_bytes
from tuigraph.interop.compat import as_str as as_str
from tuigraph.interop.compat import as_str_any as as_str_any
from tuigraph.interop.compat import as_text as as_text
from tuigraph.interop.compat import bytes_or_text_types as bytes_or_text_types
from tuigraph.interop.compat import complex_types as complex_types
from tuigraph.interop.compat import integral_types as integral_types
from tuigraph.interop.compat import path_to_str as path_to_str
from tuigraph.interop.compat import real_types as real_types
from tuigraph.interop.compat import v1 as v1

__all__ = [
    "as_bytes",
    "as_str",
    "as_str_any",
    "as_text",
    "bytes_or_text_types",
    "complex_types",
    "integral_types",
    "path_to_str",
    "real_types",
    "v1",
]
