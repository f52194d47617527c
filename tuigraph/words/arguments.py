"""What argparse says, as messages of the catalogue.

argparse takes its sentences from gettext, by their English text, and fills them with ``%``.  While `spoken` lasts it is
given ours, which remember their message: `said_of` tells it of what a parser's ``error`` is handed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tuigraph.words.catalogue import Words, message

if TYPE_CHECKING:
    from tuigraph.wire.said import Text

WHAT = "what"
"""The field for what argparse gives no name."""

OF_ARGUMENT = "argument %(argument_name)s: %(message)s"

CHOICE, CHOICE_NEAR = message("args_choice"), message("args_choice_near")

SENTENCES = {
    "usage: ": message("args_usage"),
    "positional arguments": message("args_arguments"),
    "options": message("args_options"),
    "show this help message and exit": message("args_help"),
    OF_ARGUMENT: message("args_of"),
    "%(prog)s: error: %(message)s\n": message("args_error"),
    "the following arguments are required: %s": message("args_missing"),
    "one of the arguments %s is required": message("args_one_missing"),
    "unrecognized arguments: %s": message("args_unknown"),
    "ambiguous option: %(option)s could match %(matches)s": message("args_ambiguous"),
    "invalid choice: %(value)r (choose from %(choices)s)": CHOICE,
    "invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)": CHOICE_NEAR,
    "invalid %(type)s value: %(value)r": message("args_type"),
    "unknown parser %(parser_name)r (choices: %(choices)s)": message("args_command"),
    "expected one argument": message("args_one"),
    "expected at most one argument": message("args_at_most_one"),
    "expected at least one argument": message("args_at_least_one"),
    "not allowed with argument %s": message("args_not_with"),
    "unexpected option string: %s": message("args_unexpected"),
    "ignored explicit argument %r": message("args_no_value"),
}
"""By what argparse says in English, of Python 3.10 to 3.14."""


@contextmanager
def spoken(words: Words) -> Iterator[None]:
    """Let argparse speak in these words."""
    name = "_"  # of gettext in argparse
    former, text_of = getattr(argparse, name), argparse.ArgumentError.__str__
    setattr(argparse, name, lambda text: _Sentence.of(text, words) or former(text))
    setattr(argparse.ArgumentError, "__str__", lambda error: _text_of(error, words))  # noqa: B010
    try:
        yield
    finally:
        setattr(argparse, name, former)
        setattr(argparse.ArgumentError, "__str__", text_of)  # noqa: B010


def _text_of(error: argparse.ArgumentError, words: Words) -> str:
    """Python 3.10 asks no gettext for it, and 3.13 makes plain text of a sentence without an argument."""
    if error.argument_name is None:
        return error.message
    sentence = _Sentence.of(OF_ARGUMENT, words)
    assert sentence is not None
    return sentence % {"argument_name": error.argument_name, "message": error.message}


def said_of(text: str) -> Text:
    """The sentence that argparse said, or its text where it is none of `SENTENCES`."""
    if not isinstance(text, _Sentence):
        return text
    from tuigraph.wire.said import said

    fields = {name: said_of(value) if isinstance(value, str) else repr(value) for name, value in text.fields.items()}
    return said(text.id, **fields)


class _Sentence(str):
    """The text of a message.  Where it has fields it is not said before ``%`` has given them."""

    id: str
    fields: Mapping[str, object]
    _words: Words

    @classmethod
    def of(cls, text: str, words: Words) -> _Sentence | None:
        id = SENTENCES.get(text)
        if id is None:
            return None
        return cls._made(text if "%" in text else words(id), id, {}, words)

    @classmethod
    def _made(cls, text: str, id: str, fields: Mapping[str, object], words: Words) -> _Sentence:
        made = cls(text)
        made.id, made.fields, made._words = id, fields, words
        return made

    def __mod__(self, values: object) -> _Sentence:
        if "%" not in self:
            return self
        fields = dict(values) if isinstance(values, Mapping) else {WHAT: values}
        id = self.id
        if id == CHOICE and (near := _nearest(str(fields["value"]), str(fields["choices"]))):
            id, fields = CHOICE_NEAR, {**fields, "suggestion": near}  # as Python 3.14 has it
        return self._made(self._words(id, **fields), id, fields, self._words)


def _nearest(word: str, choices: str) -> str:
    """What somebody may have meant; "" where nothing is like it.  Before Python 3.12 choices are quoted."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, [choice.strip("' ") for choice in choices.split(",")], 1)), "")
