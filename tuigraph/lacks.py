"""The names of TensorFlow's that a script or a notebook uses and tuigraph does not have, found without running it."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tuigraph._api import load
from tuigraph._names import tables
from tuigraph.interop.alias import OURS, PRIVATE, ROOT, inner_name
from tuigraph.lessons.notebooks import read
from tuigraph.notebook.ipython import python_of
from tuigraph.reading import text_of

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
        cells = read(text_of(path))
        sources = [cell.source for cell in cells if cell.kind == "code" and cell.source.strip()]
        for number, source in enumerate(sources, 1):
            reader.read(python_of(source), number)
    else:
        reader.read(text_of(path), None)
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
                self._modules.pop(alias.asname or alias.name, None)
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
            for alias in node.names:
                self._modules.pop(alias.asname or alias.name, None)
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
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)
            if reached is not None and isinstance(target, ast.Name):
                self._modules[target.id] = reached

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):  # from here on it is something else
            self._modules.pop(node.id, None)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for outside in (*node.decorator_list, *_defaults(node.args), *filter(None, [node.returns])):
            self.visit(outside)
        self._modules.pop(node.name, None)
        with self._scope(node.args):
            for statement in node.body:
                self.visit(statement)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for outside in _defaults(node.args):
            self.visit(outside)
        with self._scope(node.args):
            self.visit(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._modules.pop(node.name, None)
        with self._scope():
            self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        with self._scope():
            for generator in node.generators:
                self.visit(generator.target)
            for part in [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]:
                self.visit(part)
            for generator in node.generators:
                for part in (generator.iter, *generator.ifs):
                    self.visit(part)

    visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_ListComp

    @contextmanager
    def _scope(self, arguments: ast.arguments | None = None) -> Iterator[None]:
        """What is bound inside is bound there alone; arguments are nothing of TensorFlow's."""
        outside = dict(self._modules)
        for argument in _arguments(arguments) if arguments else ():
            self._modules.pop(argument.arg, None)
            if argument.annotation:
                self.visit(argument.annotation)
        try:
            yield
        finally:
            self._modules = outside

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
        for number, part in enumerate(parts):
            below = inner_name(".".join(filter(None, [ROOT, inner, part])))
            if _places(below):
                inner = below
            elif part.startswith("__"):
                return None
            elif any(part in _known(place) for place in _places(inner)):
                if parts[number + 1 :] and not _has(inner, part, parts[number + 1]):
                    self._lacks(f"{below}.{parts[number + 1]}", node)
                return None
            else:
                self._lacks(below, node)
                return None
        return inner

    def _lacks(self, inner: str, node: ast.AST) -> None:
        name = f"tf.{inner}"
        if all(lack.name != name for lack in self.found):
            self.found.append(Lack(name, getattr(node, "lineno", 0), self._cell))


def _places(inner: str) -> list[str]:
    """Where the names of a module are: namespaces, and modules of ours; empty where there is no such module."""
    if inner == "compat":
        return ["tf", "tf.compat"]
    found = (
        place if place.startswith(OURS) else f"tf.{place}" if place else "tf" for place in PRIVATE.get(inner, (inner,))
    )
    return [place for place in found if place.startswith(OURS) or place in _TABLES]


def _known(place: str) -> Container[str]:
    return vars(_ours(place)) if place.startswith(OURS) else _TABLES[place]


def _ours(place: str) -> Any:
    return importlib.import_module(f"tuigraph.{place[1:]}")


def _has(inner: str, name: str, attribute: str) -> bool:
    """Whether an attribute is there; of an object that is no class only the program knows."""
    for place in _places(inner):
        if name in _known(place):
            found = getattr(_ours(place), name) if place.startswith(OURS) else load(place, name)
            return not isinstance(found, type) or hasattr(found, attribute)
    return True


def _arguments(arguments: ast.arguments) -> Sequence[ast.arg]:
    several = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return several + [one for one in (arguments.vararg, arguments.kwarg) if one]


def _defaults(arguments: ast.arguments) -> Sequence[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]
