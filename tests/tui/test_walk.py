"""A short walk through lessons in the real app; ``python -m tests.tui.walk`` takes the long one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.tui.walk import Reader, Walker
from tuigraph.lessons import find, load
from tuigraph.tui.plain import fit


async def test_a_lesson_is_read_from_its_first_screen_to_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUIGRAPH_TOUR", "off")
    walker = Walker(find("15"), (80, 24), "zh")  # it has a table
    await walker.walk(steps=(), views=("T",))
    assert walker.screens > 8
    assert not walker.faults, "\n".join(map(str, walker.faults))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Variab…      float32", ["cut, with room beside it"]),
        ("theta -0.4 … 0.9", []),
        ("一课……", []),
        ("会话关闭 销…     ├●╳", []),  # a life, which has not begun at the left of it
        ("the program has ended", ["English: 'the program has ended'"] * 2),  # it is a message, and English
        ("tf.Variable(4)   y = 4", []),
    ],
)
def test_the_reader_finds_what_should_not_be_there(text: str, what: Sequence[str]) -> None:
    line = f"│ {fit(text, 30)} │"
    assert [fault.what for fault in Reader(load(find("01")), "zh").faults("here", [line], 34)] == what


def test_the_reader_finds_a_row_that_is_not_as_wide_as_the_terminal() -> None:
    reader = Reader(load(find("01")), "en")
    assert [fault.what for fault in reader.faults("here", ["│ 一 │", "│ a  │"], 6)] == []
    assert [fault.what for fault in reader.faults("here", ["│ 一  │"], 6)] == ["7 columns of 6"]


def test_the_reader_knows_english_from_what_a_program_prints() -> None:
    reader = Reader(load(find("01")), "zh")
    line = f"│ {fit('no such variable here', 30)} │"
    assert list(reader.faults("here", [line], 34))
    assert not list(reader.faults("here", [line], 34, "no such variable here\n"))
