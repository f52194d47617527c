"""A learner at 80x24 finishes lessons with the keys that the last line shows."""

from __future__ import annotations

import pytest

from tests.clock import HANGS
from tests.pty.conftest import OpenTerminal
from tests.pty.terminal import Terminal
from tuigraph.lessons import Exercise, find, load

WORDS = {
    "en": {"skip": "skip", "check": "check", "leave": "leave", "over": "The lesson is over", "solved": "solved"},
    "zh": {"skip": "跳过", "check": "检查", "leave": "离开", "over": "这一课学完了", "solved": "已完成"},
}
F2 = "\x1bOQ"


class Learner:
    """Reads the screen and presses what the last line offers."""

    def __init__(self, terminal: Terminal, language: str) -> None:
        self.terminal = terminal
        self.words = WORDS[language]

    def sees(self, word: str) -> bool:
        return self.words[word].replace(" ", "") in self.terminal.text.replace(" ", "")

    def offered(self, key: str, word: str) -> bool:
        """Whether the last line shows a key with what it does; pyte puts a blank after each wide letter."""
        return f"{key}{self.words[word]}" in self.terminal.text.split("\n")[-1].replace(" ", "")

    def press(self, keys: str) -> None:
        self.terminal.press(keys)
        self.terminal.settle(quiet=0.8, timeout=HANGS)

    def solve(self, exercise: Exercise) -> None:
        assert self.offered("e", "check"), self.terminal.text
        self.press("i")
        self.press(f"\x1b[200~{exercise.solutions[0]}\x1b[201~")
        self.press("\r")
        self.press("\r")
        assert self.offered("F2", "check"), self.terminal.text
        self.press(F2)
        assert self.sees("solved"), self.terminal.text
        assert self.offered("Esc", "leave")
        self.press("\x1b")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("word", "language"), [("01", "zh"), ("03", "en"), ("14", "zh")])
def test_lesson_is_finished_with_the_keys_that_are_shown(open_terminal: OpenTerminal, word: str, language: str) -> None:
    terminal = open_terminal("learn", word, "--lang", language)
    terminal.wait_for(lambda text: "1/" in text.split("\n")[0])
    terminal.settle()
    learner = Learner(terminal, language)
    for step in load(find(word)).steps:
        learner.press("c")
        if learner.offered("Esc", "skip"):
            assert step.predict is not None
            choices = list(step.predict.choices(language))
            learner.press(choices[0] if choices else "1\r")
        for exercise in step.exercises:
            learner.solve(exercise)
    assert learner.sees("over"), terminal.text
