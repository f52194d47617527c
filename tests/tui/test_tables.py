"""Tables of a lesson are drawn as tables, in any width and in wide characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tuigraph.cli import main
from tuigraph.lessons import available, load
from tuigraph.tui.prose import prose_lines, with_tables

SMALL = "| what | shared by |\n|---|---|\n| `graph` | all **threads** |\n| 变量 | 同一个目标 |"
LESSONS = [load(path) for path in available()]
TABLES = [
    (lesson.number, language, text)
    for lesson in LESSONS
    for language in ("en", "zh")
    for unit in range(len(lesson.units) + 1)
    if "\n|--" in (text := lesson.text_before(unit, language)).replace(" ", "")
]


def drawn(source: str, width: int, line: str = "─") -> list[str]:
    return ["".join(text for text, _ in spans).rstrip() for spans in prose_lines(source, width, line)]


def at(line: str, text: str) -> int:
    """The column where a text begins."""
    return cell_len(line[: line.index(text)])


def test_columns_are_measured_in_wide_characters_and_words_keep_their_tones() -> None:
    lines = prose_lines(SMALL, 60)
    head, rule, first, second = drawn(SMALL, 60)
    assert at(head, "shared") == at(first, "all") == at(second, "同一个") == 7
    assert rule == "─" * 5 + "  " + "─" * 11
    assert ("graph", "code") in lines[2]
    assert ("threads", "strong") in lines[2]
    assert ("what", "heading") in lines[0]


def test_a_terminal_without_lines_gets_a_rule_of_signs() -> None:
    assert drawn(SMALL, 60, "-")[1] == "-----  -----------"


def test_cells_are_wrapped_where_there_is_less_room_and_rows_stay_apart() -> None:
    source = "| method | remark |\n|--|--|\n| forward | uses dual numbers here |\n| reverse | is TensorFlow's |"
    assert drawn(source, 26) == [
        "method   remark",
        "───────  ─────────────────",
        "forward  uses dual numbers",
        "         here",
        "",
        "reverse  is TensorFlow's",
    ]


def test_where_not_even_words_fit_each_row_is_a_record() -> None:
    source = "| method | accuracy | remark |\n|--|--|--|\n| differentiation | low | trivial |\n| symbolic | high |  |"
    assert drawn(source, 24) == [
        "differentiation",
        "  accuracy: low",
        "  remark: trivial",
        "",
        "symbolic",
        "  accuracy: high",
        "  remark:",
    ]


def test_a_table_in_a_list_stands_under_its_text_and_text_goes_on_after_it() -> None:
    source = "- see\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\nthen"
    assert drawn(source, 40) == ["- see", "", "  a  b", "  ─  ─", "  1  2", "", "then"]


def test_the_lessons_have_tables() -> None:
    assert {number for number, _, _ in TABLES} >= {"06", "15"}


@pytest.mark.parametrize("width", [30, 38, 56, 60, 76, 116])
@pytest.mark.parametrize(("number", "language", "text"), TABLES)
def test_tables_of_the_lessons_fit_and_lose_nothing(number: str, language: str, text: str, width: int) -> None:
    lines = drawn(text, width)
    assert max(map(cell_len, lines)) <= width
    rows = [line for line in text.split("\n") if line.startswith("|") and "--" not in line]
    cells = [cell.strip(" `*") for row in rows[1:] for cell in row.strip("|").split("|")]
    if width >= 76:
        for row in rows:
            parts = [cell.strip(" `*") for cell in row.strip("|").split("|")]
            assert any(all(part in line for part in parts) for line in lines), parts
    letters = "".join("".join(lines).split())
    for cell in cells:
        for word in cell.replace("`", "").split():
            assert all(letter in letters for letter in word)


@pytest.mark.parametrize("width", [60, 120])
@pytest.mark.parametrize(("number", "language", "text"), TABLES)
def test_plain_text_has_columns_too_and_nothing_else_is_changed(
    number: str, language: str, text: str, width: int
) -> None:
    lines = with_tables(text, width).split("\n")
    assert not any(line.startswith("|") for line in lines)
    table = [line for line in text.split("\n") if line.startswith("|")]
    assert [line for line in lines if line in text.split("\n") and line] == [
        line for line in text.split("\n") if line and line not in table
    ]


def test_text_without_a_table_is_left_as_it_is() -> None:
    for text in ("a | b", "# Title\n\nx || y\n", "`a|b`\n\n- one"):
        assert with_tables(text, 10) == text


def test_play_sets_tables_in_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = tmp_path / "table.py"
    text = "\n".join(f"# {line}" for line in ["# Title", "", *SMALL.split("\n")])
    lesson.write_text(f"# %% [markdown]\n{text}\n\n# %%\nx = 1\n", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["play", str(lesson), "--plain"]) == 0
    printed = capsys.readouterr().out
    assert "\nwhat     shared by\n-------  ---------------\n`graph`  all **threads**\n变量     同一个目标\n" in printed
