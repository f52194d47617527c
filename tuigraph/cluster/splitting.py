"""A run cut into stages: which task does what, after which others, with what values.

A stage is a graph of its own that one task runs in one go: what comes from other stages is fed to it, what others need
is fetched.  A node's level is how often a value has crossed a border on its way to it; the nodes of one task and level
are a stage, so there are as few as the graph allows, and none waits for itself.  Values and waits go from stage to
stage; constants, variables and whatever names a state are made anew in each stage that takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tuigraph.cluster.copying import Copy
from tuigraph.cluster.placing import Cluster, Groups, Task, grouped, is_source, names_state, placed, wants_state
from tuigraph.engine import control
from tuigraph.engine.errors import UnimplementedError
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.plan import order, predecessors, prune


class Stage(NamedTuple):
    """What one task does in one go."""

    task: Task
    graph: Graph
    takes: list[Tensor]  # of the whole graph: those whose values are fed
    feeds: list[Tensor]  # of the stage's graph: where they are fed
    gives: list[Tensor]  # of the whole graph: those whose values are fetched
    fetches: list[Tensor]  # of the stage's graph: where they are fetched
    targets: list[Operation]  # of the stage's graph: what is run for its effect
    after: frozenset[int]  # the stages that come before, by their places


def split(
    tensors: Sequence[Tensor], operations: Sequence[Operation], fed: Sequence[Tensor], cluster: Cluster, own: Task
) -> list[Stage]:
    """The stages of a run, each after those that it waits for.

    Raises what `placed` raises, and UnimplementedError where a loop or a conditional waits for what follows it.
    """
    return _Split(tensors, operations, set(fed), cluster, own).stages()


class _Split:
    def __init__(
        self,
        tensors: Sequence[Tensor],
        operations: Sequence[Operation],
        fed: set[Tensor],
        cluster: Cluster,
        own: Task,
    ) -> None:
        self.tensors = list(dict.fromkeys(t for t in tensors if t not in fed))
        self.operations = operations
        self.fed = fed
        needed = prune(self.tensors, operations, fed)
        schedule = whole = order(needed, fed)
        if not control.possibly_dead(schedule, fed):
            schedule = schedule.without(prune(self.tensors, operations, fed, effects_only=True))
        self.schedule = schedule
        self.groups: Groups = grouped(schedule, fed)
        self.task = placed(schedule.operations, fed, self.groups, cluster, own)
        self.waits = self._waits(whole)

    def _waits(self, whole: control.Schedule) -> dict[Operation, list[Operation]]:
        """What each node waits for by control edges; of what is left out, that which it waits for."""
        waits_for = predecessors(self.fed)
        kept = set(self.schedule.operations)
        instead: dict[Operation, dict[Operation, None]] = {}
        for op in whole.operations:
            if op not in kept:
                instead[op] = {}
                for b in waits_for(op):
                    instead[op].update(instead.get(b, {b: None}))
        found = {}
        for op in self.schedule.operations:
            if op.control_inputs:
                own = set(waits_for(op))
                all_of_them = [b for c in op.control_inputs if c in own for b in instead.get(c, (c,))]
                found[op] = [b for b in dict.fromkeys(all_of_them) if b in kept and not is_source(b)]
        return found

    # ------------------------------------------------------------ who waits for whom

    def before(self, op: Operation) -> list[Operation]:
        """The nodes that one has to wait for; what can be made anew beside it is none of them."""
        found = []
        for i, t in enumerate(op.inputs):
            if t not in self.fed and not control.is_back_edge(op, t) and not self.is_made_anew(op, i):
                found.append(t.op)
        return [*found, *self.waits.get(op, ())]

    def is_made_anew(self, op: Operation, i: int) -> bool:
        source = op.inputs[i].op
        if not is_source(source):
            return False
        return not names_state(source) or self.task[source] == self.task[op]

    def levels(self) -> dict[Operation, int]:
        """How many borders lie before each node."""
        groups: dict[Operation, list[Operation]] = {}
        for op in self.schedule.operations:
            groups.setdefault(self.groups.of(op), []).append(op)
        before = {
            group: {b for op in ops for b in self.before(op) if self.groups.of(b) is not group}
            for group, ops in groups.items()
        }
        try:
            line = control.topological(list(groups), lambda group: map(self.groups.of, before[group]))
        except ValueError:
            raise UnimplementedError(
                None,
                None,
                "A conditional or loop runs on one task in one go, and one of this graph waits for another task that "
                "waits for it. Give both the same device.",
            ) from None
        level: dict[Operation, int] = {}
        after: dict[Operation, set[Operation]] = {}
        for group in line:
            level[group] = 0
            for b in before[group]:
                source = self.groups.of(b)
                after.setdefault(source, set()).add(group)
                level[group] = max(level[group], level[source] + (self.task[source] != self.task[group]))
        asked = {self.groups.of(op) for op in (*(t.op for t in self.tensors), *self.operations)}
        for group in reversed(line):  # what only a later stage of its task needs is done there
            followers = after.get(group, set())
            if followers and group not in asked and all(self.task[f] == self.task[group] for f in followers):
                level[group] = min(level[f] for f in followers)
        return {op: level[self.groups.of(op)] for op in self.schedule.operations}

    # ------------------------------------------------------------ stages

    def stages(self) -> list[Stage]:
        level = self.levels()
        wanted = {t.op for t in self.tensors} | set(self.operations)
        wanted.update(b for op in self.schedule.operations for b in self.before(op))
        parts: dict[tuple[int, Task], list[Operation]] = {}
        for op in self.schedule.operations:
            if not is_source(op) or op in wanted:
                parts.setdefault((level[op], self.task[op]), []).append(op)
        keys = sorted(parts)
        place = {op: i for i, key in enumerate(keys) for op in parts[key]}
        gives: list[dict[Tensor, None]] = [{} for _ in keys]
        targets: list[dict[Operation, None]] = [{} for _ in keys]
        after: list[set[int]] = [set() for _ in keys]
        for tensor in self.tensors:
            gives[place[tensor.op]][tensor] = None
        for op in self.operations:
            targets[place[op]][op] = None
        for op, here in place.items():
            for b in self.before(op):
                if place[b] != here:
                    after[here].add(place[b])
                    targets[place[b]][b] = None
            for i, t in enumerate(op.inputs):
                there = place.get(t.op, here)
                if t not in self.fed and there != here and not self.is_made_anew(op, i) and not self.by_name(op, i):
                    gives[there][t] = None
        return [
            self.stage(keys[i][1], parts[keys[i]], place, i, list(gives[i]), list(targets[i]), frozenset(after[i]))
            for i in range(len(keys))
        ]

    def by_name(self, op: Operation, i: int) -> bool:
        """Whether a reference comes from another stage of its task: the variable is made anew, after that stage."""
        t = op.inputs[i]
        if not t.dtype.is_ref or self.task[t.op] != self.task[op]:
            return False
        return wants_state(op, i) and names_state(control.variable_of(t).op)

    def stage(
        self,
        task: Task,
        ops: list[Operation],
        place: dict[Operation, int],
        here: int,
        gives: list[Tensor],
        targets: list[Operation],
        after: frozenset[int],
    ) -> Stage:
        copy = Copy(ops[0].graph, f"/job:{task.job}/task:{task.number}")
        for op in ops:  # first, as each node follows what it waits for
            for i, t in enumerate(op.inputs):
                if t not in self.fed and place.get(t.op) != here:
                    if self.is_made_anew(op, i):
                        copy.value(t)
                    elif self.by_name(op, i):
                        copy.value(control.variable_of(t))
        for op in ops:
            copy.node(op)
        for op in ops:
            inputs = []
            for i, t in enumerate(op.inputs):
                if t in self.fed:
                    inputs.append(copy.border(t))
                elif place.get(t.op) == here or self.is_made_anew(op, i):
                    inputs.append(copy.value(t))
                elif self.by_name(op, i):
                    inputs.append(copy.value(control.variable_of(t)))
                else:
                    inputs.append(copy.border(t))
            made = copy.of[op]
            made.inputs.extend(inputs)
            made.control_inputs.extend(copy.of[b] for b in self.waits.get(op, ()) if place[b] == here)
        own = [t for t in targets if t not in {g.op for g in gives}]
        return Stage(
            task,
            copy.graph,
            list(copy.borders),
            list(copy.borders.values()),
            gives,
            [copy.of[t.op].outputs[t.index] for t in gives],
            [copy.of[op] for op in own],
            after,
        )
