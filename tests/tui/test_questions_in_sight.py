"""A question is on the screen, whole, when it is asked: every question of every lesson, at every size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import Study
from tuigraph.lessons import Lesson, available, load
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.plain import Line
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.widgets.lesson import LessonPane
from tuigraph.wire.commands import AnswerPrediction, Command
from tuigraph.wire.views import Position, Snapshot

SIZES = [(60, 20), (80, 24), (80, 30), (120, 40), (200, 55)]


class Standing:
    """A program that stands before a cell, whichever is wanted."""

    def __init__(self, on_snapshot: Callable[[Snapshot], None], units: int) -> None:
        self.on_snapshot = on_snapshot
        self.units = units
        self.number = 0
        self.sent: list[Command] = []

    def stand_before(self, unit: int) -> None:
        self.number += 1
        position = Position(unit, self.units, 1, 0, 0, 0, 0, (), (), 0, True)
        self.on_snapshot(Snapshot(self.number, "stopped", "unit", position, 1))

    def start(self) -> None:
        self.stand_before(0)

    def send(self, command: Command) -> None:
        self.sent.append(command)

    def interrupt(self) -> None: ...

    def pause(self) -> None: ...

    def restart(self) -> None: ...

    def close(self) -> None: ...


def app_for(lesson: Lesson, language: str, clients: list[Standing]) -> TuigraphApp:
    def factory(shown: Lesson, on_snapshot: Callable[[Snapshot], None], on_exit: object) -> Standing:
        clients.append(Standing(on_snapshot, len(shown.units)))
        return clients[-1]

    return TuigraphApp(factory, [lesson], language, opened=lesson, theme="textual-dark", ascii=False)


def words_of(line: Line) -> str:
    return "".join(text for text, _ in line).strip()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", available(), ids=lambda path: path.stem[:2])
async def test_every_line_of_every_question_is_seen_when_it_is_asked(path: Path, language: str) -> None:
    lesson = load(path)
    clients: list[Standing] = []
    app = app_for(lesson, language, clients)
    async with app.run_test(size=SIZES[0]) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        for size in SIZES if language == "en" else SIZES[::3]:
            await pilot.resize_terminal(*size)
            for unit, step in enumerate(lesson.steps):
                if step.predict is None:
                    continue
                clients[0].stand_before(unit + step.predict.after)
                await study.settle()
                await study.press("a")
                text = screen.query_one(LessonPane)._text
                assert text is not None
                wanted = text.lines[slice(*text.question[unit])]
                seen = study.text
                missing = [words_of(line) for line in wanted if words_of(line) not in seen]
                assert not missing, f"{size}, cell {unit + 1}: {missing}\n{seen}"
                await study.press("escape")
            screen._learning.reset()  # to be asked again
        assert not app.faults


LABELS = """# %% [markdown]
# # Labels

# %% [markdown] role="predict" answer="{answer}"
# Which one?
#
# - {0}) the first
# - {1}) the second
# - {2}) the third

# %%
x = 1
"""


@pytest.mark.parametrize(
    ("labels", "keys", "given"),
    [
        (("numeric", "symbolic", "reverse"), ["1"], "numeric"),
        (("numeric", "symbolic", "reverse"), ["down", "down", "enter"], "symbolic"),
        (("numeric", "symbolic", "reverse"), ["up", "enter"], "reverse"),
        (("numeric", "symbolic", "reverse"), [*"numeric"], "numeric"),
        (("numeric", "symbolic", "reverse"), ["S", "enter"], "symbolic"),
        (("numeric", "symbolic", "reverse"), ["x", "r", "backspace", "3"], "reverse"),
        (("1", "2", "10"), ["2"], "2"),
        (("1", "2", "10"), ["1", "enter"], "1"),
        (("1", "2", "10"), ["1", "0"], "10"),
        (("1", "2", "10"), ["down", "down", "down", "enter"], "10"),
        (("a", "b", "c"), ["b"], "b"),
        (("a", "b", "c"), ["B"], "b"),
        (("a", "b", "c"), ["3"], "c"),
        (("a", "b", "c"), ["down", "enter"], "a"),
        (("Yes", "No", "Never"), ["n", "o"], "No"),
        (("甲", "乙", "丙"), ["2"], "乙"),
        (("w1", "w2", "w3"), ["2"], "w2"),
        (("w1", "w2", "w3"), ["w", "2"], "w2"),
    ],
)
async def test_any_label_can_be_given(tmp_path: Path, labels: tuple[str, ...], keys: list[str], given: str) -> None:
    path = tmp_path / "labels.py"
    path.write_text(LABELS.format(*labels, answer=given), encoding="utf-8")
    clients: list[Standing] = []
    app = app_for(load(path), "en", clients)
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        await study.press("a")
        assert all(label in study.text for label in labels), study.text
        assert "second" in study.line_with(f"- {labels[1]}) ")
        await study.press(*keys[:-1])
        assert clients[0].sent == []
        await study.press(keys[-1])
        assert clients[0].sent == [AnswerPrediction(0, given, given, "")]
