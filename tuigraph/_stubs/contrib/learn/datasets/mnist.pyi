"""`tf.contrib.learn.datasets.mnist` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.mnist import DEFAULT_SOURCE_URL as DEFAULT_SOURCE_URL
from tuigraph.mnist import DataSet as DataSet
from tuigraph.mnist import Datasets as Datasets
from tuigraph.mnist import dense_to_one_hot as dense_to_one_hot
from tuigraph.mnist import extract_images as extract_images
from tuigraph.mnist import extract_labels as extract_labels
from tuigraph.mnist import load_mnist as load_mnist
from tuigraph.mnist import read_data_sets as read_data_sets

__all__ = [
    "DEFAULT_SOURCE_URL",
    "DataSet",
    "Datasets",
    "dense_to_one_hot",
    "extract_images",
    "extract_labels",
    "load_mnist",
    "read_data_sets",
]
