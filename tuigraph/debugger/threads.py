"""The threads of a program: their numbers, what they are in, and where each stands."""

from __future__ import annotations

import sys
import threading
import weakref

from tuigraph.debugger.place import Call, Place
from tuigraph.debugger.program import Program
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.stack import call_view
from tuigraph.debugger.timeline import Timeline
from tuigraph.harmless import clean
from tuigraph.wire.questions import ThreadView
from tuigraph.wire.said import Said, Text, joined, said
from tuigraph.words.numbers import whole_number

OURS = "tuigraph-"  # begins the names of threads that are not the program's


class Threads:
    """Each keeps the number that it was seen with first; 1 is the main thread's."""

    def __init__(self, program: Program, place: Place) -> None:
        self._program = program
        self._place = place
        self._numbers: weakref.WeakKeyDictionary[threading.Thread, int] = weakref.WeakKeyDictionary()
        self._count = 0

    def all(self) -> dict[int, threading.Thread]:
        """Those of the program that live, by number."""
        main = threading.main_thread()
        for thread in [main, *threading.enumerate()]:
            if thread not in self._numbers and not thread.name.startswith(OURS):
                self._count += 1
                self._numbers[thread] = self._count
        return {number: thread for thread, number in self._numbers.items() if thread.is_alive()}

    def named(self, name: str) -> threading.Thread:
        """The one of that number or name.  Raises Unknown, with those that there are."""
        threads = self.all()
        found = threads.get(whole_number(name) or 0)
        found = found or next((thread for thread in threads.values() if thread.name == name), None)
        if found is None:
            there = ", ".join(f"{number} {clean(thread.name)}" for number, thread in sorted(threads.items()))
            raise Unknown(said("no_thread", name=name, threads=there))
        return found

    def calls(self, thread: threading.Thread) -> tuple[Call, ...]:
        """The calls of the program's own code that a thread is in at this moment, innermost first."""
        frame = sys._current_frames().get(thread.ident or 0)
        return self._place.calls_from(frame)

    def views(self, timeline: Timeline) -> tuple[ThreadView, ...]:
        """Each thread, by number."""
        standing = threading.current_thread()
        runs = {run.thread: run for run in timeline.active.values()}
        found = []
        for number, thread in sorted(self.all().items()):
            run = runs.get("" if thread is threading.main_thread() else thread.name)
            where = self._where(self.calls(thread))
            where = joined((where, "  ", _run_line(run))) if run is not None else where
            found.append(ThreadView(number, thread.name, thread is standing, where))
        return tuple(found)

    def _where(self, calls: tuple[Call, ...]) -> Text:
        if not calls:
            return said("no_own_code")
        call = call_view(self._program, calls[0])
        return f"{call.name}  {clean(call.file)}:{call.line}"


def lines(threads: tuple[ThreadView, ...]) -> list[Text]:
    """The threads, as text; the one that is stopped is marked."""
    return [
        joined((f"{'>' if view.stands else ' '} {view.number} {clean(view.name)}  ", view.where)) for view in threads
    ]


def _run_line(run: Run) -> Said:
    pc = run.execution.pc
    return said("thread_run", n=run.number, node=run.plan.operations[pc].name if pc < run.end else said("its_end"))
