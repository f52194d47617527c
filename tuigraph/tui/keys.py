"""Every key of the study screen and of the lesson list, once: bindings, footer, help and palette read this table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True)
class Key:
    """A key (several separated by commas), what it does, and what people see of it."""

    keys: str
    action: str
    text: str
    shown: str
    section: str
    footer: int = 0  # its place in the footer, 0 when it is not there


STUDY: Sequence[Key] = (
    Key("s", "move('step')", "key_step", "s", "help_run", 1),
    Key("n", "move('next')", "key_next", "n", "help_run", 2),
    Key("c", "move('continue')", "key_continue", "c", "help_run", 3),
    Key("S", "move('back')", "key_back", "S", "help_run", 4),
    Key("space", "play", "key_play", "Space", "help_run", 8),
    Key("f", "move('finish')", "key_finish", "f", "help_run"),
    Key("N", "move('back_run')", "key_back_run", "N", "help_run"),
    Key("C", "live", "key_live", "C", "help_run"),
    Key("b", "break", "key_break", "b", "help_run", 9),
    Key("plus,equals_sign", "speed(2.0)", "key_faster", "+", "help_run"),
    Key("minus", "speed(0.5)", "key_slower", "-", "help_run"),
    Key("right_square_bracket", "unit(1)", "key_next_unit", "]", "help_run"),
    Key("left_square_bracket", "unit(-1)", "key_previous_unit", "[", "help_run"),
    Key("r", "restart", "key_restart", "r", "help_run"),
    Key("ctrl+c", "app.interrupt", "key_interrupt", "Ctrl-C", "help_run"),
    Key("tab", "pane(1)", "key_next_pane", "Tab", "help_move", 7),
    Key("shift+tab", "pane(-1)", "key_previous_pane", "Shift-Tab", "help_move"),
    Key("i,colon", "show('prompt')", "key_prompt", "i", "help_move", 5),
    Key("slash", "search", "key_search", "/", "help_move", 10),
    Key("z", "zoom", "key_zoom", "z", "help_move", 6),
    Key("L", "log_axis", "key_log", "L", "help_move"),
    Key("", "curves", "key_curves", "Enter", "help_move"),
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 11),
    Key("ctrl+p", "app.command_palette", "key_palette", "Ctrl-P", "help_app"),
    Key("escape", "leave", "key_list", "Esc", "help_app", 12),
    Key("q", "quit", "key_quit", "q", "help_app", 13),
)

LIST: Sequence[Key] = (
    Key("enter", "open", "key_open", "Enter", "help_app", 1),
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 3),
    Key("q", "app.quit", "key_quit", "q", "help_app", 4),
)

MOVING: Sequence[tuple[str, str]] = (
    ("j k ↓ ↑", "key_move"),
    ("h l ← →", "key_fold"),
    ("g G", "key_top"),
    ("1 2 3 4 5", "key_pane"),
)
PROMPT: Sequence[tuple[str, str]] = (
    ("Enter", "help_enter"),
    ("Ctrl-J", "help_newline"),
    ("↑ ↓", "help_history"),
    ("Tab", "help_complete"),
    ("Esc", "help_leave"),
)


def bindings(keys: Sequence[Key]) -> list[Binding]:
    """Textual's bindings for a table of keys."""
    return [Binding(key.keys, key.action, show=False) for key in keys if key.keys]
