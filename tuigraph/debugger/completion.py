"""Completion of names at the prompt, without running the program's code: no property, no `__getattr__` is called."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import keyword
import re
from collections.abc import Iterable
from types import ModuleType
from typing import Any

MOST = 200
_EXPRESSION = re.compile(r"((?:[^\W\d]\w*\.)*)([^\W\d]\w*)?$")
_NOTHING = object()


def complete(text: str, namespace: dict[str, Any]) -> tuple[str, ...]:
    """The ways to go on with the dotted name that ends `text`, each written out in full."""
    found = _EXPRESSION.search(text)
    if not found or not found[0] or text[: found.start()].rstrip().endswith((".", '"', "'")):
        return ()
    path, start = found[1], found[2] or ""
    if path:
        target: Any = _lookup(path[:-1].split("."), namespace)
        names = [] if target is _NOTHING else _attributes(target)
    else:
        names = [*namespace, *vars(builtins), *keyword.kwlist]
    return tuple(path + name for name in _matching(names, start))


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
