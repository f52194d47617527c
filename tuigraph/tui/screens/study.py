"""The study screen: a lesson, its graph, its sessions, a prompt and a curve, moved by keys over one program."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tuigraph.harmless import clean
from tuigraph.lessons import Lesson
from tuigraph.lessons.progress import EXPORT, Progress
from tuigraph.tui.client_protocol import ClientFactory
from tuigraph.tui.dress import dress
from tuigraph.tui.inbox import Arrived, Inbox
from tuigraph.tui.keys import ANSWERING, AT_PROMPT, STUDY, bindings
from tuigraph.tui.keys_now import moves_now
from tuigraph.tui.learning import Learning
from tuigraph.tui.lesson_text import in_language
from tuigraph.tui.picture import Picture
from tuigraph.tui.playback import Playback
from tuigraph.tui.screens.openers import Host, Openers
from tuigraph.tui.screens.panes import PANES, PanesScreen
from tuigraph.tui.screens.view import View
from tuigraph.tui.widgets.card import Card
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.tui.widgets.footer import Footer
from tuigraph.tui.widgets.graph import GraphPane
from tuigraph.tui.widgets.header import Header
from tuigraph.tui.widgets.inspector import InspectorPane
from tuigraph.tui.widgets.lesson import LessonPane
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.panes import Panes
from tuigraph.tui.widgets.prompt import PromptInput, PromptPane
from tuigraph.tui.widgets.scrubber import Scrubber
from tuigraph.tui.widgets.watches import WatchLines
from tuigraph.wire.commands import TYPED, Break, Command, Complete, Evaluate, GoToUnit, Motion, Move, Quit, Seek, Typed
from tuigraph.wire.gradient_names import forward_of, gradients_of
from tuigraph.wire.picture import Update
from tuigraph.wire.questions import ShowWhy, WhyView
from tuigraph.wire.said import Said, Text, joined
from tuigraph.wire.views import Output, Snapshot, Verdict
from tuigraph.words.errors import of_file

PATIENCE = 0.3  # seconds without an answer until the screen says that the program is running


class StudyScreen(PanesScreen, Openers):
    """Sends commands to a client and shows the snapshots that come back."""

    CSS_PATH = "study.tcss"
    KEYS = STUDY
    AUTO_FOCUS = "#lesson"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(STUDY),
        *((str(number), f"digit({number})", "") for number in range(1, 10)),
    ]

    def __init__(self, lesson: Lesson, client_factory: ClientFactory, progress: Progress) -> None:
        super().__init__()
        self._lesson = lesson
        self._progress = progress
        self._learning = Learning(lesson, progress)
        self._picture = Picture()
        self._inbox = Inbox(self, self._show)
        self._client = client_factory(lesson, self._inbox.put, self._program_ended)
        self._playback = Playback(self.set_timer, self._send)
        self._completing = False
        self._asked = 0.0  # when the oldest command was sent that has not been answered, 0.0 when all are

    @property
    def title_text(self) -> str:
        return f"{self._lesson.number} {self._lesson.title_in(self.texts.language)}".strip()

    def compose(self) -> ComposeResult:
        yield Header(self.title_text)
        lesson = LessonPane(self._learning, self._picture)
        with Panes():
            yield lesson
            yield GraphPane()
            yield InspectorPane()
            yield PromptPane()
            yield CurvePane()
            yield Card(self._learning, lesson)
        yield WatchLines()
        yield Scrubber()
        yield Footer(STUDY)

    def on_mount(self) -> None:
        self.name_panes()
        self.query_one(Card).display = False
        self._client.start()
        if self._learning.resumable:
            self._offer_to_resume(self._learning.resumable)

    def _offer_to_resume(self, cell: int) -> None:
        of = len(self._lesson.units)
        at_end = cell == of
        question = self.texts("resume_at_exercise") if at_end else self.texts("resume_question", n=cell + 1, of=of)
        self._ask(question, self._resume)

    def _resume(self) -> None:
        """Go on where the learner was, with what they had typed and answered there."""
        self._send(self._learning.resume())

    def _arrive(self) -> None:
        again = self._learning.arrive()
        for command in again:
            if isinstance(command, Evaluate):
                self.query_one(OutputLog).write_source(command.source)
        if again:
            self._send(*again)

    async def on_unmount(self) -> None:
        await asyncio.to_thread(self._client.close)  # it may take a second to end

    # what comes from the program

    @on(Arrived)
    def _snapshots_arrived(self) -> None:
        self._inbox.arrived()

    def _show(self, updates: list[Update]) -> None:
        if not self.query(Header):
            return  # the screen is on its way out
        self._picture.apply(updates)
        snapshot = self._picture.snapshot
        if snapshot is None:
            return
        snapshots = [update for update in updates if isinstance(update, Snapshot)]
        for each in snapshots:
            self._learning.show(each)
        if snapshots:
            if snapshot.state != "running":
                self._asked = 0.0
            self._playback.show(snapshot)
        self._show_header()
        self.query_one(Scrubber).show(snapshot)
        self.query_one(LessonPane).show(snapshot)
        self.query_one(GraphPane).show(self._picture)
        self.query_one(InspectorPane).show(snapshot)
        self.query_one(WatchLines).show(snapshot)
        self._title_graph()
        curve = self.query_one(CurvePane)
        curve.show(snapshot.series)
        filled = {
            "graph": len(self._picture.graph) > 0 or self._picture.which_graph[0] > 0,
            "inspector": bool(snapshot.sessions or snapshot.variables),
            "curve": curve.worth_seeing,
        }
        self.fill(frozenset(pane for pane, full in filled.items() if full))
        for screen in self.app.screen_stack:
            if isinstance(screen, View):
                screen.told(self._picture)
        if self._picture.fresh:
            self.query_one(OutputLog).clear()
        if self._picture.printed:
            self.query_one(OutputLog).write(self._picture.printed)
        for verdict in (verdict for each in snapshots for verdict in each.verdicts if verdict.exercise):
            self._tell(verdict)
        self._show_card()
        self._arrive()
        for answer in self._picture.answers:
            if isinstance(answer, WhyView) and not answer.name:
                self._show_origin(answer)
        if snapshot.reason == "prompt" and self._picture.notes:
            self._notice(self._picture.notes[-1])
        if self._learning.trouble:
            self._notice(self.texts("not_kept", why=self._learning.trouble))
        self._show_completions(snapshots)
        self.show_keys()

    def _title_graph(self) -> None:
        """Say which graph is shown where there are several."""
        number, name = self._picture.which_graph
        say = self.texts
        which = say("graph_called", n=number, name=clean(name)) if name else say("graph_number", n=number)
        self.add_title("graph", "a number", which if number else "")

    def notice_pane(self, text: str) -> None:
        self._notice(text)

    def _show_header(self) -> None:
        if self._picture.snapshot is not None:
            speed = f"{self._playback.speed:g}" if self._playback.playing else ""
            self.query_one(Header).show(self._picture.snapshot, speed, self._learning.to_do)

    def _show_completions(self, snapshots: list[Snapshot]) -> None:
        names = next((s.completions for s in snapshots if s.completions), ())
        if self._completing and names:
            self._completing = False
            self.query_one(PromptInput).offer(names)

    def _notice(self, text: Text) -> None:
        for header in self.query(Header):  # none on a screen that is on its way out
            header.notice(text)

    def tell(self, text: str) -> bool:
        self._notice(text)
        return bool(self.query(Header))

    def show_keys(self) -> None:
        """The keys of what has the keys, those for what there is to do, and what they do at this moment."""
        learning, card, snapshot = self._learning, self.query_one(Card), self._picture.snapshot
        there = {
            "question": learning.question is not None and (card.wants_text or not card.whole),
            "choices": card.asks > 0,
            "exercise": learning.exercise is not None,
            "hint": learning.more_hints > 0,
            "running": snapshot is not None and snapshot.state == "running",
            "past": self._behind,
        }
        now: dict[str, str] = {}
        if snapshot is not None and not (card.typing or self._typing):
            now.update(moves_now(snapshot, self._lesson, self.texts, dress(self.app).glyphs))
            if card.whole:
                now["leave"] = self.texts("key_put_away")
        study = [replace(key, shown=f"1-{card.asks}") if key.when == "choices" else key for key in STUDY]
        keys = ANSWERING if card.typing else AT_PROMPT if self._typing else study
        self.query_one(Footer).show(keys, frozenset(name for name, is_there in there.items() if is_there), now)

    def on_descendant_focus(self) -> None:
        super().on_descendant_focus()
        self.show_keys()

    def _program_ended(self, why: Said) -> None:
        """Called from any thread."""
        self.app.call_later(self._say_ended, why)

    def _say_ended(self, why: Said) -> None:
        if self.is_mounted:
            self._stop_playing()
            self._notice(self.texts("ended", why=why))

    @property
    def picture(self) -> Picture:
        """All that is known of the program."""
        return self._picture

    @property
    def study(self) -> Host:
        return self

    def node_at_cursor(self) -> str:
        entry = self.query_one(GraphPane).current
        return entry.name if entry is not None else ""

    def value_at_cursor(self) -> str:
        inspector = self.query_one(InspectorPane)
        return inspector.name_at_cursor if inspector.has_focus else self.node_at_cursor()

    def reveal(self, name: str) -> None:
        """Show a node in the tree."""
        self.action_show("graph")
        self.query_one(GraphPane).reveal(name)

    # what goes to the program

    def ask(self, command: Command) -> bool:
        """Send a command; False when the program is busy."""
        return self._send(command)

    @property
    def _busy(self) -> bool:
        """True when the program has not answered for long enough that nobody should ask for more."""
        running = self._picture.snapshot is not None and self._picture.snapshot.state == "running"
        return running or (self._asked > 0 and time.monotonic() - self._asked > PATIENCE)

    def _send(self, *commands: Command) -> bool:
        if self._busy:
            self._say_busy()
            return False
        if not self._asked:
            self._asked = time.monotonic()
            self.set_timer(PATIENCE * 1.1, self._say_busy)
        self._inbox.hurry()
        for command in commands:
            self._client.send(command)
        return True

    def _say_busy(self) -> None:
        if self._busy:
            self.query_one(Header).show_busy()

    def _go_on(self, *commands: Command) -> None:
        """Ask for something that runs the program on, from what the card asked."""
        self._stop_playing()
        passed = None if self._behind or self._busy else self._learning.go_on()
        self._send(*([passed] if passed is not None else []), *commands)
        self._show_card()

    @property
    def _behind(self) -> bool:
        return self._picture.snapshot is not None and self._picture.snapshot.position.behind > 0

    def action_move(self, motion: Motion) -> None:
        if motion in ("back", "back_run"):
            self._stop_playing()
            self._send(Move(motion))
        else:
            self._go_on(Move(motion))

    def action_run_forward(self) -> None:
        self._go_on(Move("finish" if self._picture.snapshot and self._picture.snapshot.position.run else "next"))

    def action_live(self) -> None:
        self._stop_playing()
        self._send(Move("live" if self._behind else "back_run"))

    def action_unit(self, by: int) -> None:
        snapshot = self._picture.snapshot
        if snapshot is None:
            return
        inside = not snapshot.position.begins and self._learning.ran < snapshot.position.units
        unit = self._learning.ran + by + (1 if by < 0 and inside else 0)
        self._go_to_unit(unit)

    def _go_to_unit(self, unit: int) -> None:
        goal = GoToUnit(max(0, min(unit, len(self._lesson.units))))
        if goal.unit > self._learning.ran:
            self._go_on(goal)
        else:
            self._stop_playing()
            self._send(goal)

    def action_own_state(self) -> None:
        self._go_to_unit(self._learning.ran)

    def action_restart(self) -> None:
        self._stop_playing()
        self._asked = 0.0
        self._client.restart()

    def action_interrupt(self) -> None:
        """End what runs; where nothing does, what is half typed."""
        prompt = self.query_one(PromptInput)
        if prompt.has_focus and not self._busy and prompt.drop():
            return
        self._stop_playing()
        self._inbox.hurry()
        self._client.interrupt()

    def action_break(self) -> None:
        entry = self.query_one(GraphPane).current
        snapshot = self._picture.snapshot
        if entry is None or snapshot is None:
            self._notice(self.texts("no_node_here"))
            return
        pattern = entry.name if entry.info is not None else entry.name + "/*"
        on = pattern not in snapshot.breakpoints
        if self._send(Break(pattern, on=on)):
            self._notice(
                self.texts("breakpoint_on", node=pattern) if on else self.texts("breakpoint_off", node=pattern)
            )

    def action_to_cursor(self) -> None:
        entry, snapshot = self.query_one(GraphPane).current, self._picture.snapshot
        if entry is None or entry.info is None or snapshot is None:
            self._notice(self.texts("no_node_here"))
            return
        name = entry.name
        commands: list[Command] = [Move("continue")]
        if name not in snapshot.breakpoints:
            commands = [Break(name), *commands, Break(name, on=False)]
        self._go_on(*commands)

    @on(Scrubber.Sought)
    def _seek(self, message: Scrubber.Sought) -> None:
        snapshot = self._picture.snapshot
        if snapshot is None:
            return
        extent = snapshot.extent
        ends = [*extent.units[1:], extent.now]
        self._stop_playing()
        if message.unit < len(extent.units) and ends[message.unit] > extent.units[message.unit]:
            begin, end = extent.units[message.unit], ends[message.unit]
            moment = begin + round(message.part * (end - begin))
            if moment >= extent.first:
                self._send(Seek(moment))
            else:
                self._send(GoToUnit(message.unit))
                self._send(Seek(moment))
        else:
            self._go_to_unit(message.unit)

    # playing

    def action_play(self) -> None:
        if self._playback.playing:
            self._stop_playing()
        elif self._busy:
            self._client.pause()
        elif self._picture.snapshot is not None:
            snapshot = self._picture.snapshot
            if self._learning.question is not None and not self._behind:
                self._go_on()
            self._playback.start(snapshot)
            self._show_header()

    def action_speed(self, factor: float) -> None:
        self._playback.change_speed(factor)
        self._show_header()

    def _stop_playing(self) -> None:
        if self._playback.playing:
            self._playback.stop()
            self._show_header()

    # questions and exercises

    @property
    def _typing(self) -> bool:
        """Whether the keys are for the prompt."""
        return self.focused is not None and self.focused.id == "input"

    def _show_card(self) -> None:
        """Show what there is to do; it has the keys when it is new, unless somebody is typing."""
        card = self.query_one(Card)
        lesson = dress(self.app).lesson_after(self._lesson) if self._learning.kind == "over" else None
        title = f"{lesson.number} {lesson.title_in(self.texts.language)}".strip() if lesson else ""
        if not self._learning.kind and card.has_focus:
            self.pane("lesson").focus()  # before the card is gone: else the keys go to whatever lies next to it
        if card.show(self.texts("next_is", title=title) if title else "") and not self._typing and self.is_current:
            card.focus()
        self.set_class(card.whole, "-carded")
        self.query_one(LessonPane).changed()

    def action_digit(self, number: int) -> None:
        """A row of the card where it asks, a digit of a typed answer, else a pane."""
        card = self.query_one(Card)
        if number <= card.asks:
            card.choose(number - 1)
        elif card.wants_text:
            card.write(str(number))
            self.show_keys()
        elif not card.asks and number <= len(PANES):
            self.action_show(list(PANES)[number - 1])

    def action_answer(self) -> None:
        """To the card, from wherever one is."""
        card = self.query_one(Card)
        if not self._learning.kind:
            self._notice(self.texts("nothing_asked"))
            return
        self._learning.unfold()
        self._show_card()
        card.focus()
        card.write()
        self.show_keys()

    @on(Card.Answered)
    def _answered(self, message: Card.Answered) -> None:
        if self._busy:
            self._say_busy()
        elif self._learning.question is not None:
            self._send(self._learning.answer(message.text))
        self._card_left()

    @on(Card.Left)
    def _card_left(self) -> None:
        self._show_card()
        self.pane("lesson").focus()
        self._show_header()
        self.show_keys()

    @on(Card.On)
    def _card_done(self) -> None:
        """Enter on a card that asks nothing: it has been read; after the lesson comes the next one."""
        after = dress(self.app).lesson_after(self._lesson) if self._learning.kind == "over" else None
        if self._learning.folded or self.query_one(Card).wants_text:
            self.action_answer()
        elif after is not None:
            self._close(lambda: dress(self.app).change_lesson(after))
        elif self._learning.kind == "exercise":
            self.action_show("prompt")
        else:
            self._learning.fold()
            self._card_left()
        self.show_keys()

    def action_check(self) -> None:
        command = self._learning.check()
        if command is None:
            self._notice(self.texts("no_exercise"))
        else:
            self._stop_playing()
            self._send(command)

    def action_hint(self) -> None:
        if not self._learning.hint():
            self._notice(self.texts("no_hint"))
        self._show_card()
        self.show_keys()

    def _tell(self, verdict: Verdict) -> None:
        """Say what became of an exercise, also where it was typed."""
        texts, glyphs = self.texts, dress(self.app).glyphs
        sign = glyphs.done if verdict.solved else glyphs.failed
        reason = texts("solved") if verdict.solved else in_language(dict(verdict.reason), texts.language)
        text = f"{sign} {texts('exercise')}: {reason.replace('`', '')}"
        self.query_one(LessonPane).changed(verdict.exercise)
        self.query_one(OutputLog).write([Output("note", text + "\n")])
        self._notice(text)

    # asking

    def action_origin(self) -> None:
        """Go to the node that a NaN or an Inf comes from."""
        self._send(ShowWhy("", origin=True))

    def _show_origin(self, why: WhyView) -> None:
        if why.problem:
            self._notice(why.problem)
            return
        name = why.causes[0].name.partition(":")[0]
        self.query_one(OutputLog).write([Output("note", joined((*why.origin, ""), "\n"))])
        self.reveal(name)
        self._notice(self.texts("origin", what=why.equation))

    def action_gradient(self) -> None:
        """From a node to those that compute its gradient, and from one of these back."""
        name = self.node_at_cursor()
        names = dict.fromkeys(info.name for info in self._picture.graph.infos)
        forward = forward_of(name, names)
        backward = [] if forward else gradients_of(name, names)
        if forward:
            self.reveal(forward)
            self._notice(self.texts("part_of_gradient", node=forward))
        elif backward:
            self.reveal(backward[0])
            self._notice(self.texts("gradient_of", node=name, n=len(backward)))
        else:
            self._notice(self.texts("no_gradient", node=name))

    # the prompt

    @on(PromptInput.Submitted)
    def _evaluate(self, message: PromptInput.Submitted) -> None:
        self._stop_playing()
        source = message.source
        if self._send(Typed(source[1:].strip()) if source.startswith(TYPED) else Evaluate(source)):
            self.query_one(OutputLog).write_source(source)
            if not source.startswith(TYPED):
                self._learning.keep_typed(source)
        else:
            self.query_one(PromptInput).text = message.source

    def action_command(self) -> None:
        self.action_show("prompt")
        self.query_one(PromptInput).begin_command()

    @on(PromptInput.CompletionAsked)
    def _ask_completions(self, message: PromptInput.CompletionAsked) -> None:
        self._completing = True
        self._send(Complete(message.text))

    @on(PromptInput.Left)
    def _prompt_left(self) -> None:
        self.leave_prompt()

    # the graph and the curve

    def action_draw(self) -> None:
        """From the drawing to the tree, or back."""
        self.action_show("graph")
        self.query_one(GraphPane).turn()

    def action_search(self) -> None:
        self.action_show("graph")
        self.query_one(GraphPane).start_search()

    @on(CurvePane.Opened)
    def action_curves(self) -> None:
        from tuigraph.tui.screens.curves import CurvesScreen

        self.app.push_screen(CurvesScreen(self.title_text, self.query_one(CurvePane), self))

    def action_filter(self) -> None:
        from tuigraph.tui.node_filter import BadFilter, NodeFilter
        from tuigraph.tui.screens.ask import Ask

        def answered(text: str | None) -> None:
            if text is not None:
                try:
                    found = pane.set_filter(NodeFilter(text))
                    self.add_title("graph", "filter", str(found))
                except BadFilter as error:
                    self._notice(self.texts("bad_filter", word=error))

        pane = self.query_one(GraphPane)
        self.action_show("graph")
        self.app.push_screen(Ask(self.texts("ask_filter"), pane.filter.text), answered)

    def action_log_axis(self) -> None:
        self.query_one(CurvePane).action_log_y()

    # progress

    def action_reset(self) -> None:
        def reset() -> None:
            self._learning.reset()
            self._go_to_unit(0)

        self._ask(self.texts("reset_question"), reset)

    def action_export(self) -> None:
        path = Path(EXPORT).resolve()
        try:
            self._progress.export(path)
            self._notice(self.texts("exported", path=path))
        except OSError as error:
            self._notice(self.texts("not_kept", why=of_file(error)))

    # leaving

    def action_help(self) -> None:
        from tuigraph.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_legend(self) -> None:
        from tuigraph.tui.screens.help import LEGEND, HelpScreen

        self.app.push_screen(HelpScreen(LEGEND))

    def action_leave(self) -> None:
        if self.zoomed:
            self.action_zoom()
        elif self.query_one(Card).whole:
            self._learning.fold()
            self._card_left()
        else:
            question = self.texts("leave_running") if self._busy else self.texts("leave_question")
            self._ask(question, lambda: self._end(dress(self.app).leave_lesson), escape=True)

    def action_quit(self) -> None:
        self._close(self.app.exit)

    def _ask(self, question: str, then: Callable[[], object], escape: bool = False) -> None:
        from tuigraph.tui.screens.question import Question

        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self.app.push_screen(Question(question, escape), answered)

    def _close(self, then: Callable[[], object]) -> None:
        if self._busy:
            self._ask(self.texts("quit_question"), lambda: self._end(then))
        else:
            self._end(then)

    def _end(self, then: Callable[[], object]) -> None:
        self._client.send(Quit())
        then()
