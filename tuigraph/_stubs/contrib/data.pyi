"""`tf.contrib.data` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.dataset import Dataset as Dataset
from tuigraph.training.dataset import Options as Options
from tuigraph.training.dataset import get_output_classes as get_output_classes
from tuigraph.training.dataset import get_output_shapes as get_output_shapes
from tuigraph.training.dataset import get_output_types as get_output_types
from tuigraph.training.dataset import make_initializable_iterator as make_initializable_iterator
from tuigraph.training.dataset import make_one_shot_iterator as make_one_shot_iterator
from tuigraph.training.dataset_readers import CsvDataset as CsvDataset
from tuigraph.training.dataset_readers import FixedLengthRecordDataset as FixedLengthRecordDataset
from tuigraph.training.dataset_readers import TFRecordDataset as TFRecordDataset
from tuigraph.training.dataset_readers import TextLineDataset as TextLineDataset
from tuigraph.training.dataset_transformations import Counter as Counter
from tuigraph.training.dataset_transformations import batch_and_drop_remainder as batch_and_drop_remainder
from tuigraph.training.dataset_transformations import enumerate_dataset as enumerate_dataset
from tuigraph.training.dataset_transformations import get_single_element as get_single_element
from tuigraph.training.dataset_transformations import ignore_errors as ignore_errors
from tuigraph.training.dataset_transformations import map_and_batch as map_and_batch
from tuigraph.training.dataset_transformations import padded_batch_and_drop_remainder as padded_batch_and_drop_remainder
from tuigraph.training.dataset_transformations import parallel_interleave as parallel_interleave
from tuigraph.training.dataset_transformations import prefetch_to_device as prefetch_to_device
from tuigraph.training.dataset_transformations import shuffle_and_repeat as shuffle_and_repeat
from tuigraph.training.dataset_transformations import unbatch as unbatch
from tuigraph.training.elements import DatasetSpec as DatasetSpec
from tuigraph.training.iterator import Iterator as Iterator

__all__ = [
    "Counter",
    "CsvDataset",
    "Dataset",
    "DatasetSpec",
    "FixedLengthRecordDataset",
    "Iterator",
    "Options",
    "TFRecordDataset",
    "TextLineDataset",
    "batch_and_drop_remainder",
    "enumerate_dataset",
    "get_output_classes",
    "get_output_shapes",
    "get_output_types",
    "get_single_element",
    "ignore_errors",
    "make_initializable_iterator",
    "make_one_shot_iterator",
    "map_and_batch",
    "padded_batch_and_drop_remainder",
    "parallel_interleave",
    "prefetch_to_device",
    "shuffle_and_repeat",
    "unbatch",
]
