"""Files of others, read to their end: what has none (a device, a pipe that nobody writes) is refused at once."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MOST = 1 << 31  # bytes: no protocol buffer has more, and no text that a person wrote
MOST_UNTOLD = 1 << 28  # of what does not say how much it has
_CHUNK = 1 << 20


def opened(path: str | bytes | Path) -> BinaryIO:
    """A file to read as bytes; what a shell has opened for us, as ``/dev/stdin``, may be a pipe.

    Raises OSError: with ESPIPE for what has no end.  Waits for nobody.
    """
    return open(path, "rb", opener=_opener)


def contents(path: str | bytes | Path) -> bytes:
    """All that stands in a file.  Raises OSError: what `opened` does, and with EFBIG for more than can be."""
    name = os.fsdecode(path)
    with opened(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        most = MOST if size else MOST_UNTOLD
        if size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), name)
        parts, left = [], most
        while part := stream.read(max(size + 1, _CHUNK)):
            parts.append(part)
            left -= len(part)
            if left < 0:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), name)
        if part is None:  # what is read would have to be waited for
            raise OSError(errno.ESPIPE, _NO_END, name)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def text_of(path: str | Path) -> str:
    """The text of a file in UTF-8, its line ends as one.  Raises what `contents` does, and UnicodeDecodeError."""
    return contents(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


_NO_END = "It is a device, a pipe or a socket, and no file that has an end"
_FOR_US = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")  # names of what is open already


def _opener(path: str | bytes, flags: int) -> int:
    name = os.fsdecode(path)
    mode = os.stat(path).st_mode
    ours = stat.S_ISFIFO(mode) and name.startswith(_FOR_US)
    if not (ours or stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a directory is refused by whoever opens it
        raise OSError(errno.ESPIPE, _NO_END, name)
    return os.open(path, flags if ours else flags | getattr(os, "O_NONBLOCK", 0))
