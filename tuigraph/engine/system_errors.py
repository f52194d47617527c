"""Failures of the operating system as TensorFlow's exceptions."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tuigraph.engine import errors

_OF_SYSTEM: dict[int, type[errors.OpError]] = {
    errno.EINVAL: errors.InvalidArgumentError,
    errno.ESPIPE: errors.InvalidArgumentError,
    errno.ENAMETOOLONG: errors.InvalidArgumentError,
    errno.ENOENT: errors.NotFoundError,
    errno.EEXIST: errors.AlreadyExistsError,
    errno.EPERM: errors.PermissionDeniedError,
    errno.EACCES: errors.PermissionDeniedError,
    errno.EROFS: errors.PermissionDeniedError,
    errno.ENOTEMPTY: errors.FailedPreconditionError,
    errno.EISDIR: errors.FailedPreconditionError,
    errno.ENOTDIR: errors.FailedPreconditionError,
    errno.EBUSY: errors.FailedPreconditionError,
    errno.ENOSPC: errors.ResourceExhaustedError,
    errno.EDQUOT: errors.ResourceExhaustedError,
    errno.EFBIG: errors.OutOfRangeError,
    errno.EMFILE: errors.ResourceExhaustedError,
    errno.ENFILE: errors.ResourceExhaustedError,
    errno.ENOMEM: errors.ResourceExhaustedError,
}


def contents_of(path: str | bytes) -> bytes:
    """What stands in a file.  Raises what TensorFlow raises where the system does not give it."""
    with as_tensorflow(path), open(path, "rb") as stream:
        return stream.read()


@contextmanager
def as_tensorflow(path: Any = None) -> Iterator[None]:
    """Within it, a failure of the system raises what TensorFlow raises, about `path` or the one it names."""
    try:
        yield
    except OSError as error:
        named = error.filename if path is None else path
        raise of_system(error, "" if named is None else os.fsdecode(named)) from None


def of_system(error: OSError, path: str, hint: str = "") -> errors.OpError:
    """The exception that TensorFlow raises where Python raises this one (tensorflow/core/platform/posix/error.cc)."""
    kind = _OF_SYSTEM.get(error.errno or 0, errors.UnknownError)
    return kind(None, None, f"{path}; {error.strerror or error}{hint}")
