"""A line that is slower than what is painted: when that is told."""

from __future__ import annotations

import pytest
from textual.messages import TerminalSupportsSynchronizedOutput

from tests.tui.conftest import OpenStudy
from tuigraph.tui.slow_line import ASKED, LATE, SlowLine


class Terminal:
    """A terminal on a line; it answers Textual's question, or does not."""

    def __init__(self) -> None:
        self.now = 100.0
        self.asked = 0
        self.line = SlowLine(self.ask, lambda: self.now)

    def ask(self) -> None:
        self.asked += 1

    def answers_after(self, seconds: float) -> float | None:
        self.now += seconds
        return self.line.answered(self.now)


def test_a_terminal_that_has_not_answered_yet_is_asked_nothing() -> None:
    terminal = Terminal()
    terminal.line.painted()
    terminal.line.painted()
    assert terminal.asked == 0
    assert terminal.answers_after(LATE * 2) is None  # Textual's question, of which nobody knows when it was sent
    assert terminal.asked == 1


def test_each_paint_is_asked_after_until_an_answer_is_late_once() -> None:
    terminal = Terminal()
    terminal.answers_after(0)
    for number, seconds in enumerate((0.1, LATE - 0.1), 1):
        terminal.line.painted()
        assert terminal.asked == number
        assert terminal.answers_after(seconds) is None
    terminal.line.painted()
    assert terminal.answers_after(LATE + 1) == LATE + 1
    terminal.line.painted()
    assert terminal.answers_after(9) is None
    assert terminal.asked == 3


def test_a_paint_while_an_answer_is_awaited_is_asked_after_when_it_has_come() -> None:
    terminal = Terminal()
    terminal.answers_after(0)
    terminal.line.painted()
    terminal.line.painted()
    assert terminal.asked == 1
    assert terminal.answers_after(0.1) is None
    assert terminal.asked == 2


@pytest.mark.parametrize(("language", "words"), [("en", "slow line: 7 s"), ("zh", "线路较慢：画一屏要 7 秒")])
async def test_the_screen_says_so(open_study: OpenStudy, language: str, words: str) -> None:
    async with open_study((60, 20), language) as study:
        written: list[str] = []
        study.app._driver.write = written.append  # type: ignore[method-assign, union-attr]
        study.app._line.painted()
        for late in (0.0, 7.0):
            answer = TerminalSupportsSynchronizedOutput()
            answer.time += late
            study.app.post_message(answer)
            await study.pilot.pause()
        assert ASKED in written
        await study.until(words)
        assert "--plain" in study.text
