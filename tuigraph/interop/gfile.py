"""`tf.gfile` and `tf.io.gfile`: files of this machine, with TensorFlow's names and errors."""

from __future__ import annotations

import glob as globbing
import os
import shutil
from collections.abc import Iterator
from typing import Any

from tuigraph.engine import errors
from tuigraph.engine.system_errors import as_tensorflow


class GFile:
    """A file (`tf.gfile.GFile`), opened when it is first used; text unless the mode has a ``b``.

    Raises NotFoundError, PermissionDeniedError, FailedPreconditionError where Python raises an OSError.
    """

    def __init__(self, name: Any, mode: str = "r") -> None:
        self.name = os.fspath(name)
        self.mode = mode
        self._file: Any = None

    def _open(self) -> Any:
        if self._file is None:
            text: dict[str, Any] = {} if "b" in self.mode else {"encoding": "utf-8", "newline": "\n"}
            with as_tensorflow():
                self._file = open(self.name, self.mode, **text)  # noqa: SIM115
        return self._file

    def read(self, n: int = -1) -> Any:
        with as_tensorflow(self.name):
            return self._open().read(n)

    def readline(self) -> Any:
        with as_tensorflow(self.name):
            return self._open().readline()

    def readlines(self) -> list[Any]:
        with as_tensorflow(self.name):
            return list(self._open())

    def write(self, file_content: Any) -> None:
        with as_tensorflow(self.name):
            self._open().write(file_content)

    def seek(self, offset: int, whence: int = 0) -> None:
        with as_tensorflow(self.name):
            self._open().seek(offset, whence)

    def tell(self) -> int:
        return int(self._open().tell())

    def size(self) -> int:
        with as_tensorflow():
            return os.stat(self.name).st_size

    def flush(self) -> None:
        if self._file is not None:
            with as_tensorflow(self.name):
                self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            with as_tensorflow(self.name):
                file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._open())

    def __enter__(self) -> GFile:
        self._open()
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


def exists(path: Any) -> bool:
    return os.path.exists(path)


def isdir(path: Any) -> bool:
    return os.path.isdir(path)


def glob(pattern: Any) -> list[str]:
    """The paths that match a pattern, or one of several, in order."""
    patterns = pattern if isinstance(pattern, (list, tuple)) else [pattern]
    return sorted(path for p in patterns for path in globbing.glob(os.fspath(p)))


def listdir(path: Any) -> list[str]:
    """The names in a folder.  Raises NotFoundError when there is none."""
    if not os.path.isdir(path):
        raise errors.NotFoundError(None, None, f"Could not find directory {os.fspath(path)}")
    return os.listdir(path)


def makedirs(path: Any) -> None:
    """Make a folder and those it stands in, where they are not there."""
    with as_tensorflow():
        os.makedirs(path, exist_ok=True)


def mkdir(path: Any) -> None:
    with as_tensorflow():
        os.mkdir(path)


def remove(path: Any) -> None:
    with as_tensorflow():
        os.remove(path)


def rmtree(path: Any) -> None:
    """Delete a folder with all that is in it."""
    with as_tensorflow():
        shutil.rmtree(path)


def copy(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Copy a file.  Raises AlreadyExistsError when `dst` is there, unless `overwrite`."""
    _check_free(dst, overwrite)
    with as_tensorflow():
        shutil.copyfile(src, dst)


def rename(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Rename a file or folder.  Raises AlreadyExistsError when `dst` is there, unless `overwrite`."""
    _check_free(dst, overwrite)
    with as_tensorflow():
        os.replace(src, dst)


def _check_free(path: Any, overwrite: bool) -> None:
    if not overwrite and os.path.exists(path):
        raise errors.AlreadyExistsError(None, None, f"{os.fspath(path)}; file already exists: pass overwrite=True.")


class FileStatistics:
    """What `stat` says of a file: its length in bytes, when it was changed, and whether it is a folder."""

    def __init__(self, path: Any) -> None:
        with as_tensorflow():
            found = os.stat(path)
        self.length = found.st_size
        self.mtime_nsec = found.st_mtime_ns
        self.is_directory = os.path.isdir(path)


def stat(path: Any) -> FileStatistics:
    return FileStatistics(path)


def walk(top: Any, topdown: bool = True, onerror: Any = None) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each folder below `top` with the names of the folders and files in it."""
    return os.walk(top, topdown, onerror)
