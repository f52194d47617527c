"""`tf.data.experimental` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.dataset import AUTOTUNE as AUTOTUNE
from tuigraph.training.dataset import get_structure as get_structure
from tuigraph.training.dataset_readers import CsvDataset as CsvDataset
from tuigraph.training.dataset_transformations import Counter as Counter
from tuigraph.training.dataset_transformations import enumerate_dataset as enumerate_dataset
from tuigraph.training.dataset_transformations import get_single_element as get_single_element
from tuigraph.training.dataset_transformations import ignore_errors as ignore_errors
from tuigraph.training.dataset_transformations import map_and_batch as map_and_batch
from tuigraph.training.dataset_transformations import parallel_interleave as parallel_interleave
from tuigraph.training.dataset_transformations import prefetch_to_device as prefetch_to_device
from tuigraph.training.dataset_transformations import shuffle_and_repeat as shuffle_and_repeat
from tuigraph.training.dataset_transformations import unbatch as unbatch

__all__ = [
    "AUTOTUNE",
    "Counter",
    "CsvDataset",
    "enumerate_dataset",
    "get_single_element",
    "get_structure",
    "ignore_errors",
    "map_and_batch",
    "parallel_interleave",
    "prefetch_to_device",
    "shuffle_and_repeat",
    "unbatch",
]
