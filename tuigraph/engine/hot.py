"""Hot plans: a plan that runs again and again, written out as one Python function.

The text is made from the plan's own instructions, one after the other in the same order, a local variable for each
slot, and the function calls the very kernels that the loop in `execute` calls.  It saves what the loop costs between
two kernels, and says some of them shorter, where Python means the same:

- the cell of a variable is known when the plan is, so it is a name, and reading it is reading an attribute; without a
  value the kernel is called, whose error it is;
- a kernel that is an operator (`operator.add`) stands as that operator, and so does a ufunc of which the operands may
  be scalars of a type where both give the same bits;
- a kernel that writes into a dying operand is the call of its ufunc.

An error is told by `Execution`, as one of the loop's: the line of the text says which instruction failed, the local
variables are the slots.  What does not go straight on stays with the loop: conditionals, loops, instructions that
overtake others; and so do plans that are too long.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from tuigraph.engine import dtypes, quiet, shapes
from tuigraph.engine.alike import Modules, modules
from tuigraph.engine.containers import UNINITIALIZED, Cell, Store, held
from tuigraph.engine.execute import Execution, read_fetched
from tuigraph.engine.feeds import fed_value, slot_value
from tuigraph.engine.fetches import Fetches
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "a hot plan")  # no line of the user's

_OPERATORS: dict[Any, str] = {
    operator.add: "{} + {}",
    operator.sub: "{} - {}",
    operator.mul: "{} * {}",
    operator.neg: "-{}",
    operator.lt: "{} < {}",
    operator.le: "{} <= {}",
    operator.gt: "{} > {}",
    operator.ge: "{} >= {}",
}
_UFUNCS: dict[Any, str] = {np.add: "{} + {}", np.subtract: "{} - {}", np.multiply: "{} * {}", np.negative: "-{}"}
_SAME_BITS = frozenset({dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})  # of operators and ufuncs


def hot(plan: Plan, store: Store, asked: Fetches, flat: bool = False) -> Callable[..., Any]:
    """A function of the slots of what is fed that runs a straight plan and gives what was asked for.

    A `flat` one gives the values of the tensors, in a tuple.
    """
    return _Text(plan, store, asked, flat).function()


class _Text:
    """The text of a plan, and what its names stand for."""

    def __init__(self, plan: Plan, store: Store, asked: Fetches, flat: bool) -> None:
        self.plan = plan
        self.store = store
        self.asked = asked
        self.flat = flat
        self.names: dict[str, Any] = {
            "begin": quiet.begin,
            "end": quiet.end,
            "fail": self.fail,
            "NOTHING": UNINITIALIZED,
            "held": held,
            "ndarray": np.ndarray,
            "Cell": Cell,
            "rebuild": asked.rebuild,
            "read": read_fetched,
        }
        self.lines: list[str] = []
        self.margin = ""  # what stands before each line
        self.made_by: list[int] = []  # for each line, its instruction, or -1
        self.operands: list[tuple[str, ...]] = []  # for each instruction, the names of its operands
        self.readings: dict[str, int] = {}  # names of what was read from cells: who needs them last
        self.last_uses = _last_uses(plan) if any(op.definition.changes for op in plan.operations) else None
        self.slots: dict[int, str] = {}  # what stands for each slot at this place of the text
        for slot, value in enumerate(plan.initial):
            self.slots[slot] = f"v{slot}"
            if value is not None:
                self.names[f"v{slot}"] = value  # a constant

    def function(self) -> Callable[..., Any]:
        plan = self.plan
        self.write(f"def run({', '.join([f'v{slot}' for slot, _ in plan.feeds])}):")
        self.write(" settings = begin()")
        self.write(" try:")
        together = modules(plan)
        begins = {made.first: (i, made) for i, made in together.items()}
        for i in range(len(plan)):
            if i in begins:
                self.begin_modules(*begins[i])
            self.instruction(i)
            if i in together:
                self.margin = ""
                self.write(f"  else: {self.target(plan.code[i][2])} = m", i)
        if self.made_by[-1] < 0:  # all that it does is to name variables
            self.write("  pass")
        self.write(" except Exception as error:")
        self.write("  fail(error)")
        self.write(" finally:")
        self.write("  end(settings)")
        self.result()
        exec(compile("\n".join(self.lines), _FILE, "exec"), self.names)
        function: Callable[..., Any] = self.names["run"]
        self.lines.clear()
        return function

    def write(self, line: str, i: int = -1) -> None:
        self.lines.append(self.margin + line)
        self.made_by.append(i)

    # ------------------------------------------------------------ instructions

    def instruction(self, i: int) -> None:
        plan, op = self.plan, self.plan.operations[i]
        operands = tuple([self.slots[slot] for slot in plan.inputs[i]])
        self.operands.append(operands)
        if op.definition.changes:
            self.let_go(i)
        kernel, _, out = plan.code[i]
        if op.role is Role.VARIABLE:
            self.name(f"c{i}", kernel())
            self.slots[plan.outputs[i][0]] = f"c{i}"
            return
        bare, reads = plan.reads.get(i, (kernel, (op.role is Role.READ,)))
        passes_on = op.role in (Role.IDENTITY, Role.READ) and len(operands) == 1
        read = [name for name, may in zip(operands, reads) if may]
        readings: dict[str, int] = {}
        if read and all(name[0] == "c" for name in read):
            self.name(f"k{i}", kernel)
            failing = f"k{i}({', '.join(operands)})"
            shown = [f"r{j}" if may else name for j, (name, may) in enumerate(zip(operands, reads))]
            if passes_on:
                shown = [f"v{out}"]
            for name, given, may in zip(shown, operands, reads):
                if may:
                    readings[name] = self.last_uses[i] if passes_on and self.last_uses else i
                    self.write(f"  {name} = {given}.value", i)
                    self.write(f"  if {name} is NOTHING and ({name} := held({given})) is NOTHING: {failing}", i)
            if not passes_on:
                self.write(f"  {self.target(out)} = {self.call(i, f'b{i}', bare, op, shown)}", i)
        else:
            self.write(f"  {self.target(out)} = {self.call(i, f'k{i}', kernel, op, operands)}", i)
        for slot in [out] if isinstance(out, int) else range(out.start, out.stop):
            self.slots[slot] = f"v{slot}"
            self.readings.pop(f"v{slot}", None)
        self.readings.update(readings)

    def let_go(self, i: int) -> None:
        """Have no name for an array of a cell that nobody needs any more, so that it can be changed in place."""
        for name in [name for name, last in self.readings.items() if last < i]:
            self.write(f"  {name} = None", i)
            del self.readings[name]

    def begin_modules(self, i: int, made: Modules) -> None:
        """Compute equal modules together; what follows until their sum is for where that cannot be."""
        self.name(f"m{i}", made.together)
        self.write(f"  m = m{i}({', '.join([self.slots[slot] for slot in made.slots])})", i)
        self.write("  if m is None:", i)
        self.margin = " "

    def target(self, out: int | slice) -> str:
        return f"v{out}" if isinstance(out, int) else "".join([f"v{slot}, " for slot in range(out.start, out.stop)])

    def call(self, i: int, name: str, kernel: Any, op: Operation, operands: Sequence[str]) -> str:
        place = self.plan.in_place.get(i)
        if place is not None:
            self.name(f"u{i}", place.ufunc)
            return f"u{i}({', '.join(operands)}, {operands[place.position]})"
        text = _OPERATORS.get(kernel)
        if text is None and op.inputs and op.inputs[0].dtype.base_dtype in _SAME_BITS:
            text = None if any(t._shape for t in op.inputs) else _UFUNCS.get(kernel)
        if text is not None:
            return text.format(*operands)
        self.name(name, kernel)
        return f"{name}({', '.join(operands)})"

    def name(self, name: str, value: Any) -> None:
        self.names[name] = value

    # ------------------------------------------------------------ what comes out

    def result(self) -> None:
        shown = []
        for k, (tensor, slot) in enumerate(zip(self.asked.tensors, self.plan.fetched)):
            name = self.slots[slot]
            if slot in self.plan.owned:
                shown.append(name)
                continue
            self.name(f"t{k}", tensor)
            if name[0] == "c":
                self.write(f" f{k} = {name}.value")
                self.write(f" if f{k} is NOTHING: f{k} = read({name}, t{k})")
            else:
                self.write(f" f{k} = {name}")
                if tensor.dtype.is_ref or slot in self.plan.cells:
                    self.write(f" if isinstance(f{k}, Cell): f{k} = read(f{k}, t{k})")
            shown.append(f"(f{k}.copy() if isinstance(f{k}, ndarray) else f{k})")
        if self.flat:
            self.write(f" return ({''.join([f'{value}, ' for value in shown])})")
            return
        rebuilt = f"rebuild([{', '.join(shown)}])"
        self.write(f" return {self.asked.spelled(shown) or rebuilt}")

    # ------------------------------------------------------------ errors

    def fail(self, error: Exception) -> NoReturn:
        """Raise the error of a line as that of its instruction."""
        trace = error.__traceback__
        assert trace is not None
        execution = Execution(self.plan, self.store)
        execution.pc = i = self.made_by[trace.tb_lineno - 1]
        known = {**self.names, **trace.tb_frame.f_locals}
        for slot, name in zip(self.plan.inputs[i], self.operands[i]):
            execution.values[slot] = known[name]
        execution.fail(error)


def _last_uses(plan: Plan) -> list[int]:
    """For each instruction, the last one that needs its result, or is it; their number if it is fetched."""
    last_uses = list(range(len(plan)))
    users = dict.fromkeys(plan.fetched, len(plan))
    for i in reversed(range(len(plan))):
        for slot in plan.outputs[i]:
            last_uses[i] = max(last_uses[i], users.pop(slot, i))
        for slot in plan.inputs[i]:
            users.setdefault(slot, i)
    return last_uses


# ---------------------------------------------------------------- feeds


def front(
    plan: Plan,
    fed: Sequence[Tensor],
    by_shapes: Mapping[Any, Callable[..., Any]] | None,
    anyhow: Callable[..., Any],
) -> Callable[..., Any]:
    """A function of the fed values that calls the hot function of a plan.

    `by_shapes` has those of the plans for certain shapes of the feeds; for all others `anyhow` takes the values as they
    were given.  Without it there is one plan, and it is hot.
    """
    names: dict[str, Any] = {"ndarray": np.ndarray, "array": np.array, "asarray": np.asarray, "fed": fed_value}
    names.update(slot=slot_value, hot=plan.hot, anyhow=anyhow, by_shapes=by_shapes)
    places = range(len(fed))
    given = ", ".join([f"a{j}" for j in places])
    lines = [f"def run({given}):"]
    for j, (tensor, (_, copy)) in enumerate(zip(fed, plan.feeds)):
        kind = tensor.dtype
        names.update({f"t{j}": tensor, f"d{j}": kind.numpy, f"s{j}": tensor._shape})
        general = f"x{j} = fed(t{j}, a{j}, {copy})"
        checked = by_shapes is not None or shapes.is_static(tensor._shape)
        if not checked or kind.is_ref or kind not in _NUMBERS:
            lines.append(f" {general}")
            continue
        lines.append(f" if a{j}.__class__ is not ndarray: {general}")
        lines.append(f" elif a{j}.dtype is d{j}: x{j} = a{j}{'.copy()' if copy else ''}")
        lines.append(f" elif a{j}.dtype.kind in 'biuf': x{j} = {'array' if copy else 'asarray'}(a{j}, d{j})")
        lines.append(f" else: {general}")
        if by_shapes is None:
            lines.append(f" if x{j}.shape != s{j}: fed(t{j}, a{j}, {copy})")
    if by_shapes is not None:
        lines.append(f" hot = by_shapes.get(({''.join([f'x{j}.shape, ' for j in places])}))")
        lines.append(f" if hot is None: return anyhow({given})")
    values = [_slot(j, tensor) for j, tensor in enumerate(fed)]
    lines.append(f" return hot({', '.join(values)})")
    exec(compile("\n".join(lines), _FILE, "exec"), names)
    function: Callable[..., Any] = names["run"]
    return function


_NUMBERS = frozenset({dtypes.float16, dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64, dtypes.uint8})


def _slot(j: int, tensor: Tensor) -> str:
    """A fed array as the kernels want it."""
    if tensor.dtype.base_dtype not in _NUMBERS:
        return f"slot(t{j}.dtype, x{j})"
    if tensor._shape is None:
        return f"x{j} if x{j}.ndim else x{j}[()]"
    return f"x{j}" if tensor._shape else f"x{j}[()]"
