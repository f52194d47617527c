"""Terminals for the tests of this folder; each is closed at the end of its test, whatever happened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pty.terminal import TUIGRAPH, Terminal

OpenTerminal = Callable[..., Terminal]


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[OpenTerminal]:
    """Start ``tuigraph ARGUMENTS`` on a terminal, 80 by 24 unless told otherwise."""
    opened: list[Terminal] = []

    def open_one(*arguments: str, columns: int = 80, lines: int = 24, **env: str) -> Terminal:
        terminal = Terminal((*TUIGRAPH, *arguments), columns, lines, {**os.environ, **env}, tmp_path)
        opened.append(terminal)
        return terminal

    yield open_one
    for terminal in opened:
        terminal.close()
