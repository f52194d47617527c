"""Copying to the terminal's clipboard (OSC 52), also from inside tmux and over SSH."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

LONGEST = 74_994  # bytes of an OSC 52 string that terminals take


def sequence(text: str, environment: Mapping[str, str]) -> str:
    """What makes the terminal copy a text.

    tmux takes the plain form where its option set-clipboard is on, and hands the wrapped one through to the terminal
    where allow-passthrough is on: it gets both.
    """
    data = base64.b64encode(text.encode()[: LONGEST * 3 // 4]).decode()
    plain = f"\x1b]52;c;{data}\x07"
    if "TMUX" not in environment:
        return plain
    return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def copy(app: App[None], text: str) -> None:
    """Copy a text, for this app and for the others."""
    app._clipboard = text
    if app._driver is not None:
        app._driver.write(sequence(text, os.environ))
