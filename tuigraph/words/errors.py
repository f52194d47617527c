"""Errors that are sentences for a person, and what the system says when it refuses a file."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from tuigraph.words.catalogue import ORIGINAL, Words, message

if TYPE_CHECKING:
    from tuigraph.wire.said import Field, Text


class SaidError(Exception):
    """Carries a sentence; whoever shows it to a person says it in that person's language.  As text it is English."""

    def __init__(self, said: Text) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return Words(ORIGINAL).say(self.said)


def refused(id: str, /, **fields: Field) -> SaidError:
    """The error that says a message.  Who raises none imports no records."""
    from tuigraph.wire.said import said

    return SaidError(said(id, **fields))


_SYSTEM = {
    errno.ENOENT: message("system_no_file"),
    errno.EACCES: message("system_no_permission"),
    errno.EPERM: message("system_no_permission"),
    errno.EEXIST: message("system_exists"),
    errno.ENOTDIR: message("system_no_directory"),
    errno.EISDIR: message("system_directory"),
    errno.ENOSPC: message("system_full"),
    errno.EROFS: message("system_read_only"),
    errno.ENAMETOOLONG: message("system_long_name"),
    errno.EIO: message("system_io"),
    errno.ESPIPE: message("system_no_end"),
    errno.EFBIG: message("system_large"),
}


def of_system(error: OSError) -> Text:
    """Why a file could not be read or written; in the system's own words where they are rare ones."""
    if error.errno in _SYSTEM:
        from tuigraph.wire.said import said

        return said(_SYSTEM[error.errno])
    return error.strerror or str(error)


def of_file(error: OSError) -> Text:
    """Which file it was, and why."""
    if error.filename is None:
        return of_system(error)
    from tuigraph.wire.said import said

    return said("system_of", path=str(error.filename), why=of_system(error))
