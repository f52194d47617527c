"""`tf.dtypes` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.dtypes import DType as DType
from tuigraph.engine.dtypes import as_dtype as as_dtype
from tuigraph.engine.dtypes import bool_ as bool
from tuigraph.engine.dtypes import complex128 as complex128
from tuigraph.engine.dtypes import complex64 as complex64
from tuigraph.engine.dtypes import double as double
from tuigraph.engine.dtypes import float16 as float16
from tuigraph.engine.dtypes import float32 as float32
from tuigraph.engine.dtypes import float64 as float64
from tuigraph.engine.dtypes import half as half
from tuigraph.engine.dtypes import int16 as int16
from tuigraph.engine.dtypes import int32 as int32
from tuigraph.engine.dtypes import int64 as int64
from tuigraph.engine.dtypes import int8 as int8
from tuigraph.engine.dtypes import resource as resource
from tuigraph.engine.dtypes import string as string
from tuigraph.engine.dtypes import uint16 as uint16
from tuigraph.engine.dtypes import uint32 as uint32
from tuigraph.engine.dtypes import uint64 as uint64
from tuigraph.engine.dtypes import uint8 as uint8
from tuigraph.engine.dtypes import variant as variant
from tuigraph.engine.ops.casts import cast as cast
from tuigraph.engine.ops.casts import saturate_cast as saturate_cast
from tuigraph.engine.ops.complex_numbers import complex as complex

__all__ = [
    "DType",
    "as_dtype",
    "bool",
    "cast",
    "complex",
    "complex128",
    "complex64",
    "double",
    "float16",
    "float32",
    "float64",
    "half",
    "int16",
    "int32",
    "int64",
    "int8",
    "resource",
    "saturate_cast",
    "string",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "variant",
]
