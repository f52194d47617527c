"""A lesson played as text: every step with its numbers, what a run drops, what a session keeps."""

from __future__ import annotations

import io
import os
import re
import signal
from pathlib import Path

import pytest

from tests.conftest import RunTuigraph
from tuigraph.lessons import available, find, load
from tuigraph.player.drive import Stage, drive
from tuigraph.player.text import play
from tuigraph.player.walk import StepNumber, Stretch
from tuigraph.wire.commands import Command, Move
from tuigraph.wire.views import Snapshot
from tuigraph.words.errors import SaidError


def played(path: Path, language: str = "en", first: str = "1", last: str = "") -> list[str]:
    stream = io.StringIO()
    stretch = Stretch(StepNumber.parse(first), StepNumber.parse(last) if last else None)
    assert play(load(path), language, stream, stretch) == 0
    return stream.getvalue().splitlines()


def written(tmp_path: Path, *cells: str) -> Path:
    path = tmp_path / "lesson.py"
    path.write_text("\n".join(["# %% [markdown]", "# # Mine", *(f"# %%\n{cell}" for cell in cells)]), encoding="utf-8")
    return path


def test_an_interrupt_between_a_stop_and_what_follows_is_not_lost(tmp_path: Path) -> None:
    def respond(snapshot: Snapshot) -> Command:
        signal.raise_signal(signal.SIGINT)
        return Move("continue")

    with pytest.raises(KeyboardInterrupt):
        drive(load(written(tmp_path, "while True:\n    pass")), Stage(), respond)


def part(lines: list[str], word: str, length: int) -> list[str]:
    first = next(i for i, line in enumerate(lines) if word in line)
    return lines[first : first + length]


def test_two_evals_compute_w_and_x_twice() -> None:
    assert part(played(find("03")), " run 2,", 7) == [
        "2.14    run 2, session 1, line 8: mul:0",
        "2.15        1  w = Const -> 3   ×2",
        "2.16        2  add/y -> 2   ×2",
        "2.17        3  x = add = w + add/y = 3 + 2 -> 5   ×2",
        "2.18        4  mul/y -> 3",
        "2.19        5  z = mul = x * mul/y = 5 * 3 -> 15",
        "             dropped when the run ends: Const, add/y, add, mul/y",
    ]


def test_nodes_are_named_when_they_are_built(tmp_path: Path) -> None:
    lines = played(written(tmp_path, "import tuigraph as tf\na = tf.constant(1) + 2\nprint(tf.Session().run(a * 3))"))
    assert [line.strip() for line in lines if "added" in line] == [
        "added to the graph: Const, add/y, add",
        "added to the graph: mul/y, mul",
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
    assert part(lines, " run 1,", 1) == ["1.5     run 1, session 1, line 4: q:0 with p:0 fed"]
    assert "  | 42" in lines


TRAINING = (
    'import tuigraph as tf\nv = tf.Variable(0, name="v")\nadd = tf.assign_add(v, 1)',
    "with tf.Session() as sess:\n"
    "    sess.run(v.initializer)\n"
    "    for epoch in range(300):\n"
    "        if epoch % 100 == 0:\n"
    "            print('epoch', epoch, sess.run(v))\n"
    "        sess.run(add)\n"
    "    print(sess.run(v))",
)


def test_long_training_is_shown_at_first_and_then_passed_over(tmp_path: Path) -> None:
    lines = played(written(tmp_path, *TRAINING))
    assert sum("line 6: AssignAdd:0" in line for line in lines) == 2
    assert "        ... passed over: 300 runs, up to run 304" in lines
    assert any("line 7: v:0" in line for line in lines)
    assert [line for line in lines if line.startswith("  | ")] == [
        "  | epoch 0 0",
        "  | epoch 100 100",
        "  | epoch 200 200",
        "  | 300",
    ]


def test_third_run_of_one_statement_is_passed_over(tmp_path: Path) -> None:
    lines = played(
        written(
            tmp_path,
            "import tuigraph as tf\na = tf.constant(1)\nwith tf.Session() as s:\n"
            "    total = s.run(a) + s.run(a) + s.run(a) + s.run(a)\n    s.run(a)",
        )
    )
    assert [line.split(",")[0].split(" ", 1)[1].strip() for line in lines if " run " in line and "line" in line] == [
        "run 1",
        "run 2",
        "run 3",
        "run 5",
    ]
    assert "        ... passed over: 1 run, up to run 4" in lines
    assert sum("Const -> 1" in line for line in lines) == 3


def test_functions_of_earlier_cells_belong_to_the_cell_that_calls_them(tmp_path: Path) -> None:
    lines = played(written(tmp_path, "def f(i):\n    return i", "for i in range(9):\n    print(f(i))"))
    assert [line for line in lines if "---" in line] == ["--- Cell 1 of 2 ---", "--- Cell 2 of 2 ---"]


def test_very_long_run_is_cut(tmp_path: Path) -> None:
    lines = played(
        written(
            tmp_path,
            "import tuigraph as tf\nx = tf.constant(0)\nfor i in range(150):\n    x += 1\nprint(tf.Session().run(x))",
        )
    )
    nodes = [line for line in lines if " -> " in line]
    assert len(nodes) == 101
    assert nodes[-1].split()[1:5] == ["301", "x", "=", "add_149"]
    assert "            ... 200 more nodes" in lines


def test_a_line_of_a_large_computation_tells_each_number_once() -> None:
    steps = [line.split(maxsplit=2)[2] for line in played(find("06"), first="4", last="4") if " -> " in line]
    assert "y_pred = predictions = X[20640,9] @ theta[9,1] -> [20640,1] -6.041 … 6.141" in steps
    assert "error = sub = y_pred[20640,1] - y[20640,1] -> [20640,1] -10.01 … 6.151" in steps
    assert "mul = 0.01 * gradients[9,1] -> [9,1] -0.04472 … 0.01894" in steps
    assert "training_op = Assign: theta <- sub_1[9,1] -> [9,1] -0.4355 … 0.8957" in steps
    assert max(map(len, steps)) <= 115
    assert all(len(re.findall(r"-?[\d.e-]+ … ", step)) <= 1 for step in steps)  # one range in a line


def test_stretch_is_a_part_of_the_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "print(1)", *TRAINING, "print('last')\nprint('very')")
    whole = played(path)
    one_cell = played(path, first="2", last="2")
    assert one_cell == part(whole, "Cell 2", len(one_cell))
    middle = [line for line in played(path, first="3.6", last="3.12") if line[:1].isdigit()]
    assert middle == [line for line in whole if line[:4] in ("3.6 ", "3.7 ", "3.8 ", "3.9 ", "3.10", "3.11", "3.12")]
    assert len(middle) > 1
    assert [line for line in played(path, first="4") if "|" in line] == ["  | last", "  | very"]
    assert [line for line in played(path, last="1") if "|" in line] == ["  | 1"]


def test_time_for_reading_and_for_each_step_is_divided_by_the_speed(tmp_path: Path) -> None:
    path = written(tmp_path, "x = 1\ny = 2", "z = 3")
    slept: dict[float, float] = {}
    for speed in (1.0, 4.0):
        naps: list[float] = []
        play(load(path), "en", io.StringIO(), speed=speed, stage=Stage(sleep=naps.append))
        slept[speed] = sum(naps)
    letters = len("# Mine")
    assert slept[1.0] == pytest.approx((3 + letters / 40) + 0.5 + 3 + 3)  # cell, statement, cell, end
    assert slept[4.0] == pytest.approx(slept[1.0] / 4)


def test_interrupt_ends_a_pause_at_once(tmp_path: Path) -> None:
    naps: list[float] = []

    def interrupted_nap(seconds: float) -> None:
        naps.append(seconds)
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        play(load(written(tmp_path, "x = 1")), "en", io.StringIO(), speed=0.001, stage=Stage(sleep=interrupted_nap))
    assert len(naps) == 1


@pytest.mark.parametrize("text", ["", "0", "x", "1.", ".5", "1.2.3", "-1"])
def test_what_is_no_step_number_is_refused(text: str) -> None:
    with pytest.raises(SaidError, match="is a number such as 3"):
        StepNumber.parse(text)


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
    assert any("第 6/6 段代码" in line for line in lines)
    assert not any("dropped when" in line for line in lines)


def test_plain_play_needs_no_terminal_and_no_utf8(run_tuigraph: RunTuigraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.delenv("TERM")
    done = run_tuigraph("play", "01", "--plain", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
