"""The prompt: Python typed into the program's own namespace, or a typed command, over the log of what it printed."""

from __future__ import annotations

import codeop
import warnings
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from tuigraph.tui.arrangement import Prompt
from tuigraph.tui.careful import Careful
from tuigraph.tui.dress import dress
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.wire.commands import TYPED

MOST_OUTPUT = 100  # rows of output that are worth asking for
LONGEST = 50_000  # characters


def is_complete(source: str) -> bool:
    """Python's own rule: False when more lines have to come. A syntax error is complete: it can be reported.

    What Python cannot compile for any other reason (it nests too deep, it holds a null byte) is complete too, and so is
    what is too long to look through while somebody waits for a key.  A typed command is one line.
    """
    if source.startswith(TYPED) or len(source) > LONGEST:
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return codeop.compile_command(source, symbol="exec" if "\n" in source else "single") is not None
    except Exception:
        return True


class PromptInput(Careful, TextArea):
    """Several lines of Python with a history; Enter runs what is complete."""

    @dataclass
    class Submitted(Message):
        """A whole statement, or several, were entered."""

        source: str

    @dataclass
    class CompletionAsked(Message):
        """The text before the cursor is to be completed."""

        text: str

    class Left(Message):
        """The user is done with the prompt for now."""

    def __init__(self) -> None:
        super().__init__(
            id="input",
            compact=True,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self._history: list[str] = []
        self._at = 0  # the entry of the history that is shown, its length for a new one
        self._draft = ""

    def on_resize(self) -> None:
        self.call_after_refresh(self.scroll_cursor_visible)

    def on_key(self, event: events.Key) -> None:
        handler = {
            "enter": self._enter,
            "ctrl+j": self._new_line,
            "tab": self._tab,
            "escape": self._leave,
            "up": self._older,
            "down": self._newer,
        }.get(event.key)
        if handler is not None and handler():
            event.stop()
            event.prevent_default()

    def _enter(self) -> bool:
        source = self.text
        at_end = self.cursor_location == self.document.end
        if not source.strip():
            self.clear()
        elif is_complete(source) and (at_end or "\n" not in source) and not self._goes_on():
            self._history = [entry for entry in self._history if entry != source] + [source]
            self.clear_input()
            self.post_message(self.Submitted(source))
        else:
            self._new_line()
        return True

    def _goes_on(self) -> bool:
        """True inside a compound statement until an empty line ends it."""
        lines = self.text.split("\n")
        return len(lines) > 1 and lines[-1][:1].isspace() and bool(lines[-1].strip())

    def _new_line(self) -> bool:
        line = self.document.get_line(self.cursor_location[0])[: self.cursor_location[1]]
        indent = line[: len(line) - len(line.lstrip())] + ("    " if line.rstrip().endswith(":") else "")
        self.insert("\n" + indent)
        return True

    def _tab(self) -> bool:
        row, column = self.cursor_location
        line = self.document.get_line(row)[:column]
        if not self.text:
            return False
        if line.strip():
            self.post_message(self.CompletionAsked(line))
        else:
            self.insert("    ")
        return True

    def _leave(self) -> bool:
        self.post_message(self.Left())
        return True

    def _older(self) -> bool:
        if self.cursor_location[0] > 0 or self._at == 0:
            return self.cursor_location[0] == 0
        if self._at == len(self._history):
            self._draft = self.text
        self._recall(self._at - 1)
        return True

    def _newer(self) -> bool:
        if self.cursor_location[0] < self.document.line_count - 1:
            return False
        if self._at < len(self._history):
            self._recall(self._at + 1)
        return True

    def _recall(self, at: int) -> None:
        self._at = at
        self.text = self._history[at] if at < len(self._history) else self._draft
        self.move_cursor(self.document.end)

    def begin_command(self) -> None:
        """Let a typed command follow, unless something is typed already."""
        if not self.text:
            self.insert(TYPED)

    def clear_input(self) -> None:
        """Empty the input and stand at the end of the history."""
        self.clear()
        self._at, self._draft = len(self._history), ""

    def complete(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Insert what all the names share beyond what is typed; the names that are left to choose from."""
        row, column = self.cursor_location
        line = self.document.get_line(row)[:column]
        names = tuple(name for name in names if _overlap(line, name))
        if not names:
            return ()
        shared = names[0]
        for name in names[1:]:
            while not name.startswith(shared):
                shared = shared[:-1]
        self.insert(shared[_overlap(line, shared) :])
        return names if len(names) > 1 else ()


def _overlap(line: str, name: str) -> int:
    """How much of the start of a name the end of the line already holds."""
    return next((n for n in range(min(len(line), len(name)), 0, -1) if line.endswith(name[:n])), 0)


class PromptPane(Vertical):
    """The log above, the input below.  One row without a border until it is used; it says how many rows it wants."""

    @dataclass
    class Wants(Message):
        """Rows are wanted for what is typed and printed."""

        prompt: Prompt

    def __init__(self) -> None:
        super().__init__(id="prompt", classes="pane -bare")

    @on(TextArea.Changed)
    @on(OutputLog.Grew)
    def fit(self) -> None:
        """Give the input the rows that it needs, and ask for as many."""
        typed = self.query_one(PromptInput).wrapped_document.height
        output = min(self.query_one(OutputLog).line_count(), MOST_OUTPUT)
        used = self.has_focus_within
        self.set_class(not (used or output), "-bare")
        room = self.content_size.height
        self.query_one("#entry").styles.height = max(1, min(typed, room))
        self.query_one(OutputLog).display = typed < room  # a row of it would push the input out
        self.post_message(self.Wants(Prompt(typed, output, used)))

    def on_resize(self) -> None:
        self.call_after_refresh(self.fit)

    def on_descendant_focus(self) -> None:
        self.call_later(self.fit)

    def on_descendant_blur(self) -> None:
        self.call_later(self.fit)

    def compose(self) -> ComposeResult:
        yield OutputLog()
        with Horizontal(id="entry"):
            yield Static(">>> ", id="ready", markup=False)
            area = PromptInput()
            area.placeholder = dress(self.app).texts("prompt_hint")
            yield area
