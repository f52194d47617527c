"""`tf.data` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.data import experimental as experimental
from tuigraph.training.dataset import Dataset as Dataset
from tuigraph.training.dataset import Options as Options
from tuigraph.training.dataset import get_output_classes as get_output_classes
from tuigraph.training.dataset import get_output_shapes as get_output_shapes
from tuigraph.training.dataset import get_output_types as get_output_types
from tuigraph.training.dataset import make_initializable_iterator as make_initializable_iterator
from tuigraph.training.dataset import make_one_shot_iterator as make_one_shot_iterator
from tuigraph.training.dataset_readers import FixedLengthRecordDataset as FixedLengthRecordDataset
from tuigraph.training.dataset_readers import TFRecordDataset as TFRecordDataset
from tuigraph.training.dataset_readers import TextLineDataset as TextLineDataset
from tuigraph.training.elements import DatasetSpec as DatasetSpec
from tuigraph.training.iterator import Iterator as Iterator

__all__ = [
    "Dataset",
    "DatasetSpec",
    "FixedLengthRecordDataset",
    "Iterator",
    "Options",
    "TFRecordDataset",
    "TextLineDataset",
    "experimental",
    "get_output_classes",
    "get_output_shapes",
    "get_output_types",
    "make_initializable_iterator",
    "make_one_shot_iterator",
]
