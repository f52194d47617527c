"""Tells now and then how a program gets on while it runs, from a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tuigraph.debugger.core import Core
from tuigraph.debugger.states import State
from tuigraph.debugger.views import Views
from tuigraph.wire.views import Snapshot

REFRESH = 0.1  # seconds between two snapshots
SHARE = 20  # and times what one costs: the program should not feel it
SLOWEST = 1.0  # seconds that are not exceeded for it


@contextmanager
def ticking(core: Core, views: Views, tell: Callable[[Snapshot], None], insist: Callable[[], None]) -> Iterator[None]:
    """In the block, tell how the program gets on, and `insist` while it runs."""
    closing = threading.Event()
    ticker = threading.Thread(
        target=_tick, args=(closing, core, views, tell, insist), name="tuigraph-debugger", daemon=True
    )
    ticker.start()
    try:
        yield
    finally:
        closing.set()
        ticker.join()


def _tick(
    closing: threading.Event,
    core: Core,
    views: Views,
    tell: Callable[[Snapshot], None],
    insist: Callable[[], None],
) -> None:
    shown: object = None
    due = 0.0
    while not closing.wait(REFRESH / 2):
        if core.machine.standing:
            shown = None
            continue
        insist()
        if time.monotonic() < due:
            continue
        core.timeline.flush()
        now = core.timeline.now, core.timeline.runs, core.timeline.graphs.size
        if now == shown and core.output.empty:
            continue
        began = time.thread_time()
        with views.lock:
            if core.machine.state in (State.RUNNING, State.ASIDE):
                tell(views.running())
        pause = min(SHARE * (time.thread_time() - began), SLOWEST)
        shown, due = now, time.monotonic() + max(REFRESH, pause)
