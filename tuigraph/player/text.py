"""Play a lesson as text: the debugger stepping through every cell, its snapshots written down line by line.

It needs no terminal and no child process.  What it writes are the numbers of the screen: both read the same snapshots.
"""

from __future__ import annotations

from shutil import get_terminal_size
from typing import TextIO

from tuigraph.lessons import Lesson, Output, beside
from tuigraph.player.drive import Stage, drive
from tuigraph.player.pace import Pace
from tuigraph.player.walk import EVERYTHING, Stretch, Walk
from tuigraph.tui.figures import figure_lines
from tuigraph.tui.glyphs import LINES as SIGNS
from tuigraph.tui.prose import with_tables
from tuigraph.wire.commands import Command, Move
from tuigraph.wire.views import Snapshot
from tuigraph.words import Words

_MARGIN = 8  # characters for the number of a step
_FULL_SPEED = float("inf")
_WIDE = 120, 24  # where no terminal says how wide it is


def play(
    lesson: Lesson,
    language: str,
    stream: TextIO,
    stretch: Stretch = EVERYTHING,
    speed: float = _FULL_SPEED,
    stage: Stage | None = None,
) -> int:
    """Write a stretch of a lesson to ``stream``; 0, or 1 when its program failed.

    Raises KeyboardInterrupt after an interrupt, and OSError when the stream takes no more (a closed pipe).
    """
    stage = stage or Stage()
    writer = _Writer(lesson, language, stream, stage, Walk(stretch), Pace(lesson, language, speed))
    drive(lesson, stage, writer.respond)
    return 1 if writer.failed else 0


class _Writer:
    """Writes what each stop adds, under the number of the stop where it begins a line of its own."""

    def __init__(self, lesson: Lesson, language: str, stream: TextIO, stage: Stage, walk: Walk, pace: Pace) -> None:
        self.failed = False
        self._lesson = lesson
        self._language = language
        self._words = Words(language)
        self._stream = stream
        self._stage = stage
        self._walk = walk
        self._pace = pace
        self._width = get_terminal_size(_WIDE).columns
        self._last_line = ""
        self._printed = ""  # by the program, not written yet
        self._unit = -1
        self._run = 0  # the run that is being written, 0 between runs
        self._session = 0
        self._step = 0
        self._runs = 0  # how many were made
        self._command: Command = Move("step")

    def respond(self, snapshot: Snapshot) -> Command:
        was_shown = self._walk.shown
        self._command, before = self._walk.arrive(snapshot), self._command
        printed, added = (
            self._stage.take_output("out", "err", "echo", "note", words=self._words),
            self._stage.take_added(),
        )
        runs = sum(session.runs for session in snapshot.sessions)
        if was_shown and not self._walk.cut_off:
            self._printed += printed
            self._happened(snapshot, added, runs, before == Move("until"))
        if self._walk.shown:
            self._show(snapshot)
        self._runs = runs
        self._stream.flush()
        if self._walk.shown:
            self._stage.wait(self._pace.seconds(self._walk.number, snapshot.state == "finished"))
        return self._command

    def _happened(self, snapshot: Snapshot, added: list[str], runs: int, passed_over: bool) -> None:
        """What has come about since the step before."""
        if self._run and snapshot.position.run != self._run:
            self._run = 0
            if not passed_over:
                self._end_of_run(snapshot)
        if added:
            self._aside(self._words("play_added", names=self._some(added)))
        self._output()
        if passed_over and runs > self._runs:
            self._aside(self._words("play_passed", n=runs - self._runs, last=runs))
        if snapshot.problem:
            self._problem(snapshot)
        elif self._walk.number.cell != self._unit + 1 or snapshot.state == "finished":
            self._end_of_unit()

    def _show(self, snapshot: Snapshot) -> None:
        position = snapshot.position
        if snapshot.problem:
            return
        if snapshot.state == "finished":
            self._paragraph(self._lesson.text_before(len(self._lesson.units), self._language))
            return
        if self._walk.number.cell != self._unit + 1:
            self._begin_unit(self._walk.number.cell - 1)
        if position.run:
            self._in_run(snapshot)

    # between runs

    def _begin_unit(self, unit: int) -> None:
        self._unit = unit
        step = self._lesson.steps[unit]
        if self._walk.number.step == 1:
            self._paragraph(self._lesson.text_before(unit, self._language))
            if step.predict and not step.predict.after:
                self._paragraph(self._words("play_question"), step.predict.question.text(self._language))
        self._write(f"--- {self._words('play_cell', n=unit + 1, of=len(self._lesson.units))} ---")
        lines = step.code.source_in(self._language).splitlines()
        self._write(*(f"  {number:>3}  {line}" for number, line in enumerate(lines, 1)), "")

    def _end_of_unit(self) -> None:
        if self._printed:
            self._printed += "\n"
        self._output()
        self._write("")
        step = self._lesson.steps[self._unit]
        if step.output and step.output.book:
            self._figures(step.output)
        if step.predict and step.predict.after:
            self._paragraph(self._words("play_question"), step.predict.question.text(self._language))
        for why in step.predict.why if step.predict else ():
            self._paragraph(self._words("play_why"), why.text(self._language))
        for note in step.notes:
            self._paragraph(note.text(self._language))
        for exercise in step.exercises:
            self._paragraph(self._words("play_exercise"), exercise.prompt.text(self._language))

    def _figures(self, output: Output) -> None:
        printed = self._stage.picture.printed_by(self._unit, *output.kinds)
        lines = figure_lines(beside(output, printed), self._width - 4, self._words, SIGNS) if printed else []
        self._paragraph(*("    " + "".join(text for text, _ in line) for line in lines))

    # inside a run

    def _in_run(self, snapshot: Snapshot) -> None:
        position = snapshot.position
        if position.run != self._run:
            self._run, self._session, self._step = position.run, position.session, 0
            fetches = ", ".join(position.fetches)
            line = self._words(
                "play_run", n=position.run, session=position.session, line=position.line, fetches=fetches
            )
            if position.feeds:
                line += self._words("play_feeds", feeds=", ".join(position.feeds))
            (self._aside if position.step else self._numbered)(line)  # the stretch may begin within a run
        if snapshot.step and position.step > self._step:
            if position.step > self._step + 1 and self._step:
                self._aside("    " + self._words("play_more_nodes", n=position.step - self._step - 1))
            self._numbered(f"  {position.step:>3}  {self._words.say(snapshot.step.equation)}{self._calls(snapshot)}")
        self._step = position.step

    def _calls(self, snapshot: Snapshot) -> str:
        """How often the kernel has run, where that is news: more than once."""
        calls = self._stage.picture.calls.get(snapshot.graph, {}).get(snapshot.step.node) if snapshot.step else None
        return f"   ×{calls.total}" if calls and calls.total > 1 else ""

    def _end_of_run(self, snapshot: Snapshot) -> None:
        dropped = [value.name.removesuffix(":0") for value in snapshot.values if not value.fetched]
        if dropped:
            self._aside("     " + self._words("play_dropped", names=self._some(dropped)))
        kept = [
            f"{variable.name} = {self._words.say(variable.preview)}"
            for variable in snapshot.variables
            if variable.state == "live" and variable.session == self._session
        ]
        if kept:
            self._aside("     " + self._words("play_kept", variables=self._some(kept)))

    # lines

    def _output(self) -> None:
        """Write the lines that the program has printed to their end."""
        lines, newline, self._printed = self._printed.rpartition("\n")
        if newline:
            self._write(*(f"  | {line}" for line in lines.split("\n")))

    def _problem(self, snapshot: Snapshot) -> None:
        problem = snapshot.problem
        assert problem
        self.failed = True
        self._write("", self._words("play_failed", unit=problem.unit + 1, line=problem.line))
        self._write(self._words.say(problem.text))

    def _some(self, names: list[str], limit: int = 8) -> str:
        more = self._words("play_and_more", n=len(names) - limit) if len(names) > limit else ""
        return ", ".join(names[:limit]) + more

    def _paragraph(self, *texts: str) -> None:
        if any(texts):
            self._write(*(with_tables(text, self._width) for text in texts), "")

    def _numbered(self, line: str) -> None:
        self._write(f"{self._walk.number!s:<{_MARGIN}}{line}")

    def _aside(self, line: str) -> None:
        self._write(f"{'':<{_MARGIN}}{line}")

    def _write(self, *lines: str) -> None:
        for line in lines:
            if line or self._last_line:  # one blank line is enough
                print(line, file=self._stream)
            self._last_line = line
