"""Files that are kept: each is written whole, on the disk, or not at all.  And where a program's state lies."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tuigraph.reading import text_of

UNFINISHED = ".tempstate"
"""What follows the name of a file while it is being written; a killed process leaves one behind."""


@contextmanager
def replacing(path: str | Path, mode: str = "w", **options: Any) -> Iterator[IO[Any]]:
    """A file to write that takes the place of the one at `path` when the block ends well.

    Others see the old file or the new one, whole, and so does the next start after a crash or a loss of power; a block
    that raises leaves the old one.  Links are followed and permissions stay.  What is no file, such as a pipe, is
    written to as it is.  Raises OSError.
    """
    place = os.path.realpath(path)
    if os.path.exists(place) and not os.path.isfile(place):
        with open(place, mode, **options) as file:
            yield file
        return
    temporary = unfinished(place)
    try:
        with open(temporary, mode.replace("w", "x"), **options) as file:
            if os.path.exists(place):
                shutil.copymode(place, temporary)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename == temporary:
            error.filename = os.fspath(path)
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    sync_folder(os.path.dirname(place))


@contextmanager
def one_writer(folder: str) -> Iterator[None]:
    """Nobody else is in such a block for this folder meanwhile, where the system can see to it; nothing is left behind.

    For what takes several files: each alone needs no more than `replacing`.
    """
    with ExitStack() as stack:
        with suppress(ImportError, OSError):
            import fcntl

            descriptor = os.open(folder or ".", os.O_RDONLY)
            stack.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def write_text(path: str | Path, text: str) -> None:
    """Put a file with this text in the place of another.  Raises OSError."""
    with replacing(path, encoding="utf-8") as file:
        file.write(text)


def keep(path: Path, text: str) -> None:
    """Put text into a file of the program's own state, in a folder that may not be there yet.  Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
    sweep(str(path.parent))


def kept_values(name: str) -> dict[str, Any]:
    """The values that a file of the program's own state holds by their names; none of a file that cannot be read."""
    import json

    try:
        found = json.loads(text_of(state_file(name)))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_values(name: str, values: Mapping[str, Any]) -> None:
    """Keep them; where nothing can be kept the program is as good as before."""
    import json

    with suppress(OSError):
        keep(state_file(name), json.dumps(dict(values), indent=1) + "\n")


def unfinished(path: str) -> str:
    """A name beside `path` that nobody else uses; it says whose it is, so that `sweep` knows what is left over."""
    return f"{path}{UNFINISHED}{_here()}{os.getpid() & 0xFFFFFFFF:08x}{secrets.token_hex(4)}"


def sweep(folder: str) -> None:
    """Remove what processes of this machine have left unfinished in a folder because they were killed."""
    if os.name != "posix":  # nobody says there whether a process lives without touching it
        return
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            owner = _OWNED.search(entry.name)
            if owner and owner[1] == _here() and not _lives(int(owner[2], 16)):
                with suppress(OSError):
                    os.unlink(entry.path)


_OWNED = re.compile(re.escape(UNFINISHED) + "([0-9a-f]{8})([0-9a-f]{8})[0-9a-f]{8}$")


def _here() -> str:
    """The machine, in eight letters: a folder may be shared by several."""
    return f"{zlib.crc32(os.uname().nodename.encode() if hasattr(os, 'uname') else b''):08x}"


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def sync_folder(path: str) -> None:
    """Make a renaming in a folder durable, where the system opens folders."""
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path or ".", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def state_file(*parts: str) -> Path:
    """Where a file of the program's own state lies, such as ``state_file("progress.json")``.

    ``XDG_STATE_HOME`` says it where that is set (a relative path is ignored, as its standard has it), else the system's
    custom; a file that an earlier version has left in ``~/.local/state`` is found there.
    """
    home = os.environ.get("XDG_STATE_HOME", "").strip()
    if os.path.isabs(home):
        return Path(home, "tuigraph", *parts)
    former = Path.home().joinpath(".local", "state", "tuigraph", *parts)
    return former if former.exists() else _custom().joinpath(*parts)


def _custom() -> Path:
    import platformdirs

    relative = os.environ.pop("XDG_STATE_HOME", None)
    try:
        return platformdirs.user_state_path("tuigraph", appauthor=False)
    finally:
        if relative is not None:
            os.environ["XDG_STATE_HOME"] = relative
