"""Whether the terminal's background is light, as far as it can be asked."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Iterable, Mapping

WAIT, WAIT_FAR = 0.15, 0.6  # seconds for an answer: of a terminal here, and of one at the other end of a line
_ASK = b"\x1b]11;?\x1b\\"
_ASK_ALL = b"\x1b[c"
"""What every terminal answers: a terminal that knows of no colours is waited for no longer than this answer takes."""
_COLOUR = re.compile(rb"\x1b\]11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)")
_END = re.compile(rb"\x1b\[\?[0-9;]*c")
_ANSWER = re.compile(r"\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[\?[0-9;]*c")


def is_light(environment: Mapping[str, str] = os.environ) -> bool:
    """By ``COLORFGBG`` where that is set, else by the terminal's own answer; False where there is none."""
    told = environment.get("COLORFGBG", "").rpartition(";")[2]
    if told.isdigit():
        return int(told) in (7, *range(9, 16))
    answer = ask(WAIT_FAR if "SSH_CONNECTION" in environment else WAIT)
    return lightness(answer) > 0.5


def lightness(answer: bytes) -> float:
    """From 0 for black to 1 for white; -1 where the answer names no colour."""
    found = _COLOUR.search(answer)
    if found is None:
        return -1.0
    red, green, blue = (int(part, 16) / float(16 ** len(part) - 1) for part in found.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ask(seconds: float) -> bytes:
    """What the terminal says of its background, b"" where there is none or it does not answer in time.

    An answer that comes later than that is not taken for keys.
    """
    if os.name != "posix":
        return b""
    import termios
    import tty

    try:
        into, out = sys.stdin.fileno(), sys.stderr.fileno()
        if not (os.isatty(into) and os.isatty(out)) or os.getpgrp() != os.tcgetpgrp(into):
            return b""
        before = termios.tcgetattr(into)
    except (OSError, ValueError, AttributeError, termios.error):
        return b""
    try:
        tty.setcbreak(into, termios.TCSANOW)
        os.write(out, _ASK + _ASK_ALL)
        answer = _read(into, time.monotonic() + seconds)
    except OSError:
        return b""
    finally:
        termios.tcsetattr(into, termios.TCSANOW, before)
    if not _END.search(answer):
        _expect_late_answer()
    return answer


def _read(descriptor: int, until: float) -> bytes:
    answer = b""
    while not _END.search(answer):
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        piece = os.read(descriptor, 1024) if ready else b""
        if not piece:
            break
        answer += piece
    return answer


def _expect_late_answer() -> None:
    """Have Textual's reader of keys leave the answer out."""
    from textual._xterm_parser import XTermParser
    from textual.drivers import linux_driver
    from textual.message import Message

    class Parser(XTermParser):
        def feed(self, data: str) -> Iterable[Message]:
            keys = _ANSWER.sub("", data)
            return super().feed(keys) if keys or not data else ()  # an empty text is the end of all keys

    setattr(linux_driver, "XTermParser", Parser)  # noqa: B010
