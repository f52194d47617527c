"""Which messages the code says, and with which fields: an extraction method for Babel."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from babel.messages.extract import extract_from_dir

PACKAGE = Path(__file__).parents[2] / "tuigraph"

KEYWORDS = dict.fromkeys(("texts", "_texts", "_words", "words", "say", "said", "refused", "message", "Key"))
MARKS = ("message", "Key")  # these take no fields
IDENTIFIERS = {"Key": (2, 4)}  # which arguments are identifiers, where it is not the first alone


class Saying(NamedTuple):
    """An identifier in the code; `fields` is None where the code does not show them."""

    place: str
    id: str
    fields: frozenset[str] | None


def extract(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's protocol: line, function, identifier, comments; once for each arm of a condition.

    The comments are the names of the fields, or ``?`` where the code does not show them.
    """
    for node in ast.walk(ast.parse(file.read())):
        name = _name(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in keywords:
            fields = ["?"] if name in MARKS else sorted(keyword.arg or "?" for keyword in node.keywords)
            for at in IDENTIFIERS.get(name, (0,)):
                for text in _texts(node.args[at]) if at < len(node.args) else ():
                    yield node.lineno, name, text, fields


def sayings(folder: Path = PACKAGE) -> list[Saying]:
    """All that the modules below a folder say."""
    methods = [("engine/**.py", "ignore"), ("**.py", f"{__name__}:extract")]  # the engine's errors are TensorFlow's
    found = extract_from_dir(folder, methods, keywords=KEYWORDS)
    return [
        Saying(f"{file}:{line}", str(id), None if "?" in comments else frozenset(comments))
        for file, line, id, comments, _ in found
    ]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(part: ast.expr) -> list[str]:
    """The string that an argument is; of ``"a" if x else "b"`` both; one that is put together as it stands there."""
    if isinstance(part, ast.IfExp):
        return [*_texts(part.body), *_texts(part.orelse)]
    if isinstance(part, ast.JoinedStr):
        return [ast.unparse(part)]
    return [part.value] if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value else []
