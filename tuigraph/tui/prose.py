"""Markdown as drawn lines: what lessons use of it, wrapped so that Chinese and English both break where they should."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tuigraph.harmless import clean
from tuigraph.tui.code import python_lines
from tuigraph.tui.plain import Line, Span, wrap
from tuigraph.tui.tables import table_lines

if TYPE_CHECKING:
    from markdown_it.token import Token


def _tokens(source: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").parse(source)


@lru_cache(maxsize=512)
def prose_lines(source: str, width: int, line: str = "─") -> tuple[Line, ...]:
    """Markdown at a width; a blank line between blocks, none at the ends.  `line` goes under a table's head."""
    lines: list[Line] = []
    prefix: list[str] = []  # what stands before the next paragraph of each open list item or quotation
    counters: list[int] = []
    tight = False
    heading = ""
    table: list[list[list[Span]]] | None = None
    for token in _tokens(source):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            counters.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            counters.pop()
        elif token.type == "list_item_open":
            prefix.append(f"{counters[-1]}. " if counters[-1] else "- ")
            counters[-1] += bool(counters[-1])
        elif token.type == "blockquote_open":
            prefix.append("> ")
        elif token.type in {"list_item_close", "blockquote_close"}:
            prefix.pop()
        elif token.type == "heading_open":
            heading = "heading"
        elif token.type == "paragraph_open":
            tight = token.hidden
        elif token.type == "table_open":
            table = []
        elif token.type == "table_close" and table is not None:
            indent = sum(map(len, prefix))
            lines += [[]] if lines else []
            lines += [[(" " * indent, ""), *row] for row in table_lines(table, width - indent, line)]
            table = None
        elif token.type == "tr_open" and table is not None:
            table.append([])
        elif token.type == "inline" and table is not None:
            table[-1].append(_inline(token))
        elif token.type == "inline":
            spans = [(text, tone or heading) for text, tone in _inline(token)]
            _block(lines, spans, prefix, width, tight)
            heading = ""
        elif token.type in {"fence", "code_block"}:
            if lines:
                lines.append([])
            for code in python_lines(token.content.rstrip("\n")):
                lines += wrap([("".join("  " for _ in prefix) + "  ", ""), *code], width, "    ")
    return tuple(lines)


def _block(lines: list[Line], spans: list[Span], prefix: list[str], width: int, tight: bool) -> None:
    if lines and not tight:
        lines.append([])
    first = "".join(prefix)
    rest = " " * len(first)
    lines += wrap([(first, "muted"), *spans] if first else spans, width, rest)
    prefix[:] = [" " * len(mark) for mark in prefix]


def _inline(token: Token) -> list[Span]:
    spans: list[Span] = []
    tone = ""
    for child in token.children or ():
        if child.type == "text":
            spans.append((clean(child.content), tone))
        elif child.type == "code_inline":
            spans.append((clean(child.content), "code"))
        elif child.type == "softbreak":
            wide = bool(spans) and spans[-1][0][-1:] > "\u2e80"
            spans.append(("" if wide else " ", tone))
        elif child.type == "hardbreak":
            spans.append(("\n", ""))
        elif child.type in {"strong_open", "em_open"}:
            tone = "strong" if child.type == "strong_open" else "emphasis"
        elif child.type in {"strong_close", "em_close"}:
            tone = ""
    return spans


def with_tables(source: str, width: int) -> str:
    """Markdown that is to be read as it is, its tables set in columns at a width."""
    if "|" not in source:
        return source
    lines = source.split("\n")
    rows: list[list[list[Span]]] = []
    begins, shift = (0, 0), 0
    for token in _tokens(source):
        if token.type == "table_open" and token.map:
            rows, begins = [], (token.map[0], token.map[1])
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append([(token.content, "")])
        elif token.type == "table_close":
            drawn = ["".join(text for text, _ in row) for row in table_lines(rows, width, "-")]
            lines[begins[0] + shift : begins[1] + shift] = drawn
            shift += len(drawn) - (begins[1] - begins[0])
            rows = []
    return "\n".join(lines)
