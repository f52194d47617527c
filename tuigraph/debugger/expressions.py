"""Python expressions over values: the conditions of breakpoints, and watches.

A name that stands for a tensor, variable or operation in the program stands for its value here, as a NumPy array or
scalar; so ``theta[0] > 1`` computes and adds no node to the graph.  ``value("layer/w:0")`` finds one by its name in the
graph, as tfdbg's `` `layer/w:0` `` does, ``np`` is NumPy, and in a condition ``x`` is the value of the node.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from tuigraph.debugger import dumps, format, lookup
from tuigraph.debugger.brief import told
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.wire.said import Text, joined, said

FAILURES = Exception, SystemExit, KeyboardInterrupt, GeneratorExit  # that an expression may raise, of whatever it calls
_WORDS = {"nan": float("nan"), "inf": float("inf"), "np": np, "any": np.any, "all": np.all}
_VALUED = "valued "  # no name that a program can have
_QUOTED = re.compile("`([^`]+)`")
_WORDS.update({name: getattr(np, name) for name in ("isnan", "isinf", "isfinite", "abs", "min", "max", "mean", "sum")})


class Reader:
    """Looks up what an expression speaks of: in one run, or in the shown one and where that has no value (yet) before.

    It remembers what it has found, so that nobody takes the value of an earlier run for one of this run.
    """

    def __init__(self, timeline: Timeline, only: Run | None = None) -> None:
        self.timeline = timeline
        self._only = only
        self._shown = lookup.shown_run(timeline)
        self.older: dict[str, int] = {}  # what is of an earlier run than the shown one, and of which
        self.cells: list[Cell] = []  # of variables
        self.computed = False  # a run has computed something of it
        self.of_python: list[str] = []  # names of what no run computes

    def named(self, name: str) -> lookup.Found:
        """By its name in the graph.  Raises Unknown."""
        plain, number = dumps.parsed(name)
        if number >= 0:
            return self._noted(dumps.numbered(self.timeline, plain, number))
        if self._only is None:
            return self._noted(lookup.find(self.timeline, plain))
        tensor = lookup.tensor_named(self._only, plain)
        return self._noted(self._in_run(tensor) if tensor is not None else lookup.variable_named(self.timeline, plain))

    def tensor(self, tensor: Tensor) -> lookup.Found:
        """Raises Unknown."""
        return self._noted(self._in_run(tensor) if self._only else lookup.find_tensor(self.timeline, tensor))

    def _in_run(self, tensor: Tensor) -> lookup.Found:
        found = lookup.in_run(self._only, tensor) if self._only is not None else None
        return found or lookup.variable_named(self.timeline, tensor.op.name)

    def _noted(self, found: lookup.Found) -> lookup.Found:
        if found.cell is not None:
            self.cells.append(found.cell)
        self.computed = self.computed or found.run is not None
        if found.run is not None and found.run is not self._shown and self._only is None:
            self.older[found.name] = found.run.number
        return found

    @property
    def remark(self) -> Text:
        """What is to be said of where the values are from; "" where they are all of the shown moment."""
        older = [said("value_of_run", name=name, n=number) for name, number in self.older.items()]
        past = self.timeline.past and bool(self.of_python)
        newest = [said("python_as_now", names=", ".join(self.of_python))] if past else []
        return joined([*older, *newest], ", ") if older or newest else ""


def evaluate(source: str, names: Mapping[str, Any], reader: Reader, **given: Any) -> Any:
    """The value of an expression.  `given` names go before those of the program.  Raises whatever goes wrong."""
    return evaluate_code(compiled(source), names, reader, **given)


def compiled(source: str) -> CodeType:
    """An expression, in which names between backquotes stand for tensors.  Raises SyntaxError."""
    text = _QUOTED.sub(lambda found: f"value({found[1].strip()!r})", source.strip())
    tree = ast.parse(text, "<expression>", "eval")
    tree.body = _Lookups().inside(tree.body)  # the whole may be asked for as what it is
    return compile(ast.fix_missing_locations(tree), "<expression>", "eval")


class _Lookups(ast.NodeTransformer):
    """Has what is looked up in something, ``self.loss`` or ``layers[0]``, stand for its value, as a name does.

    Else to reckon with it would add nodes to the graph.  Only what is looked up in a tensor by a name is the tensor's.
    """

    def inside(self, node: ast.expr) -> ast.expr:
        """All that is in an expression, and not the whole."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            node.value = self.inside(node.value)
            return node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node.func = self.inside(node.func)
            node.args = [self.visit(argument) for argument in node.args]
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
            return node
        whole: ast.expr = self.generic_visit(node)  # type: ignore[assignment]
        return whole

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self._wrapped(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return self._wrapped(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return self.inside(node)

    def _wrapped(self, node: ast.Attribute | ast.Subscript) -> ast.expr:
        inside = self.inside(node)
        return ast.Call(ast.Name(_VALUED, ast.Load()), [inside], []) if isinstance(node.ctx, ast.Load) else inside


def evaluate_code(code: CodeType, names: Mapping[str, Any], reader: Reader, **given: Any) -> Any:
    """Like `evaluate`, of an expression that has been compiled."""
    return valued(_evaluated(code, names, reader, **given), reader)


def holds(code: CodeType, names: Mapping[str, Any], reader: Reader, **given: Any) -> bool:
    """Whether a condition holds, for any element of an array.  Raises whatever goes wrong."""
    return is_true(evaluate_code(code, names, reader, **given))


def is_true(value: Any) -> bool:
    """Whether a value is true, or any element of one that has some."""
    return bool(value) if type(value) in (str, bytes) else bool(np.any(value))


def found(source: str, names: Mapping[str, Any], reader: Reader) -> lookup.Found:
    """Like `evaluate`; where the expression comes to a tensor, with the run that has computed the value."""
    source = source.strip()
    code = compiled(source)
    if source in names:
        thing = names[source]
        reader.of_python += [source] if _is_state(thing) else []
    else:
        thing = _evaluated(code, names, reader)
    tensor = tensor_of(thing)
    if tensor is None:
        return lookup.Found(thing, source)
    found = reader.tensor(tensor)
    reader.older.pop(found.name, None)  # whoever shows it says so
    return found


def _evaluated(code: CodeType, names: Mapping[str, Any], reader: Reader, **given: Any) -> Any:
    """What an expression comes to, which may be a tensor."""
    scope: dict[str, Any] = {
        "value": lambda name: reader.named(name).value,
        _VALUED: lambda thing: valued(thing, reader),
    }
    for name in names_in(code):
        if name in given:
            scope[name] = given[name]
        elif name in names:
            scope[name] = valued(names[name], reader)
            reader.of_python += [name] if _is_state(names[name]) else []
        elif name in _WORDS:
            scope[name] = _WORDS[name]
    with np.errstate(all="ignore"):
        return eval(code, scope)


def valued(thing: Any, reader: Reader) -> Any:
    """The value of a tensor, variable or operation; anything else itself.  Raises Unknown when there is no value."""
    tensor = tensor_of(thing)
    return thing if tensor is None else reader.tensor(tensor).value


def _is_state(thing: Any) -> bool:
    """Whether it is Python's and may have been another at another moment."""
    return tensor_of(thing) is None and not issubclass(type(thing), ModuleType | FunctionType | type)


def tensor_of(thing: Any) -> Tensor | None:
    """The tensor that a tensor, variable or operation stands for; None for anything else."""
    if issubclass(type(thing), Operation) and thing.outputs:
        thing = thing.outputs[0]
    reference = inspect.getattr_static(thing, "_variable", None)
    if issubclass(type(reference), Tensor):
        thing = reference
    return thing if issubclass(type(thing), Tensor) else None


def watch(source: str, names: Mapping[str, Any], timeline: Timeline) -> Text:
    """What a watch shows: the value of a name in the graph or of an expression; or why there is none."""
    reader = Reader(timeline)
    try:
        return format.remarked(format.preview(reader.named(source.strip()).value), reader.remark)
    except Unknown as unknown:
        reason = unknown.said
    try:
        value = evaluate(source, names, reader)
        return format.remarked("None" if value is None else format.preview(value), reader.remark)
    except SyntaxError:
        return reason  # no expression: a node that has not run yet
    except BaseException as error:  # whatever the program's code may raise
        return told(error)


def names_in(code: CodeType) -> set[str]:
    """The names that an expression looks up, those inside its comprehensions and lambdas too."""
    found, stack = set(code.co_names), [code]
    while stack:
        for constant in stack.pop().co_consts:
            if isinstance(constant, CodeType):
                found.update(constant.co_names)
                stack.append(constant)
    return found - {_VALUED}
