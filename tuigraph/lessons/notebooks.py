"""The cells of a Jupyter notebook (nbformat 3 and 4) and what is stored of their outputs.  Nothing of it is run."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, NamedTuple

from tuigraph.wire.said import Said, said
from tuigraph.words.errors import SaidError

MOST = 20_000  # characters of stored output; more is not compared

_IMAGES = re.compile(r"image/|text/html|application/")
_PASSING = re.compile(  # what TensorFlow logs, which goes to stderr elsewhere, and what no two runs share
    r"^(?:(?:INFO|WARNING):tensorflow:|CPU times: |Wall time: ).*\n?", re.MULTILINE
)
_ONLY_COMMANDS = re.compile(r"(?:[ \t]*(?:[%!#][^\n]*)?(?:\n|\Z))*")  # they are not run here: nothing to compare
_ANSI = re.compile(r"\x1b\[[\d;]*m")


class NoNotebook(SaidError):
    """A text that is no notebook; says why."""


class NotebookCell(NamedTuple):
    """A cell: `source` as it stands, `options` of its metadata that are simple values, text of its stored outputs."""

    kind: Literal["text", "code"]
    source: str
    options: dict[str, Any]
    output: str


def read(text: str) -> list[NotebookCell]:
    """The text and code cells of a notebook, empty ones among them.  Raises NoNotebook."""
    try:
        whole = json.loads(text)
    except RecursionError:
        raise NoNotebook(said("notebook_deep")) from None
    except ValueError as error:
        raise NoNotebook(said("lesson_no_notebook", why=str(error))) from None
    found = _listed(_object(whole, ""), "cells", "worksheets")
    if "cells" not in whole:  # nbformat 3 and before
        found = [cell for sheet in found for cell in _listed(_object(sheet, "worksheets"), "cells")]
    return [cell for number, one in enumerate(found, 1) if (cell := _cell(_object(one, f"cells[{number}]"), number))]


def _cell(cell: dict[str, Any], number: int) -> NotebookCell | None:
    kind = cell.get("cell_type")
    if kind == "heading":  # nbformat 3
        level = cell.get("level", 1)
        return NotebookCell(
            "text", "#" * (level if isinstance(level, int) else 1) + f" {_source(cell, number)}", {}, ""
        )
    if kind == "markdown":
        return NotebookCell("text", _source(cell, number), _options(cell), "")
    if kind == "code":
        source = _source(cell, number)
        stored = "" if _ONLY_COMMANDS.fullmatch(source) else _output(cell.get("outputs"))
        return NotebookCell("code", source, _options(cell), stored)
    if kind == "raw":
        return None
    raise NoNotebook(said("notebook_cell_type", n=number, type=str(kind)[:40]))


def _source(cell: dict[str, Any], number: int) -> str:
    source = cell.get("source", cell.get("input"))
    text = _text(source)
    if text is None:
        raise NoNotebook(said("notebook_no_source", n=number))
    return text


def _options(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = cell.get("metadata")
    if not isinstance(metadata, dict):
        return {}
    return {name: value for name, value in metadata.items() if isinstance(value, (str, bool, int, float))}


def _output(outputs: Any) -> str:
    """What was printed and what the cell's value was; "" where that is nothing, or more than can be compared."""
    pieces = [_printed(output) for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []
    text = _ANSI.sub("", _PASSING.sub("", "".join(pieces))).strip("\n")
    return text if len(text) <= MOST and "```" not in text else ""


def _printed(output: dict[str, Any]) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        where = output.get("name", output.get("stream", "stdout"))
        return (_text(output.get("text")) or "") if where == "stdout" else ""
    if kind in ("execute_result", "pyout", "display_data"):
        data = output.get("data", output)
        if not isinstance(data, dict):
            return ""
        if kind == "display_data" and any(_IMAGES.match(mime) or mime in ("png", "html", "svg") for mime in data):
            return ""  # its text is a name for what is drawn
        return (_text(data.get("text/plain", data.get("text"))) or "") + "\n"
    return ""


def _text(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value if isinstance(value, str) else None


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NoNotebook(_shape(where, "{}"))
    return value


def _listed(holder: dict[str, Any], *names: str) -> list[Any]:
    found = next((holder[name] for name in names if name in holder), None)
    if not isinstance(found, list):
        raise NoNotebook(_shape(names[0], "[]"))
    return found


def _shape(where: str, wanted: str) -> Said:
    return said("notebook_shape", where=where or "$", wanted=wanted)
