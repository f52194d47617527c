"""Help: what keys do here and now, then every key and sign, from the table that makes the bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.keys import DRAWING, MOVING, OF_TASKS, PROMPT, STUDY, Key
from tuigraph.tui.legend import signs
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, wrap
from tuigraph.words import message

LEGEND: Sequence[Key] = ()
"""In place of keys, for the signs alone."""


SENTENCES = {
    "key_answer": message("about_answer"),
    "key_check": message("about_check"),
    "key_hint": message("about_hint"),
    "key_next": message("about_next"),
    "key_step": message("about_step"),
    "key_continue": message("about_continue"),
    "key_back": message("about_back"),
    "key_play": message("about_play"),
    "key_break": message("about_break"),
    "key_next_pane": message("about_next_pane"),
    "key_prompt": message("about_prompt"),
    "key_search": message("about_search"),
    "key_filter": message("about_filter"),
    "key_zoom": message("about_zoom"),
    "key_value": message("about_value"),
    "key_inputs": message("about_inputs"),
    "key_outputs": message("about_outputs"),
    "key_palette": message("about_palette"),
    "key_list": message("about_list"),
    "key_quit": message("about_quit"),
}
"""What a key does, where its short name does not say it, by the name of that."""


class HelpText(LineView):
    """Sections of keys with what they do."""

    def __init__(self, keys: Sequence[Key], now: Sequence[tuple[str, str]], of_program: bool) -> None:
        super().__init__(id="help", classes="pane")
        self._keys, self._now, self._of_program = keys, now, of_program
        self._lines: list[Line] = []

    def resized(self) -> None:
        glyphs, say = self.glyphs, self.texts
        sections: dict[str, list[tuple[str, str]]] = {message("help_now"): [*self._now]} if self._now else {}
        for key in self._keys:
            if self._of_program and key.when in OF_TASKS:
                continue
            sentence = SENTENCES.get(key.text)
            text = f"{say(key.text)}: {say(sentence)}" if sentence else say(key.text)
            sections.setdefault(key.section, []).append((key.shown, text))
        if self._keys is STUDY:
            sections["help_move"] = [*self._said(MOVING), *sections["help_move"]]
            sections[message("help_drawing")] = self._said(DRAWING)
            sections[message("help_prompt")] = [(keys, say(text)) for keys, text in PROMPT]
        if self._keys is STUDY or self._keys is LEGEND:
            sections[message("help_signs")] = signs(glyphs, say)
        self._lines = []
        width = self.scrollable_content_region.width
        for section, entries in sections.items():
            self._lines += [[(say(section), "heading")]]
            for keys, text in entries:
                pad = max(14, cell_len(keys) + 2)
                self._lines += wrap([("  ", ""), (fit(keys, pad), "strong"), (text, "")], width, " " * 16)
            self._lines.append([])
        self.lines_changed()

    def _said(self, keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        if self.glyphs.ascii:
            keys = [(shown.encode("ascii", "ignore").decode().strip(), text) for shown, text in keys]
        return [(shown, self.texts(text)) for shown, text in keys]

    def line_count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int) -> Line:
        return self._lines[index]


class HelpScreen(ModalScreen[None], CarefulScreen[None]):
    """Over whatever was there; Escape, q or ? closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,question_mark,f1,m", "dismiss", "close")]

    def __init__(
        self, keys: Sequence[Key] = STUDY, now: Sequence[tuple[str, str]] = (), of_program: bool = False
    ) -> None:
        super().__init__()
        self._keys, self._of_program = keys, of_program  # a program asks nothing
        self._now = now  # keys, and what they would do where the program stands

    def compose(self) -> ComposeResult:
        yield HelpText(self._keys, self._now, self._of_program)

    def on_mount(self) -> None:
        text = self.query_one(HelpText)
        text.border_title = text.texts("help_title")
        text.border_subtitle = f"Esc {text.texts('key_close')}"
