"""`tf.python_io` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.summaries.records import TFRecordCompressionType as TFRecordCompressionType
from tuigraph.summaries.records import TFRecordOptions as TFRecordOptions
from tuigraph.summaries.records import TFRecordWriter as TFRecordWriter
from tuigraph.summaries.records import tf_record_iterator as tf_record_iterator

__all__ = [
    "TFRecordCompressionType",
    "TFRecordOptions",
    "TFRecordWriter",
    "tf_record_iterator",
]
