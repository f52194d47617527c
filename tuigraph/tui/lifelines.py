"""Lifetimes drawn as bars: of a variable over the runs of its session, of a node value over the steps of a run."""

from __future__ import annotations

from tuigraph.tui.glyphs import Glyphs
from tuigraph.wire.views import ValueView, VariableView


def variable_life(view: VariableView, runs: int, width: int, glyphs: Glyphs) -> str:
    """``├──●──●───▶``: initialised, assigned in these runs, alive now; ends in a cross where it was destroyed."""
    if not view.initialized_run or width < 2:
        return (glyphs.dots * width)[:width]
    stride = max(1, min(4, (width - 2) // max(runs, 1)))

    def column(run: int) -> int:
        if stride * runs + 2 <= width:
            return (run - 1) * stride
        return (run - 1) * (width - 2) // max(runs - 1, 1)

    start = column(view.initialized_run)
    end = min(width - 1, max(column(runs), start) + max(stride, 1))
    cells = [" "] * start + [glyphs.line] * (end - start)
    cells[start] = glyphs.start
    for assignment in view.assignments:
        at = column(assignment.run)
        if start < at < end:
            cells[at] = glyphs.ran
    return "".join(cells) + (glyphs.dead if view.destroyed else glyphs.next)


def value_life(view: ValueView, steps: int, now: int, width: int, glyphs: Glyphs) -> str:
    """``├━━┄┤``: born, lived until now, will be kept until its last use; to the edge when it is fetched."""
    if not view.born or width < 1 or not steps:
        return ""

    def column(step: int) -> int:
        return (step - 1) * (width - 1) // max(steps - 1, 1)

    last = steps if view.fetched else max(view.last_used, view.born)
    start, end, here = column(view.born), column(min(last, steps)), column(max(now, 1))
    cells = [" "] * start
    cells += [glyphs.heavy if at <= here else glyphs.dots for at in range(start, end + 1)]
    cells[start] = glyphs.start
    if end > start:
        cells[end] = glyphs.next if view.fetched else glyphs.end
    return "".join(cells)
