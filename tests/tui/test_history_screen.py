"""The history of an expression on the screen: a curve, the values by run, and the way to one of them."""

from __future__ import annotations

from pathlib import Path

from tests.tui.real import open_real

SCRIPT = """\
import tuigraph as tf
v = tf.Variable(8.0, name="v")
half = tf.assign(v, v / 2.0, name="half")
sess = tf.Session()
sess.run(v.initializer)
for i in range(6):
    sess.run(half)
"""


async def test_a_history_is_asked_for_afterwards_and_leads_to_a_run(tmp_path: Path) -> None:
    script = tmp_path / "halves.py"
    script.write_text(SCRIPT)
    async with open_real(script, (80, 24), "zh", debugged=True) as study:
        await study.press("c", "V", "ctrl+u")
        assert "查看历次运行中的值" in study.text
        await study.type("v + 1.0\n")
        assert "v + 1.0 的历史" in study.text
        assert "7 个值，显示 7 个" in study.text
        assert "9┤" in study.text.replace(" ", "")
        study.line_with("  7  1.125")
        await study.press("j", "j", "enter")
        assert "运行 5" in study.lines[0]
        await study.press("e", "ctrl+u")
        await study.type("nothing\n")
        assert "nothing 此刻没有值" in study.text
