"""The keys that move the program of a study screen: steps, cells, seeking, playing, breakpoints."""

from __future__ import annotations

from tuigraph.tui.learning import Learning
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.study.part import Part
from tuigraph.tui.study.talk import Talk
from tuigraph.tui.study.tasks import Tasks
from tuigraph.tui.widgets.graph import GraphPane
from tuigraph.tui.widgets.scrubber import Scrubber
from tuigraph.wire.commands import Break, Command, GoToUnit, Motion, Move, Seek

ANSWERED = 0.03  # seconds in which most moves are: a card that folds is painted with what has come of it


class Moves(Part):
    """Moves forward pass by what the card asks; moves back do not."""

    def __init__(self, screen: Openers, learning: Learning, talk: Talk, tasks: Tasks) -> None:
        super().__init__(screen)
        self._learning = learning
        self._talk = talk
        self._tasks = tasks

    def _go_on(self, *commands: Command) -> None:
        """Ask for something that runs the program on, from what the card asked."""
        talk = self._talk
        talk.stop_playing()
        passed = None if talk.behind or talk.busy else self._learning.go_on()
        talk.send(*([passed] if passed is not None else []), *commands)
        self._tasks.show_card()
        self.screen.settle(ANSWERED)

    def _go_back(self, *commands: Command) -> None:
        self._talk.stop_playing()
        self._talk.send(*commands)

    def action_move(self, motion: Motion) -> None:
        if motion in ("back", "back_run"):
            self._go_back(Move(motion))
        else:
            self._go_on(Move(motion))

    def action_run_forward(self) -> None:
        snapshot = self._talk.snapshot
        self._go_on(Move("finish" if snapshot and snapshot.position.run else "next"))

    def action_live(self) -> None:
        self._go_back(Move("live" if self._talk.behind else "back_run"))

    def action_unit(self, by: int) -> None:
        snapshot, ran = self._talk.snapshot, self._learning.ran
        if snapshot is not None:
            inside = not snapshot.position.begins and ran < snapshot.position.units
            self.go_to_unit(ran + by + (1 if by < 0 and inside else 0))

    def go_to_unit(self, unit: int) -> None:
        """To before a cell of the lesson."""
        goal = GoToUnit(max(0, min(unit, len(self._learning.lesson.units))))
        if goal.unit > self._learning.ran:
            self._go_on(goal)
        else:
            self._go_back(goal)

    def action_own_state(self) -> None:
        self.go_to_unit(self._learning.ran)

    def seek(self, sought: Scrubber.Sought) -> None:
        """To a part of a cell that was pointed at."""
        snapshot = self._talk.snapshot
        if snapshot is None:
            return
        extent = snapshot.extent
        ends = [*extent.units[1:], extent.now]
        self._talk.stop_playing()
        if sought.unit < len(extent.units) and ends[sought.unit] > extent.units[sought.unit]:
            begin, end = extent.units[sought.unit], ends[sought.unit]
            moment = begin + round(sought.part * (end - begin))
            if moment < extent.first:
                self._talk.send(GoToUnit(sought.unit))
            self._talk.send(Seek(moment))
        else:
            self.go_to_unit(sought.unit)

    def action_play(self) -> None:
        talk = self._talk
        if talk.playback.playing:
            talk.stop_playing()
        elif talk.busy:
            talk.client.pause()
        elif talk.snapshot is not None:
            snapshot = talk.snapshot
            if self._learning.question is not None and not talk.behind:
                self._go_on()
            talk.playback.start(snapshot)
            talk.show_header()

    def action_break(self) -> None:
        entry = self.screen.query_one(GraphPane).current
        snapshot = self._talk.snapshot
        if entry is None or snapshot is None:
            self.screen.tell(self.texts("no_node_here"))
            return
        pattern = entry.name if entry.info is not None else entry.name + "/*"
        on = pattern not in snapshot.breakpoints
        if self._talk.send(Break(pattern, on=on)):
            self.screen.tell(
                self.texts("breakpoint_on", node=pattern) if on else self.texts("breakpoint_off", node=pattern)
            )

    def action_to_cursor(self) -> None:
        entry, snapshot = self.screen.query_one(GraphPane).current, self._talk.snapshot
        if entry is None or entry.info is None or snapshot is None:
            self.screen.tell(self.texts("no_node_here"))
            return
        name = entry.name
        commands: list[Command] = [Move("continue")]
        if name not in snapshot.breakpoints:
            commands = [Break(name), *commands, Break(name, on=False)]
        self._go_on(*commands)
