"""MNIST as TensorFlow's tutorials read it: `read_data_sets` and keras's `load_data`.

The names of ``tensorflow.examples.tutorials.mnist.input_data`` and of ``tf.keras.datasets``.  Batches are shuffled by
NumPy's global generator as TensorFlow 1.15.5 does it, so a program that seeds it sees the same order of examples.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

import numpy as np

from tuigraph import digits
from tuigraph.engine import dtypes
from tuigraph.engine.ops.random import get_seed

DEFAULT_SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"


class DataSet:
    """Images and labels that are handed out in batches.

    `images`: uint8 [n, rows, columns, 1]; with `reshape` they become [n, rows * columns], and with a `dtype` of
    float32 numbers from 0 to 1.  Raises TypeError for another `dtype` than uint8 and float32.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = dtypes.float32,
        reshape: bool = True,
        seed: int | None = None,
    ) -> None:
        first, second = get_seed(seed)
        np.random.seed(first if seed is None else second)
        dtype = dtypes.as_dtype(dtype).base_dtype
        if dtype not in (dtypes.uint8, dtypes.float32):
            raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
        if fake_data:
            self._num_examples = 10000
            self.one_hot = one_hot
        else:
            assert images.shape[0] == labels.shape[0], f"images.shape: {images.shape} labels.shape: {labels.shape}"
            self._num_examples = images.shape[0]
            if reshape:
                assert images.shape[3] == 1
                images = images.reshape(images.shape[0], images.shape[1] * images.shape[2])
            if dtype is dtypes.float32:
                images = images.astype(np.float32)
                images *= 1.0 / 255.0
        self._images = images
        self._labels = labels
        self._epochs_completed = 0
        self._index_in_epoch = 0

    @property
    def images(self) -> Any:
        return self._images

    @property
    def labels(self) -> Any:
        return self._labels

    @property
    def num_examples(self) -> int:
        return self._num_examples

    @property
    def epochs_completed(self) -> int:
        return self._epochs_completed

    def next_batch(self, batch_size: int, fake_data: bool = False, shuffle: bool = True) -> tuple[Any, Any]:
        """The next images and labels.  A batch that goes over the end of an epoch has its rest from the next one.

        `fake_data`: lists of ones instead, for a data set that was made so.
        """
        if fake_data:
            label: Any = [1] + [0] * 9 if self.one_hot else 0
            return [[1] * 784 for _ in range(batch_size)], [label for _ in range(batch_size)]
        start = self._index_in_epoch
        if self._epochs_completed == 0 and start == 0 and shuffle:
            self._shuffle()
        if start + batch_size <= self._num_examples:
            self._index_in_epoch += batch_size
            return self._images[start : self._index_in_epoch], self._labels[start : self._index_in_epoch]
        self._epochs_completed += 1
        rest = self._images[start:], self._labels[start:]
        if shuffle:
            self._shuffle()
        self._index_in_epoch = batch_size - (self._num_examples - start)
        fresh = self._images[: self._index_in_epoch], self._labels[: self._index_in_epoch]
        return np.concatenate((rest[0], fresh[0]), axis=0), np.concatenate((rest[1], fresh[1]), axis=0)

    def _shuffle(self) -> None:
        order = np.arange(self._num_examples)
        np.random.shuffle(order)
        self._images, self._labels = self._images[order], self._labels[order]


class Datasets(NamedTuple):
    """What `read_data_sets` gives."""

    train: DataSet
    validation: DataSet
    test: DataSet


def read_data_sets(
    train_dir: str | os.PathLike[str],
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = dtypes.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str = DEFAULT_SOURCE_URL,
) -> Datasets:
    """MNIST from `train_dir` or from a cache, else a stand-in that says so; `source_url` is not asked.

    Labels are uint8 [n], with `one_hot` float64 [n, 10].  The first `validation_size` images of the training part are
    the validation part.  Raises ValueError when there are not so many, or for a file that is not MNIST's.
    """
    if fake_data:
        made = (DataSet([], [], fake_data=True, one_hot=one_hot, dtype=dtype, seed=seed) for _ in range(3))
        return Datasets(*made)
    found = digits.find(train_dir)
    images, test_images = found.train_images[..., None], found.test_images[..., None]
    labels, test_labels = found.train_labels, found.test_labels
    if one_hot:
        labels, test_labels = dense_to_one_hot(labels, 10), dense_to_one_hot(test_labels, 10)
    if not 0 <= validation_size <= len(images):
        raise ValueError(f"Validation size should be between 0 and {len(images)}. Received: {validation_size}.")
    first = slice(None, validation_size)
    rest = slice(validation_size, None)
    train = DataSet(images[rest], labels[rest], dtype=dtype, reshape=reshape, seed=seed)
    validation = DataSet(images[first], labels[first], dtype=dtype, reshape=reshape, seed=seed)
    test = DataSet(test_images, test_labels, dtype=dtype, reshape=reshape, seed=seed)
    return Datasets(train, validation, test)


def load_mnist(train_dir: str = "MNIST-data") -> Datasets:
    """`read_data_sets` of a folder."""
    return read_data_sets(train_dir)


def dense_to_one_hot(labels_dense: Any, num_classes: int) -> Any:
    """float64 [n, num_classes] with a one where each label says."""
    found = np.zeros((labels_dense.shape[0], num_classes))
    found.flat[np.arange(labels_dense.shape[0]) * num_classes + labels_dense.ravel()] = 1
    return found


def extract_images(f: IO[bytes]) -> Any:
    """uint8 [n, rows, columns, 1] of an open file of MNIST's images.  Raises ValueError for another file."""
    print("Extracting", f.name)
    return digits.read_images(f)


def extract_labels(f: IO[bytes], one_hot: bool = False, num_classes: int = 10) -> Any:
    """uint8 [n], or one-hot float64, of an open file of MNIST's labels.  Raises ValueError for another file."""
    print("Extracting", f.name)
    labels = digits.read_labels(f)
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


# ---------------------------------------------------------------- keras.datasets

_Parts = tuple[tuple[Any, Any], tuple[Any, Any]]


def load_data(path: str = "mnist.npz") -> _Parts:
    """``(images, labels)`` of the training and of the test part, uint8 (`tf.keras.datasets.mnist.load_data`).

    From `path` in keras's cache, or wherever else MNIST lies, else a stand-in that says so.
    """
    return _parts(digits.from_npz(digits.keras_cache(path)) or digits.find(digits.keras_cache("")))


def load_fashion() -> _Parts:
    """Fashion-MNIST from keras's cache, as `load_data`.  Raises FileNotFoundError when it is not there."""
    folder = digits.keras_cache("fashion-mnist")
    return _parts(digits.from_folder(folder) or _missing(folder))


def load_boston_housing(path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113) -> _Parts:
    """Boston's houses from keras's cache: rows [n, 13] and prices [n], float64, shuffled by `seed`.

    Raises FileNotFoundError when it is not there.
    """
    assert 0 <= test_split < 1
    place = digits.keras_cache(path)
    if not place.is_file():
        _missing(place)
    with np.load(place) as kept:
        x, y = kept["x"], kept["y"]
    np.random.seed(seed)
    order = np.arange(len(x))
    np.random.shuffle(order)
    x, y = x[order], y[order]
    at = int(len(x) * (1 - test_split))
    return (np.array(x[:at]), np.array(y[:at])), (np.array(x[at:]), np.array(y[at:]))


def _parts(found: digits.Digits) -> _Parts:
    train_images, train_labels, test_images, test_labels = map(np.array, found)  # the program's own, to write to
    return (train_images, train_labels), (test_images, test_labels)


def _missing(place: Path) -> NoReturn:
    raise FileNotFoundError(f"{place} is not there, and tuigraph downloads nothing: put it there, as keras does.")
