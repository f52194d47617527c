"""Answers to typed questions, as lines of text: tensors, nodes and their neighbours, values, variables, sources."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tuigraph.debugger import filters, format
from tuigraph.debugger.buffers import size_of
from tuigraph.debugger.graphs import shape_text
from tuigraph.debugger.lookup import Unknown, find, shown_run
from tuigraph.debugger.profile import duration, runs_text
from tuigraph.debugger.timeline import Run, Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Graph, Operation, get_default_graph
from tuigraph.wire.gradient_names import forward_of, gradients_of
from tuigraph.wire.views import BranchView, SessionView, Statistics, ValuePage, VariableView

MOST = 200  # rows of a list
BAR = 24  # characters of the longest bar of a histogram


def graph_shown(timeline: Timeline) -> Graph:
    """The graph of the shown run, else the default graph."""
    run = shown_run(timeline)
    graph = run.session.graph.graph() if run is not None else None
    return graph or get_default_graph()


def node_named(timeline: Timeline, name: str) -> Operation:
    """Raises Unknown."""
    found = graph_shown(timeline)._by_name.get(name.partition(":")[0])
    if not isinstance(found, Operation):
        raise Unknown(f"there is no node {name} in the graph")
    return found


# ---------------------------------------------------------------- tensors


def tensors(
    timeline: Timeline, name: str = "", type: str = "", passes: str = "", sort_by: str = "time", reverse: bool = False
) -> list[str]:
    """The values of the shown run: regular expressions for node name and op type, a filter, an order (``lt``)."""
    run = shown_run(timeline)
    if run is None:
        raise Unknown("no run has been made yet")
    rows = []
    for pc, slot in _computed(run):
        tensor, op, value = run.plan.tensor[slot], run.plan.operations[pc], run.values[slot]
        if not re.search(name, op.name) or not re.search(type, op.type):
            continue
        if passes and not filters.get_tensor_filter(passes)(filters.Datum(op.name, tensor.index, run.number), value):
            continue
        rows.append((pc, run.pace.nanoseconds[pc], size_of(value), op.type, tensor.name, value))
    keys: dict[str, Callable[[Any], Any]] = {
        "step": lambda row: row[0],
        "time": lambda row: -row[1],
        "size": lambda row: -row[2],
        "type": lambda row: row[3],
        "name": lambda row: row[4],
    }
    rows.sort(key=keys[sort_by], reverse=reverse)
    lines = [f"{len(rows)} tensors of run {run.number}" + (f" that pass {passes}" if passes else "")]
    lines += [
        f"{pc + 1:5} {duration(time / 1000):>9} {size:>11,} B  {name} ({type})  {format.preview(value)}"
        for pc, time, size, type, name, value in rows[:MOST]
    ]
    return lines + ([f"and {len(rows) - MOST:,} more"] if len(rows) > MOST else [])


def _computed(run: Run) -> Iterator[tuple[int, int]]:
    """Instruction and slot of what the run has computed so far, references to variables left out."""
    for pc, slots in enumerate(run.plan.outputs):
        for slot in slots:
            value = run.values[slot]
            if slot in run.plan.tensor and value is not None and value is not DEAD and not isinstance(value, Cell):
                yield pc, slot


def feed(timeline: Timeline, name: str) -> list[str]:
    """What was fed in the shown run (``pf``).  Raises Unknown."""
    run = shown_run(timeline)
    for slot, _ in run.plan.feeds if run is not None else ():
        tensor = run.plan.tensor[slot] if run is not None else None
        if run is not None and tensor is not None and tensor.name in (name, f"{name}:0"):
            return [f"{tensor.name} was fed: {format.preview(run.values[slot])}"]
    raise Unknown(f"{name} was not fed")


def run_info(timeline: Timeline) -> list[str]:
    """Fetches, feeds and place of the shown run (``ri``)."""
    run = shown_run(timeline)
    if run is None:
        raise Unknown("no run has been made yet")
    lines = [f"run {run.number}, session {run.session.number}, {len(run.plan)} nodes"]
    lines.append("fetches: " + (", ".join(run.fetches) or "none"))
    lines.append("feeds: " + (", ".join(run.feeds) or "none"))
    return lines


# ---------------------------------------------------------------- nodes


def node(timeline: Timeline, name: str, attributes: bool = False, source: bool = False) -> list[str]:
    """A node: its type, neighbours, values, calls, and its gradient (``ni``)."""
    op = node_named(timeline, name)
    graph = graph_shown(timeline)
    lines = [f"node {op.name}", f"  op: {op.type}", f"  device: {op.device or 'none'}"]
    lines += _names("inputs", [t.name for t in op.inputs])
    lines += _names("control inputs", [c.name for c in op.control_inputs])
    followers = consumers(graph)
    lines += _names("recipients", [o.name for o in followers.get(op, []) if op not in o.control_inputs])
    lines += _names("control recipients", [o.name for o in followers.get(op, []) if op in o.control_inputs])
    for tensor in op.outputs:
        try:
            value = format.preview(find(timeline, tensor.name).value)
        except Unknown:
            value = "no value at this moment"
        lines.append(f"  output {tensor.index}: {tensor.dtype.name} {shape_text(tensor.shape)}  {value}")
    count = timeline.ledger.node(timeline.graphs.record(graph).number, op.name)
    if count.total:
        again = f", {count.again} of them although nothing had changed" if count.again else ""
        lines.append(f"  ran {count.total} times, in runs {runs_text(count)}{again}")
    forward = forward_of(op.name, graph._by_name)
    if forward:
        lines.append(f"  part of the gradient of: {forward}")
    lines += _names("its gradient", gradients_of(op.name, graph._by_name))
    if attributes:
        lines += [f"  attribute {key}: {value}" for key, value in op.attrs.items()]
    if source and op.source:
        file, line = op.source
        lines.append(f"  made at {file}:{line}: {linecache.getline(file, line).strip()}")
    return lines


def _names(what: str, names: list[str], most: int = 20) -> list[str]:
    if not names:
        return []
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return [f"  {what}: " + ", ".join(names[:most] + more)]


def consumers(graph: Graph) -> dict[Operation, list[Operation]]:
    """The operations that wait for each operation, in the order in which they were made."""
    found: dict[Operation, list[Operation]] = {}
    for op in graph.get_operations():
        for before in dict.fromkeys([t.op for t in op.inputs] + list(op.control_inputs)):
            found.setdefault(before, []).append(op)
    return found


def neighbours(timeline: Timeline, name: str, outputs: bool, depth: int, control: bool, types: bool) -> list[str]:
    """The inputs or outputs of a node as a tree to a depth (``li``, ``lo``); control edges are marked ``(Ctrl)``."""
    root = node_named(timeline, name)
    after = consumers(graph_shown(timeline)) if outputs else {}

    def next_to(op: Operation) -> Iterable[tuple[Operation, bool]]:
        if outputs:
            followers = after.get(op, [])
            data = [o for o in followers if any(t.op is op for t in o.inputs)]
            waiting = [o for o in followers if op in o.control_inputs]
        else:
            data, waiting = list(dict.fromkeys(t.op for t in op.inputs)), list(op.control_inputs)
        return [(o, False) for o in data] + [(o, True) for o in waiting if control]

    what = "recipients" if outputs else "inputs"
    lines = [f"{what} of node {root.name} (depth {depth}{', control edges included' if control else ''})"]
    shown = {root}
    stack = [(op, ctrl, 1) for op, ctrl in reversed(list(next_to(root)))]
    while stack:
        op, ctrl, level = stack.pop()
        if len(lines) > MOST:
            lines.append("… and more")
            break
        again = op in shown and bool(op.inputs)
        shown.add(op)
        below = [] if again else list(next_to(op))
        end = "  (see above)" if again else "  …" if below and level >= depth else ""
        type = f" [{op.type}]" if types else ""
        lines.append(f"{'|  ' * (level - 1)}|- {'(Ctrl) ' if ctrl else ''}{op.name}{type}{end}")
        if level < depth:
            stack.extend((o, c, level + 1) for o, c in reversed(below))
    return lines if len(lines) > 1 else [*lines, "  none"]


# ---------------------------------------------------------------- sources


def source(timeline: Timeline, file: str, first: int = 1, tensors: bool = False, most: int = 200) -> list[str]:
    """A file with the nodes, or tensors, that each line has made (``ps``)."""
    made: dict[int, list[str]] = {}
    for op in graph_shown(timeline).get_operations():
        if op.source and op.source[0] == file:
            names = [t.name for t in op.outputs] if tensors else [op.name]
            made.setdefault(op.source[1], []).extend(names)
    text = linecache.getlines(file)
    if not text:
        raise Unknown(f"{file} cannot be read")
    lines = []
    for number, line in enumerate(text[first - 1 : first - 1 + most], first):
        lines.append(f"L{number:<4} {line.rstrip()}")
        names = made.get(number, [])
        lines += [f"      {name}" for name in names[:8]]
        lines += [f"      and {len(names) - 8} more"] if len(names) > 8 else []
    return lines


def sources(timeline: Timeline) -> list[str]:
    """The files that have made nodes, with how many and their first line (``ls``)."""
    found: dict[str, list[int]] = {}
    for op in graph_shown(timeline).get_operations():
        if op.source:
            found.setdefault(op.source[0], []).append(op.source[1])
    return [f"{len(lines):6} nodes  {file}:{min(lines)}" for file, lines in sorted(found.items())] or ["no nodes yet"]


# ---------------------------------------------------------------- values


def page(found: ValuePage) -> list[str]:
    """A page of a value: what it is, statistics, elements (``pt``)."""
    if found.problem:
        raise Unknown(found.problem)
    side = "<" if found.statistics is None else ">"
    shape = f" {list(found.shape)}" if found.shape or found.statistics is not None else ""
    lines = [f"{found.name}{found.slice}  {found.dtype}{shape}"]
    if found.statistics is not None:
        lines += statistics(found.statistics)
    width = max((len(cell) for row in found.cells for cell in row), default=0)
    edge = max((len(label) for label in found.row_labels), default=0)
    for label, row, marks in zip(found.row_labels, found.cells, found.marks or ((),) * len(found.cells)):
        texts = [f"{cell:{side}{width}}" + ("*" if i < len(marks) and marks[i] else " ") for i, cell in enumerate(row)]
        lines.append(f"{label:>{edge}}  " + " ".join(texts).rstrip())
    if found.marks:
        lines.append(f"{found.marked} elements are marked *")
    columns = len(found.cells[0]) if found.cells else 0
    if found.total_rows > len(found.cells) or found.total_columns > columns:
        lines.append(f"shown: {len(found.cells)} of {found.total_rows} rows; ask for another slice, or with -a for all")
    return lines


def statistics(found: Statistics, histogram: bool = False) -> list[str]:
    """Minimum to deviation, and what there are of zeros, NaN and Inf."""
    counts = {"zeros": found.zeros, "NaN": found.nans, "+Inf": found.infs, "-Inf": found.negative_infs}
    lines = [
        f"min {found.minimum:.6g}  max {found.maximum:.6g}  mean {found.mean:.6g}  std {found.deviation:.6g}"
        + "".join(f"  {what} {n:,}" for what, n in counts.items() if n)
    ]
    if histogram and found.histogram:
        part = (found.maximum - found.minimum) / len(found.histogram)
        most = max(found.histogram) or 1
        for i, count in enumerate(found.histogram):
            lines.append(f"{found.minimum + i * part:>12.5g} {'#' * round(BAR * count / most):<{BAR}} {count:,}")
    return lines


# ---------------------------------------------------------------- state


def variables(views: Iterable[VariableView]) -> list[str]:
    """The variables of all sessions and their lives (``lv``)."""
    lines = []
    for v in views:
        life = f"assigned {v.assigned} times, initialized in run {v.initialized_run}" if v.initialized_run else ""
        what = v.preview if v.state == "live" else f"{v.state}{': ' + v.destroyed if v.destroyed else ''}"
        lines.append(f"session {v.session}  {v.name}  {v.dtype} {v.shape}  {what}" + (f"  ({life})" if life else ""))
    return lines or ["no variables yet"]


def sessions(views: Iterable[SessionView]) -> list[str]:
    lines = [f"session {v.session}  graph {v.graph}  {v.runs} runs{'  closed' if v.closed else ''}" for v in views]
    return lines or ["no sessions yet"]


def branch(view: BranchView) -> list[str]:
    """What a what-if has changed."""
    lines = [f"run {view.run}, supposed " + ", ".join(f"{name} = {value}" for name, value in view.overrides)]
    lines.append(f"{view.total} steps depend on that and ran again:")
    for d in view.reran[:MOST]:
        lines.append(
            f"  {d.name}: {d.before or 'nothing'} -> {d.after}" if d.changed else f"  {d.name}: {d.after}, the same"
        )
    lines.append("results:")
    lines += [f"  {d.name}: {d.before or 'nothing'} -> {d.after}" for d in view.results if d.changed]
    same = [d.name for d in view.results if not d.changed]
    if same:
        lines.append(f"  the same: {', '.join(same[:MOST])}{', ...' if len(same) > MOST else ''}")
    if view.outside:
        lines.append(f"called again, and what that did outside the graph stays done: {', '.join(view.outside)}")
    return [*lines, f"it cannot be kept: {view.obstacle}" if view.obstacle else "keep goes on with it, drop forgets it"]
