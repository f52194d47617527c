"""The files of a program besides its units: the modules of its project, wherever they lie, and what somebody asks for.

A file belongs to the project unless it is Python's, tuigraph's, or installed among its packages.
"""

from __future__ import annotations

import ast
import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import CodeType

from tuigraph.debugger.refusals import Refused
from tuigraph.wire.said import said

MOST = 5_000  # files that are looked through for a name
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_PACKAGE = os.path.realpath(os.path.dirname(os.path.dirname(__file__)))
_OTHERS = tuple(
    os.path.realpath(path) + os.sep
    for path in (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), _PACKAGE)
)

Extents = dict[int, tuple[int, int]]


@lru_cache(4096)
def real(filename: str) -> str:
    """One name for a file that has several."""
    return os.path.realpath(filename) if os.path.isabs(filename) else filename


class Project:
    """Around a script in the folder `root`."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._own: dict[str, bool] = {}

    def has(self, filename: str) -> bool:
        """Whether code of this file belongs to the program."""
        found = self._own.get(filename)
        if found is None:
            found = self._own[filename] = _is_own(filename)
        return found

    def add(self, filename: str) -> None:
        """Somebody asks for this file, whoever wrote it."""
        self._own[filename] = self._own[real(filename)] = True

    def shown(self, filename: str) -> str:
        """A file as a person reads it: from the project's folder on, where it is in there."""
        inside = real(filename).startswith(self.root + os.sep)
        return os.path.relpath(real(filename), self.root) if inside else filename

    def find(self, name: str) -> str:
        """The file that a person means by its path or the end of it.  Raises Refused for none and for several."""
        ending = os.sep + os.path.normpath(name)
        loaded = [file for module in list(sys.modules.values()) if (file := _file_of(module)).endswith(ending)]
        found = {real(file) for file in loaded if self.has(file)}
        found = {file for file in found if file.startswith(self.root + os.sep)} or found
        found = found or {real(path) for path in self._files() if path.endswith(ending)}
        found = found or {real(file) for file in loaded}
        path = Path(self.root, name)
        if not found and path.suffix == ".py" and path.is_file():
            found = {str(path.resolve())}
        if len(found) > 1:
            raise Refused(said("several_files", name=name, files=", ".join(sorted(map(self.shown, found)))))
        if not found:
            raise Refused(said("no_file", name=name))
        self.add(next(iter(found)))
        return next(iter(found))

    def _files(self) -> Iterator[str]:
        """Python files below the root, but for hidden folders and environments."""
        count = 0
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".") and name not in _INSTALLED]
            folders[:] = [name for name in folders if not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))]
            for name in files:
                if name.endswith(".py"):
                    yield os.path.join(folder, name)
            count += len(files)
            if count > MOST:
                return


def _is_own(filename: str) -> bool:
    if filename.startswith("<") or not os.path.isfile(filename):
        return False
    path = os.path.realpath(filename)
    return not path.startswith(_OTHERS) and _INSTALLED.isdisjoint(path.split(os.sep))


def _file_of(module: object) -> str:
    file = vars(module).get("__file__") if issubclass(type(module), type(sys)) else None
    return file if isinstance(file, str) else ""


def extents_of(source: str) -> Extents:
    """First and last line of the innermost statement on each line; of a compound one, of its head.

    Nothing when it cannot be parsed.
    """
    extents: Extents = {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return extents
    for node in ast.walk(tree):  # outer statements come before inner ones, which replace them
        if isinstance(node, ast.stmt):
            first, last = first_line(node), _last_line(node)
            extents.update(dict.fromkeys(range(first, last + 1), (first, last)))
    return extents


def lines_that_run(source: str, extents: Extents) -> set[int]:
    """The lines at which a program can stop: those of statements that code was made of."""
    try:
        codes = [compile(source, "<lines>", "exec", dont_inherit=True)]
    except (SyntaxError, ValueError):
        return set(extents)
    run: set[int] = set()
    while codes:
        code = codes.pop()
        run.update(line for _, _, line in code.co_lines() if line)
        codes += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    heads = {extents[line] for line in run if line in extents}
    return {line for line, head in extents.items() if head in heads}


def first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _last_line(node: ast.stmt) -> int:
    body: list[ast.stmt] = getattr(node, "body", [])
    if body:
        return max(node.lineno, min(first_line(body[0]) - 1, body[0].lineno))
    return node.end_lineno or node.lineno
