"""Playing by itself, seeking on the line of cells, running to a node, going from match to match."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import OpenStudy
from tests.tui.real import open_real
from tuigraph.tui.playback import FASTEST, QUICKEST, READING, SLOWEST, Playback
from tuigraph.tui.widgets.scrubber import Scrubber
from tuigraph.wire.commands import Break, Move
from tuigraph.wire.views import Position, Snapshot

LESSON = """
# %% [markdown]
# # Training

# %%
import tuigraph as tf
v = tf.Variable(0.0, name="v")
with tf.name_scope("up"):
    up = tf.assign_add(v, 1.0, name="more")
sess = tf.Session()
sess.run(v.initializer)

# %%
for epoch in range(300):
    sess.run(up)

# %%
print("done", sess.run(v))
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "training.py"
    path.write_text(LESSON, encoding="utf-8")
    return path


class Stage:
    """A playback whose timer is asked, not waited for."""

    def __init__(self) -> None:
        self.sent: list[Move] = []
        self.delays: list[float] = []
        self.playback = Playback(self._later, self.sent.append)  # type: ignore[arg-type]

    def _later(self, seconds: float, then: object) -> None:
        self.delays.append(seconds)
        then()  # type: ignore[operator]

    def show(self, **position: object) -> None:
        fields = {"unit": 0, "units": 2, "line": 1, "session": 0, "run": 0, "step": 0, "steps": 0}
        at = Position(**{**fields, "fetches": (), "feeds": (), "behind": 0, **position})  # type: ignore[arg-type]
        self.playback.show(Snapshot(1, "stopped", "statement", at, 1))


def started() -> Stage:
    stage = Stage()
    stage.playback.playing = True
    return stage


def test_text_before_a_cell_is_shown_longer() -> None:
    stage = started()
    stage.show(begins=True)
    stage.show(line=2)
    assert stage.delays == [READING, 1.0]


def test_statement_that_comes_again_is_run_over_faster_and_faster() -> None:
    stage = started()
    for _ in range(12):
        stage.show(line=2)
    assert stage.sent[:3] == [Move("step")] * 3
    assert [move.motion for move in stage.sent[3:]] == ["next"] * 9
    assert [move.count for move in stage.sent[3:]] == list(range(1, 10))
    assert stage.delays == sorted(stage.delays, reverse=True)
    assert stage.delays[-1] == QUICKEST


def test_speed_has_bounds_and_beyond_the_quickest_tempo_steps_get_larger() -> None:
    stage = started()
    for _ in range(20):
        stage.playback.change_speed(0.5)
    assert stage.playback.speed == SLOWEST
    for _ in range(20):
        stage.playback.change_speed(2.0)
    assert stage.playback.speed == FASTEST
    stage.show(run=1, step=2, steps=9)
    assert stage.delays == [QUICKEST]
    assert stage.sent == [Move("step", round(QUICKEST * FASTEST))]


async def test_whole_lesson_plays_to_its_end_by_itself(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press(*["plus"] * 6, "space")
        await study.until(lambda: "finished" in study.lines[0])
        await study.until("done 300.0")
        assert "playing" not in study.text


async def test_click_on_the_line_of_cells_goes_to_that_cell_and_back(lesson: Path) -> None:
    async with open_real(lesson) as study:
        await study.press("c", "c")
        assert study.lines[-2].startswith(" 1━")
        after_training = study.timeless
        for share, shown in ((0.01, "step 0/"), (0.5, "run 1"), (0.7, "cell 3/3")):
            await study.pilot.click(Scrubber, offset=(int(118 * share), 0))
            await study.settle()
            assert shown in study.lines[0], study.lines[0]
            if share == 0.5:  # about half of the training lies behind
                value = float(study.line_with("│  v ").split("│  v ")[1].split()[0])
                assert 120 < value < 180
        assert study.timeless == after_training


async def test_t_runs_to_the_node_under_the_cursor(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 7, "2", "d", "g", "t")
        assert study.client.sent[-3:] == [Break("Const"), Move("continue"), Break("Const", on=False)]
        assert "■" not in study.text


async def test_n_and_capital_n_go_from_match_to_match_until_escape(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 6, "slash")
        await study.type("mul")
        await study.press("enter")
        sent = len(study.client.sent)
        assert "1/2  mul" in study.text
        await study.press("n")
        assert "2/2  mul/y" in study.text
        await study.press("N")
        assert "1/2  mul" in study.text
        assert len(study.client.sent) == sent
        await study.press("escape", "n")
        assert study.client.sent[-1] == Move("next")
