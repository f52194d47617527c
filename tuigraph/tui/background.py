"""Whether the terminal's background is light, as far as it can be asked."""

from __future__ import annotations

import os
import re
import select
import sys
import threading
import time
from collections.abc import Iterable, Mapping

from tuigraph.tui.settings import setting

KEPT = "theme"  # the setting
WAIT, WAIT_FAR = 0.15, 0.6  # seconds for an answer: of a terminal here, and of one at the other end of a line
_ASK = b"\x1b]11;?\x1b\\"
_ASK_ALL = b"\x1b[c"
"""What every terminal answers: a terminal that knows of no colours is waited for no longer than this answer takes."""
_COLOUR = re.compile(rb"\x1b\]11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)")
_END = re.compile(rb"\x1b\[\?[0-9;]*c")
_ANSWER = re.compile(r"\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[\?[0-9;]*c")


_asking: list[tuple[threading.Thread, list[bytes | None]]] = []  # at most one, and where its answer goes


def has_many_colours(environment: Mapping[str, str] = os.environ) -> bool:
    many = environment.get("COLORTERM", "") in {"truecolor", "24bit"} or "256color" in environment.get("TERM", "")
    return many and "NO_COLOR" not in environment


def ask_ahead(wish: str | None, environment: Mapping[str, str] = os.environ) -> None:
    """Where the theme will hang on the terminal's answer, ask for it now: `is_light` waits for what is left then."""
    if wish or environment.get("TUIGRAPH_THEME") or not has_many_colours(environment) or setting(KEPT):
        return
    if not _told(environment):
        answers: list[bytes | None] = []
        thread = threading.Thread(target=lambda: answers.append(asked(_patience(environment))))
        _asking[:] = [(thread, answers)]
        thread.start()


def _told(environment: Mapping[str, str]) -> str:
    told = environment.get("COLORFGBG", "").rpartition(";")[2]
    return told if told.isdigit() else ""


def _patience(environment: Mapping[str, str]) -> float:
    return WAIT_FAR if "SSH_CONNECTION" in environment else WAIT


def is_light(environment: Mapping[str, str] = os.environ) -> bool:
    """By ``COLORFGBG`` where that is set, else by the terminal's own answer; False where there is none."""
    if told := _told(environment):
        return int(told) in (7, *range(9, 16))
    return lightness(ask(_patience(environment))) > 0.5


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
    if _asking:
        thread, answers = _asking.pop()
        thread.join()
    else:
        answers = [asked(seconds)]
    answer = answers[0] if answers else None
    if answer is None:
        return b""
    if not _END.search(answer):
        _expect_late_answer()
    return answer


def asked(seconds: float, question: bytes = _ASK) -> bytes | None:
    """The answer as far as it has come in time; None where nobody can be asked."""
    if os.name != "posix":
        return None
    import termios
    import tty

    try:
        into, out = sys.stdin.fileno(), sys.stderr.fileno()
        if not (os.isatty(into) and os.isatty(out)) or os.getpgrp() != os.tcgetpgrp(into):
            return None
        before = termios.tcgetattr(into)
    except (OSError, ValueError, AttributeError, termios.error):
        return None
    try:
        tty.setcbreak(into, termios.TCSANOW)
        os.write(out, question + _ASK_ALL)
        answer = _read(into, time.monotonic() + seconds)
    except OSError:
        return None
    finally:
        termios.tcsetattr(into, termios.TCSANOW, before)
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
