"""`tf.app.flags` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.flags import DEFINE_alias as DEFINE_alias
from tuigraph.interop.flags import DEFINE_bool as DEFINE_bool
from tuigraph.interop.flags import DEFINE_boolean as DEFINE_boolean
from tuigraph.interop.flags import DEFINE_enum as DEFINE_enum
from tuigraph.interop.flags import DEFINE_float as DEFINE_float
from tuigraph.interop.flags import DEFINE_integer as DEFINE_integer
from tuigraph.interop.flags import DEFINE_list as DEFINE_list
from tuigraph.interop.flags import DEFINE_multi_enum as DEFINE_multi_enum
from tuigraph.interop.flags import DEFINE_multi_float as DEFINE_multi_float
from tuigraph.interop.flags import DEFINE_multi_integer as DEFINE_multi_integer
from tuigraph.interop.flags import DEFINE_multi_string as DEFINE_multi_string
from tuigraph.interop.flags import DEFINE_string as DEFINE_string
from tuigraph.interop.flags import Error as Error
from tuigraph.interop.flags import FLAGS as FLAGS
from tuigraph.interop.flags import mark_flag_as_required as mark_flag_as_required
from tuigraph.interop.flags import mark_flags_as_required as mark_flags_as_required
from tuigraph.interop.flags import register_validator as register_validator

__all__ = [
    "DEFINE_alias",
    "DEFINE_bool",
    "DEFINE_boolean",
    "DEFINE_enum",
    "DEFINE_float",
    "DEFINE_integer",
    "DEFINE_list",
    "DEFINE_multi_enum",
    "DEFINE_multi_float",
    "DEFINE_multi_integer",
    "DEFINE_multi_string",
    "DEFINE_string",
    "Error",
    "FLAGS",
    "mark_flag_as_required",
    "mark_flags_as_required",
    "register_validator",
]
