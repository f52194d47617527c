"""The run that a statement is about to ask for, and how many nodes it will have; found without running any code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from tuigraph.engine import stacks
from tuigraph.engine.fetches import Fetches, key_of
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.plan import prune
from tuigraph.engine.session import InteractiveSession, Session
from tuigraph.engine.variable import Variable
from tuigraph.wire.views import RunAhead

LARGE = 20_000  # nodes of a graph in which nobody looks for those of a run that has not begun
MOST = 200  # characters of a call
_SESSIONS = (Session, InteractiveSession)
_ELEMENTS = (Tensor, Operation, Variable)
_PROPERTIES = frozenset({"graph", "initializer", "op"})  # of elements and sessions: these only look something up
_PARTS: Mapping[type[ast.AST], tuple[str, ...]] = {  # what is evaluated in any case, and first; else all of it
    ast.AnnAssign: ("value",),
    ast.Assert: ("test",),
    ast.Assign: ("value",),
    ast.AsyncFunctionDef: (),
    ast.ClassDef: (),
    ast.comprehension: ("iter",),
    ast.DictComp: ("generators",),
    ast.For: ("iter",),
    ast.FunctionDef: (),
    ast.GeneratorExp: ("generators",),
    ast.If: ("test",),
    ast.IfExp: ("test",),
    ast.Lambda: (),
    ast.ListComp: ("generators",),
    ast.Match: ("subject",),
    ast.SetComp: ("generators",),
    ast.Try: (),
    ast.While: ("test",),
    ast.With: ("items",),
}


class Unresolved(Exception):
    """What an expression stands for cannot be said without running code."""


class Asked(NamedTuple):
    """What a session is asked for, and whether by a call of its own `run`."""

    graph: Graph
    fetches: Any
    keys: tuple[Any, ...]  # of the feeds
    by_session: bool


class Ahead:
    """Looks ahead; remembers the newest request, since programs ask for the same again and again."""

    def __init__(self) -> None:
        self._counted: tuple[Any, int] = None, 0

    def of(self, statement: ast.stmt, names: Mapping[str, Any]) -> RunAhead | None:
        """The first run that the statement itself asks for, before anything that it contains; None without one."""
        call = next(_calls(statement), None)
        if call is None:
            return None
        try:
            asked = _asked(call, names)
        except Unresolved:
            return RunAhead(_text(call, ast.unparse(call.func), 1), 0)
        if asked is None:
            return None
        text = _text(call, "run", 1) if asked.by_session else _text(call, ast.unparse(call.func), 0)
        try:
            return RunAhead(text, self._count(asked))
        except Exception:  # the run itself will say what is wrong with what it is asked for
            return RunAhead(text, 0)

    def _count(self, asked: Asked) -> int:
        graph = asked.graph
        if len(graph._operations) > LARGE:
            return 0
        key = graph, graph.mutations, key_of(asked.fetches), asked.keys
        if self._counted[0] != key:
            fetches = Fetches(graph, asked.fetches)
            elements = [graph.as_graph_element(one, allow_operation=False) for one in asked.keys]
            fed = {element for element in elements if isinstance(element, Tensor)}
            self._counted = key, len(prune(fetches.tensors, fetches.operations, fed))
        return self._counted[1]


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    """What may be a run among the calls that the statement itself makes in any case, in the order of their making."""
    stack: list[ast.AST] = [statement]
    found: list[ast.AST] = []
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, ast.BoolOp):
            stack.append(node.values[0])
            continue
        for field in _PARTS.get(type(node), node._fields):
            value = getattr(node, field, None)
            stack.extend(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))
    for node in reversed(found):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("run", "eval"):
            yield node


def _text(call: ast.Call, function: str, most: int) -> str:
    """A call on one line, with so many of its arguments: not those that are fed."""
    shown = [ast.unparse(argument) for argument in call.args[:most]]
    shown += ["..."] if len(call.args) + len(call.keywords) > len(shown) else []
    return f"{function}({', '.join(shown)})"[:MOST]


def _asked(call: ast.Call, names: Mapping[str, Any]) -> Asked | None:
    """What a call asks a session for; None if it asks none.  Raises Unresolved."""
    assert isinstance(call.func, ast.Attribute)
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if None in given or any(isinstance(argument, ast.Starred) for argument in call.args):
        raise Unresolved
    receiver, run = _value(call.func.value, names), call.func.attr == "run"
    if type(receiver) in _SESSIONS and run:
        given |= dict(zip(("fetches", "feed_dict"), call.args))
        if "fetches" not in given:
            raise Unresolved
        fetches = _fetches(_value(given["fetches"], names))
        return Asked(receiver.graph, fetches, _keys(given.get("feed_dict"), names), True)
    if not _is_element(receiver) or run != isinstance(receiver, Operation):
        return None
    order = ("session",) if isinstance(receiver, Variable) else ("feed_dict", "session")
    given |= dict(zip(order, call.args))
    session = _value(given["session"], names) if "session" in given else stacks.get_default_session()
    if session is not None and type(session) not in _SESSIONS:
        raise Unresolved
    return Asked(receiver.graph, receiver, _keys(given.get("feed_dict"), names), False)


def _fetches(value: Any) -> Any:
    """What is asked for, if looking at it calls nobody's code.  Raises Unresolved."""
    if type(value) in (list, tuple):
        for part in value:
            _fetches(part)
    elif type(value) is dict:
        _fetches(list(value.values()))
    elif not (type(value) is str or _is_element(value)):
        raise Unresolved
    return value


def _keys(feeds: ast.expr | None, names: Mapping[str, Any]) -> tuple[Any, ...]:
    if feeds is None:
        return ()
    if isinstance(feeds, ast.Dict):
        keys = [_value(key, names) if key is not None else None for key in feeds.keys]
    else:
        value = _value(feeds, names)
        if value is not None and type(value) is not dict:
            raise Unresolved
        keys = list(value or ())
    return tuple(_fetches(keys))


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What an expression stands for, as far as it only looks things up.  Raises Unresolved."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.Attribute):
        return _attribute(_value(node.value, names), node.attr)
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_value(part, names) for part in node.elts]
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {number: _value(value, names) for number, value in enumerate(node.values)}
    if isinstance(node, ast.Subscript):
        owner, key = _value(node.value, names), _value(node.slice, names)
        if type(key) in (int, str) and type(owner) in (list, tuple, dict):
            try:
                return owner[key]
            except LookupError:
                raise Unresolved from None
    raise Unresolved


def _attribute(owner: Any, name: str) -> Any:
    if type(owner) is ModuleType:
        value = vars(owner).get(name, Unresolved)
    elif name in _PROPERTIES and (_is_element(owner) or type(owner) in _SESSIONS):
        return getattr(owner, name)
    else:
        value = inspect.getattr_static(owner, name, Unresolved)
    if value is Unresolved or inspect.getattr_static(type(value), "__get__", None) is not None:
        raise Unresolved
    return value


def _is_element(thing: Any) -> bool:
    return issubclass(type(thing), _ELEMENTS) and type(thing).__module__.startswith("tuigraph.")
