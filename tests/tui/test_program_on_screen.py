"""A program of several files on the screen: what it asks for, where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.real import open_real

PROGRAM = {
    "main.py": """\
import threading, other
def idle(wait):
    wait()
threading.Thread(target=idle, args=(threading.Event().wait,), name="idler", daemon=True).start()
print("hello", input("name? "))
other.work(3)
""",
    "other.py": """\
def work(n):
    m = n + 1
    return m
""",
}


@pytest.mark.parametrize(("size", "language"), [((80, 24), "en"), ((120, 40), "zh")])
async def test_a_line_is_typed_for_the_program_and_other_files_are_shown(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    for name, text in PROGRAM.items():
        (tmp_path / name).write_text(text)
    async with open_real(tmp_path / "main.py", size, language, debugged=True) as study:
        await study.press("i")
        await study.type("b line other.py:2")
        await study.press("enter")
        assert ":b line other.py:2" in study.text  # as the hint has it
        await study.press("escape", "colon")
        await study.type("b line other.py:2")
        await study.press("enter", "escape")
        await study.pilot.press("c")
        await study.until("name? ")
        await study.until(study.words("line_hint"))
        assert study.words("waits_for_line") in study.lines[0]
        await study.pilot.press(*"Ada")
        await study.pilot.press("enter")
        await study.until("hello Ada")
        await study.settle()
        assert "name? Ada" in study.text
        assert "1 " in study.text
        assert "other.py" in study.lines[0]
        assert f"{study.words('pane_program')}  other.py" in study.text
        assert "▶  2     m = n + 1" in study.text
        await study.press("X")
        assert "other.py:2" in study.line_with("▶ work")
        assert study.line_with("<module>", "main.py:6")
        assert study.line_with("n ", " 3")
        last = study.lines[-1]
        assert all(study.words(key) in last for key in ("key_look_from", "key_return"))
        assert not any(study.words(key) in last for key in ("key_tree", "key_value"))  # a call is no node
        await study.press("j", "enter")
        assert "main.py:6" in study.line_with("▶ <module>")
        assert study.line_with("▶ 1 MainThread", "work  other.py:2")
        await study.press("j", "j", "j", "enter")
        assert "main.py:3" in study.line_with("▶ idle")
        assert study.words("in_thread", thread="idler") in study.lines[0]
        await study.press("g", "j", "enter", "j", "enter")
        assert "main.py:6" in study.line_with("▶ <module>")
        await study.press("escape")
        assert "▶  6 other.work(3)" in study.text
