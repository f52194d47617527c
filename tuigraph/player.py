"""Play a lesson to its end as text: the debugger stepping through every cell, its snapshots written down line by line.

It needs no terminal and no child process.  What it writes are the numbers of the screen: both read the same snapshots.
A statement that makes run after run (training) is shown in full at first, then counted.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tuigraph.debugger.commands import Command, Move, Quit
from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.mirror import Mirror
from tuigraph.debugger.program import Program, Unit
from tuigraph.debugger.snapshot import Snapshot
from tuigraph.lessons import Lesson

RUNS_IN_FULL = 2  # of one statement
STEPS_IN_FULL = 100  # of one run

_WORDS = {
    "en": {
        "cell": "Cell {n} of {of}",
        "run": "run {n}, session {session}, line {line}: {fetches}",
        "feeds": " with {feeds} fed",
        "more_steps": "... {n} more steps",
        "dropped": "dropped when the run ends: {names}",
        "kept": "kept by the session: {variables}",
        "counted": "line {line} made {n} runs, of which the first {shown} are shown",
        "question": "Before you go on:",
        "exercise": "Exercise:",
        "failed": "The lesson stopped in cell {unit}, line {line}:",
        "and_more": " and {n} more",
    },
    "zh": {
        "cell": "代码 {n}/{of}",
        "run": "运行 {n}，会话 {session}，第 {line} 行：{fetches}",
        "feeds": "，喂入 {feeds}",
        "more_steps": "…… 还有 {n} 步",
        "dropped": "运行结束时丢弃：{names}",
        "kept": "会话保留：{variables}",
        "counted": "第 {line} 行共运行 {n} 次，只列出前 {shown} 次",
        "question": "先想一想：",
        "exercise": "练习：",
        "failed": "课程停在代码 {unit} 第 {line} 行：",
        "and_more": " 等，另有 {n} 个",
    },
}


def play(lesson: Lesson, language: str, stream: TextIO) -> int:
    """Write the whole lesson to ``stream``; 0, or 1 when its program failed.

    Raises KeyboardInterrupt after an interrupt, and OSError when the stream takes no more (a closed pipe).
    """
    program = Program([Unit(cell.source, str(lesson.path), cell.line) for cell in lesson.units])
    with _interrupts() as interrupted:
        writer = _Writer(lesson, language, stream, interrupted)
        Debugger(program, writer).run()
    if writer.given_up:
        raise writer.given_up
    writer.end()
    return 1 if writer.failed else 0


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """A function that says whether SIGINT has come since it was last asked (of the main thread).

    The debugger takes no notice of one that comes while the program stands; and here it stands most of the time.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    former = signal.set_wakeup_fd(writer)

    def arrived() -> bool:
        try:
            return signal.SIGINT in os.read(reader, 4096)
        except BlockingIOError:
            return False

    try:
        yield arrived
    finally:
        signal.set_wakeup_fd(former)
        os.close(reader)
        os.close(writer)


class _Writer:
    """Controls a debugger: asks for step after step, and writes what each snapshot adds."""

    def __init__(self, lesson: Lesson, language: str, stream: TextIO, interrupted: Callable[[], bool]) -> None:
        self.lesson = lesson
        self.language = language
        self.words = _WORDS[language]
        self.stream = stream
        self.interrupted = interrupted
        self.mirror = Mirror()
        self.failed = False
        self.given_up: BaseException | None = None  # why the lesson was left before its end
        self.lock = threading.Lock()  # the debugger reports progress from a thread of its own
        self.last_line = ""
        self.printed = ""  # by the program, not written yet
        self.unit = -1
        self.run = 0  # the run that is being written, 0 between runs
        self.session = 0
        self.step = 0
        self.line = 0  # the statement that was asked to run
        self.runs_before = 0
        self.runs_of_line: Counter[int] = Counter()

    def progress(self, snapshot: Snapshot) -> None:
        with self.lock:
            self._take(snapshot)

    def stopped(self, snapshot: Snapshot) -> Command:
        """Never raises: an exception would go through the lesson's own code, which may catch it."""
        with self.lock:
            try:
                self._take(snapshot)
                if self.interrupted() or snapshot.reason == "interrupt":
                    raise KeyboardInterrupt
                command = self._written(snapshot)
                self.stream.flush()
            except (OSError, KeyboardInterrupt) as error:
                self.given_up = error
                return Quit()
            return command

    def _take(self, snapshot: Snapshot) -> None:
        self.mirror.apply(snapshot)
        self.printed += "".join(output.text for output in snapshot.output if output.kind != "error")

    def _written(self, snapshot: Snapshot) -> Command:
        position = snapshot.position
        if self.run and position.run != self.run:
            self._end_of_run(snapshot)
        self._output()
        if snapshot.problem:
            self._problem(snapshot)
            return Quit()
        if snapshot.state == "finished":
            return Quit()
        if position.unit != self.unit:
            self._end_of_unit()
            self._begin_unit(position.unit)
        if position.run:
            return self._in_run(snapshot)
        return self._statement(snapshot)

    def end(self) -> None:
        self._end_of_unit()
        if not self.failed:
            self._paragraph(self.lesson.text_before(len(self.lesson.units), self.language))

    # between runs

    def _begin_unit(self, unit: int) -> None:
        self.unit = unit
        self.runs_of_line.clear()
        step = self.lesson.steps[unit]
        self._paragraph(self.lesson.text_before(unit, self.language))
        if step.predict:
            self._paragraph(self.words["question"], step.predict.question.text(self.language))
        self._write(f"--- {self._word('cell', n=unit + 1, of=len(self.lesson.units))} ---")
        self._write(*(f"  {number:>3}  {line}" for number, line in enumerate(step.code.source.splitlines(), 1)), "")

    def _end_of_unit(self) -> None:
        if self.unit < 0:
            return
        if self.printed:
            self.printed += "\n"
        self._output()
        for line, runs in self.runs_of_line.items():
            if runs > RUNS_IN_FULL:
                self._write("  " + self._word("counted", line=line, n=runs, shown=RUNS_IN_FULL))
        self._write("")
        step = self.lesson.steps[self.unit]
        for note in step.notes:
            self._paragraph(note.text(self.language))
        for exercise in step.exercises:
            self._paragraph(self.words["exercise"], exercise.prompt.text(self.language))

    def _statement(self, snapshot: Snapshot) -> Command:
        runs = sum(session.runs for session in snapshot.sessions)
        self.runs_of_line[self.line] += runs - self.runs_before
        self.runs_before = runs
        self.line = snapshot.position.line
        return Move("next" if self.runs_of_line[self.line] >= RUNS_IN_FULL else "step")

    # inside a run

    def _in_run(self, snapshot: Snapshot) -> Command:
        position = snapshot.position
        if position.run != self.run:
            self.run, self.session, self.step = position.run, position.session, 0
            fetches = ", ".join(position.fetches)
            line = self._word("run", n=position.run, session=position.session, line=position.line, fetches=fetches)
            if position.feeds:
                line += self._word("feeds", feeds=", ".join(position.feeds))
            self._write(f"  {line}")
        if snapshot.step and position.step > self.step:
            self._write(f"    {position.step:>3}  {snapshot.step.equation}{self._calls(snapshot)}")
        self.step = position.step
        if self.step < STEPS_IN_FULL:
            return Move("step")
        if position.steps > self.step:
            self._write("         " + self._word("more_steps", n=position.steps - self.step))
        return Move("finish")

    def _calls(self, snapshot: Snapshot) -> str:
        """How often the kernel has run, where that is news: more than once."""
        calls = self.mirror.calls.get(snapshot.graph, {}).get(snapshot.step.node) if snapshot.step else None
        return f"   ×{calls.total}" if calls and calls.total > 1 else ""

    def _end_of_run(self, snapshot: Snapshot) -> None:
        dropped = [value.name.removesuffix(":0") for value in snapshot.values if not value.fetched]
        if dropped:
            self._write("       " + self._word("dropped", names=self._some(dropped)))
        kept = [
            f"{variable.name} = {variable.preview}"
            for variable in snapshot.variables
            if variable.state == "live" and variable.session == self.session
        ]
        if kept:
            self._write("       " + self._word("kept", variables=self._some(kept)))
        self.run = 0

    def _output(self) -> None:
        """Write the lines that the program has printed to their end."""
        lines, newline, self.printed = self.printed.rpartition("\n")
        if newline:
            self._write(*(f"  | {line}" for line in lines.split("\n")))

    def _problem(self, snapshot: Snapshot) -> None:
        problem = snapshot.problem
        assert problem
        self.failed = True
        self._write("", self._word("failed", unit=problem.unit + 1, line=problem.line))
        self._write(f"{problem.type}: {problem.message}")

    def _some(self, names: list[str], limit: int = 8) -> str:
        more = self._word("and_more", n=len(names) - limit) if len(names) > limit else ""
        return ", ".join(names[:limit]) + more

    def _word(self, name: str, **values: object) -> str:
        return self.words[name].format(**values)

    def _paragraph(self, *texts: str) -> None:
        if any(texts):
            self._write(*texts, "")

    def _write(self, *lines: str) -> None:
        for line in lines:
            if line or self.last_line:  # one blank line is enough
                print(line, file=self.stream)
            self.last_line = line
