"""A lesson played as text: every step with its numbers, what a run drops, what a session keeps."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.conftest import RunTuigraph
from tuigraph.lessons import available, find, load
from tuigraph.player import play


def played(path: Path, language: str = "en") -> list[str]:
    stream = io.StringIO()
    assert play(load(path), language, stream) == 0
    return stream.getvalue().splitlines()


def written(tmp_path: Path, *cells: str) -> Path:
    path = tmp_path / "lesson.py"
    path.write_text("\n".join(["# %% [markdown]", "# # Mine", *(f"# %%\n{cell}" for cell in cells)]), encoding="utf-8")
    return path


def part(lines: list[str], start: str, length: int) -> list[str]:
    first = next(i for i, line in enumerate(lines) if line.startswith(start))
    return lines[first : first + length]


def test_two_evals_compute_w_and_x_twice() -> None:
    assert part(played(find("03")), "  run 2,", 7) == [
        "  run 2, session 1, line 8: mul:0",
        "      1  Const -> 3   ×2",
        "      2  add/y -> 2   ×2",
        "      3  add = Const + add/y = 3 + 2 -> 5   ×2",
        "      4  mul/y -> 3",
        "      5  mul = add * mul/y = 5 * 3 -> 15",
        "       dropped when the run ends: Const, add/y, add, mul/y",
    ]


def test_variables_are_kept_between_runs(tmp_path: Path) -> None:
    lines = played(
        written(
            tmp_path,
            'import tuigraph as tf\nv = tf.Variable(1, name="v")\nadd = tf.assign_add(v, 2)',
            "with tf.Session() as sess:\n    sess.run(v.initializer)\n    sess.run(add)",
        )
    )
    assert [line.strip() for line in lines if "kept by" in line] == [
        "kept by the session: v = 1",
        "kept by the session: v = 3",
    ]


def test_feeds_are_named(tmp_path: Path) -> None:
    lines = played(
        written(
            tmp_path,
            'import tuigraph as tf\np = tf.placeholder(tf.int32, [], name="p")\nq = tf.add(p, 1, name="q")\n'
            "print(tf.Session().run(q, {p: 41}))",
        )
    )
    assert part(lines, "  run 1,", 1) == ["  run 1, session 1, line 4: q:0 with p:0 fed"]
    assert "  | 42" in lines


def test_long_training_is_shown_at_first_and_then_counted(tmp_path: Path) -> None:
    lines = played(
        written(
            tmp_path,
            'import tuigraph as tf\nv = tf.Variable(0, name="v")\nadd = tf.assign_add(v, 1)',
            "with tf.Session() as sess:\n"
            "    sess.run(v.initializer)\n"
            "    for epoch in range(300):\n"
            "        if epoch % 100 == 0:\n"
            "            print('epoch', epoch, sess.run(v))\n"
            "        sess.run(add)",
        )
    )
    assert sum("line 6: AssignAdd:0" in line for line in lines) == 2
    assert "  line 6 made 300 runs, of which the first 2 are shown" in lines
    assert [line for line in lines if line.startswith("  | ")] == [
        "  | epoch 0 0",
        "  | epoch 100 100",
        "  | epoch 200 200",
    ]


def test_output_without_a_newline_is_not_lost(tmp_path: Path) -> None:
    lines = played(written(tmp_path, "print(1, end='')\nprint(2, end='')", "print(3)"))
    assert [line for line in lines if line.startswith("  | ")] == ["  | 12", "  | 3"]


def test_failing_lesson_says_where_and_ends_with_an_error(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    path = written(tmp_path, "x = 1", "print('before')\nprint(1 / 0)")
    done = run_tuigraph("play", "--plain", str(path))
    assert done.returncode == 1
    assert "  | before" in done.stdout
    assert "cell 2, line 2" in done.stdout
    assert "ZeroDivisionError: division by zero" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("path", available(), ids=lambda path: path.stem)
def test_every_lesson_plays_to_its_end(path: Path) -> None:
    units = len(load(path).units)
    assert any(f"Cell {units} of {units}" in line for line in played(path))


def test_text_is_in_the_language_asked_for() -> None:
    lines = played(find("03"), "zh")
    assert any("代码 6/6" in line for line in lines)
    assert not any("dropped when" in line for line in lines)


def test_plain_play_needs_no_terminal_and_no_utf8(run_tuigraph: RunTuigraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.delenv("TERM")
    done = run_tuigraph("play", "01", "--plain", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
