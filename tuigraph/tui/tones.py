"""The tones that text is drawn in, and what each looks like in the theme of the app.

They are no component classes of the panes: Textual makes a node for each class of each widget whenever a style changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

TONES = {
    "muted": "$muted",
    "strong": "bold",
    "emphasis": "italic",
    "heading": "$text-primary bold",
    "name": "$text-primary",
    "value": "$text-success bold",
    "good": "$text-success",
    "bad": "$text-error bold",
    "warn": "$text-warning",
    "next": "$text-warning bold reverse",
    "input": "$text-warning bold",
    "cursor": "reverse",
    "code": "$text-accent",
    "keyword": "$text-accent bold",
    "string": "$text-success",
    "number": "$text-warning",
    "comment": "$muted italic",
    "series0": "$text-primary bold",
    "series1": "$text-warning bold",
    "series2": "$text-success bold",
    "series3": "$text-error bold",
    "series4": "$text-accent bold",
    "series5": "$text-secondary bold",
}
"""How each is drawn: a colour of the theme, attributes."""
IN_THE_TERMINALS_COLOURS = {"muted": "ansi_default dim", "comment": "ansi_default dim"}


def tones_in(variables: Mapping[str, str], ansi: bool) -> dict[str, Style]:
    """How each tone is drawn in a theme, to be laid over a pane's own style.

    `variables` are the theme's for its style sheets; `ansi` is true where it has the terminal's own 16 colours.
    """
    said = TONES | IN_THE_TERMINALS_COLOURS if ansi else TONES
    return {tone: _style(words.split(), variables) for tone, words in said.items()}


def _style(words: list[str], variables: Mapping[str, str]) -> Style:
    style = Style()
    for word in words:
        if word.startswith(("$", "ansi_")):
            style += Style(color=Color.parse(variables.get(word[1:], word)).rich_color)
        else:
            style += Style.parse(word)
    return style
