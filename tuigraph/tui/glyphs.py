"""The signs that panes draw with: box characters and dots, or plain ASCII for terminals without them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from tuigraph.configuration import is_on


@dataclass(frozen=True)
class Glyphs:
    """One set of signs; every sign is one cell wide."""

    ascii: bool
    ran: str = "●"
    gone: str = "○"
    not_run: str = "·"
    passed_by: str = "∅"
    next: str = "▶"
    input: str = "→"
    breakpoint: str = "■"
    folded: str = "▸"
    unfolded: str = "▾"
    done: str = "✓"
    failed: str = "✗"
    near: str = "≈"
    times: str = "×"
    line: str = "─"
    heavy: str = "━"
    dots: str = "┄"
    start: str = "├"
    end: str = "┤"
    dead: str = "╳"
    bar: str = "│"
    ellipsis: str = "…"
    micro: str = "µ"
    above: str = "↑"
    below: str = "↓"
    to_left: str = "←"
    to_right: str = "→"
    line_end: str = "⏎"


LINES = Glyphs(ascii=False)
ASCII = Glyphs(
    ascii=True,
    ran="*",
    gone="o",
    not_run=".",
    passed_by="/",
    next=">",
    input="i",
    breakpoint="B",
    folded="+",
    unfolded="-",
    done="v",
    failed="x",
    near="~",
    times="x",
    line="-",
    heavy="=",
    dots=".",
    start="|",
    end="|",
    dead="X",
    bar="|",
    ellipsis="~",
    micro="u",
    above="^",
    below="v",
    to_left="<",
    to_right=">",
    line_end="/",
)


def wants_ascii() -> bool:
    """True when the user asks for ASCII or the terminal's encoding cannot say anything else."""
    encoding = (getattr(sys.__stdout__, "encoding", None) or "").lower().replace("-", "")
    return is_on("ascii", os.environ.get("TERM") in {"dumb", "vt100"} or not encoding.startswith("utf"))
