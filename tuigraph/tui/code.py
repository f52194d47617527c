"""Python source as drawn lines, its tokens told apart by tone."""

from __future__ import annotations

from functools import lru_cache

from tuigraph.harmless import clean
from tuigraph.tui.plain import Line


@lru_cache(maxsize=256)
def python_lines(source: str) -> tuple[Line, ...]:
    """One drawn line per line of source."""
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
    from pygments.token import Token  # type: ignore[import-untyped]

    tones = {
        Token.Comment: "comment",
        Token.Keyword: "keyword",
        Token.Operator.Word: "keyword",
        Token.Literal.String: "string",
        Token.Literal.Number: "number",
        Token.Name.Builtin: "code",
        Token.Name.Function: "name",
        Token.Name.Class: "name",
    }
    lines: list[Line] = [[]]
    for token, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        tone = next((tone for kind, tone in tones.items() if token in kind), "")
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((clean(part), tone))
    return tuple(lines)


def coded(text: str, tone: str) -> Line:
    """A sentence in one tone, but for what stands between backticks, which is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one is left over
        return [(text, tone)]
    return [(part, "code" if place % 2 else tone) for place, part in enumerate(parts) if part]
