"""Turns identifiers of messages into words of one language."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tuigraph.harmless import clean
from tuigraph.words import po

if TYPE_CHECKING:
    from tuigraph.wire.said import Said, Text

FOLDER = os.path.dirname(__file__)
NOTHING: Mapping[str, str] = {}
ORIGINAL = "en"
"""The language that has every message, and stands in for another where that has none."""


class Words:
    """Says messages in one language, in English where that has no such file."""

    def __init__(self, language: str, instead: Mapping[str, str] = NOTHING) -> None:
        """`instead`: messages in whose place others are said."""
        self._instead = instead
        self.language = language if language in languages() else ORIGINAL

    def __call__(self, id: str, /, **fields: object) -> str:
        """The message with its ``{fields}`` filled in; where it has plural forms, that for the field ``n``.

        Data in a field is one line, and nothing that a terminal would obey: a name cannot look like a sentence.
        """
        for name, value in fields.items():
            sentence = _sentence(value)
            if sentence is not None:
                fields[name] = self.say(sentence)
            elif id and isinstance(value, str):
                fields[name] = clean(value)
        if not id:  # `joined`
            return "".join(map(str, fields.values()))
        id = self._instead.get(id, id)
        messages, form_of = _load(self.language)
        forms = messages.get(id) or _load(ORIGINAL)[0].get(id)
        if forms is None:
            return f"{id} {fields or ''}".rstrip()
        form = forms[0]
        if len(forms) > 1:
            number = fields["n"]
            assert isinstance(number, int), id
            form = forms[form_of(number)]
        return form.format(**fields)

    def say(self, text: Text) -> str:
        """A sentence in words; data as it is."""
        return text if isinstance(text, str) else self(text.id, **text.fields)

    def lines(self, text: Text) -> str:
        """Data as it is, line ends and all; a sentence on lines of its own."""
        return text if isinstance(text, str) else self.say(text) + "\n"


def _sentence(value: object) -> Said | None:
    """A field that is a sentence.  Records of the wire cost more to import than all words: only who has one pays."""
    if isinstance(value, (str, int, float)):
        return None
    from tuigraph.wire.said import Said

    return value if isinstance(value, Said) else None


def message(id: str) -> str:
    """The identifier itself: marks one that is said elsewhere, for who collects all that are said."""
    return id


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is a file for, English first."""
    if os.path.isdir(FOLDER):
        files = os.listdir(FOLDER)
    else:
        from importlib import resources  # within an archive; it costs more than the rest of this package

        files = [file.name for file in resources.files(__package__).iterdir()]
    found = sorted(file.removesuffix(".po") for file in files if file.endswith(".po"))
    return (ORIGINAL, *(language for language in found if language != ORIGINAL))


def of_locale(environment: Mapping[str, str] = os.environ) -> str:
    """That of ``TUIGRAPH_LANG``, else of the locale as gettext reads it; English where there are no words of it."""
    for name in ("TUIGRAPH_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return language_of(value) or ORIGINAL
    return ORIGINAL


def language_of(locale: str) -> str:
    """The first language of a locale, or of several, that there are words of; "" where there are of none."""
    for wanted in locale.replace("-", "_").split(":"):
        for language in languages():
            if f"{wanted}_".replace(".", "_").lower().startswith(f"{language}_".lower()):
                return language
    return ""


@cache
def _load(language: str) -> tuple[po.Messages, Callable[[int], int]]:
    """The messages of a language, and which plural form a number takes."""
    loader: Any = globals()["__loader__"]  # which reads from an archive too
    data: bytes = loader.get_data(os.path.join(FOLDER, f"{language}.po"))
    messages = po.read(data.decode("utf-8"))

    def form(number: int) -> int:
        return _plural(po.header(messages).get("Plural-Forms", ""))(number)

    return messages, form


@cache
def _plural(rule: str) -> Callable[[int], int]:
    from gettext import c2py

    formula = rule.partition("plural=")[2].rstrip("; ")
    chosen: Callable[[int], int] = c2py(formula or "n != 1")
    return chosen
