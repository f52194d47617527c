"""Health checks: what is likely to be wrong with what a step gives or writes, each with a threshold that can be set.

A check is a tensor filter to whoever sets a breakpoint or lists tensors: ``dead``, or with a threshold ``dead 0.9``.
`examination.py` asks it of all runs that can be reached.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tuigraph.debugger.history import Steps
from tuigraph.debugger.refusals import Refused
from tuigraph.debugger.runs import Run
from tuigraph.engine.containers import Cell, held
from tuigraph.engine.graph import Operation
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role
from tuigraph.wire.gradient_names import forward_of, is_gradient
from tuigraph.wire.said import Text, said
from tuigraph.words import message

WINDOW = 20  # values of a loss in which it is to fall
NEAR = 0.01  # of the range of an activation: what is so near to an end is saturated
_LOSS = re.compile(r"loss|cost|error|objective|entropy", re.IGNORECASE)
_GRADIENTS = frozenset({"grad", "delta"})  # what signatures call the gradient that is applied
_FIXED = frozenset({Role.CONSTANT, Role.SHAPE})
Write = tuple[Cell, Any, Any]  # with the old and the new value


class Step(NamedTuple):
    """What a node has read, given and written in a run."""

    op: Operation
    run: Run
    operands: Sequence[Any]
    results: Sequence[Any]
    writes: Sequence[Write]
    given: str  # the name that the program has for it

    @property
    def arrays(self) -> list[Any]:
        """The results that are numbers."""
        return [result for result in self.results if _is_number(result)]


def step(run: Run, pc: int, writes: Sequence[Write], given: str = "") -> Step:
    """A step of a run, with the values as they are now."""
    plan, values = run.plan, run.values
    operands = [values[slot] for slot in plan.inputs[pc]]
    return Step(plan.operations[pc], run, operands, [values[s] for s in plan.outputs[pc]], writes, given)


def rounds(steps: Steps, wanted: Collection[int], given: Callable[[Operation], str]) -> Iterator[tuple[int, int, Step]]:
    """All steps of some instructions of a run, as in a loop: its number, instruction, and values as then."""
    run, plan = steps.run, steps.run.plan
    for number, pc in enumerate(steps.pcs):
        if pc in wanted:
            op = plan.operations[pc]
            operands, results = ([steps.value(s, number) for s in slots[pc]] for slots in (plan.inputs, plan.outputs))
            yield number, pc, Step(op, run, operands, results, steps.writes(number), given(op))


def _is_number(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "fc" and value.size > 0


@dataclass(frozen=True)
class Check:
    """Something to be looked for.  `find` says what is wrong with a step, or ""; `about` says which nodes have it."""

    name: str
    does: str
    threshold: float
    find: Callable[[Step, float], Text]
    about: Callable[[Operation], bool] = lambda op: op.role is not Role.VARIABLE


# ---------------------------------------------------------------- of what a node gives


def _not_finite(step: Step, threshold: float) -> Text:
    nans = sum(int(np.isnan(array).sum()) for array in step.arrays)
    infs = sum(int(np.isinf(array).sum()) for array in step.arrays)
    return said("health_is_nan", nans=nans, infs=infs) if nans + infs >= max(threshold, 1) else ""


def _beyond(step: Step, threshold: float) -> Text:
    for array in step.arrays:
        limit = float(np.finfo(array.dtype).max)
        most = float(np.max(np.abs(array), initial=0.0, where=~np.isnan(array)))
        if most > threshold * limit and (np.isfinite(most) or all(map(_is_finite, step.operands))):
            return said("health_is_beyond", value=f"{most:.4g}", largest=f"{limit:.4g}", dtype=array.dtype.name)
    for result in step.results:  # a number was made an integer
        if isinstance(result, np.ndarray | np.generic) and result.dtype.kind in "iu" and step.operands:
            limits, operand = np.iinfo(result.dtype), step.operands[0]
            if _is_number(operand) and operand.shape == result.shape and operand.dtype.kind == "f":
                low, high = float(np.min(operand)), float(np.max(operand))
                if low < limits.min or high > limits.max:
                    worst = low if low < limits.min else high
                    largest, dtype = str(limits.max), result.dtype.name
                    return said("health_is_beyond", value=f"{worst:.4g}", largest=largest, dtype=dtype)
    return ""


def _is_finite(value: Any) -> bool:
    value = held(value) if isinstance(value, Cell) else value
    return not _is_number(value) or bool(np.isfinite(value).all())


def _zeros(step: Step, threshold: float) -> Text:
    for array in step.arrays:
        share = 1.0 - np.count_nonzero(array) / array.size
        if array.size > 1 and share >= threshold:
            return said("health_is_zero", share=_percent(share))
    return ""


def _gives_more_than_constants(op: Operation) -> bool:
    return op.role is Role.COMPUTES and not all(tensor.op.role in _FIXED for tensor in op.inputs)


def _saturated(step: Step, threshold: float) -> Text:
    low, high = step.op.definition.ends
    for array in step.arrays:
        near = NEAR * (high - low)
        share = float(np.mean((array <= low + near) | (array >= high - near)))
        if share >= threshold:
            return said("health_is_saturated", share=_percent(share), low=f"{low:g}", high=f"{high:g}")
    return ""


def _dead(step: Step, threshold: float) -> Text:
    """A unit is an element of the last axis; alone, a vector is one example."""
    for array in step.arrays:
        units = np.all(array.reshape(-1, array.shape[-1] if array.ndim else 1) == step.op.definition.ends[0], axis=0)
        share = float(np.mean(units))
        if share >= threshold:
            return said("health_is_dead", n=int(units.sum()), of=units.size)
    return ""


# ---------------------------------------------------------------- of what a node writes


def _unchanged(step: Step, threshold: float) -> Text:
    for cell, old, new in step.writes:
        both = isinstance(old, np.ndarray | np.generic) and isinstance(new, np.ndarray | np.generic)
        if both and old.shape == new.shape and old.dtype == new.dtype:
            is_same = np.array_equal(old, new)
            if is_same or (threshold and _is_number(new) and float(np.max(np.abs(new - old))) <= threshold):
                return said("health_is_unchanged", variable=cell.name)
    return ""


def _gradients(step: Step) -> list[tuple[str, float, float]]:
    """Name, root mean square and norm of each gradient that is applied."""
    found = []
    for argument, operand, tensor in zip(step.op.definition.inputs, step.operands, step.op.inputs):
        if argument.name in _GRADIENTS and _is_number(operand):
            norm = float(np.linalg.norm(np.abs(operand).astype(np.float64).reshape(-1)))
            found.append((tensor.op.name, norm / operand.size**0.5, norm))
    return found


def _vanishing(step: Step, threshold: float) -> Text:
    small = [(name, size) for name, size, _ in _gradients(step) if size < threshold]
    return said("health_is_vanishing", gradient=small[0][0], size=f"{small[0][1]:.3g}") if small else ""


def _exploding(step: Step, threshold: float) -> Text:
    large = [(name, norm) for name, _, norm in _gradients(step) if norm > threshold]
    return said("health_is_exploding", gradient=large[0][0], norm=f"{large[0][1]:.3g}") if large else ""


def _applies_a_gradient(op: Operation) -> bool:
    return op.definition.stateful and any(argument.name in _GRADIENTS for argument in op.definition.inputs)


# ---------------------------------------------------------------- of a loss, over several runs


@lru_cache(16)
def _optimized(plan: Plan) -> frozenset[str]:
    """The nodes of a plan whose gradients are worked out, and that feed none with gradients: what is minimized."""
    names = {op.name for op in plan.operations}
    forward = {name for op in plan.operations if (name := forward_of(op.name, names)) is not None}
    read = {t.op.name for op in plan.operations if op.name in forward for t in op.inputs}
    return frozenset(forward - read)


def loss_of(step: Step) -> float | None:
    """The number, where the step gives a loss: what is minimized in this run, or what is called like one."""
    op, arrays = step.op, step.arrays
    if len(arrays) != 1 or arrays[0].size != 1 or arrays[0].dtype.kind != "f" or is_gradient(op.name):
        return None
    is_called = any(_LOSS.search(name) for name in (op.name.rpartition("/")[2], step.given))
    return float(arrays[0].item()) if is_called or op.name in _optimized(step.run.plan) else None


def stands_still(values: Sequence[float], threshold: float) -> bool:
    """Whether the last `WINDOW` of them are no lower than what was before, but for that share of it."""
    before = [value for value in values[:-WINDOW] if np.isfinite(value)]
    last = [value for value in values[-WINDOW:] if np.isfinite(value)]
    return bool(before and last) and min(last) > min(before) - threshold * abs(min(before))


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def made_at(op: Operation) -> tuple[str, str]:
    """Place and text of the program's line that has made a node, or that node whose gradient it is a part of."""
    forward = forward_of(op.name, op.graph._by_name)
    source = (op.graph._by_name[forward] if forward else op).source
    if source is None or not source[0]:
        return "", ""
    file, line = source
    return f"{Path(file).name}:{line}", linecache.getline(file, line).strip()


def place(at: str, text: str) -> str:
    """Such a line, behind what is told of a node."""
    return f"  {at}: {text}" if at else ""


def told(check: str, op: Operation, run: int, what: Text) -> Text:
    """What a check has found, in a line."""
    made = place(*made_at(op))
    return said("health_found", check=check, node=op.name, type=op.type, run=run, what=what, place=made)


CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        Check("nan", message("health_nan"), 1, _not_finite),
        Check("range", message("health_range"), 0.5, _beyond),
        Check("zeros", message("health_zeros"), 1.0, _zeros, _gives_more_than_constants),
        Check("unchanged", message("health_unchanged"), 0.0, _unchanged, lambda op: op.definition.stateful),
        Check("vanishing", message("health_vanishing"), 1e-7, _vanishing, _applies_a_gradient),
        Check("exploding", message("health_exploding"), 1e3, _exploding, _applies_a_gradient),
        Check("saturated", message("health_saturated"), 0.9, _saturated, lambda op: len(op.definition.ends) == 2),
        Check("dead", message("health_dead"), 0.5, _dead, lambda op: op.definition.ends[:1] == (0.0,)),
        Check("plateau", message("health_plateau"), 0.001, lambda step, threshold: ""),
    )
}


@dataclass
class Watching:
    """A check with its threshold, and what it remembers of earlier runs."""

    check: Check
    threshold: float
    losses: dict[str, list[tuple[int, float]]] = field(default_factory=dict)  # by node: run and number

    def of(self, step: Step) -> Text:
        """What is wrong with a step that comes after those that it was asked about before; "" for nothing."""
        if self.check.name != "plateau":
            return self.check.find(step, self.threshold) if self.check.about(step.op) else ""
        number = loss_of(step)
        if number is None:
            return ""
        known = [one for one in self.losses.get(step.op.name, []) if one[0] < step.run.number][-2 * WINDOW :]
        self.losses[step.op.name] = [*known, (step.run.number, number)]
        return self.plateau([value for _, value in self.losses[step.op.name]])

    def plateau(self, values: Sequence[float]) -> Text:
        """What is to be said of a loss that has had these values."""
        stands = stands_still(values, self.threshold)
        return said("health_is_plateau", n=WINDOW, value=f"{values[-1]:.6g}") if stands else ""


_PATTERN = re.compile(r"(?P<name>\w+)(?:\s*[\s=]\s*(?P<threshold>\S+))?$")


def watching(pattern: str) -> Watching | None:
    """The check that ``dead`` or ``dead 0.9`` speaks of; None where it is none.  Raises Refused for no threshold."""
    found = _PATTERN.match(pattern.strip())
    check = CHECKS.get(found["name"]) if found else None
    if found is None or check is None:
        return None
    try:
        return Watching(check, float(found["threshold"] or check.threshold))
    except ValueError:
        raise Refused(said("no_threshold", text=found["threshold"], check=check.name)) from None


def named(pattern: str) -> list[Watching]:
    """The check of this pattern; all of them for "".  Raises Refused."""
    if not pattern:
        return [Watching(check, check.threshold) for check in CHECKS.values()]
    found = watching(pattern)
    if found is None:
        raise Refused(said("no_check", name=pattern, known=", ".join(CHECKS)))
    return [found]


def lines() -> list[Text]:
    """The checks with what they look for and their thresholds."""
    return [
        said("check_line", name=f"{check.name:<12}", does=said(check.does), threshold=f"{check.threshold:g}")
        for check in CHECKS.values()
    ]
