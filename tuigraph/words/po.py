"""Reads gettext's ``.po`` files, as far as catalogues go that are kept in UTF-8 and edited by hand.

Comments, plural forms and strings over several lines are understood; a message that is marked as fuzzy is left out.
Line by line, for it is read whenever the screen starts: as quick as the standard library is with a compiled ``.mo``.
"""

from __future__ import annotations

import re

Messages = dict[str, tuple[str, ...]]
"""By identifier: the text, or its plural forms.  The one under "" is the header."""

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def read(text: str) -> Messages:
    """The messages of a file."""
    found: dict[str, list[list[str]]] = {}
    forms: list[list[str]] = []
    pieces: list[str] = []  # of the string that goes on with each line in quotes
    identifier: list[str] = []
    fuzzy = False
    for line in text.split("\n"):
        if line.startswith('"'):
            pieces.append(line.rstrip()[1:-1])
        elif line.startswith("msgid "):
            identifier = pieces = [_quoted(line)]
            forms = []
        elif line.startswith("msgstr"):
            pieces = [_quoted(line)]
            forms.append(pieces)
            if not fuzzy:
                found[_text("".join(identifier))] = forms
        elif line.startswith("msgid_plural "):
            pieces = []
        elif line.startswith("#,"):
            fuzzy = "fuzzy" in line
        elif not line.strip():
            fuzzy = False
    return {id: tuple(_text("".join(form)) for form in forms) for id, forms in found.items()}


def header(messages: Messages) -> dict[str, str]:
    """The fields of the header, such as ``Plural-Forms``."""
    lines = messages.get("", ("",))[0].splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _quoted(line: str) -> str:
    return line[line.index('"') + 1 : line.rindex('"')]


def _text(string: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), string) if "\\" in string else string
