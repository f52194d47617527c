"""`tf.io` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.io import gfile as gfile
from tuigraph.engine.ops.examples import FixedLenFeature as FixedLenFeature
from tuigraph.engine.ops.examples import FixedLenSequenceFeature as FixedLenSequenceFeature
from tuigraph.engine.ops.examples import SparseFeature as SparseFeature
from tuigraph.engine.ops.examples import VarLenFeature as VarLenFeature
from tuigraph.engine.ops.examples import parse_example as parse_example
from tuigraph.engine.ops.examples import parse_single_example as parse_single_example
from tuigraph.engine.ops.image_files import decode_and_crop_jpeg as decode_and_crop_jpeg
from tuigraph.engine.ops.image_files import decode_bmp as decode_bmp
from tuigraph.engine.ops.image_files import decode_gif as decode_gif
from tuigraph.engine.ops.image_files import decode_image as decode_image
from tuigraph.engine.ops.image_files import decode_jpeg as decode_jpeg
from tuigraph.engine.ops.image_files import decode_png as decode_png
from tuigraph.engine.ops.image_files import encode_jpeg as encode_jpeg
from tuigraph.engine.ops.image_files import encode_png as encode_png
from tuigraph.engine.ops.image_files import extract_jpeg_shape as extract_jpeg_shape
from tuigraph.engine.ops.image_files import is_jpeg as is_jpeg
from tuigraph.engine.ops.parsing import decode_raw as decode_raw
from tuigraph.engine.ops.pipelines import matching_files as matching_files
from tuigraph.engine.ops.readers import decode_csv as decode_csv
from tuigraph.engine.ops.readers import read_file as read_file
from tuigraph.engine.ops.sequence_examples import parse_single_sequence_example as parse_single_sequence_example
from tuigraph.engine.ops.strings import decode_base64 as decode_base64
from tuigraph.engine.ops.strings import encode_base64 as encode_base64
from tuigraph.summaries.records import TFRecordCompressionType as TFRecordCompressionType
from tuigraph.summaries.records import TFRecordOptions as TFRecordOptions
from tuigraph.summaries.records import TFRecordWriter as TFRecordWriter
from tuigraph.summaries.records import tf_record_iterator as tf_record_iterator
from tuigraph.training.graph_io import write_graph as write_graph

__all__ = [
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "SparseFeature",
    "TFRecordCompressionType",
    "TFRecordOptions",
    "TFRecordWriter",
    "VarLenFeature",
    "decode_and_crop_jpeg",
    "decode_base64",
    "decode_bmp",
    "decode_csv",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_raw",
    "encode_base64",
    "encode_jpeg",
    "encode_png",
    "extract_jpeg_shape",
    "gfile",
    "is_jpeg",
    "matching_files",
    "parse_example",
    "parse_single_example",
    "parse_single_sequence_example",
    "read_file",
    "tf_record_iterator",
    "write_graph",
]
