"""What the keys that move the program would do at this moment, in the program's own words; no widget."""

from __future__ import annotations

from collections.abc import Mapping

from tuigraph.harmless import clean
from tuigraph.lessons import Lesson
from tuigraph.tui.glyphs import Glyphs
from tuigraph.tui.plain import fit
from tuigraph.wire.views import Snapshot
from tuigraph.words import Words

CODE, CALL, NODE = 32, 20, 20  # cells of a line of code, of a call, of a node's name


def moves_now(snapshot: Snapshot, lesson: Lesson, words: Words, glyphs: Glyphs) -> Mapping[str, str]:
    """By the action of a key, what it would do; "" where it would do nothing of its own."""
    moves = _forward(snapshot, lesson, words, glyphs)
    return moves if snapshot.extent.shown > snapshot.extent.first else {**moves, "move('back')": ""}


def _forward(snapshot: Snapshot, lesson: Lesson, words: Words, glyphs: Glyphs) -> Mapping[str, str]:
    at = snapshot.position
    if snapshot.state == "running":
        return {"move('back')": "", "move('next')": "", "move('step')": "", "move('continue')": "", "play": ""}
    if at.behind:
        return {
            "move('step')": words("now_forward"),
            "move('next')": "",
            "move('continue')": "",
            "live": words("now_live"),
        }
    if snapshot.state in ("finished", "failed"):
        return {"move('step')": "", "move('next')": "", "move('continue')": "", "play": ""}

    def cut(text: str, room: int) -> str:
        return fit(clean(text), room, glyphs.ellipsis).rstrip()

    whole = words("now_cell" if at.begins and not at.run else "now_rest_of_cell")
    if at.run:
        left = at.steps - at.step
        node = words("now_node", node=cut(snapshot.next_node, NODE)) if snapshot.next_node else words("now_end_run")
        through = words("now_rest_of_run", n=left) if left else words("now_end_run")
        return {"move('next')": through, "move('step')": node if left else "", "move('continue')": whole}
    code = "" if at.file else line_of(lesson, at.unit, at.line, words.language)
    step = ""
    if at.ahead is not None:
        call, nodes = cut(at.ahead.call, CALL), at.ahead.nodes
        step = words("now_into_run", call=call, n=nodes) if nodes else words("now_into", call=call)
    line = words("now_run", code=cut(code, CODE)) if code else ""
    return {"move('step')": step, "move('next')": line, "move('continue')": whole}


def line_of(lesson: Lesson, unit: int, line: int, language: str) -> str:
    """A line of a cell as the lesson shows it, "" where there is none."""
    if not 0 <= unit < len(lesson.steps):
        return ""
    lines = lesson.steps[unit].code.source_in(language).split("\n")
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""
