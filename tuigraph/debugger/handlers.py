"""What each command does, in a table: a handler takes the command and says what has become of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from tuigraph.debugger import examination, outside, over_runs, profile, typed
from tuigraph.debugger.aside import Aside
from tuigraph.debugger.brief import told
from tuigraph.debugger.completion import complete
from tuigraph.debugger.console import Console
from tuigraph.debugger.core import Core, Leave
from tuigraph.debugger.desk import Asked
from tuigraph.debugger.errand import Errand
from tuigraph.debugger.questions import Question, Questions
from tuigraph.debugger.refusals import Refused
from tuigraph.debugger.stack import line
from tuigraph.debugger.stack import lines as stack_lines
from tuigraph.debugger.tracer import is_task
from tuigraph.engine.execute import set_observer
from tuigraph.wire.commands import (
    TYPED,
    AnswerPrediction,
    Break,
    CheckExercise,
    ChooseGraph,
    Command,
    Complete,
    EndBranch,
    Evaluate,
    GoToUnit,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    SelectCall,
    SelectThread,
    Typed,
    Watch,
    WhatIf,
)
from tuigraph.wire.questions import (
    HealthView,
    HistoryView,
    ShowHealth,
    ShowHistory,
    ShowProfile,
    ShowStack,
    ShowValue,
    ShowWhy,
)
from tuigraph.wire.said import said
from tuigraph.wire.views import Problem, StopReason


class Outcome(NamedTuple):
    """Why the program stands where it does now, or None when it is to go on; and what else its snapshot shows."""

    reason: StopReason | None = "prompt"
    shows: Mapping[str, Any] = {}


SHOWN = 12  # findings of each check, in words
GOES_ON = Outcome(None)
Handler = Callable[[Any], Outcome]


class Handlers:
    """Obeys commands while a program stands."""

    def __init__(self, core: Core, aside: Aside, questions: Questions) -> None:
        self._core = core
        self._aside = aside
        self._questions = questions
        self._console = Console(core.desk, core.program, core.place)
        self._lost: tuple[object, set[str]] = None, set()  # the nodes of a timeline that were said not to be taken back
        self._failure: Problem | None = None  # of the program, where it stands
        self._problem: Problem | None = None  # that is shown
        self.table: dict[type[Command], Handler] = {
            Move: self._backwards(self._move),
            Seek: self._backwards(self._seek),
            GoToUnit: lambda command: core.leave(command.unit),
            Quit: lambda command: core.leave(None),
            Evaluate: self._evaluate,
            Typed: self._typed,
            **dict.fromkeys((AnswerPrediction, CheckExercise), self._asked(self._judge)),
            **dict.fromkeys((Break, Watch, SaveValue, EndBranch), self._asked(self._at_desk)),
            Rewind: self._backwards(self._asked(self._at_desk)),
            WhatIf: self._asked(self._at_desk, aside=True),
            SelectCall: self._asked(self._select_call),
            SelectThread: self._asked(self._select_thread),
            ShowStack: self._asked(lambda ask: Outcome(shows={"answer": self._console.stack()}), aside=True),
            ChooseGraph: self._asked(self._choose_graph),
            Complete: self._asked(self._complete, aside=True),
            ShowValue: self._asked(lambda ask: Outcome(shows={"answer": core.desk.page(ask)}), aside=True),
            ShowWhy: self._asked(lambda ask: Outcome(shows={"answer": self._console.causes(ask)})),
            ShowHistory: self._asked(lambda ask: Outcome(shows={"answer": core.desk.history(ask)})),
            ShowHealth: self._asked(lambda ask: Outcome(shows={"answer": core.desk.health(ask)})),
            ShowProfile: self._asked(
                lambda ask: Outcome(shows={"answer": profile.view(core.timeline, ask.order, ask.most)})
            ),
        }

    def stopped(self, reason: StopReason, problem: Problem | None) -> Outcome:
        """The program has stopped, and nothing was asked yet."""
        self._failure = self._problem = problem
        then, self._core.errand.then = self._core.errand.then, ""
        self._answer(then)
        return Outcome(reason, {"problem": problem})

    def _answer(self, text: str) -> Sequence[Command]:
        """Answer what was typed; what is left to do."""
        commands: Sequence[Command] = ()
        with self._aside.unobserved():
            commands = self._console.obey(text)
        return commands

    def obey(self, command: Command) -> Outcome:
        """Do what is asked.  A problem is shown until another takes its place, or the place is another."""
        outcome = self.table[type(command)](command)
        if "problem" not in outcome.shows:
            shown = self._problem if outcome.reason == "prompt" else self._failure_here
            outcome = outcome._replace(shows={**outcome.shows, "problem": shown})
        self._problem = outcome.shows["problem"]
        return outcome

    @property
    def _failure_here(self) -> Problem | None:
        """What the program has failed with, where that is the moment that is shown."""
        return None if self._core.timeline.past else self._failure

    def _asked(self, handler: Handler, aside: bool = False) -> Handler:
        """A handler that does not move the program: whatever happens on the way never reaches it.

        One that may call the program's code does so `aside`.
        """

        def obey(command: Any) -> Outcome:
            try:
                with self._aside.unobserved() if aside else nullcontext():
                    return handler(command)
            except Leave:
                raise
            except BaseException as error:
                self._core.desk.note(told(error))
            return Outcome()

        return obey

    # ------------------------------------------------------------ on and back

    def _select_call(self, command: SelectCall) -> Outcome:
        place = self._core.place
        place.select(command.number + (place.selected if command.relative else 0))
        stack = self._console.stack()
        self._core.desk.tell([line(stack.calls[stack.selected], stack.selected, True)])
        return Outcome(shows={"answer": stack})

    def _select_thread(self, command: SelectThread) -> Outcome:
        place = self._core.place
        thread, threads = self._console.threads.named(command.thread), self._console.threads
        if thread is threading.current_thread():
            place.come_back()
        else:
            place.visit(thread.name, threads.calls(thread))
        stack = self._console.stack()
        self._core.desk.tell(stack_lines(stack))
        return Outcome(shows={"answer": stack})

    def _choose_graph(self, command: ChooseGraph) -> Outcome:
        self._core.timeline.graphs.choose(command.which)
        return Outcome()

    def _move(self, move: Move) -> Outcome:
        self._core.timeline.graphs.chosen = None
        self._core.place.come_back()
        try:
            reason = self._move_back(move) if move.motion in ("back", "back_run", "live") else self._move_on(move)
        except Refused as error:
            self._core.desk.note(error.said)
            return Outcome()
        if reason is not None:
            self._core.desk.breakpoints.drop_once()
            self._answer(move.then)
        return Outcome(reason)

    def _move_on(self, move: Move) -> StopReason | None:
        """None when the program itself is to go on."""
        core, place, timeline = self._core, self._core.place, self._core.timeline
        count = max(move.count, 1)
        if timeline.past:
            if move.motion == "step":
                count -= timeline.forward(count)
            elif move.motion == "continue":
                if core.desk.travel.forward_to_breakpoint():
                    return "breakpoint"
            else:
                for _ in range(count if move.motion == "runs" else 1):
                    timeline.go_to(timeline.end_of_run())
                count = 0
            if core.timeline.past or not count:
                return "node"
        if place.state == "finished":
            core.output.add("note", said("at_the_end"))
            return "end"
        if move.motion == "finish" and (place.run is None or place.run.execution.finished):
            core.output.add("note", said("no_run_going_on"))
            return "prompt"
        line = place.line if not move.line else self._until(move.line)
        frame, frames = place.frame, tuple[int, ...]()
        if frame is not None and is_task(frame) and move.motion != "step":
            frames = tuple(id(inner) for inner in core.program.frames(frame) if core.program.is_traced(inner.f_code))
        depth = max(place.depth(frame), 1)
        if move.motion == "over_run":
            count += place.run is None
        core.errand = Errand(move.motion, count, depth, line, core.errand.goal, move.then, frames, place.called)
        return None

    def _until(self, line: int) -> int:
        """The line, as places count them, behind which an errand ends that is to go to a line of the file.

        Raises Refused for one that lies before the place.
        """
        core, place = self._core, self._core.place
        core.program.check_line(place.filename, line)
        spot = core.program.spot(place.filename, line)
        if spot is None or spot[:2] <= place.spot[:2]:
            raise Refused(said("until_before", line=line))
        return spot.line - 1

    def _backwards(self, handler: Handler) -> Handler:
        """A handler that may go back; what nobody can take back on the way is said once for each node."""

        def obey(command: Any) -> Outcome:
            core, timeline = self._core, self._core.timeline
            before = timeline.cursor
            outcome = handler(command)
            if core.timeline is timeline and timeline.cursor < before:
                if self._lost[0] is not timeline:
                    self._lost = timeline, set()
                told = self._lost[1]
                names = [n for n in outside.nodes(timeline, timeline.cursor, before) if n not in told]
                told.update(names)
                if names:
                    core.output.add("note", said("not_taken_back", nodes=", ".join(names)))
            return outcome

        return obey

    def _move_back(self, move: Move) -> StopReason:
        timeline = self._core.timeline
        if move.motion == "live":
            timeline.to_live()
            return "node"
        before = timeline.cursor
        for _ in range(max(move.count, 1)):
            if move.motion == "back":
                timeline.back(max(move.count, 1))
                break
            timeline.go_to(timeline.start_of_run())
        if before == timeline.cursor == timeline.first:
            self._core.output.add("note", said("nothing_older" if timeline.first else "first_run_began"))
        return "node"

    def _seek(self, command: Seek) -> Outcome:
        self._core.place.come_back()
        core, timeline = self._core, self._core.timeline
        if command.moment > timeline.now and core.place.state != "finished":
            timeline.to_live()
            core.errand = Errand("continue", goal=command.moment)
            return GOES_ON
        timeline.go_to(command.moment)
        return Outcome("node")

    # ------------------------------------------------------------ what is asked and typed

    def _evaluate(self, command: Evaluate) -> Outcome:
        problem = self._aside.evaluate(command.source)
        if command.hint and problem is not None and typed.is_meant(command.source):
            self._core.output.add("note", said("typed_meant", typed=f"{TYPED}{command.source.strip()}"))
        return Outcome(shows={"problem": problem or self._failure_here})

    def _complete(self, command: Complete) -> Outcome:
        if command.text.startswith(TYPED):
            return Outcome(shows={"completions": self._console.complete(command.text[1:])})
        return Outcome(shows={"completions": complete(command.text, self._core.place.names())})

    def _typed(self, command: Typed) -> Outcome:
        """What is said in words may be other commands, one after the other."""
        commands = self._answer(command.text)
        outcome = Outcome(shows={"answer": self._console.take_why()})
        for asked in commands:
            former = self._core.desk.branch
            outcome = self.obey(asked)
            if isinstance(asked, WhatIf) and self._core.desk.branch is not former:
                self._core.desk.tell(self._console.branch_lines())
            answer = outcome.shows.get("answer")
            if isinstance(answer, HistoryView):
                self._core.desk.tell(over_runs.lines(answer))
            elif isinstance(answer, HealthView):
                self._core.desk.tell(examination.lines(answer, SHOWN))
            if outcome.reason is None:
                break
        return outcome

    def _judge(self, question: Question) -> Outcome:
        if self._questions.due(question):
            self._aside.judge(question)
        return Outcome()

    def _at_desk(self, command: Asked) -> Outcome:
        """Nobody observes the runs that expressions may make."""
        observer = set_observer(None)
        try:
            return Outcome(self._core.desk.obey(command))
        finally:
            set_observer(observer)
