"""Failures of the operating system as TensorFlow's exceptions."""

from __future__ import annotations

import errno

from tuigraph.engine import errors

_OF_SYSTEM: dict[int, type[errors.OpError]] = {
    errno.EINVAL: errors.InvalidArgumentError,
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
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise of_system(error, path if isinstance(path, str) else path.decode(errors="replace")) from None


def of_system(error: OSError, path: str, hint: str = "") -> errors.OpError:
    """The exception that TensorFlow raises where Python raises this one (tensorflow/core/platform/posix/error.cc)."""
    kind = _OF_SYSTEM.get(error.errno or 0, errors.UnknownError)
    return kind(None, None, f"{path}; {error.strerror or error}{hint}")
