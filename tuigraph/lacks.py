"""The names of TensorFlow's that a script or a notebook uses and tuigraph does not have, found without running it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

from tuigraph._names import tables
from tuigraph.interop.alias import PRIVATE, ROOT, inner_name
from tuigraph.lessons.notebooks import read
from tuigraph.notebook.ipython import python_of

_TABLES = tables()
_GUARDS = {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception"}


class Lack(NamedTuple):
    """A name, as ``tf.estimator.Estimator``, and where it is used first; `cell` is None in a script."""

    name: str
    line: int
    cell: int | None


def lacks(path: Path) -> list[Lack]:
    """What a file uses and tuigraph lacks, each name once, in the order of the text.

    Raises OSError for a file that cannot be read, SyntaxError for one that is not Python 3, ValueError for a notebook
    that is none.
    """
    reader = _Reader()
    if path.suffix == ".ipynb":
        cells = read(path.read_text(encoding="utf-8"))
        sources = [cell.source for cell in cells if cell.kind == "code" and cell.source.strip()]
        for number, source in enumerate(sources, 1):
            reader.read(python_of(source), number)
    else:
        reader.read(path.read_text(encoding="utf-8-sig"), None)
    return reader.found


class _Reader(ast.NodeVisitor):
    """Follows what the names of a file stand for, as far as they are modules of TensorFlow's."""

    def __init__(self) -> None:
        self.found: list[Lack] = []
        self._modules: dict[str, str] = {}  # what a variable stands for: the inner name of a module
        self._cell: int | None = None

    def read(self, source: str, cell: int | None) -> None:
        self._cell = cell
        self.visit(ast.parse(source))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.partition(".")[0] != ROOT:
                continue
            inner = inner_name(alias.name)
            if not _places(inner):
                self._lacks(inner, node)
            elif alias.asname:
                self._modules[alias.asname] = inner
            else:
                self._modules[ROOT] = ""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or (node.module or "").partition(".")[0] != ROOT:
            return
        inner = inner_name(node.module or "")
        if not _places(inner):
            self._lacks(inner, node)
            return
        for alias in node.names:
            if alias.name == "*":
                continue
            reached = self._resolved(inner, [alias.name], node)
            if reached is not None:
                self._modules[alias.asname or alias.name] = reached

    def visit_Assign(self, node: ast.Assign) -> None:
        reached = self._read_chain(node.value)
        if reached is not None and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            self._modules[node.targets[0].id] = reached
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not self._is_chain(node):
            self.generic_visit(node)
        elif isinstance(node.ctx, ast.Load):
            self._read_chain(node)

    def visit_Try(self, node: ast.Try) -> None:
        """What a program tries because it may not be there is no lack."""
        named = {n.id for handler in node.handlers if handler.type for n in ast.walk(handler.type) if hasattr(n, "id")}
        if named & _GUARDS or any(handler.type is None for handler in node.handlers):
            kept = len(self.found)
            for statement in node.body:
                self.visit(statement)
            del self.found[kept:]
            rest: list[ast.stmt] = [*node.orelse, *node.finalbody]
        else:
            rest = [*node.body, *node.orelse, *node.finalbody]
        for statement in [*rest, *(s for handler in node.handlers for s in handler.body)]:
            self.visit(statement)

    def _is_chain(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._modules

    def _read_chain(self, node: ast.expr) -> str | None:
        """The module that ``tf.a.b`` is, None for anything else; what is missing on the way is noted."""
        parts: list[str] = []
        inmost = node
        while isinstance(inmost, ast.Attribute):
            parts.insert(0, inmost.attr)
            inmost = inmost.value
        if not isinstance(inmost, ast.Name) or inmost.id not in self._modules:
            return None
        return self._resolved(self._modules[inmost.id], parts, node)

    def _resolved(self, inner: str, parts: list[str], node: ast.AST) -> str | None:
        for part in parts:
            below = inner_name(".".join(filter(None, [ROOT, inner, part])))
            if _places(below):
                inner = below
            elif part.startswith("__") or any(part in _TABLES[place] for place in _places(inner)):
                return None  # an object: what is below it is its own
            else:
                self._lacks(below, node)
                return None
        return inner

    def _lacks(self, inner: str, node: ast.AST) -> None:
        name = f"tf.{inner}"
        if all(lack.name != name for lack in self.found):
            self.found.append(Lack(name, getattr(node, "lineno", 0), self._cell))


def _places(inner: str) -> list[str]:
    """The namespaces in which the names of a module are looked up; empty when there is no such module."""
    if inner == "compat":
        return ["tf", "tf.compat"]
    found = (f"tf.{place}" if place else "tf" for place in PRIVATE.get(inner, (inner,)))
    return [namespace for namespace in found if namespace in _TABLES]
