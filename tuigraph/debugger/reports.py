"""Answers to typed questions, as lines: tensors, nodes and their neighbours, values, variables, sources."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tuigraph.debugger import dumps, examination, filters, format, health
from tuigraph.debugger.buffers import size_of
from tuigraph.debugger.graphs import shape_text
from tuigraph.debugger.lookup import find, shown_run, tensor_named
from tuigraph.debugger.profile import duration, runs_text
from tuigraph.debugger.project import real
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Graph, Operation, get_default_graph
from tuigraph.wire.commands import Among
from tuigraph.wire.gradient_names import forward_of, gradients_of
from tuigraph.wire.questions import Statistics, ValuePage
from tuigraph.wire.said import Said, Text, joined, length, said
from tuigraph.wire.views import BranchView, Difference, SessionView, VariableView
from tuigraph.words import message

MOST = 200  # rows of a list
BAR = 24  # characters of the longest bar of a histogram


def graph_shown(timeline: Timeline) -> Graph:
    """The graph that is chosen, that of the run that is going on or is gone back to, else the one that is shown."""
    run = shown_run(timeline) if timeline.past or timeline.active else None
    shown = run.session.graph if run is not None and timeline.graphs.chosen is None else timeline.graphs.shown
    graph = shown.graph() if shown is not None else None
    return graph or get_default_graph()


def node_named(timeline: Timeline, name: str) -> Operation:
    """In the shown graph, else in another.  Raises Unknown."""
    others = [graph for record in timeline.graphs.all() if (graph := record.graph()) is not None]
    for graph in (graph_shown(timeline), *others):
        found = graph._by_name.get(name.partition(":")[0])
        if isinstance(found, Operation):
            return found
    raise Unknown(said("no_node", name=name))


# ---------------------------------------------------------------- tensors


def tensors(
    timeline: Timeline,
    among: Sequence[Among] = (),
    passes: str = "",
    sort_by: str = "timestamp",
    reverse: bool = False,
) -> list[Text]:
    """The values of the shown run that are among all of those: a filter, an order (``lt``)."""
    run = shown_run(timeline)
    if run is None:
        raise Unknown(said("no_run_yet"))
    rows = []
    watching = filters.check(passes) if passes else None
    writes = examination.writes_of(timeline.pieces_of(run)) if watching is not None else {}
    for pc, slot in _computed(run):
        tensor, op, value = run.plan.tensor[slot], run.plan.operations[pc], run.values[slot]
        if not all(filters.is_among(tensor, some) for some in among):
            continue
        if watching is not None:
            if not watching.of(health.step(run, pc, writes.get(pc, ()), timeline.graphs.given.of(op))):
                continue
        elif passes and not filters.get_tensor_filter(passes)(filters.Datum(op.name, tensor.index, run.number), value):
            continue
        rows.append((pc, run.pace.nanoseconds[pc], size_of(value), op.type, tensor.name, value))
    keys: dict[str, Callable[[Any], Any]] = {
        "timestamp": lambda row: row[0],
        "time": lambda row: row[1],
        "dump_size": lambda row: row[2],
        "op_type": lambda row: row[3],
        "tensor_name": lambda row: row[4],
    }
    rows.sort(key=keys[sort_by], reverse=reverse)
    lines: list[Text] = [said("tensors_of_run", n=len(rows), run=run.number)]
    if passes:
        lines = [said("tensors_that_pass", n=len(rows), run=run.number, filter=passes)]
    for pc, time, size, type, name, value in rows[:MOST]:
        what = f"{pc + 1:5} {duration(time / 1000):>9} {size:>11,} B  {name} ({type})  "
        lines.append(joined((what, format.preview(value))))
    return [*lines, *format.more(len(rows), MOST)]


def _computed(run: Run) -> Iterator[tuple[int, int]]:
    """Instruction and slot of what the run has computed so far, references to variables left out."""
    for pc, slots in enumerate(run.plan.outputs):
        for slot in slots:
            value = run.values[slot]
            if slot in run.plan.tensor and value is not None and value is not DEAD and not isinstance(value, Cell):
                yield pc, slot


def fed(timeline: Timeline, name: str) -> str:
    """The name of the tensor that was fed in the shown run; `name` may be the node's (``pf``).  Raises Unknown."""
    run = shown_run(timeline)
    for slot, _ in run.plan.feeds if run is not None else ():
        found = run.plan.tensor[slot].name if run is not None else ""
        if found in (name, f"{name}:0"):
            return found
    raise Unknown(said("not_fed", name=name))


def count_of(timeline: Timeline, name: str) -> int:
    """How many values a node or tensor has had in the shown run."""
    run = shown_run(timeline)
    if run is None or not run.plan.jumps:
        return 0
    tensor = tensor_named(run, name)
    return 0 if tensor is None else len(dumps.of(timeline, run, tensor))


def run_info(timeline: Timeline) -> list[Text]:
    """Fetches, feeds and place of the shown run (``ri``)."""
    run = shown_run(timeline)
    if run is None:
        raise Unknown(said("no_run_yet"))
    held, limit = (f"{count / 2**20:.1f}" for count in (timeline.bytes, timeline.limit))
    return [
        said("run_line", n=run.number, session=run.session.number, nodes=said("nodes", n=len(run.plan))),
        said("fetches_line", names=", ".join(run.fetches) or said("none")),
        said("feeds_line", names=", ".join(run.feeds) or said("none")),
        said("past_line", first=timeline.first_run, runs=timeline.runs, held=held, limit=limit),
    ]


# ---------------------------------------------------------------- nodes


def node(
    timeline: Timeline, name: str, attributes: bool = False, source: bool = False, with_dumps: bool = False
) -> list[Text]:
    """A node: its type, neighbours, values, calls, and its gradient (``ni``)."""
    op = node_named(timeline, name)
    graph = graph_shown(timeline)
    lines: list[Text] = [
        said("node_line", name=op.name),
        said("node_op", type=op.type),
        said("node_device", device=op.device or said("none")),
    ]
    lines += _names(message("node_inputs"), [t.name for t in op.inputs])
    lines += _names(message("node_control_inputs"), [c.name for c in op.control_inputs])
    followers = consumers(graph)
    lines += _names(message("node_recipients"), [o.name for o in followers.get(op, []) if op not in o.control_inputs])
    waiting = [o.name for o in followers.get(op, []) if op in o.control_inputs]
    lines += _names(message("node_control_recipients"), waiting)
    for tensor in op.outputs:
        value: Text
        try:
            value = format.preview(find(timeline, tensor.name).value)
        except Unknown:
            value = said("node_no_value")
        dtype, shape = tensor.dtype.name, shape_text(tensor.shape)
        lines.append(said("node_output", n=tensor.index, dtype=dtype, shape=shape, value=value))
    count = timeline.ledger.node(timeline.graphs.record(graph).number, op.name)
    if count.total:
        again = said("node_again", n=count.again) if count.again else ""
        lines.append(said("node_ran", n=count.total, runs=runs_text(count), again=again))
    forward = forward_of(op.name, graph._by_name)
    if forward:
        lines.append(said("node_gradient_of", name=forward))
    lines += _names(message("node_gradient"), gradients_of(op.name, graph._by_name))
    if attributes:
        lines += [said("node_attribute", key=key, value=str(value)) for key, value in op.attrs.items()]
    run = shown_run(timeline)
    if with_dumps and run is not None:
        found = [(tensor, dump) for tensor in op.outputs for dump in dumps.of(timeline, run, tensor)]
        lines.append(said("dumps_of_run", n=len(found), run=run.number))
        for tensor, dump in found[:MOST]:
            took = duration(run.pace.nanoseconds[dump.pc] / 1000)
            what = said("dump_line", slot=tensor.index, step=dump.step, took=took, value=format.preview(dump.value))
            lines.append(what)
        lines += format.more(len(found), MOST)
    if source and op.source:
        file, line = op.source
        lines.append(said("node_made_at", file=file, line=line, text=linecache.getline(file, line).strip()))
        for file, line, name in reversed(op.calls[:-1]):
            text = linecache.getline(file, line).strip()
            lines.append(said("node_called_at", file=file, line=line, name=name, text=text))
    return lines


def _names(sentence: str, names: list[str], most: int = 20) -> list[Text]:
    if not names:
        return []
    return [said(sentence, names=joined([*names[:most], *format.more(len(names), most)], ", "))]


def consumers(graph: Graph) -> dict[Operation, list[Operation]]:
    """The operations that wait for each operation, in the order in which they were made."""
    found: dict[Operation, list[Operation]] = {}
    for op in graph.get_operations():
        for before in dict.fromkeys([t.op for t in op.inputs] + list(op.control_inputs)):
            found.setdefault(before, []).append(op)
    return found


def neighbours(timeline: Timeline, name: str, outputs: bool, depth: int, control: bool, types: bool) -> list[Text]:
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

    title = message("recipients_of_node" if outputs else "inputs_of_node")
    included = said("control_included") if control else ""
    lines: list[Text] = [said(title, name=root.name, depth=depth, control=included)]
    shown = {root}
    stack = [(op, ctrl, 1) for op, ctrl in reversed(list(next_to(root)))]
    while stack:
        op, ctrl, level = stack.pop()
        if len(lines) > MOST:
            lines.append(said("cut_off"))
            break
        again = op in shown and bool(op.inputs)
        shown.add(op)
        below = [] if again else list(next_to(op))
        end: Text = said("see_above") if again else "  …" if below and level >= depth else ""
        type = f" [{op.type}]" if types else ""
        lines.append(joined((f"{'|  ' * (level - 1)}|- {'(Ctrl) ' if ctrl else ''}{op.name}{type}", end)))
        if level < depth:
            stack.extend((o, c, level + 1) for o, c in reversed(below))
    return lines if len(lines) > 1 else [*lines, joined(("  ", said("none")))]


# ---------------------------------------------------------------- sources


def source(
    timeline: Timeline, file: str, first: int = 1, tensors: bool = False, each: int = 10, most: int = 200
) -> list[Text]:
    """A file with the nodes, or tensors, that each line has made, of many the first `each` (``ps``)."""
    made: dict[int, list[str]] = {}
    for op in graph_shown(timeline).get_operations():
        if op.source and real(op.source[0]) == real(file):
            names = [t.name for t in op.outputs] if tensors else [op.name]
            made.setdefault(op.source[1], []).extend(names)
    text = linecache.getlines(file)
    if not text:
        raise Unknown(said("file_unreadable", file=file))
    lines: list[Text] = []
    for number, line in enumerate(text[first - 1 : first - 1 + most], first):
        lines.append(f"L{number:<4} {line.rstrip()}")
        names = made.get(number, [])
        lines += [f"      {name}" for name in names[:each]]
        lines += [joined(("      ", more)) for more in format.more(len(names), each)]
    if not lines:
        raise Unknown(said("file_ends", file=file, n=len(text)))
    left = len(text) - first - len(text[first - 1 : first - 1 + most]) + 1
    return [*lines, said("file_goes_on", n=left, next=first + most)] if left > 0 else lines


def sources(timeline: Timeline, files: str = "", nodes: str = "") -> list[Text]:
    """The files that have made nodes, with how many and their first line (``ls``); regular expressions for both."""
    found: dict[str, list[int]] = {}
    for op in graph_shown(timeline).get_operations():
        if op.source and re.match(files, op.source[0]) and re.match(nodes, op.name):
            found.setdefault(op.source[0], []).append(op.source[1])
    made = [said("file_nodes", n=len(lines), file=file, line=min(lines)) for file, lines in sorted(found.items())]
    return [*made] or [said("no_files_match") if files or nodes else said("no_nodes_yet")]


# ---------------------------------------------------------------- values


def page(found: ValuePage, histogram: bool = False) -> list[Text]:
    """A page of a value: what it is, statistics, elements (``pt``)."""
    if found.problem:
        raise Unknown(found.problem)
    side = "<" if found.statistics is None else ">"
    lines = [title(found)]
    if found.statistics is not None:
        lines += statistics(found.statistics, histogram)
    width = max((length(cell) for row in found.cells for cell in row), default=0)
    edge = max((length(label) for label in found.row_labels), default=0)
    for label, row, marks in zip(found.row_labels, found.cells, found.marks or ((),) * len(found.cells)):
        marked = ["*" if i < len(marks) and marks[i] else " " for i in range(len(row))]
        texts = [joined((_padded(cell, side, width), mark)) for cell, mark in zip(row, marked)]
        line = joined((_padded(label, ">", edge), "  ", joined(texts, " ")))
        lines.append(line.rstrip() if isinstance(line, str) else line)
    if found.marks:
        lines.append(said("elements_marked", n=found.marked))
    columns = len(found.cells[0]) if found.cells else 0
    if found.total_rows > len(found.cells) or found.total_columns > columns:
        lines.append(said("page_cut", n=len(found.cells), of=found.total_rows))
    return lines


def title(found: ValuePage) -> Text:
    """What a page is of; and of which run, where that is another one than the shown."""
    shape = f" {list(found.shape)}" if found.shape or found.statistics is not None else ""
    name, kind = f"{found.name}{found.slice}", f"  {found.dtype}{shape}"
    whose = joined((name, said("cause_run", n=found.run), kind)) if found.run else f"{name}{kind}"
    return format.remarked(whose, found.remark)


def _padded(text: Text, side: str, width: int) -> Text:
    """A sentence stays as it is: how long it is depends on who reads it."""
    return f"{text:{side}{width}}" if isinstance(text, str) else text


def statistics(found: Statistics, histogram: bool = False) -> list[Text]:
    """Minimum to deviation, and what there are of zeros, NaN and Inf."""
    counts: list[tuple[Text, int]] = [
        (said("zeros"), found.zeros),
        ("NaN", found.nans),
        ("+Inf", found.infs),
        ("-Inf", found.negative_infs),
    ]
    lines: list[Text] = [
        said(
            "statistics",
            minimum=found.minimum,
            maximum=found.maximum,
            mean=found.mean,
            deviation=found.deviation,
            counts=joined(part for what, n in counts if n for part in ("  ", what, f" {n:,}")),
        )
    ]
    if histogram and found.histogram:
        part = (found.maximum - found.minimum) / len(found.histogram)
        most = max(found.histogram) or 1
        for i, count in enumerate(found.histogram):
            lines.append(f"{found.minimum + i * part:>12.5g} {'#' * round(BAR * count / most):<{BAR}} {count:,}")
    return lines


# ---------------------------------------------------------------- state


def variables(views: Iterable[VariableView]) -> list[Text]:
    """The variables of all sessions and their lives (``lv``)."""
    lines: list[Text] = []
    for v in views:
        what: Text = v.preview
        if v.state == "destroyed":
            what = said("destroyed_by", what=v.destroyed)
        elif v.state != "live":
            what = said("uninitialized")
        life = said("variable_life", n=v.assigned, run=v.initialized_run) if v.initialized_run else ""
        lines.append(
            said("variable_line", session=v.session, name=v.name, dtype=v.dtype, shape=v.shape, what=what, life=life)
        )
    return lines or [said("no_variables_yet")]


def sessions(views: Iterable[SessionView]) -> list[Text]:
    lines: list[Text] = []
    for v in views:
        line = message("session_line_closed" if v.closed else "session_line")
        lines.append(said(line, session=v.session, graph=v.graph, n=v.runs))
    return lines or [said("no_sessions_yet")]


def graphs(timeline: Timeline) -> list[Text]:
    """The graphs that have nodes; the shown one is marked (``graph``)."""
    shown = graph_shown(timeline)
    return [
        said(
            message("graph_line_shown") if record.graph() is shown else message("graph_line"),
            number=record.number,
            name=timeline.graphs.given.of_graph(record.number),
            n=record.size,
        )
        for record in timeline.graphs.all()
    ] or [said("no_graphs_yet")]


def branch(view: BranchView) -> list[Text]:
    """What a what-if has changed."""
    values = joined((joined((f"{name} = ", value)) for name, value in view.overrides), ", ")
    lines: list[Text] = [said("branch_line", n=view.run, values=values), said("branch_reran", n=view.total)]
    for d in view.reran[:MOST]:
        lines.append(_changed(d) if d.changed else said("branch_same_value", name=d.name, value=d.after))
    lines.append(said("branch_results"))
    lines += [_changed(d) for d in view.results if d.changed]
    same = [d.name for d in view.results if not d.changed]
    if same:
        more = ["..."] if len(same) > MOST else []
        lines.append(said("branch_same", names=joined([*same[:MOST], *more], ", ")))
    if view.outside:
        lines.append(said("branch_outside", names=", ".join(view.outside)))
    end = said("branch_cannot_be_kept", why=view.obstacle) if view.obstacle else said("branch_can_be_kept")
    return [*lines, end]


def _changed(found: Difference) -> Said:
    return said("branch_changed", name=found.name, before=found.before or said("nothing"), after=found.after)
