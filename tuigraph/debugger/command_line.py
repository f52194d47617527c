"""A typed command line in parts, by the rules of tfdbg: quotes and brackets keep together what stands in them.

``pt y[3:7, :] -r [0.2, inf] > y.txt`` is ``pt``, ``y[3:7, :]``, ``-r``, ``[0.2, inf]``, and its answer goes to a file.
Quotes are taken off where a whole argument stands in them, so that Python stays what it is.
"""

from __future__ import annotations

import re

from tuigraph.debugger.refusals import Refused
from tuigraph.wire.said import said

_CLOSING = {"[": "]", "(": ")", "{": "}"}
_SIGNS = ("<", ">", "<=", ">=", "==", "!=")
_OF_RANGES = ("-r", "--ranges")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+|inf|nan)(e[-+]?\d+)?$", re.IGNORECASE)


def split(text: str) -> list[str]:
    """The parts.  Raises Refused where a quotation mark is left open; an open bracket keeps nothing together."""
    parts: list[str] = []
    part, place = "", 0
    while place < len(text):
        end = _together(text, place)
        if text[place].isspace():
            parts, part = [*parts, part] if part else parts, ""
        else:
            part += text[place:end]
        place = end
    parts = ["", *parts, part, ""]
    for place in reversed(range(1, len(parts) - 1)):  # "-r > 0.2"
        if parts[place] in _SIGNS and parts[place - 1] in _OF_RANGES:
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
    triples = zip(parts, parts[1:], parts[2:])
    return [_unquoted(part) if _is_argument(former, next) else part for former, part, next in triples if part]


def _is_argument(former: str, next: str) -> bool:
    """Whether what stands between them is an argument by itself."""
    return (not former or former.startswith("-") or former == ">") and (not next or next.startswith(("-", ">")))


def _together(text: str, place: int) -> int:
    """Where that ends which begins here and is not to be taken apart."""
    first = text[place]
    if first in "\"'":
        end = text.find(first, place + 1)
        if end < 0:
            raise Refused(said("typed_open_quote", text=text))
        return end + 1
    waiting = [_CLOSING[first]] if first in _CLOSING else []
    end = place + 1
    while waiting and end < len(text):
        here = text[end]
        if here in "\"'":
            end = max(text.find(here, end + 1), end)
        elif here == waiting[-1]:
            waiting.pop()
        elif here in _CLOSING:
            waiting.append(_CLOSING[here])
        end += 1
    return place + 1 if waiting else end


def _unquoted(part: str) -> str:
    is_whole = len(part) > 1 and part[0] in "\"'" and part.find(part[0], 1) == len(part) - 1
    return part[1:-1] if is_whole else part


def redirected(words: list[str]) -> tuple[list[str], str]:
    """What is left of a command that ends in ``> FILE``, and the file; before a number the sign is a comparison.

    Raises Refused when nothing follows the sign.
    """
    rest, last = words[:-1], words[-1] if words else ""
    before, sign, path = last.rpartition(">")
    if not sign and rest and rest[-1].endswith(">"):
        before, sign, path = rest.pop()[:-1], ">", last
    if (
        not sign
        or ">" in before
        or path.startswith("=")
        or _NUMBER.match(path)
        or (rest[-1:] and rest[-1] in _OF_RANGES)
    ):
        return words, ""
    if not path:
        raise Refused(said("typed_no_file"))
    return [*rest, before] if before else rest, path
