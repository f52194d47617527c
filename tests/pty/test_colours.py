"""What colours the real program sends: none where nobody wants any, and no others than a terminal has."""

from __future__ import annotations

import re

import pytest

from tests.pty.conftest import OpenTerminal

STYLES = re.compile(rb"\x1b\[([0-9;]*)m")
PLAIN = {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27", "39", "49"}
SIXTEEN = {str(code) for base in (30, 40, 90, 100) for code in range(base, base + 8)}


def styles_of(open_terminal: OpenTerminal, **env: str) -> set[str]:
    """All style codes that are sent while somebody goes into a lesson's first run."""
    terminal = open_terminal("learn", "03", **{"COLORTERM": "", **env})
    data = b""
    while "import tuigraph" not in terminal.text:
        data += terminal.read(0.4)
    for keys in ("", "n", "a", "2\r", *"nnnnnnss"):
        terminal.press(keys)
        while piece := terminal.read(0.4):
            data += piece
    assert "step" in terminal.text
    return {code for codes in STYLES.findall(data) for code in codes.decode().split(";")}


def test_no_color_sends_no_colour(open_terminal: OpenTerminal) -> None:
    found = styles_of(open_terminal, NO_COLOR="1", TERM="xterm-256color", COLORTERM="truecolor")
    assert found <= PLAIN
    assert {"1", "7"} <= found


@pytest.mark.parametrize("term", ["xterm", "screen", "linux"])
def test_terminal_with_16_colours_gets_no_others_and_its_own_background(open_terminal: OpenTerminal, term: str) -> None:
    found = styles_of(open_terminal, TERM=term)
    assert found <= PLAIN | SIXTEEN
    assert "40" not in found
