"""Health checks over the past: which nodes had something wrong with them, in which of the runs that can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tuigraph.debugger import format, health
from tuigraph.debugger.history import Steps
from tuigraph.debugger.runs import Piece
from tuigraph.debugger.timeline import Timeline
from tuigraph.debugger.walk import Place, walk
from tuigraph.engine.graph import Operation
from tuigraph.engine.plan import Plan
from tuigraph.wire.questions import Finding, HealthView, ShowHealth
from tuigraph.wire.said import Text, said

FOUND = 200  # nodes that are told of each check
_Seen = tuple[int, int, int, Text]  # run, place in it, moment at which the run ended, and what was wrong


def writes_of(pieces: Iterable[Piece]) -> dict[int, list[health.Write]]:
    """What the steps of a run have written, by instruction."""
    found: dict[int, list[health.Write]] = {}
    for piece in pieces:
        for undo in piece.writes:
            found.setdefault(undo.pc, []).extend(undo.cells)
    return found


def examine(timeline: Timeline, ask: ShowHealth, cancelled: Callable[[], bool] = lambda: False) -> HealthView:
    """Ask checks of every step of all runs that can be reached.  Raises Refused for what is no check."""
    checks = health.named(ask.check)
    found: dict[tuple[str, Operation], list[_Seen]] = {}
    losses: dict[Operation, list[tuple[int, int, float]]] = {}
    about: dict[Plan, list[tuple[int, list[health.Watching]]]] = {}
    plateau = next((one for one in checks if one.check.name == "plateau"), None)

    def look(place: Place) -> None:
        plan, run = place.run.plan, place.run
        if plan not in about:
            concerned = [(pc, [w for w in checks if w.check.about(op)]) for pc, op in enumerate(plan.operations)]
            about[plan] = [(pc, those) for pc, those in concerned if those]
        writes, counts = writes_of(place.pieces), run.counts
        for pc, those in about[plan]:
            if not counts[pc]:
                continue
            op = plan.operations[pc]
            step = health.step(run, pc, writes.get(pc, ()), timeline.graphs.given.of(op))
            for one in those:
                if one is plateau:
                    number = health.loss_of(step)
                    if number is not None:
                        losses.setdefault(op, []).append((run.number, place.moment, number))
                elif not plan.jumps and (what := one.of(step)):
                    found.setdefault((one.check.name, op), []).append((run.number, pc, place.moment, what))
        if plan.jumps:
            look_at_rounds(place, dict(about[plan]))

    def look_at_rounds(place: Place, concerned: dict[int, list[health.Watching]]) -> None:
        """Of each node of a run with a loop, the first round with something wrong."""
        run = place.run
        done: set[tuple[str, int]] = set()
        steps = Steps(run, place.pieces, timeline.cursor)
        for number, pc, step in health.rounds(steps, concerned, timeline.graphs.given.of):
            for one in concerned[pc]:
                if one is not plateau and (one.check.name, pc) not in done and (what := one.of(step)):
                    done.add((one.check.name, pc))
                    found.setdefault((one.check.name, step.op), []).append(
                        (run.number, number, steps.moments[number] + 1, what)
                    )

    walked = walk(timeline, look, ask.seconds, cancelled)
    if plateau is not None:
        for op, values in losses.items():
            values.sort()
            for end in range(1, len(values) + 1):
                run, moment, _ = values[end - 1]
                what = plateau.plateau([value for _, _, value in values[max(0, end - 2 * health.WINDOW) : end]])
                if what:
                    found.setdefault(("plateau", op), []).append((run, 0, moment, what))
    findings = sorted((_finding(*key, seen) for key, seen in found.items()), key=_order)
    shown = [one for check in health.CHECKS for one in [f for _, f in findings if f.check == check][:FOUND]]
    asked = tuple(f"{one.check.name} {one.threshold:g}" for one in checks)
    return HealthView(ask.check, asked, tuple(shown), len(found), walked.seen, walked.left_out(ask.seconds))


def _order(one: tuple[tuple[int, int], Finding]) -> tuple[int, int]:
    return one[0]


def _finding(check: str, op: Operation, seen: list[_Seen]) -> tuple[tuple[int, int], Finding]:
    seen.sort(key=lambda one: one[:2])
    run, pc, moment, what = seen[0]
    made = health.made_at(op)
    return (run, pc), Finding(check, op.name, op.type, run, seen[-1][0], len(seen), moment, what, *made)


def lines(found: HealthView, most: int) -> list[Text]:
    """The answer as text: of each check the first nodes."""
    told: list[Text] = []
    for check in health.CHECKS:
        those = [one for one in found.findings if one.check == check]
        told += [_line(one) for one in those[:most]]
        told += format.more(len(those), most)
    if not told:
        told.append(said("health_good", checks=", ".join(found.asked), n=found.runs))
    return [*told, *found.remarks]


def _line(one: Finding) -> Text:
    runs = said("health_runs", first=one.first, last=one.last, n=one.count)
    place = health.place(one.at, one.text)
    return said("health_line", check=one.check, node=one.node, type=one.type, runs=runs, what=one.what, place=place)
