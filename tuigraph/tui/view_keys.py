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

NODE: Sequence[Key] = (
    Key("v", "value", "key_value", "v", "help_views", 4),
    Key("d", "draw", "key_draw", "d", "help_views"),
    Key("I", "inputs", "key_inputs", "I", "help_views", 7),
    Key("O", "outputs", "key_outputs", "O", "help_views", 8),
    Key("D", "compare", "key_compare", "D", "help_views"),
    Key("", "why", "key_why", "Ctrl-P", "help_views"),
    Key("", "suppose", "key_suppose", "Ctrl-P", "help_views"),
)
"""About the node under the cursor, wherever it is."""

CURVES: Sequence[Key] = (
    Key("", "", "key_cursor", "Left Right", "help_curves", 1),
    Key("", "", "key_zoom_axis", "Up Down", "help_curves", 2),
    Key("", "", "key_pan", "( )", "help_curves", 3),
    Key("0", "plot('reset')", "key_whole_axis", "0", "help_curves"),
    Key("x", "plot('axis')", "key_axis", "x", "help_curves"),
    Key("X", "plot('log_x')", "key_log_x", "X", "help_curves"),
    Key("L", "plot('log_y')", "key_log_y", "L", "help_curves", 5),
    Key("", "", "key_smooth", "< >", "help_curves", 4),
    Key("o", "plot('outliers')", "key_outliers", "o", "help_curves"),
    Key("", "", "key_select", "J K", "help_curves"),
    Key("H", "plot('hide')", "key_hide", "H", "help_curves"),
    Key("P", "plot('keep')", "key_keep", "P", "help_curves"),
    Key("e", "export", "key_save_curves", "e", "help_curves", 6),
    *LEAVING,
)

LINKS: Sequence[Key] = (
    Key("", "", "key_fold", "Left Right", "help_links", 1),
    Key("", "", "key_ask_about", "Enter", "help_links", 2),
    Key("", "", "key_ask_back", "Backspace", "help_links", 3),
    Key("plus,equals_sign", "deeper(1)", "key_deeper", "+", "help_links", 4),
    Key("minus", "deeper(-1)", "key_less_deep", "-", "help_links", 5),
    Key("tab", "turn", "key_turn", "Tab", "help_links", 6),
    Key("x", "control", "key_control", "x", "help_links"),
    Key("t", "tree", "key_tree", "t", "help_links", 7),
    *NODE[:2],
    *LEAVING,
)

VALUE: Sequence[Key] = (
    Key("", "", "key_move", "Arrows", "help_value", 1),
    Key("left_square_bracket", "slice", "key_slice", "[", "help_value", 2),
    Key("at", "element", "key_element", "@", "help_value", 3),
    Key("m", "mode", "key_mode", "m", "help_value", 4),
    Key("o", "order", "key_order", "o", "help_value", 5),
    Key("r", "highlight", "key_highlight", "r", "help_value", 6),
    Key("percent_sign", "format", "key_format", "%", "help_value", 8),
    Key("y", "copy", "key_copy", "y", "help_value", 9),
    Key("Y", "copy_page", "key_copy_page", "Y", "help_value"),
    Key("w", "save", "key_save_value", "w", "help_value", 7),
    *NODE[1:],
    *LEAVING,
)

COMPARE: Sequence[Key] = (
    Key("tab,shift+tab", "other", "key_other_side", "Tab", "help_value", 1),
    Key("x", "session(1)", "key_session", "x", "help_value", 2),
    *(key for key in VALUE if key.section == "help_value"),
    *LEAVING,
)

LIVES: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_lives"),
    Key("o", "order", "key_order_lives", "o", "help_lives", 1),
    Key("t", "tree", "key_tree", "t", "help_lives", 2),
    *NODE,
    *LEAVING,
)

WHY: Sequence[Key] = (
    Key("", "", "key_fold_cause", "Left Right", "help_why", 1),
    Key("", "", "key_toggle_cause", "Enter", "help_why", 2),
    Key("t", "tree", "key_tree", "t", "help_why", 3),
    *NODE,
    *LEAVING,
)

PROFILE: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_profile"),
    Key("o", "order", "key_order_profile", "o", "help_profile", 1),
    Key("t,enter", "tree", "key_tree", "t", "help_profile", 2),
    *NODE,
    Key("w", "why", "key_why", "w", "help_views", 5),
    *LEAVING,
)

WHAT_IF: Sequence[Key] = (
    Key("K", "end(True)", "key_keep_branch", "K", "help_what_if", 1),
    Key("X", "end(False)", "key_drop_branch", "X", "help_what_if", 2),
    Key("x", "suppose", "key_suppose", "x", "help_what_if", 3),
    Key("t", "tree", "key_tree", "t", "help_what_if", 5),
    *NODE[:-1],
    *LEAVING,
)

STOPS: Sequence[Key] = (
    Key("a", "add", "key_add_stop", "a", "help_stops", 1),
    Key("w", "watch", "key_add_watch", "w", "help_stops", 2),
    Key("x,delete", "remove", "key_remove", "x", "help_stops", 3),
    Key("u", "back_to_breakpoint", "key_back_to_breakpoint", "u", "help_stops", 4),
    Key("t", "tree", "key_tree", "t", "help_stops", 5),
    *LEAVING,
)

LOGS: Sequence[Key] = (
    Key("tab,shift+tab", "other", "key_tags", "Tab", "help_logs", 1),
    Key("", "", "key_tag", "j k", "help_logs"),
    *(key for key in CURVES if key not in LEAVING and key.text != "key_keep"),
    Key("question_mark,f1", "help", "key_help", "?", "help_app", 11),
    Key("ctrl+p", "app.command_palette", "key_palette", "Ctrl-P", "help_app"),
    Key("q", "app.quit", "key_quit", "q", "help_app", 12),
)
