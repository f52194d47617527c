"""A learner at 80x24 finishes lessons with the keys that the last line shows."""

from __future__ import annotations

import re

import pytest

from tests.clock import HANGS
from tests.pty.conftest import OpenTerminal
from tests.pty.terminal import Terminal
from tuigraph.lessons import Exercise, Predict, find, load

WORDS = {
    "en": {
        "asked": "─ predict ─",
        "ended": "finished",
        "check": "check",
        "leave": "leave",
        "over": "The lesson is over",
        "solved": "olved",
        "exercise": "─ exercise ─",
        "into": "into",
    },
    "zh": {
        "asked": "─ 预测 ─",
        "ended": "已结束",
        "check": "检查",
        "leave": "离开",
        "over": "这一课学完了",
        "solved": "已完成",
        "exercise": "─ 练习 ─",
        "into": "进入",
    },
}
F2 = "\x1bOQ"


class Learner:
    """Reads the screen and presses what the last line offers."""

    def __init__(self, terminal: Terminal, language: str) -> None:
        self.terminal = terminal
        self.language = language
        self.words = WORDS[language]

    def sees(self, word: str) -> bool:
        return self.words[word].replace(" ", "") in self.terminal.text.replace(" ", "").replace("━", "─")

    def wait_to_see(self, word: str) -> None:
        self.terminal.wait_for(lambda _: self.sees(word))

    def wait_for_offer(self, key: str, word: str) -> None:
        """Wait until the last line shows a key with what it does."""
        offer = f"{key}{self.words[word]}".replace(" ", "")
        self.terminal.wait_for(lambda text: offer in text.split("\n")[-1].replace(" ", ""))

    def press(self, keys: str) -> None:
        self.terminal.press(keys)
        self.terminal.settle(quiet=0.8, timeout=HANGS)

    def run(self, unit: int, of: int) -> None:
        """Run a cell to its end."""
        self.terminal.press("c")
        following = f"{unit + 2}/{of}"
        self.terminal.wait_for(lambda text: following in text.split("\n")[0] or self.sees("ended") or self.sees("over"))

    def answer(self, predict: Predict) -> None:
        self.wait_to_see("asked")
        self.terminal.press("1" if predict.choices(self.language) else "1\r")
        self.terminal.wait_for("✓ 1")

    def solve(self, exercise: Exercise) -> None:
        self.wait_for_offer("e", "check")
        self.press("i")
        self.press(f"\x1b[200~{exercise.solutions[0]}\x1b[201~")
        self.press("\r")
        self.press("\r")
        self.wait_for_offer("F2", "check")
        self.press(F2)
        self.wait_to_see("solved")
        self.wait_for_offer("Esc", "leave")
        self.press("\x1b")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("word", "language"), [("01", "zh"), ("03", "en"), ("14", "zh")])
def test_lesson_is_finished_with_the_keys_that_are_shown(open_terminal: OpenTerminal, word: str, language: str) -> None:
    terminal = open_terminal("learn", word, "--lang", language)
    terminal.wait_for(lambda text: "1/" in text.split("\n")[0])
    terminal.settle()
    learner = Learner(terminal, language)
    lesson = load(find(word))
    for unit, step in enumerate(lesson.steps):
        if step.predict and not step.predict.after:
            learner.answer(step.predict)
        learner.run(unit, of=len(lesson.steps))
        for exercise in step.exercises:
            learner.solve(exercise)
        if step.predict and step.predict.after:
            learner.answer(step.predict)
    learner.wait_to_see("over")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_newcomer_needs_only_keys_of_the_last_line_and_at_most_25_of_them(
    open_terminal: OpenTerminal, language: str
) -> None:
    """Answers what is asked, steps into the first run, and goes on; what is typed at the prompt is no key."""
    terminal = open_terminal("learn", "01", "--lang", language)
    terminal.wait_for(lambda text: "1/5" in text.split("\n")[0])
    learner = Learner(terminal, language)
    (exercise,) = load(find("01")).steps[-1].exercises
    pressed: list[str] = []
    into, choices, stepped = learner.words["into"], re.compile("1-[2-9]"), False
    while not learner.sees("over"):
        terminal.settle(quiet=0.5, timeout=HANGS)
        offered = terminal.text.split("\n")[-1]
        assert len(pressed) < 25, (pressed, terminal.text)
        if choices.search(offered) and "✓ 1" not in terminal.text:
            key = "1"
        elif learner.sees("exercise"):
            learner.solve(exercise)
            pressed += ["i", "Enter", "F2", "Esc"]
            continue
        elif f" s {into} " in offered and not stepped:
            key, stepped = "s", True
        else:
            key = "c" if stepped else "n"
            assert f" {key} " in offered, terminal.text
        before = terminal.text
        pressed.append(key)
        terminal.press(key)
        terminal.wait_for(lambda text, before=before: text != before)  # type: ignore[misc]
    assert "s" in pressed
