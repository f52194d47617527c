"""The line in which a question is answered: one picks a choice by label, place or arrows, or types freely."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line

_ARROWS = {"up": -1, "left": -1, "down": 1, "right": 1}


class AnswerLine(LineView):
    """Hidden but while it is asked for an answer; then it has the keys."""

    @dataclass
    class Given(Message):
        """An answer; an empty one skips the question."""

        text: str

    def __init__(self) -> None:
        super().__init__(id="answer")
        self._choices: list[str] = []
        self._typed = ""
        self._at = -1  # the choice that the arrows are on

    def ask(self, choices: list[str]) -> None:
        """Take the keys for an answer: one of these choices, or any text where there are none."""
        self._choices, self._typed, self._at = choices, "", -1
        self.display = True
        self.focus()
        self.repaint()

    def close(self) -> None:
        """Give the keys back."""
        self.display = False

    def on_key(self, event: events.Key) -> None:
        letter = event.character or ""
        if event.key == "escape":
            self.post_message(self.Given(""))
        elif event.key == "enter":
            self._confirm()
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif self._choices and event.key in _ARROWS:
            self._typed = ""
            self._at = (max(self._at, 0 if _ARROWS[event.key] < 0 else -1) + _ARROWS[event.key]) % len(self._choices)
        elif event.is_printable and letter:
            self._type(letter)
        else:
            return
        event.stop()
        event.prevent_default()
        self.repaint()

    def _confirm(self) -> None:
        if not self._choices:
            answer = self._typed.strip()
        elif self._typed:
            fitting = self._fitting(self._typed)
            exact = [label for label in fitting if _plain(label) == _plain(self._typed)]
            answer = (exact or (fitting if len(fitting) == 1 else [""]))[0]
        else:
            answer = self._choices[self._at] if self._at >= 0 else ""
        if answer:
            self.post_message(self.Given(answer))

    def _type(self, letter: str) -> None:
        """A label that no other one goes on from is the answer as soon as it is whole; so is a place."""
        if not self._choices:
            self._typed += letter
            return
        text = _plain(self._typed + letter)
        fitting = self._fitting(text)
        if [_plain(label) for label in fitting] == [text]:
            self.post_message(self.Given(fitting[0]))
        elif fitting:
            self._typed, self._at = text, -1
        elif self._numbered and text.isdecimal() and 0 < int(text) <= len(self._choices):
            self.post_message(self.Given(self._choices[int(text) - 1]))

    def _fitting(self, text: str) -> list[str]:
        return [label for label in self._choices if _plain(label).startswith(_plain(text))]

    @property
    def _numbered(self) -> bool:
        """Whether the choices can be picked by their places: no label is a number itself."""
        return not any(label[0].isdecimal() for label in self._choices)

    def on_paste(self, event: events.Paste) -> None:
        if not self._choices:
            self._typed += clean(event.text.partition("\n")[0])
            self.repaint()

    @property
    def typing(self) -> bool:
        """Whether Enter confirms what is typed or picked."""
        return not self._choices or any(len(label) > 1 for label in self._choices)

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        if self.typing and self._choices:
            return self._draw_choices()
        if self._choices and self._at < 0:
            return [(" ? ", "warn"), (self.texts("pick", choices=" ".join(self._choices)), "strong")]
        if self._choices:
            return self._draw_choices()
        return [(" ? ", "warn"), (self.texts("your_answer") + " ", "strong"), (self._typed, ""), (" ", "cursor")]

    def _draw_choices(self) -> Line:
        line: Line = [(" ? ", "warn"), *([(self._typed, "strong"), (" ", "cursor"), ("  ", "")] if self._typed else [])]
        for place, label in enumerate(self._choices):
            number = f"{place + 1} " if self._numbered and self.typing else ""
            line += [(number, "muted"), (label, "cursor" if place == self._at else "strong"), ("  ", "")]
        return line


def _plain(text: str) -> str:
    """As labels are compared: full-width letters and digits, and capitals, mean the plain ones."""
    return unicodedata.normalize("NFKC", text).casefold()
