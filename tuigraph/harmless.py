"""Nothing gets to a terminal but text: what a terminal would obey is taken out of whatever somebody else has written.

Titles, names of files and nodes, tags, errors and printed lines come from lessons, graphs and event files of others.  A
terminal takes an escape sequence in them for a command (to write the clipboard, to clear the screen), and a format
character for an order to show the line backwards.  Plain output goes through `Harmless` streams, the screen's through a
filter of its app; both keep the same characters.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

_ESCAPE = (
    r"(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # a command to the terminal
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c\n]*(?:\x1b\\|\x9c)?"  # a string for a device
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # colours, cursor, modes
    r"|\x1b[ -/]*[0-~]?"
)
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_KEPT = frozenset(_SPACES + "\u200d")  # the joiner makes one picture of several


def obeyed(letter: str) -> bool:
    """Whether a terminal would do something for a character but show it."""
    return not (letter.isprintable() or letter in _KEPT)


def clean(text: str) -> str:
    """One line without what a terminal would obey: escape sequences, control and format characters.

    A carriage return overwrites the line, as it would on a terminal; a tab becomes spaces, a line end one space.
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(_ESCAPE, "", text.rstrip("\r\n").replace("\r\n", " ").replace("\n", " ")).rpartition("\r")[2]
    return "".join(letter for letter in text if not obeyed(letter)).expandtabs(8)


def clean_lines(text: str) -> str:
    """Like `clean`, for text of several lines, which keep their ends."""
    return "\n".join(map(clean, text.split("\n")))


def clean_printed(text: str) -> str:
    """Like `clean`, for pieces of what a program prints: line ends and tabs stay what they are."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter for letter in re.sub(_ESCAPE, "", text) if letter == "\n" or not obeyed(letter))


def bare(stream: TextIO) -> TextIO:
    """A stream that takes all there is."""
    return stream.behind if isinstance(stream, Harmless) else stream


class Harmless:
    """A stream that takes text only; whatever else is asked of it, the stream behind it answers."""

    def __init__(self, behind: TextIO) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        self.behind.write(clean_lines(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


def harmless(stream: TextIO) -> TextIO:
    """A stream for a person's terminal."""
    return stream if isinstance(stream, Harmless) else cast(TextIO, Harmless(stream))


@contextmanager
def harmless_streams() -> Iterator[None]:
    """What is printed inside, to either stream, is text only."""
    with _streams(harmless(sys.stdout), harmless(sys.stderr)):
        yield


@contextmanager
def raw_streams() -> Iterator[None]:
    """Inside, a program that somebody has started has the streams as they are, as under Python itself."""
    with _streams(*(s.behind if isinstance(s, Harmless) else s for s in (sys.stdout, sys.stderr))):
        yield


@contextmanager
def _streams(out: TextIO, err: TextIO) -> Iterator[None]:
    former = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        yield
    finally:
        sys.stdout, sys.stderr = former
