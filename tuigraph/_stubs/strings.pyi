"""`tf.strings` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.hash_buckets import string_to_hash_bucket as to_hash_bucket
from tuigraph.engine.ops.hash_buckets import string_to_hash_bucket_fast as to_hash_bucket_fast
from tuigraph.engine.ops.hash_buckets import string_to_hash_bucket_strong as to_hash_bucket_strong
from tuigraph.engine.ops.parsing import as_string as as_string
from tuigraph.engine.ops.parsing import string_to_number as to_number
from tuigraph.engine.ops.strings import reduce_join as reduce_join
from tuigraph.engine.ops.strings import regex_full_match as regex_full_match
from tuigraph.engine.ops.strings import regex_replace as regex_replace
from tuigraph.engine.ops.strings import string_join as join
from tuigraph.engine.ops.strings import string_length as length
from tuigraph.engine.ops.strings import string_lower as lower
from tuigraph.engine.ops.strings import string_strip as strip
from tuigraph.engine.ops.strings import string_upper as upper
from tuigraph.engine.ops.strings import substr as substr

__all__ = [
    "as_string",
    "join",
    "length",
    "lower",
    "reduce_join",
    "regex_full_match",
    "regex_replace",
    "strip",
    "substr",
    "to_hash_bucket",
    "to_hash_bucket_fast",
    "to_hash_bucket_strong",
    "to_number",
    "upper",
]
