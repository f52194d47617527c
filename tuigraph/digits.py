"""Where handwritten digits come from: MNIST's own files where they lie, else a stand-in.  Nothing here downloads.

Looked into are a folder that the program names (the four files of MNIST, packed or not), keras's cache (``mnist.npz``)
and scikit-learn's (``mnist_784``).  The stand-in are scikit-learn's own digits, written by 43 people on 8x8 cells,
enlarged to 28x28 and slightly moved, turned, slanted and scaled until there are as many as in MNIST.  No digit is in
both its training and its test part, so an accuracy on it means what it says.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from tuigraph.words import Words, message, of_locale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TRAIN, TEST = 60_000, 10_000
SIDE = 28
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
_IMAGES, _LABELS = 2051, 2049  # the first number of a file
_FIRST_OF_TEST = 1500  # of scikit-learn's 1,797 digits, those from here on make the test part


class Digits(NamedTuple):
    """Images [n, 28, 28] and labels [n], both uint8, of a training and a test part."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def find(folder: str | os.PathLike[str]) -> Digits:
    """MNIST from a folder or a cache, else the stand-in, of which stderr is told once per process."""
    found = from_folder(Path(folder)) or from_npz(keras_cache("mnist.npz")) or _from_openml()
    if found is None:
        _tell(os.fspath(folder))
        return stand_in()
    return found


def keras_cache(name: str) -> Path:
    """Where keras keeps a data set; `name` may be a path of its own."""
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    return Path(home, "datasets", name)


# ---------------------------------------------------------------- the real ones


def from_folder(folder: Path) -> Digits | None:
    """The four files in a folder, None unless all are there.  Raises ValueError for a file that is something else."""
    paths = [next((p for p in (folder / f"{name}.gz", folder / name) if p.is_file()), None) for name in FILES]
    if None in paths:
        return None
    arrays = []
    for path in cast("list[Path]", paths):
        print("Extracting", path)
        with path.open("rb") as file:
            arrays.append(read_images(file)[..., 0] if "images" in path.name else read_labels(file))
    return Digits(*arrays)


def read_images(file: IO[bytes]) -> NDArray[np.uint8]:
    """Images [n, rows, columns, 1] of a file of MNIST's, packed or not.  Raises ValueError for another file."""
    import numpy as np

    with _unpacked(file) as stream:
        _expect(stream, _IMAGES, "image", file)
        count, rows, columns = (_number(stream) for _ in range(3))
        pixels = np.frombuffer(stream.read(count * rows * columns), np.uint8)
    return pixels.reshape(count, rows, columns, 1)


def read_labels(file: IO[bytes]) -> NDArray[np.uint8]:
    """Labels [n] of a file of MNIST's, packed or not.  Raises ValueError for another file."""
    import numpy as np

    with _unpacked(file) as stream:
        _expect(stream, _LABELS, "label", file)
        return np.frombuffer(stream.read(_number(stream)), np.uint8)


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file


def _expect(stream: IO[bytes], magic: int, kind: str, file: IO[bytes]) -> None:
    found = _number(stream)
    if found != magic:
        raise ValueError(f"Invalid magic number {found} in MNIST {kind} file: {getattr(file, 'name', file)}")


def _number(stream: IO[bytes]) -> int:
    return int.from_bytes(stream.read(4), "big")


def from_npz(path: Path) -> Digits | None:
    """A data set in keras's form, None when it is not there."""
    import numpy as np

    if not path.is_file():
        return None
    with np.load(path) as kept:
        return Digits(kept["x_train"], kept["y_train"], kept["x_test"], kept["y_test"])


def _from_openml() -> Digits | None:
    """What `sklearn.datasets.fetch_openml("mnist_784")` left in its cache."""
    import numpy as np

    home = os.environ.get("SCIKIT_LEARN_DATA") or os.path.join(os.path.expanduser("~"), "scikit_learn_data")
    for path in sorted(Path(home, "openml").glob("**/52667*/**/*.gz")) + sorted(Path(home).glob("**/52667.gz")):
        if path.is_file():
            with gzip.open(path) as file:
                rows = file.read().lower().partition(b"@data")[2].replace(b"'", b"").split()
            table = np.array([np.fromstring(row, np.uint8, sep=",") for row in rows])
            images, labels = table[:, :-1].reshape(-1, SIDE, SIDE), table[:, -1].copy()
            return Digits(images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])
    return None


# ---------------------------------------------------------------- the stand-in


@cache
def _tell(folder: str) -> None:
    print(Words(of_locale())(message("mnist_stand_in"), folder=folder), file=sys.stderr)


@cache
def stand_in() -> Digits:
    """60,000 and 10,000 images made of scikit-learn's 1,797 digits, always the same ones."""
    import numpy as np
    from sklearn.datasets import load_digits

    found: Any = load_digits()
    cells, labels = found.data.astype(np.float32) / 16, found.target.astype(np.uint8)
    generator = np.random.RandomState(28)
    parts: list[Any] = []
    for rows, count in ((slice(None, _FIRST_OF_TEST), TRAIN), (slice(_FIRST_OF_TEST, None), TEST)):
        own = cells[rows]
        variants = -(-count // len(own))
        images = np.concatenate([_inked(own @ way) for way in _ways(generator, variants)])
        order = generator.permutation(len(images))[:count]
        parts += [images[order].reshape(-1, SIDE, SIDE), np.tile(labels[rows], variants)[order]]
    for part in parts:
        part.flags.writeable = False
    return Digits(*parts)


def _ways(generator: Any, count: int) -> Iterator[NDArray[np.float32]]:
    """Matrices [64, 784] that enlarge an image of 8x8 cells, each moved, turned, slanted and scaled in its own way."""
    import numpy as np

    step = SIDE / 20 * 8 / SIDE  # MNIST's digits fill 20 of 28 pixels
    middle = np.arange(SIDE) - (SIDE - 1) / 2
    y, x = np.meshgrid(middle, middle, indexing="ij")
    for _ in range(count):
        turn, slant = generator.uniform(-0.12, 0.12), generator.uniform(-0.2, 0.2)
        tall, wide = generator.uniform(0.9, 1.1, 2)
        down, right = generator.uniform(-1.5, 1.5, 2)
        rows, columns = y - down, x - right
        rows, columns = rows * np.cos(turn) - columns * np.sin(turn), rows * np.sin(turn) + columns * np.cos(turn)
        columns = columns + slant * rows
        vertical = _weights(rows.ravel() * step * tall + 3.5)
        horizontal = _weights(columns.ravel() * step * wide + 3.5)
        yield (vertical[:, :, None] * horizontal[:, None, :]).reshape(SIDE * SIDE, 64).T.astype(np.float32)


def _weights(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """[n, 8]: what each of 8 cells adds at each place, by cubic convolution (Keys 1981)."""
    import numpy as np

    t = np.abs(places[:, None] - np.arange(8))
    near, far = (1.5 * t - 2.5) * t * t + 1, ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.where(t <= 1, near, np.where(t < 2, far, 0))


def _inked(shades: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A pen's black and white, with the edges grey, of what enlarging has blurred."""
    import numpy as np

    inked: NDArray[np.uint8] = (np.clip(shades * 2.2 - 0.75, 0, 1) * 255).astype(np.uint8)
    return inked
