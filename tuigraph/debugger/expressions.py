"""Python expressions over values: the conditions of breakpoints, and watches.

A name that stands for a tensor, variable or operation in the program stands for its value here, as a NumPy array or
scalar; so ``theta[0] > 1`` computes and adds no node to the graph.  ``value("layer/w:0")`` finds one by its name in the
graph, as tfdbg's `` `layer/w:0` `` does, ``np`` is NumPy, and in a condition ``x`` is the value of the node.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import CodeType
from typing import Any

import numpy as np

from tuigraph.debugger import dumps, format, lookup
from tuigraph.debugger.brief import told
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.wire.said import Text

_WORDS = {"nan": float("nan"), "inf": float("inf"), "np": np, "any": np.any, "all": np.all}
_QUOTED = re.compile("`([^`]+)`")
_WORDS.update({name: getattr(np, name) for name in ("isnan", "isinf", "isfinite", "abs", "min", "max", "mean", "sum")})


def evaluate(source: str, names: Mapping[str, Any], timeline: Timeline, **given: Any) -> Any:
    """The value of an expression.  `given` names go before those of the program.  Raises whatever goes wrong."""
    return evaluate_code(compiled(source), names, timeline, **given)


def compiled(source: str) -> CodeType:
    """An expression, in which names between backquotes stand for tensors.  Raises SyntaxError."""
    text = _QUOTED.sub(lambda found: f"value({found[1].strip()!r})", source.strip())
    return compile(text, "<expression>", "eval")


def evaluate_code(code: CodeType, names: Mapping[str, Any], timeline: Timeline, **given: Any) -> Any:
    """Like `evaluate`, of an expression that has been compiled."""
    return valued(_evaluated(code, names, timeline, **given), timeline)


def found(source: str, names: Mapping[str, Any], timeline: Timeline) -> lookup.Found:
    """Like `evaluate`; where the expression comes to a tensor, with the run that has computed the value."""
    source = source.strip()
    code = compiled(source)
    thing = names[source] if source in names else _evaluated(code, names, timeline)
    tensor = tensor_of(thing)
    return lookup.Found(thing, source) if tensor is None else lookup.find_tensor(timeline, tensor)


def _evaluated(code: CodeType, names: Mapping[str, Any], timeline: Timeline, **given: Any) -> Any:
    """What an expression comes to, which may be a tensor."""
    scope: dict[str, Any] = {"value": lambda name: dumps.named(timeline, name).value}
    for name in names_in(code):
        if name in given:
            scope[name] = given[name]
        elif name in names:
            scope[name] = valued(names[name], timeline)
        elif name in _WORDS:
            scope[name] = _WORDS[name]
    with np.errstate(all="ignore"):
        return eval(code, scope)


def valued(thing: Any, timeline: Timeline) -> Any:
    """The value of a tensor, variable or operation; anything else itself.  Raises Unknown when there is no value."""
    tensor = tensor_of(thing)
    return thing if tensor is None else lookup.find_tensor(timeline, tensor).value


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
    try:
        return format.preview(lookup.find(timeline, source.strip()).value)
    except Unknown as unknown:
        reason = unknown.said
    try:
        value = evaluate(source, names, timeline)
        return "None" if value is None else format.preview(value)
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
    return found
