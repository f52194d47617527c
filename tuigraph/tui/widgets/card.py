"""The card: the one thing that a learner is asked, always whole, with rows to choose from; other keys go past it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual import events
from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.tui.arrangement import ASKED, GLANCE, READ
from tuigraph.tui.card_text import CardText, Entry, Writer
from tuigraph.tui.learning import Learning, Task
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line
from tuigraph.tui.widgets.panes import Panes
from tuigraph.words import message

_TITLES = {
    "guide": message("card_tour"),
    "question": message("card_question"),
    "given": message("card_question"),
    "verdict": message("card_verdict"),
    "exercise": message("card_exercise"),
    "solved": message("card_solved"),
    "over": message("card_over"),
}


EDGES = 3  # columns beside a folded card's text: padding and scrollbar
FRAME = EDGES + 2  # and with its border


class Card(LineView):
    """Asks `Panes` for as many rows as it has to say.  It keeps only the keys that choose a row or write an answer."""

    @dataclass
    class Answered(Message):
        """An answer to the open question."""

        text: str

    class Typing(Message):
        """An answer is being typed."""

    class Left(Message):
        """The keys are for the lesson again."""

    class On(Message):
        """Enter, where there is nothing to answer."""

    def __init__(self, learning: Learning, lesson: LineView) -> None:
        super().__init__(id="card")
        self._learning, self._lesson = learning, lesson
        self._entry = Entry()
        self._card = CardText()
        self._about: tuple[str, Task] = "", (-1, "")
        self._on = ""  # what comes after the lesson

    def show(self, on: str) -> bool:
        """Show what there is to do now; whether that is something new."""
        learning = self._learning
        about = ("question" if learning.kind == "given" else learning.kind), learning.task
        news = about != self._about
        if news:
            self._about, self._entry = about, Entry()
        self._on = on
        self.lay_out()
        return news and self.display and not learning.folded

    @property
    def typing(self) -> bool:
        """Whether letters are written into the answer."""
        return self._entry.typing

    @property
    def asks(self) -> int:
        """How many rows there are to choose from."""
        return len(self._labels) if self._open else 0

    @property
    def wants_text(self) -> bool:
        """Whether an answer is to be typed."""
        return self._open and not self._labels

    @property
    def whole(self) -> bool:
        """Whether something is asked or told that can be put away."""
        return self._learning.kind not in ("", "over", "solved") and not self._learning.folded

    @property
    def _open(self) -> bool:
        return self._learning.kind in ("question", "given") and not self._learning.folded

    @property
    def _labels(self) -> list[str]:
        question = self._learning.question
        return list(question.choices(self.texts.language)) if question else []

    def lay_out(self) -> None:
        """Write the card anew and take the room that it needs."""
        learning = self._learning
        self.set_class(learning.folded, "-folded")
        panes = self.parent
        assert isinstance(panes, Panes)
        width = max(panes.text_width - (EDGES if learning.folded else FRAME), 1)
        self._card = Writer(learning, width, self.texts, self.glyphs).write(self._entry, self._on)
        self.display = bool(learning.kind and self._card.lines)  # a lesson may be over with nothing to say of it
        title = _TITLES.get(learning.kind)
        self.border_title = self.texts(title) if title else ""
        self.border_subtitle = self._keys(width)
        rows = len(self._card.lines) + (0 if learning.folded else 2)
        panes.wish(replace(panes.wishes, card=rows if self.display else 0, read=self._read))
        self.lines_changed()
        self.scroll_to_line(len(self._card.lines))

    @property
    def _read(self) -> int:
        """How many rows of the lesson to see over it: many while it asks about them."""
        question = self._learning.question
        if self._open and question is not None and not question.after:
            return ASKED
        return READ if self._learning.guidance is None else GLANCE

    def _keys(self, width: int) -> str:
        """What the keys do on this card, as much as there is room for."""
        learning, say = self._learning, self.texts
        shown: list[tuple[str, str]] = []
        if self._entry.typing:
            shown = [("Enter", message("key_confirm")), ("F3", message("key_hint")), ("Esc", message("key_leave"))]
        elif learning.kind == "given":
            line = learning.question.line if learning.question else 0
            when = say("line_tells", n=line) if line else say("cell_tells")
            shown = [(when, ""), *self._changes()]
        elif self._open and self._labels:
            shown = [
                (f"1-{len(self._labels)}", message("key_choose")),
                ("h", message("key_hint")),
                ("Esc", message("key_put_away")),
            ]
        elif self._open:
            shown = [("a", message("key_type")), ("h", message("key_hint")), ("Esc", message("key_put_away"))]
        elif learning.kind == "exercise":
            more = message("key_hint") if learning.more_hints else message("key_solution")
            shown = [
                ("i", message("key_prompt_short")),
                ("e", message("key_check")),
                ("h", more),
                ("Esc", message("key_put_away")),
            ]
        elif learning.guidance is not None:
            signs = [("Enter", message("key_legend"))] if learning.guidance.over else []
            shown = [*signs, ("Esc", message("key_leave_tour"))]
        elif learning.kind == "verdict":
            shown = [("Enter", message("key_understood"))]
        elif learning.kind == "over" and self._on:
            shown = [("Enter", message("key_next_lesson"))]
        hint = learning.more_hints or learning.has_solution
        keys = [f"{key} {say(text)}" if text else key for key, text in shown if hint or key not in ("h", "F3")]
        while keys and sum(map(len, keys)) + 3 * len(keys) > width - 4:
            keys.pop(-2 if len(keys) > 1 else -1)
        return "   ".join(keys).replace("[", r"\[")

    def _changes(self) -> list[tuple[str, str]]:
        """The keys that change an answer."""
        return [(f"1-{len(self._labels)}", message("key_change"))] if self._labels else [("a", message("key_change"))]

    def resized(self) -> None:
        self.lay_out()

    def line_count(self) -> int:
        return len(self._card.lines)

    def draw(self, index: int, width: int) -> Line:
        return self._card.lines[index] if index < len(self._card.lines) else []

    # ------------------------------------------------------------ answers

    def choose(self, place: int) -> None:
        """Answer with a row."""
        self._entry.at = -1
        self.post_message(self.Answered(self._labels[place]))

    def write(self, text: str = "") -> None:
        """Let an answer be typed."""
        if self._open and not self._labels:
            self._entry.typing = True
            self._entry.typed += text
            self.focus()
            self.lay_out()
            self.post_message(self.Typing())

    def on_key(self, event: events.Key) -> None:
        if not (self._type(event) if self._entry.typing else self._pick(event)):
            return
        event.stop()
        event.prevent_default()
        self.lay_out()

    def _type(self, event: events.Key) -> bool:
        entry = self._entry
        if event.key == "escape":
            entry.typing = False
            self.post_message(self.Left())
        elif event.key == "enter":
            text = entry.typed.strip()
            entry.typing = not text
            if text:
                self.post_message(self.Answered(text))
        elif event.key == "backspace":
            entry.typed = entry.typed[:-1]
        elif event.is_printable and event.character:
            entry.typed += event.character
        else:
            return False
        return True

    def _pick(self, event: events.Key) -> bool:
        key, rows = event.key, self.asks
        if key in ("up", "down") and rows:
            by = 1 if key == "down" else -1
            self._entry.at = (max(self._entry.at, 0 if by < 0 else -1) + by) % rows
        elif key == "enter" and rows and self._entry.at >= 0:
            self.choose(self._entry.at)
        elif key == "enter":
            self.post_message(self.On())
        elif self.wants_text and event.character is not None and event.character.isdigit():
            self.write(event.character)  # here, and not as the screen's binding: Enter may follow at once
        else:
            return False
        return True

    def action_line(self, by: int) -> None:
        """Keys that scroll do so in the lesson, unless the card itself has more to say than there is room for."""
        if self.max_scroll_y > 0:
            super().action_line(by)
        else:
            self._lesson.action_line(by)

    def action_page(self, by: int) -> None:
        if self.max_scroll_y > 0:
            super().action_page(by)
        else:
            self._lesson.action_page(by)

    def on_paste(self, event: events.Paste) -> None:
        if self._open and not self._labels:
            self.write(clean(event.text.partition("\n")[0]))
            event.stop()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place = self._card.choice_at(offset.x, offset.y + self.scroll_offset.y)
        if self._learning.folded:
            self._learning.unfold()
            self.lay_out()
        elif place is not None and self._open:
            self.choose(place)
        elif self._open:
            self.write()
