"""Completion of names at the prompt, without running the program's code: no property, `__getattr__`, `__repr__`."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import keyword
import re
from collections.abc import Iterable
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from tuigraph.wire.views import Completion

MOST = 200
MOST_SIGNATURES = 40  # looking one up may load a module
LONGEST = 120  # characters of a signature
_FUNCTIONS = (FunctionType, BuiltinFunctionType)
_PLAIN = (int, float, complex, bool, str, bytes, type(None))
_EXPRESSION = re.compile(r"((?:[^\W\d]\w*\.)*)([^\W\d]\w*)?$")
_NOTHING = object()


def complete(text: str, namespace: dict[str, Any]) -> tuple[Completion, ...]:
    """The ways to go on with the dotted name that ends `text`, each written out in full, with what it takes."""
    found = _EXPRESSION.search(text)
    if not found or not found[0] or text[: found.start()].rstrip().endswith((".", '"', "'")):
        return ()
    path, start = found[1], found[2] or ""
    if path:
        target = _lookup(path[:-1].split("."), namespace)
        names = [] if target is _NOTHING else _attributes(target)
    else:
        names = [*namespace, *vars(builtins), *keyword.kwlist]
    full = [path + name for name in _matching(names, start)]
    described = [Completion(name, signature(_lookup(name.split("."), namespace))) for name in full[:MOST_SIGNATURES]]
    return (*described, *map(Completion, full[MOST_SIGNATURES:]))


def signature(target: Any) -> str:
    """What a function or class takes, such as ``(value, dtype=None)``; "" where that is not known.

    Defaults that are no plain values are three dots: their `__repr__` is the program's code.
    """
    if inspect.isclass(target):
        target = inspect.getattr_static(target, "__init__")
    function = target.__func__ if type(target) is MethodType else target
    if type(function) not in _FUNCTIONS or "__signature__" in getattr(function, "__dict__", ()):
        return ""
    try:
        ours = str(function.__module__).startswith("tuigraph.")
        found = list(inspect.signature(target, follow_wrapped=ours).parameters.values())
    except (TypeError, ValueError):
        return ""
    if found and found[0].name == "self":
        del found[0]
    parameters = [
        one.replace(annotation=one.empty, default=one.default if one.default is one.empty else _Shown(one.default))
        for one in found
    ]
    text = str(inspect.Signature(parameters))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class _Shown:
    """A default as it is written in a signature."""

    def __init__(self, value: Any) -> None:
        plain = type(value) in _PLAIN or type(value).__module__.startswith("tuigraph.")
        self._text = repr(value)[:LONGEST] if plain else "..."

    def __repr__(self) -> str:
        return self._text


def _matching(names: Iterable[str], start: str) -> list[str]:
    matches = {n for n in names if n.startswith(start) and (start.startswith("_") or not n.startswith("_"))}
    return sorted(matches)[:MOST]


def _lookup(path: list[str], namespace: dict[str, Any]) -> Any:
    target = namespace.get(path[0], getattr(builtins, path[0], _NOTHING))
    for name in path[1:]:
        if target is _NOTHING:
            break
        target = _attribute(target, name)
    return target


def _attribute(target: Any, name: str) -> Any:
    """The attribute, if it is simply there; of modules and of the engine's objects also what they compute."""
    if isinstance(target, ModuleType) or type(target).__module__.startswith("tuigraph."):
        try:
            return getattr(target, name, _NOTHING)
        except Exception:
            return _NOTHING
    value = inspect.getattr_static(target, name, _NOTHING)
    return _NOTHING if hasattr(type(value), "__get__") and not inspect.isroutine(value) else value


def _attributes(target: Any) -> list[str]:
    if isinstance(target, ModuleType):
        return [n for n in dir(target) if isinstance(n, str)]
    owners = target.__mro__ if inspect.isclass(target) else (*type(target).__mro__,)
    names = [name for owner in owners for name in vars(owner)]
    own = inspect.getattr_static(target, "__dict__", None)
    with contextlib.suppress(AttributeError):
        names += list(object.__getattribute__(target, "__dict__")) if own is not None else []
    return names
