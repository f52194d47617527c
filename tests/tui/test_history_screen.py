"""What is asked on the screen over all runs: the history of an expression, and health checks."""

from __future__ import annotations

from pathlib import Path

from tests.tui.real import open_real

SCRIPT = """\
import tuigraph as tf
v = tf.Variable(8.0, name="v")
half = tf.assign(v, v / 2.0, name="half")
dead = tf.nn.relu(tf.fill([2, 2], -v), name="dead")
sess = tf.Session()
sess.run(v.initializer)
for i in range(6):
    sess.run(half)
    sess.run(dead)
"""


async def test_history_and_health_are_asked_for_afterwards_and_lead_to_a_run(tmp_path: Path) -> None:
    script = tmp_path / "halves.py"
    script.write_text(SCRIPT)
    async with open_real(script, (80, 24), "zh", debugged=True) as study:
        await study.press("c", "V", "ctrl+u")
        assert "查看历次运行中的值" in study.text
        await study.type("v + 1.0\n")
        assert "v + 1.0 的历史" in study.text
        assert "7 个值，显示 7 个" in study.text
        assert "9┤" in study.text.replace(" ", "")
        study.line_with("  12  1.125")
        await study.press("j", "j", "enter")
        assert "运行 8" in study.lines[0]
        await study.press("e", "ctrl+u")
        await study.type("nothing\n")
        assert "没有一次计算过 nothing" in study.text
        await study.press("escape", "E")
        assert "dead        dead  在运行 3 到 13 的 6 次中" in study.text
        study.line_with("所有样本都为 0 的单元：2 个中的 2 个", "halves.py:4: dead = tf.nn.relu")
        await study.press("enter")
        assert "运行 3" in study.lines[0]
        await study.press("b", "enter")
        await study.press("escape", "B")
        study.line_with("filter zeros")
        await study.press("escape", "i")
        await study.type("sess.run(v)")
        await study.pilot.press("enter")
        await study.until("这会运行计算图，并离开过去")
        await study.pilot.press("n", "enter")
        await study.until("没有运行：仍停在过去")
        assert "运行 3" in study.lines[0]
