"""What a lesson asks on the study screen: the card and its keys, checks, hints, and going on where one was."""

from __future__ import annotations

from tuigraph.lessons import Lesson
from tuigraph.tui.dress import dress
from tuigraph.tui.learning import Learning
from tuigraph.tui.lesson_text import in_language
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.screens.question import ask_first
from tuigraph.tui.study.key_line import KeyLine
from tuigraph.tui.study.pane_keys import PANES, PaneKeys
from tuigraph.tui.study.part import Part
from tuigraph.tui.study.talk import Talk
from tuigraph.tui.widgets.card import Card
from tuigraph.tui.widgets.lesson import LessonPane
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.wire.commands import Evaluate
from tuigraph.wire.views import Output, Verdict


class Tasks(Part):
    """Brings what a learner does to `Learning`, and what that wants done to the program."""

    def __init__(self, screen: Openers, learning: Learning, talk: Talk, panes: PaneKeys, keys: KeyLine) -> None:
        super().__init__(screen)
        self._learning = learning
        self._talk = talk
        self._panes = panes
        self._keys = keys

    @property
    def _card(self) -> Card:
        return self.screen.query_one(Card)

    @property
    def _after(self) -> Lesson | None:
        """The next lesson, where this one is over."""
        learning = self._learning
        return dress(self.screen.app).lesson_after(learning.lesson) if learning.kind == "over" else None

    # where the learner was

    def offer_to_resume(self) -> None:
        """Ask whether to go on where the learner was, with what they had typed and answered there."""
        cell, of = self._learning.resumable, len(self._learning.lesson.units)
        if cell:
            at_end = cell == of
            question = self.texts("resume_at_exercise") if at_end else self.texts("resume_question", n=cell + 1, of=of)
            ask_first(self.screen, question, lambda: self._talk.send(self._learning.resume()))

    def arrive(self) -> None:
        """Once the program has come there, type and answer again."""
        again = [] if self._talk.busy else self._learning.arrive()
        for command in again:
            if isinstance(command, Evaluate):
                self.screen.query_one(OutputLog).write_source(command.source)
        if again:
            self._talk.send(*again)

    # the card

    def show_card(self) -> None:
        """Show what there is to do; it has the keys when it is new, unless somebody is typing."""
        card, lesson = self._card, self._after
        title = f"{lesson.number} {lesson.title_in(self.texts.language)}".strip() if lesson else ""
        if not self._learning.kind and card.has_focus:
            self._panes.pane("lesson").focus()  # before the card is gone: else the keys go to whatever is next to it
        new = card.show(self.texts("next_is", title=title) if title else "")
        if new:
            self._panes.read()
            if not self._keys.at_prompt and self.screen.is_current:
                card.focus()
        self.screen.set_class(card.whole, "-carded")
        self.screen.query_one(LessonPane).changed()

    def put_away(self) -> None:
        """Fold the card, and go back to the lesson's text."""
        self._learning.fold()
        self.leave_card()

    def leave_card(self) -> None:
        """Go back to the lesson's text."""
        self.show_card()
        self._panes.pane("lesson").focus()
        self._talk.show_header()
        self._keys.show()

    def action_digit(self, number: int) -> None:
        """A row of the card where it asks, a digit of a typed answer, else a pane."""
        card = self._card
        if number <= card.asks:
            card.choose(number - 1)
        elif card.wants_text:
            card.write(str(number))
        elif not card.asks and number <= len(PANES):
            self._panes.action_show(list(PANES)[number - 1])

    def action_answer(self) -> None:
        """To the card, from wherever one is."""
        if not self._card.display:
            self.screen.tell(self.texts("nothing_asked"))
            return
        self._learning.unfold()
        self.show_card()
        self._card.focus()
        self._card.write()
        self._keys.show()

    def answer(self, text: str) -> None:
        """What the card was answered."""
        if self._talk.busy:
            self._talk.say_busy()
        elif self._learning.question is not None:
            self._talk.send(self._learning.answer(text))
        self.leave_card()

    def read(self) -> None:
        """Enter on a card that asks nothing: it has been read; after the lesson comes the next one."""
        after = self._after
        if self._learning.folded or self._card.wants_text:
            self.action_answer()
        elif after is not None:
            self._talk.close(lambda: dress(self.screen.app).change_lesson(after))
        elif self._learning.kind == "exercise":
            self._panes.action_show("prompt")
        else:
            self.put_away()
        self._keys.show()

    # exercises

    def action_check(self) -> None:
        command = self._learning.check()
        if command is None:
            self.screen.tell(self.texts("no_exercise"))
        else:
            self._talk.stop_playing()
            self._talk.send(command)

    def action_hint(self) -> None:
        if not self._learning.hint():
            self.screen.tell(self.texts("no_hint"))
        self.show_card()
        self._keys.show()

    def tell(self, verdict: Verdict) -> None:
        """Say what became of an exercise, also where it was typed."""
        texts, glyphs = self.texts, dress(self.screen.app).glyphs
        sign = glyphs.done if verdict.solved else glyphs.failed
        reason = texts("solved") if verdict.solved else in_language(dict(verdict.reason), texts.language)
        text = f"{sign} {texts('exercise')}: {reason}"
        self.screen.query_one(LessonPane).changed(verdict.exercise)
        self.screen.query_one(OutputLog).write([Output("note", text + "\n")])
        self.screen.tell(text)
