"""From a lesson file to its cells: the percent format, notebooks and jupytext Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tuigraph.lessons import notebooks
from tuigraph.reading import text_of
from tuigraph.wire.said import Text, said
from tuigraph.words.errors import SaidError, of_system

Kind = Literal["text", "code"]
Reader = Callable[[str, Path], Iterable["Cell"]]

_MARKER = re.compile(r"#\s*%%(?!%)")
_CELL_TYPE = re.compile(r"\[(\w+)\]")
_OPTION = re.compile(r"([\w-]+)=")
_TYPES: dict[str, Kind] = {"markdown": "text", "md": "text"}
STORED = {"role": "output", "book": True, "tolerance": "1e-3"}  # what a notebook keeps of its outputs


class LessonError(SaidError):
    """A lesson file that cannot be used: which file, which cell (from 1), which line (from 1) and why.

    ``cell`` and ``line`` are 0 where the whole file is meant.
    """

    def __init__(self, path: str | Path, cell: int, line: int, why: Text) -> None:
        self.path = str(path)
        self.cell = cell
        self.line = line
        self.why = why
        place = said("lesson_place", path=self.path, cell=cell, line=line) if cell else self.path
        super().__init__(said("lesson_wrong", place=place, why=why))


@dataclass(frozen=True)
class Cell:
    """One cell.  ``source`` is without comment signs for text; ``line`` is where it starts in the file, from 1."""

    kind: Kind
    source: str
    line: int
    number: int
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def lang(self) -> str | None:
        return self.options.get("lang")

    def source_in(self, lang: str) -> str:
        """The code as a reader of this language is shown it: line for line the same, but for a comment.

        The option ``comment-en="..."`` is what the first line that is nothing but a comment says in English.
        """
        comment = self.options.get(f"comment-{lang}")
        if not comment:
            return self.source
        return re.sub(r"^( *)#.*$", lambda found: f"{found[1]}# {comment}", self.source, count=1, flags=re.MULTILINE)

    @property
    def role(self) -> str:
        return str(self.options.get("role", self.kind))


def is_script(word: str) -> bool:
    """Whether a word names a Python file that has no cells at all."""
    path = Path(word)
    try:
        text = text_of(path) if path.suffix == ".py" and path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return False
    return bool(text.strip()) and not any(_MARKER.match(line) for line in text.split("\n"))


def read_cells(path: Path) -> list[Cell]:
    """The cells of a file in any of the three formats, chosen by its suffix.  Raises LessonError."""
    try:
        text = text_of(path)
    except FileNotFoundError:
        raise LessonError(path, 0, 0, said("lesson_no_file")) from None
    except UnicodeDecodeError as error:
        raise LessonError(path, 0, 0, said("lesson_no_text", byte=error.start)) from None
    except OSError as error:
        raise LessonError(path, 0, 0, said("lesson_unreadable", why=of_system(error))) from None
    readers: dict[str, Reader] = {".py": _speaking(_percent), ".ipynb": _notebook, ".md": _speaking(_markdown)}
    if path.suffix not in readers:
        raise LessonError(path, 0, 0, said("lesson_no_lesson"))
    return list(readers[path.suffix](text, path))


def _percent(text: str, path: Path) -> Iterator[Cell]:
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if _MARKER.match(line)]
    if not starts:
        raise LessonError(path, 0, 0, said("lesson_no_cells"))
    yield _trimmed("code", lines[: starts[0]], 0, 0, {})
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), start=1):
        kind, options = _marker(lines[start], path, number, start + 1)
        body = lines[start + 1 : end]
        if kind == "text":
            for i, line in enumerate(body):
                if line.strip() and not line.startswith("#"):
                    raise LessonError(path, number, start + 2 + i, said("lesson_bare_line", text=line))
            body = [re.sub(r"^#( |$)", "", line) for line in body]
        yield _trimmed(kind, body, start + 1, number, options)


def _marker(line: str, path: Path, number: int, line_number: int) -> tuple[Kind, dict[str, Any]]:
    """``# %% title [markdown] key="value"`` -> kind and options."""
    rest = _MARKER.sub("", line, count=1)
    kind: Kind = "code"
    found = _CELL_TYPE.search(rest.split("=")[0])
    if found:
        if found[1] not in _TYPES:
            raise LessonError(path, number, line_number, said("lesson_cell_type", type=found[1]))
        kind = _TYPES[found[1]]
        rest = rest[found.end() :]
    try:
        return kind, _options(rest)
    except SaidError as error:
        raise LessonError(path, number, line_number, error.said) from None


def _options(text: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    found = _OPTION.search(text)
    while found:
        try:
            options[found[1]], end = json.JSONDecoder().raw_decode(text, found.end())
        except (ValueError, RecursionError):
            value = text[found.end() :].split(" ")[0]
            raise SaidError(said("lesson_option", name=found[1], value=value)) from None
        found = _OPTION.search(text, end)
    return options


def _notebook(text: str, path: Path) -> Iterator[Cell]:
    """Code cells are counted as Jupyter counts what it runs: without text, and without cells that are empty."""
    try:
        cells = notebooks.read(text)
    except notebooks.NoNotebook as error:
        raise LessonError(path, 0, 0, error.said) from None
    runs = 0
    for number, cell in enumerate(cells, start=1):
        code = cell.kind == "code"
        read = _trimmed(cell.kind, cell.source.split("\n"), 0, runs + 1 if code else number, cell.options)
        if not read.source or (number == 1 and not _says_something(read)):  # as at the head of a percent file
            continue
        runs += code
        yield read
        if cell.output:
            yield Cell("text", f"```\n{cell.output}\n```", 1, number, STORED)


def _markdown(text: str, path: Path) -> Iterator[Cell]:
    """Jupytext Markdown: ```python fences are code, ``<!-- #region key="value" -->`` begins a text cell."""
    lines = text.split("\n")
    front_matter = lines[:1] == ["---"]
    start = lines.index("---", 1) + 1 if front_matter and "---" in lines[1:] else 0
    kind: Kind = "text"
    region = False
    options: dict[str, Any] = {}
    body: list[str] = []
    number = 1
    for i, line in enumerate([*lines[start:], ""], start=start):
        fence = re.match(r"```python\b(.*)", line) if kind == "text" and not region else None
        opening = re.match(r"<!-- #(?:region|md)\b(.*)-->", line) if kind == "text" else None
        code_ends = kind == "code" and line.rstrip() == "```"
        region_ends = region and re.match(r"<!-- #end(?:region|md) -->", line)
        if not (fence or opening or code_ends or region_ends or i == len(lines)):
            body.append(line)
            continue
        yield _trimmed(kind, body, i - len(body), number, options)
        number += bool(body)
        kind, region, body = ("code" if fence else "text"), bool(opening), []
        try:
            found = fence or opening
            options = _options(found[1]) if found else {}
        except SaidError as error:
            raise LessonError(path, number, i + 1, error.said) from None


def _speaking(reader: Reader) -> Reader:
    return lambda text, path: filter(_says_something, reader(text, path))


def _says_something(cell: Cell) -> bool:
    """False for an empty cell, and for code that is only a comment, as at the head of a file."""
    lines = cell.source.split("\n")
    return any(line.strip() and not (cell.kind == "code" and line.startswith("#")) for line in lines)


def _trimmed(kind: Kind, body: list[str], before: int, number: int, options: dict[str, Any]) -> Cell:
    """A cell without blank lines around it; ``before`` is how many lines of the file come before its body."""
    first = next((i for i, line in enumerate(body) if line.strip()), len(body))
    return Cell(kind, "\n".join(body[first:]).rstrip(), before + first + 1, number, options)
