"""The keys of the screens that open over the study screen, one table each: footer, help and palette read them.

A key that a widget itself takes has no action here; it is in the table to be seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from tuigraph.tui.keys import Key

LEAVING: Sequence[Key] = (
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 11),
    Key("ctrl+p", "app.command_palette", "key_palette", "Ctrl-P", "help_app"),
    Key("escape,q", "return", "key_return", "Esc", "help_app", 12),
)

CURVES: Sequence[Key] = (
    Key("", "", "key_cursor", "← →", "help_curves", 1),
    Key("", "", "key_zoom_axis", "↑ ↓", "help_curves", 2),
    Key("", "", "key_pan", "< >", "help_curves", 3),
    Key("0", "plot('reset')", "key_reset", "0", "help_curves"),
    Key("x", "plot('axis')", "key_axis", "x", "help_curves"),
    Key("X", "plot('log_x')", "key_log_x", "X", "help_curves"),
    Key("L", "plot('toggle_log')", "key_log_y", "L", "help_curves", 5),
    Key("", "", "key_smooth", ", .", "help_curves", 4),
    Key("o", "plot('outliers')", "key_outliers", "o", "help_curves"),
    Key("", "", "key_select", "J K", "help_curves"),
    Key("H", "plot('hide')", "key_hide", "H", "help_curves"),
    Key("P", "plot('keep')", "key_keep", "P", "help_curves"),
    Key("e", "export", "key_export", "e", "help_curves", 6),
    *LEAVING,
)
