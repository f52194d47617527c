"""The line in which a question is answered: a key picks a choice, a free answer is typed."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, clean


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

    def ask(self, choices: list[str]) -> None:
        """Take the keys for an answer: one of these choices, or any text where there are none."""
        self._choices, self._typed = choices, ""
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
            if self._typed.strip():
                self.post_message(self.Given(self._typed.strip()))
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif self._choices and letter.lower() in self._choices:
            self.post_message(self.Given(letter.lower()))
        elif event.is_printable and letter:
            self._typed += "" if self._choices else letter
        else:
            return
        event.stop()
        event.prevent_default()
        self.repaint()

    def on_paste(self, event: events.Paste) -> None:
        if not self._choices:
            self._typed += clean(event.text.partition("\n")[0])
            self.repaint()

    @property
    def typing(self) -> bool:
        """Whether a free answer is being typed."""
        return not self._choices

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        if self._choices:
            return [(" ? ", "warn"), (self.texts("pick", choices=" ".join(self._choices)), "strong")]
        return [(" ? ", "warn"), (self.texts("your_answer") + " ", "strong"), (self._typed, ""), (" ", "cursor")]
