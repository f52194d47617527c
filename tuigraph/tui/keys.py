"""Every key of the study screen and of the lesson list, once, and those that all screens over them have.

Bindings, footer, help and palette read these tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from tuigraph.words import message


@dataclass(frozen=True)
class Key:
    """A key (several separated by commas), what it does, and what people see of it."""

    keys: str
    action: str
    text: str
    shown: str
    section: str
    footer: int = 0  # its place in the footer, 0 when it is not there
    when: str = ""  # in the footer only while there is this: a question, an exercise, a hint


STUDY: Sequence[Key] = (
    Key("a", "answer", "key_answer", "a", "help_learn", 1, "question"),
    Key("", "", "key_choose", "1-9", "help_learn", 1, "choices"),
    Key("e,f2", "check", "key_check", "e", "help_learn", 2, "exercise"),
    Key("h,f3", "hint", "key_hint", "h", "help_learn", 3, "hint"),
    Key("right_square_bracket", "unit(1)", "key_next_unit", "]", "help_learn"),
    Key("left_square_bracket", "unit(-1)", "key_previous_unit", "[", "help_learn"),
    Key("r", "own_state", "key_own_state", "r", "help_learn"),
    Key("R", "restart", "key_restart", "R", "help_learn"),
    Key("n", "move('next')", "key_next", "n", "help_run", 4),
    Key("s,full_stop", "move('step')", "key_step", "s", "help_run", 5),
    Key("c", "move('continue')", "key_continue", "c", "help_run", 6),
    Key("S", "move('back')", "key_back", "S", "help_run", 7),
    Key("space", "play", "key_play", "Space", "help_run", 11),
    Key("f", "move('finish')", "key_finish", "f", "help_run"),
    Key("", "move('return')", "key_to_return", "Ctrl-P", "help_run"),
    Key("", "move('until')", "key_until", "Ctrl-P", "help_run"),
    Key("N", "move('back_run')", "key_back_run", "N", "help_run"),
    Key("C", "live", "key_live", "C", "help_run", 6, "past"),
    Key("b", "break", "key_break", "b", "help_run", 12),
    Key("t", "to_cursor", "key_to_cursor", "t", "help_run"),
    Key("left", "move('back')", "key_scrub_back", "Left", "help_run"),
    Key("right", "move('step')", "key_scrub_forward", "Right", "help_run"),
    Key("left_curly_bracket", "move('back_run')", "key_run_back", "{", "help_run"),
    Key("right_curly_bracket", "run_forward", "key_run_forward", "}", "help_run"),
    Key("plus,equals_sign", "speed(2.0)", "key_faster", "+", "help_run"),
    Key("minus", "speed(0.5)", "key_slower", "-", "help_run"),
    Key("ctrl+c", "app.interrupt", "key_interrupt", "Ctrl-C", "help_run", 1, "running"),
    Key("tab", "pane(1)", "key_next_pane", "Tab", "help_move", 10),
    Key("shift+tab", "pane(-1)", "key_previous_pane", "Shift-Tab", "help_move"),
    Key("i", "show('prompt')", "key_prompt", "i", "help_move", 8),
    Key("colon", "command", "key_command", ":", "help_ask"),
    Key("w", "why", "key_why", "w", "help_ask"),
    Key("W", "origin", "key_origin", "W", "help_ask"),
    Key("F", "gradient", "key_gradient", "F", "help_ask"),
    Key("p", "profile", "key_profile", "p", "help_ask"),
    Key("V", "history", "key_history", "V", "help_ask"),
    Key("E", "health", "key_health", "E", "help_ask"),
    Key("x", "suppose", "key_suppose", "x", "help_ask"),
    Key("", "branch", "key_branch", "Ctrl-P", "help_ask"),
    Key("B", "stops", "key_stops", "B", "help_ask"),
    Key("X", "stack", "key_stack", "X", "help_ask"),
    Key("u", "back_to_breakpoint", "key_back_to_breakpoint", "u", "help_ask"),
    Key("U", "back_to_write", "key_back_to_write", "U", "help_ask"),
    Key("", "back_to_condition", "key_back_to_condition", "Ctrl-P", "help_ask"),
    Key("slash", "search", "key_search", "/", "help_move", 13),
    Key("ampersand", "filter", "key_filter", "&", "help_move"),
    Key("z", "zoom", "key_zoom", "z", "help_move", 9),
    Key("less_than_sign,ctrl+left", "grow(-1, 0)", "key_narrower", "<", "help_move"),
    Key("greater_than_sign,ctrl+right", "grow(1, 0)", "key_wider", ">", "help_move"),
    Key("underscore,ctrl+up", "grow(0, -1)", "key_shorter", "_", "help_move"),
    Key("circumflex_accent,ctrl+down", "grow(0, 1)", "key_taller", "^", "help_move"),
    Key("backslash", "usual_sizes", "key_usual_sizes", "\\", "help_move"),
    Key("L", "log_axis", "key_log", "L", "help_move"),
    Key("", "curves", "key_curves", "Enter", "help_move"),
    Key("v", "value", "key_value", "v", "help_views"),
    Key("d", "draw", "key_draw", "d", "help_views"),
    Key("", "next_graph", "key_next_graph", "Ctrl-P", "help_views"),
    Key("I", "inputs", "key_inputs", "I", "help_views"),
    Key("O", "outputs", "key_outputs", "O", "help_views"),
    Key("D", "compare", "key_compare", "D", "help_views"),
    Key("T", "lives", "key_lives", "T", "help_views"),
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 14),
    Key("m", "legend", "key_legend", "m", "help_app"),
    Key("ctrl+p", "app.command_palette", "key_palette", "Ctrl-P", "help_app"),
    Key("", "app.redraw", "key_redraw", "Ctrl-L", "help_app"),
    Key("escape", "leave", "key_list", "Esc", "help_app", 15),
    Key("q", "quit", "key_quit", "q", "help_app", 16),
)

OF_TASKS = frozenset({"question", "choices", "exercise", "hint"})
"""The occasions that only a lesson has."""

LIST: Sequence[Key] = (
    Key("enter", "open", "key_open", "Enter", "help_app", 1),
    Key("t", "app.tour", "key_tour", "t", "help_app", 2),
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 3),
    Key("q", "app.quit", "key_quit", "q", "help_app", 4),
)

STUDY_COMMANDS: Sequence[tuple[str, str]] = (
    ("reset", message("key_reset")),
    ("app.tour", message("key_tour")),
    ("export", message("key_export")),
)
LIST_COMMANDS: Sequence[tuple[str, str]] = (
    ("reset_all", message("key_reset_all")),
    ("export", message("key_export")),
)
THEME_COMMANDS: Sequence[tuple[str, str]] = (
    ("dark", message("theme_dark")),
    ("light", message("theme_light")),
    ("16", message("theme_16")),
)
"""What is in the palette only: actions (or themes) and their texts."""

AT_PROMPT: Sequence[Key] = (
    Key("", "", "key_run_typed", "Enter", "", 1),
    Key("", "", "key_check", "F2", "", 2, "exercise"),
    Key("", "", "key_hint", "F3", "", 3, "hint"),
    Key("", "", "key_complete", "Tab", "", 4),
    Key("", "leave", "key_leave", "Esc", "", 5),
    Key("", "", "key_interrupt", "Ctrl-C", "", 6),
)
ASKED: Sequence[Key] = (
    Key("", "", "key_give_line", "Enter", "", 1),
    Key("", "", "key_end_input", "Ctrl-D", "", 2),
    Key("", "", "key_interrupt", "Ctrl-C", "", 3),
    Key("", "leave", "key_leave", "Esc", "", 4),
)
"""What the footer shows while the prompt has the keys and the program waits for a line."""

ANSWERING: Sequence[Key] = (
    Key("", "", "key_confirm", "Enter", "", 1),
    Key("", "", "key_hint", "F3", "", 2, "hint"),
    Key("", "leave", "key_leave", "Esc", "", 3),
)
"""What the footer shows while the prompt, or the answer to a question, has the keys."""

MOVING: Sequence[tuple[str, str]] = (
    ("j k ↓ ↑", message("key_move")),
    ("h l ← →", message("key_fold")),
    ("g G", message("key_top")),
    ("n N", message("key_matches")),
    ("1 2 3 4 5", message("key_pane")),
)
DRAWING: Sequence[tuple[str, str]] = (
    ("h j k l ← ↓ ↑ →", message("key_go_box")),
    ("Enter", message("key_into_scope")),
    ("Backspace", message("key_out_of_scope")),
    ("H J K Shift-→", message("key_pan")),
)
PROMPT: Sequence[tuple[str, str]] = (
    ("Enter", message("help_enter")),
    (":", message("help_command")),
    ("Ctrl-J", message("help_newline")),
    ("↑ ↓", message("help_history")),
    ("Ctrl-R", message("help_search_history")),
    ("Tab", message("help_complete")),
    ("PgUp PgDn", message("help_page_output")),
    ("Ctrl-C", message("help_drop")),
    ("Ctrl-L", message("help_clear_output")),
    ("Ctrl-D", message("help_leave_empty")),
    ("Esc", message("help_leave")),
)


# What the screens that open over the study screen have in common; each has a table of its own in its file.
LEAVING: Sequence[Key] = (
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 11),
    Key("ctrl+p", "app.command_palette", "key_palette", "Ctrl-P", "help_app"),
    Key("escape,q", "return", "key_return", "Esc", "help_app", 12),
)
ALONE: Sequence[Key] = (*LEAVING[:-1], Key("q", "app.quit", "key_quit", "q", "help_app", 12))
"""Of a screen that lies over none."""

NODE: Sequence[Key] = (
    Key("v", "value", "key_value", "v", "help_views", 4),
    Key("d", "draw", "key_draw", "d", "help_views"),
    Key("I", "inputs", "key_inputs", "I", "help_views", 7),
    Key("O", "outputs", "key_outputs", "O", "help_views", 8),
    Key("D", "compare", "key_compare", "D", "help_views"),
    Key("", "why", "key_why", "Ctrl-P", "help_views"),
    Key("", "suppose", "key_suppose", "Ctrl-P", "help_views"),
    Key("", "history", "key_history", "Ctrl-P", "help_views"),
)
"""About the node under the cursor, wherever it is."""


def bindings(keys: Sequence[Key]) -> list[BindingType]:
    """Textual's bindings for a table of keys."""
    return [Binding(key.keys, key.action, show=False) for key in keys if key.keys and key.action]
