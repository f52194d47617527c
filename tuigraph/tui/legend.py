"""What the signs of the panes mean: a line for each, the same in the help, the legend and an empty graph pane."""

from __future__ import annotations

from tuigraph.tui.glyphs import Glyphs
from tuigraph.words import Words, message

SIGNS = {
    "next": message("sign_next"),
    "input": message("sign_input"),
    "ran": message("sign_ran"),
    "gone": message("sign_gone"),
    "not_run": message("sign_not_run"),
    "passed_by": message("sign_passed_by"),
    "times": message("sign_times"),
    "breakpoint": message("sign_breakpoint"),
    "done": message("sign_done"),
    "failed": message("sign_failed"),
}
"""Glyphs that are explained."""
LIVES = {
    ("start", "heavy", "dots", "end"): message("sign_value_life"),
    ("start", "line", "ran", "line", "next"): message("sign_variable_life"),
    ("start", "line", "dead"): message("sign_destroyed"),
}
"""Lines of lives, of these glyphs."""


def signs(glyphs: Glyphs, texts: Words) -> list[tuple[str, str]]:
    """Each sign with what it means."""
    single = [(str(getattr(glyphs, sign)), texts(text)) for sign, text in SIGNS.items()]
    return single + [("".join(getattr(glyphs, part) for part in parts), texts(text)) for parts, text in LIVES.items()]
