"""Tensor filters, as tfdbg has them: functions that say of a value whether the debugger is to stop at it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuigraph.debugger import health
from tuigraph.debugger.refusals import Refused
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.wire.commands import Among
from tuigraph.wire.said import said


@dataclass(frozen=True)
class Datum:
    """Whose value a filter is shown (`tfdbg.DebugTensorDatum`, of which these attributes are there)."""

    node_name: str
    output_slot: int
    run: int

    @property
    def tensor_name(self) -> str:
        return f"{self.node_name}:{self.output_slot}"


Filter = Callable[[Datum, Any], bool]


def has_inf_or_nan(datum: Datum | None, tensor: Any) -> bool:
    """Whether a value holds an Inf or a NaN (`tfdbg.has_inf_or_nan`); of what is no number, False."""
    if not isinstance(tensor, (np.ndarray, np.generic)) or tensor.dtype.kind not in "fc":
        return False
    return not bool(np.isfinite(tensor).all())


_filters: dict[str, Filter] = {"has_inf_or_nan": has_inf_or_nan}


def add_tensor_filter(filter_name: str, tensor_filter: Callable[..., Any]) -> None:
    """Register a filter (`tfdbg`'s method of that name): a function of ``(datum, tensor)``, or of the value alone.

    Raises ValueError for an empty name and TypeError for what cannot be called, as tfdbg does.
    """
    if not isinstance(filter_name, str):
        raise TypeError(f"Input argument filter_name is expected to be str, but is {type(filter_name)}.")
    if not filter_name:
        raise ValueError("Input argument filter_name cannot be empty.")
    if not callable(tensor_filter):
        raise TypeError("Input argument filter_callable is expected to be callable, but is not.")
    if _takes_one(tensor_filter):
        _filters[filter_name] = lambda datum, tensor: bool(tensor_filter(tensor))
    else:
        _filters[filter_name] = lambda datum, tensor: bool(tensor_filter(datum, tensor))


def get_tensor_filter(filter_name: str) -> Filter:
    """A registered filter.  Raises ValueError when there is none of that name."""
    found = _filters.get(filter_name)
    if found is None:
        known = ", ".join([*sorted(_filters), *health.CHECKS])
        raise Refused(said("no_filter", name=filter_name, known=known))
    return found


def check(name: str) -> health.Watching | None:
    """The health check that a name speaks of, where no filter is registered under it.  Raises Refused."""
    return None if name in _filters else health.watching(name)


def is_among(tensor: Tensor, among: Among) -> bool:
    """Whether it is one of those.  Raises re.error for what is no regular expression."""
    return is_node_among(tensor.op, among) and bool(re.match(among.dtypes, tensor.dtype.name))


def is_node_among(op: Operation, among: Among) -> bool:
    """Whether a node is one of those, whatever it gives."""
    if among.exclude and re.match(among.exclude, op.name):
        return False
    return bool(re.match(among.names, op.name) and re.match(among.types, op.type))


def filter_names() -> list[str]:
    return sorted(_filters)


def _takes_one(function: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in positional if p.default is p.empty]
    return len(required) < 2 and not any(p.kind == p.VAR_POSITIONAL for p in parameters)
