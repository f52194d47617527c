"""IPython's commands as Python, line for line, so that every line of a cell keeps its number.

`%x`, `!x`, `x?`, `a = !x` and cells that begin with `%%x` become calls of `get_ipython()`, as IPython writes them.
The statement of `%time` stays a statement, and the cell of `%%time` a cell: both can be stepped through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

RUNNING = ("time", "timeit", "prun", "capture")  # what follows these is Python that is run

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<long>\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)|\'\'\'(?:[^\\]|\\.)*?(?:\'\'\'|\Z))
    | (?P<short>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)
    | (?P<joined>\\\n)
    | (?P<opening>[(\[{]) | (?P<closing>[)\]}])
    | (?P<end>\n)
    | (?P<other>[^\#"'\\()\[\]{}\n]+|\\)""",
    re.VERBOSE | re.DOTALL,
)
_COMMAND = re.compile(
    r"(?P<indent>[ \t]*)(?:"
    r"(?P<target>[\w.,\[\]'\" \t]+?=[ \t]*)?(?:(?P<sign>%|!!?)(?P<rest>[^\n=%!][^\n]*))"
    r"|(?P<before>\?\??[ \t]*[\w.*%]+)|(?P<asked>%{0,2}[\w.*]+\?\??)[ \t]*(?=\n|\Z)"
    r"|(?P<installs>(?:pip3?|conda)[ \t]+(?:install|uninstall)\b[^\n]*))"
)
_CELL = re.compile(r"[ \t]*%%(?P<name>\w+)[ \t]*(?P<line>[^\n]*)")
_OPTIONS = re.compile(r"(?:-[a-zA-Z]\w*(?:[ \t]+\d+)?[ \t]+)*")


def python_of(source: str) -> str:
    """The Python that a cell is run as; what is Python already stays as it is."""
    cell = _CELL.match(source)
    if cell is None:
        return "".join(_pieces(source))
    call = f"get_ipython().run_cell_magic({cell['name']!r}, {cell['line']!r}, '')"
    _, newline, body = source.partition("\n")
    if cell["name"] in RUNNING:
        return call + newline + "".join(_pieces(body))
    return call + "\n" * source.count("\n")


def _pieces(source: str) -> Iterator[str]:
    """Source with its commands replaced; they stand where a statement begins, never in strings or brackets."""
    at, depth, begins = 0, 0, True
    while at < len(source):
        command = _COMMAND.match(source, at) if begins and not depth else None
        if command and command.end() > at:
            yield command["indent"] + _call(command)
            at, begins = command.end(), False
            while source.startswith("\n", at) and source[:at].endswith("\\"):  # the command goes on in the next line
                end = source.find("\n", at + 1)
                at = len(source) if end < 0 else end
                yield "\n"
            continue
        token = _TOKEN.match(source, at)
        if token is None:
            yield source[at:]
            return
        kind = token.lastgroup
        depth = max(0, depth + (kind == "opening") - (kind == "closing"))
        begins = kind == "end"
        yield token[0]
        at = token.end()


def _call(command: re.Match[str]) -> str:
    target = command["target"] or ""
    if command["sign"] == "%":
        name, _, line = command["rest"].strip().partition(" ")
        if name in RUNNING and not target:
            statement = line[len(match[0]) if (match := _OPTIONS.match(line)) else 0 :].strip()
            return f"get_ipython().run_line_magic({name!r}, '')" + (f"; {statement}" if statement else "")
        return f"{target}get_ipython().run_line_magic({name!r}, {line.strip()!r})"
    if command["sign"]:
        called = "getoutput" if target or command["sign"] == "!!" else "system"
        return f"{target}get_ipython().{called}({command['rest'].strip()!r})"
    if command["installs"]:
        return f"get_ipython().system({command['installs'].strip()!r})"
    asked = (command["before"] or command["asked"]).strip("? \t")
    return f"get_ipython().run_line_magic('pinfo', {asked!r})"
