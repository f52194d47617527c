"""MNIST is read from where it lies, else a stand-in says what it is; batches come in TensorFlow 1.15.5's order."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph import digits

input_data = tf.examples.tutorials.mnist.input_data

# Which images `next_batch(9)` of a training part of 32 (numbers 8 to 39) handed out under TensorFlow 1.15.5.
RECORDED = {
    "seed": [
        [18, 25, 39, 13, 32, 28, 21, 33, 10],
        [36, 31, 9, 38, 26, 19, 8, 27, 37],
        [20, 35, 29, 34, 15, 12, 16, 17, 24],
        [30, 14, 23, 22, 11, 38, 9, 17, 8],
        [16, 26, 31, 10, 37, 23, 24, 11, 22],
        [15, 13, 29, 21, 34, 39, 35, 36, 12],
        [30, 32, 14, 18, 28, 19, 27, 33, 20],
    ],
    "graph": [
        [16, 14, 23, 17, 22, 27, 11, 30, 28],
        [37, 19, 13, 18, 32, 36, 10, 12, 39],
        [29, 8, 38, 34, 26, 15, 9, 20, 21],
        [31, 25, 35, 24, 33, 37, 22, 20, 38],
        [21, 24, 14, 32, 17, 23, 8, 26, 27],
        [12, 9, 39, 28, 31, 25, 30, 36, 34],
        [18, 19, 13, 11, 15, 35, 10, 16, 33],
    ],
    "one_hot": [
        [28, 25, 13, 22, 36, 35, 12, 23, 10],
        [26, 24, 9, 31, 34, 15, 21, 20, 37],
        [14, 30, 17, 19, 39, 27, 29, 8, 16],
        [38, 11, 33, 32, 18, 19, 14, 22, 34],
        [39, 27, 12, 11, 31, 16, 8, 10, 17],
        [36, 13, 26, 30, 28, 18, 37, 35, 20],
        [21, 32, 9, 38, 23, 29, 24, 33, 25],
    ],
}
OPTIONS: dict[str, dict[str, Any]] = {
    "seed": {"seed": 5},
    "graph": {},
    "one_hot": {"seed": 3, "one_hot": True, "dtype": tf.uint8, "reshape": False},
}


@pytest.fixture(autouse=True)
def no_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path / "sklearn"))
    digits._tell.cache_clear()


def write(folder: Path, name: str, magic: int, array: Any, packed: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    header = struct.pack(">I", magic) + b"".join(struct.pack(">I", size) for size in array.shape)
    content = header + array.astype(np.uint8).tobytes()
    (folder / (name + ".gz" if packed else name)).write_bytes(gzip.compress(content) if packed else content)


def write_mnist(folder: Path, packed: bool = True) -> None:
    """40 and 12 images, each of which holds its number."""
    for part, count in (("train", 40), ("t10k", 12)):
        images = np.arange(count)[:, None, None] + np.zeros((count, 28, 28))
        write(folder, f"{part}-images-idx3-ubyte", 2051, images, packed)
        write(folder, f"{part}-labels-idx1-ubyte", 2049, np.arange(count) % 10, packed)


@pytest.mark.parametrize("name", OPTIONS)
def test_batches_come_in_tensorflows_order(name: str, tmp_path: Path) -> None:
    write_mnist(tmp_path)
    scale = 1 if name == "one_hot" else 255
    with tf.Graph().as_default():
        if name == "graph":
            tf.set_random_seed(11)
            tf.constant(1)
        mnist = input_data.read_data_sets(tmp_path, validation_size=8, **OPTIONS[name])
        batches = [mnist.train.next_batch(9) for _ in range(7)]
    found = [[round(float(row.flat[0]) * scale) for row in images] for images, _ in batches]
    assert found == RECORDED[name]
    for images, labels in batches:
        numbers = np.argmax(labels, 1) if name == "one_hot" else labels
        assert [round(float(row.flat[0]) * scale) % 10 for row in images] == list(numbers)
    assert mnist.train.epochs_completed == 1
    assert mnist.train.num_examples == 32


def test_a_data_set_has_the_shapes_and_types_of_tensorflows(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    flat = input_data.read_data_sets(str(tmp_path), validation_size=8)
    assert [part.images.shape for part in flat] == [(32, 784), (8, 784), (12, 784)]
    assert [flat.train.images.dtype, flat.train.labels.dtype] == [np.float32, np.uint8]
    pictures = input_data.read_data_sets(str(tmp_path), one_hot=True, dtype=tf.uint8, reshape=False, validation_size=0)
    assert [part.images.shape for part in pictures] == [(40, 28, 28, 1), (0, 28, 28, 1), (12, 28, 28, 1)]
    assert [pictures.train.images.dtype, pictures.train.labels.dtype] == [np.uint8, np.float64]
    x, y = pictures.test.next_batch(3, shuffle=False)
    assert [x[:, 0, 0, 0].tolist(), y.argmax(1).tolist()] == [[0, 1, 2], [0, 1, 2]]


def test_fake_data_are_ones() -> None:
    mnist = input_data.read_data_sets("nowhere", fake_data=True, one_hot=True)
    images, labels = mnist.train.next_batch(2, fake_data=True)
    assert (images, labels) == ([[1] * 784] * 2, [[1] + [0] * 9] * 2)
    assert mnist.test.num_examples == 10000
    assert input_data.read_data_sets("nowhere", fake_data=True).test.next_batch(1, fake_data=True)[1] == [0]


def test_what_is_wrong_is_refused_as_by_tensorflow(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    with pytest.raises(ValueError, match=r"Validation size should be between 0 and 40\. Received: 5000"):
        input_data.read_data_sets(tmp_path)
    with pytest.raises(TypeError, match="Invalid image dtype"):
        input_data.read_data_sets(tmp_path, validation_size=8, dtype=tf.int32)
    write(tmp_path, "train-images-idx3-ubyte", 2049, np.zeros((40, 28, 28)))
    with pytest.raises(ValueError, match="Invalid magic number 2049 in MNIST image file"):
        input_data.read_data_sets(tmp_path)


def test_unpacked_files_and_caches_are_found(tmp_path: Path) -> None:
    write_mnist(tmp_path / "unpacked", packed=False)
    assert len(digits.find(tmp_path / "unpacked").train_images) == 40
    parts: dict[str, Any] = {
        "x_train": np.zeros((5, 28, 28)),
        "y_train": np.arange(5),
        "x_test": np.zeros((2, 28, 28)),
    }
    (tmp_path / "keras" / "datasets").mkdir(parents=True)
    np.savez(tmp_path / "keras" / "datasets" / "mnist.npz", y_test=np.arange(2), **parts)
    assert len(digits.find(tmp_path).train_images) == 5
    (x, y), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
    assert [x.shape, y.shape, x_test.shape, y_test.shape] == [(5, 28, 28), (5,), (2, 28, 28), (2,)]


def test_the_cache_of_scikit_learn_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "TRAIN", 3)
    folder = tmp_path / "sklearn" / "openml" / "openml.org" / "data" / "v1" / "download" / "52667"
    folder.mkdir(parents=True)
    rows = [",".join(["7"] * 784 + [f"'{label}'"]) for label in range(5)]
    (folder / "mnist_784.arff.gz").write_bytes(gzip.compress("\n".join(["@RELATION m", "@DATA", *rows]).encode()))
    found = digits.find(tmp_path)
    assert [found.train_labels.tolist(), found.test_labels.tolist()] == [[0, 1, 2], [3, 4]]
    assert found.test_images.shape == (2, 28, 28)
    assert set(found.test_images.ravel()) == {7}


def test_without_the_files_a_stand_in_says_once_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mnist = input_data.read_data_sets(tmp_path, one_hot=True)
    input_data.read_data_sets(tmp_path)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("stand-in") == 1
    assert str(tmp_path) in told.err
    assert [part.num_examples for part in mnist] == [55000, 5000, 10000]
    assert list(tmp_path.iterdir()) == []


def test_the_stand_in_can_be_learned_and_generalizes() -> None:
    """Nearest means of the training part name most of the test part, no image of which is in the training part."""
    found = digits.stand_in()
    train, test = (images.reshape(len(images), 784) / 255.0 for images in (found.train_images, found.test_images))
    means = np.stack([train[found.train_labels == label].mean(0) for label in range(10)])
    guesses = np.argmin(((test[:2000, None] - means) ** 2).sum(-1), 1)
    assert 0.6 < np.mean(guesses == found.test_labels[:2000]) < 0.99
    assert not set(map(bytes, found.test_images)) & set(map(bytes, found.train_images))
    assert abs(train.mean() - 0.1307) < 0.02  # the mean of MNIST


def test_the_stand_in_cannot_be_spoiled_by_who_writes_to_it() -> None:
    (x, _), _ = tf.keras.datasets.mnist.load_data()
    x[:] = 0
    (again, _), _ = tf.keras.datasets.mnist.load_data()
    assert again.any()


def test_other_data_sets_of_keras_come_from_its_cache(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="downloads nothing"):
        tf.keras.datasets.fashion_mnist.load_data()
    with pytest.raises(FileNotFoundError, match="downloads nothing"):
        tf.keras.datasets.boston_housing.load_data()
    write_mnist(tmp_path / "keras" / "datasets" / "fashion-mnist")
    np.savez(tmp_path / "keras" / "datasets" / "boston_housing.npz", x=np.zeros((10, 13)), y=np.arange(10.0))
    assert tf.keras.datasets.fashion_mnist.load_data()[0][0].shape == (40, 28, 28)
    (_, prices), (_, held_out) = tf.keras.datasets.boston_housing.load_data(test_split=0.3)
    assert [len(prices), sorted([*prices, *held_out])] == [7, list(range(10))]


IMPORTS = [
    "from tensorflow.examples.tutorials.mnist import input_data",
    "import tensorflow.examples.tutorials.mnist.input_data as input_data",
    "from tensorflow.contrib.learn.python.learn.datasets import mnist as input_data",
    "import tensorflow as tf; input_data = tf.contrib.learn.datasets.mnist",
]


@pytest.mark.parametrize("line", IMPORTS)
def test_scripts_find_the_loader(line: str, script: Any) -> None:
    assert script(f"{line}\nprint(input_data.read_data_sets.__module__)") == "tuigraph.mnist\n"


@pytest.fixture
def script() -> Any:
    import subprocess
    import sys

    def run(code: str) -> str:
        install = "from tuigraph.interop import alias; alias.install()\n"
        done = subprocess.run([sys.executable, "-c", install + code], capture_output=True, text=True, check=True)
        return done.stdout

    return run
