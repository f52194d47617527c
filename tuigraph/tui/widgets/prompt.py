"""The prompt: Python typed into the program's own namespace, or a typed command, over the log of what it printed."""

from __future__ import annotations

import codeop
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from tuigraph.harmless import clean
from tuigraph.tui.arrangement import Prompt
from tuigraph.tui.careful import Careful
from tuigraph.tui.dress import dress
from tuigraph.tui.prompt_history import History
from tuigraph.tui.widgets.choices import Choice, Choices
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.wire.commands import TYPED
from tuigraph.wire.views import Asking, Completion

MOST_OUTPUT = 100  # rows of output that are worth asking for
LONGEST = 50_000  # characters
MOST_FOUND = 200  # entries of the history that are offered at once


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

    @dataclass
    class Given(Message):
        """A line for the program, with its end; "" where there is to be no more."""

        line: str

    class Left(Message):
        """The user is done with the prompt for now."""

    @dataclass
    class Paged(Message):
        """What was printed is to be scrolled by so many pages."""

        pages: int

    class Cleared(Message):
        """What was printed is to be taken off the screen."""

    def __init__(self) -> None:
        super().__init__(
            id="input",
            compact=True,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self._history = History()
        self._at = len(self._history.entries)  # the entry that is shown, their number for a new one
        self._draft = ""
        self._completions: tuple[Completion, ...] = ()  # that are offered
        self._start = 0, 0  # where the name begins that is completed
        self._searching = False  # in the history
        self._asking: Asking | None = None  # the program waits for a line
        self._half = ""  # what was half typed when it began to

    def ask(self, asking: Asking | None) -> bool:
        """Take a line for the program instead of Python, or no longer; whether that is new."""
        if (asking is None) == (self._asking is None):
            return False
        self._stop_choosing()
        if asking is None:
            self.text, self._half = self._half, ""
        else:
            self._half = self.text
            self.clear()
        self._asking = asking
        texts = dress(self.app).texts
        self.placeholder = texts("prompt_hint") if asking is None else texts("line_hint")
        self.set_class(asking is not None and asking.secret, "-secret")
        self.move_cursor(self.document.end)
        return True

    def _give(self, line: str) -> bool:
        self.clear()
        self.post_message(self.Given(line))
        return True

    def on_resize(self) -> None:
        self.call_after_refresh(self.scroll_cursor_visible)

    def on_blur(self) -> None:
        self._stop_choosing()

    def on_key(self, event: events.Key) -> None:
        keys: dict[str, Callable[[], bool]] = {
            "enter": self._enter,
            "ctrl+j": self._new_line,
            "tab": self._tab,
            "escape": self._leave,
            "up": self._older,
            "down": self._newer,
            "pageup": lambda: self._tell(self.Paged(-1)),
            "pagedown": lambda: self._tell(self.Paged(1)),
            "ctrl+l": lambda: self._tell(self.Cleared()),
            "ctrl+d": lambda: not self.text and self._leave(),
            "ctrl+r": self._search,
        }
        if self._choices.is_open:
            keys |= {
                "enter": self.take,
                "escape": self._stop_choosing,
                "up": lambda: self._choose(-1),
                **dict.fromkeys(("down", "tab", "ctrl+r"), lambda: self._choose(1)),
            }
        elif self._asking is not None:
            keys |= {
                "enter": lambda: self._give(self.text + "\n"),
                "ctrl+d": lambda: bool(self.text) or self._give(""),
                **dict.fromkeys(("up", "down", "tab", "ctrl+r", "ctrl+j"), lambda: True),
            }
        handler = keys.get(event.key)
        if handler is not None and handler():
            event.stop()
            event.prevent_default()

    def _tell(self, message: Message) -> bool:
        self.post_message(message)
        return True

    def _enter(self) -> bool:
        source = self.text
        at_end = self.cursor_location == self.document.end
        if not source.strip():
            self.clear()
        elif is_complete(source) and (at_end or "\n" not in source) and not self._goes_on():
            self._history.add(source)
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
        if self._at == len(self._history.entries):
            self._draft = self.text
        self._recall(self._at - 1)
        return True

    def _newer(self) -> bool:
        if self.cursor_location[0] < self.document.line_count - 1:
            return False
        if self._at < len(self._history.entries):
            self._recall(self._at + 1)
        return True

    def _recall(self, at: int) -> None:
        self._at = at
        self.text = self._history.entries[at] if at < len(self._history.entries) else self._draft
        self.move_cursor(self.document.end)

    # choosing: completions of a name, or entries of the history

    @property
    def _choices(self) -> Choices:
        return self.screen.query_one(Choices)

    def _search(self) -> bool:
        """Offer the entries of the history that hold what is typed."""
        self._searching = True
        self._offer()
        return True

    def offer(self, completions: tuple[Completion, ...]) -> None:
        """Insert what all the names share beyond what is typed, and offer those that are left to choose from."""
        self._searching = False
        line = self._before_cursor()
        completions = tuple(one for one in completions if _overlap(line, one.name))
        self._completions = completions if len(completions) > 1 else ()
        if completions:
            shared = _shared([one.name for one in completions])
            typed = _overlap(line, shared)
            self._start = self.cursor_location[0], len(line) - typed
            self.insert(shared[typed:])
        self._offer()

    def _offer(self) -> None:
        """Show what still fits to what is typed."""
        texts, glyphs = dress(self.app).texts, dress(self.app).glyphs
        row, column = self._start
        if self._searching:
            found = [entry for entry in self._history.matching(self.text) if entry != self.text][:MOST_FOUND]
            rows = [Choice(entry, clean(entry.replace("\n", f" {glyphs.line_end} ")), "") for entry in found]
        else:
            typed = self._before_cursor()[column:] if row == self.cursor_location[0] else ""
            left = [one for one in self._completions if typed and one.name.startswith(typed)]
            rows = [Choice(one.name, clean(one.name), clean(texts.say(one.remark))) for one in left]
        self._choices.offer(rows, at=0 if self._searching else None)
        self.call_after_refresh(self._place_choices, 0 if self._searching else column)

    def _place_choices(self, column: int) -> None:
        self._choices.stand_over(self.region, column)

    @on(TextArea.Changed)
    def _offer_again(self) -> None:
        if self._choices.is_open:
            self._offer()

    def _choose(self, rows: int) -> bool:
        self._choices.move(rows)
        return True

    def take(self) -> bool:
        """Put the chosen row in; where none was chosen, Enter is what it always is."""
        chosen, searching = self._choices.chosen, self._searching
        self._stop_choosing()
        if not chosen:
            return self._enter()
        if searching:
            self.text = chosen
            self.move_cursor(self.document.end)
        else:
            self.insert(chosen[_overlap(self._before_cursor(), chosen) :])
        return True

    def _stop_choosing(self) -> bool:
        self._completions, self._searching = (), False
        self._choices.close()
        return True

    def _before_cursor(self) -> str:
        row, column = self.cursor_location
        return self.document.get_line(row)[:column]

    def drop(self) -> bool:
        """Begin anew; what was typed can be had again from the history.  False where nothing was typed."""
        if not self.text.strip():
            return False
        self._history.add(self.text, keep=False)
        self._stop_choosing()
        self.clear_input()
        return True

    def begin_command(self) -> None:
        """Let a typed command follow, unless something is typed already."""
        if not self.text:
            self.insert(TYPED)

    def clear_input(self) -> None:
        """Empty the input and stand at the end of the history."""
        self.clear()
        self._at, self._draft = len(self._history.entries), ""


def _shared(names: Sequence[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    return first[: next((n for n, (a, b) in enumerate(zip(first, last)) if a != b), min(len(first), len(last)))]


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
        self.set_class(not (used or output) or self.outer_size.height < 2, "-bare")
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
        yield Choices()

    @on(PromptInput.Paged)
    def _page(self, message: PromptInput.Paged) -> None:
        self.query_one(OutputLog).action_page(message.pages)

    @on(PromptInput.Cleared)
    def _clear(self) -> None:
        self.query_one(OutputLog).clear()

    @on(Choices.Taken)
    def _take(self) -> None:
        self.query_one(PromptInput).take()
