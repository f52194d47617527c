"""What the screen costs: programs that are watched beside the same alone, and the real program on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from tests import measure
from tests.pty import measure as on_terminal


def rows(rounds: int) -> Iterator[tuple[str, str]]:
    for what, alone, watched, _ in measure.training(rounds):
        yield f"{what}, watched", f"{watched / alone:.2f} times as long as alone"
    with on_terminal.terminals() as (opened, folder):
        yield from on_terminal.first_paints(opened)
        yield from on_terminal.steps(opened)
        yield from on_terminal.idle(opened)
        yield from on_terminal.busy(opened, folder, "runs at full speed")
        yield from on_terminal.large_graph(opened, folder)
