"""The colours: which themes there are, and which one a terminal gets.

Every tone of a theme stands out from the theme's background (`tests/tui/test_themes.py` measures it), and no sign is
told by its colour alone.  In 16 colours the terminal's own background is kept, which may be black or white: that theme
has only those colours that are legible on both, in the palettes of xterm and of VGA.  What is painted often has one of
the 256 numbered colours, which is sent in half the bytes.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

from tuigraph.tui.background import KEPT, has_many_colours, is_light
from tuigraph.tui.settings import setting
from tuigraph.words.errors import refused

DARK = Theme(
    name="dark",
    primary="#5fafff",
    secondary="#af87ff",
    accent="#ffaf5f",
    warning="#ffd75f",
    error="#ff6b7f",
    success="#5fd787",
    foreground="#e4e4e4",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    variables={
        "text-primary": "#87d7ff",
        "text-secondary": "#d7afff",
        "text-accent": "#ffaf5f",
        "text-warning": "#ffd75f",
        "text-error": "#ff8787",
        "text-success": "#5fd787",
        "muted": "#9e9e9e",
        "scrollbar": "#5f87af",
        "scrollbar-background": "#121212",
        "scrollbar-background-hover": "#121212",
        "scrollbar-background-active": "#121212",
    },
)
LIGHT = Theme(
    name="light",
    primary="#005faf",
    secondary="#5f00af",
    accent="#af005f",
    warning="#8a4b00",
    error="#b00020",
    success="#006b2d",
    foreground="#1c1c1c",
    background="#fafafa",
    surface="#f0f0f0",
    panel="#e4e4e4",
    dark=False,
    variables={
        "text-primary": "#005faf",
        "text-secondary": "#5f00af",
        "text-accent": "#9b0056",
        "text-warning": "#804600",
        "text-error": "#b00020",
        "text-success": "#006b2d",
        "muted": "#626262",
        "scrollbar": "#87afd7",
        "scrollbar-background": "#fafafa",
        "scrollbar-background-hover": "#fafafa",
        "scrollbar-background-active": "#fafafa",
    },
)
SIXTEEN = Theme(
    name="16",
    primary="ansi_bright_blue",
    secondary="ansi_magenta",
    accent="ansi_magenta",
    warning="ansi_magenta",
    error="ansi_bright_red",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    ansi=True,
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "reverse",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_magenta",
        "input-selection-foreground": "ansi_bright_white",
        "screen-selection-background": "ansi_magenta",
        "screen-selection-foreground": "ansi_bright_white",
        "scrollbar": "ansi_bright_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "link-color": "ansi_bright_blue",
        "link-color-hover": "ansi_magenta",
        "footer-key-foreground": "ansi_magenta",
    },
)
USUAL = {"muted": "ansi_default"}
"""What a theme of Textual's does not say."""
THEMES = {theme.name: theme for theme in (DARK, LIGHT, SIXTEEN)}


def theme_for(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The theme that was asked for by an option or ``TUIGRAPH_THEME``, else one that the terminal can show.

    Without a wish it is that of the terminal's own colours where it has 16 or the user wants none, else the one that
    was chosen before, else the one for the terminal's background.  Raises SaidError for a theme that there is not.
    """
    if wish := wished(asked, environment):
        return wish
    if not has_many_colours(environment):
        return SIXTEEN.name
    kept = setting(KEPT)
    if kept in THEMES:
        return kept
    return (LIGHT if is_light(environment) else DARK).name


def wished(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The theme of an option or of ``TUIGRAPH_THEME``, "" where there is no wish; ours, or one that Textual has.

    Raises SaidError for a theme that there is not.
    """
    name, names = asked or environment.get("TUIGRAPH_THEME", ""), [*THEMES, *BUILTIN_THEMES]
    if not name or name in names:
        return name
    near = difflib.get_close_matches(name.lower(), names, 1)
    raise refused("no_theme", theme=name, themes=", ".join(THEMES), near=near[0] if near else DARK.name)
