"""A question is on the screen, whole, when it is asked: every question of every lesson, at every size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from textual.geometry import Size

from tests.tui.conftest import Study
from tuigraph.lessons import Lesson, available, find, load
from tuigraph.lessons.progress import Progress
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.arrangement import IDLE, Prompt, Wishes, arrange
from tuigraph.tui.card_text import Entry, Writer
from tuigraph.tui.glyphs import LINES
from tuigraph.tui.learning import Learning
from tuigraph.tui.plain import Line
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.widgets.card import FRAME, Card
from tuigraph.wire.commands import AnswerPrediction, Command, Move
from tuigraph.wire.views import Output, Position, Series, Snapshot
from tuigraph.words import Words

SIZES = [(60, 20), (80, 24), (80, 30), (100, 30), (120, 40), (160, 45), (200, 55)]
LOOKED_AT = [("01", "en", SIZES[1]), ("06", "zh", SIZES[0]), ("12", "en", SIZES[4]), ("09", "en", SIZES[0])]
ASIDES = frozenset({"graph", "inspector", "curve"})
CURVE = Series("mse", (0.0, 1.0, 2.0), (3.0, 2.0, 1.0), 3)  # whose pane comes to the front by itself
PRINTED = (Output("out", "a line\n" * 5),)


class Standing:
    """A program that stands before a cell, whichever is wanted."""

    def __init__(self, on_snapshot: Callable[[Snapshot], None], units: int, quiet: bool) -> None:
        self.on_snapshot = on_snapshot
        self.units = units
        self.tells = () if quiet else (CURVE,)
        self.prints = () if quiet else PRINTED
        self.number = self.unit = 0
        self.sent: list[Command] = []
        self.running = False

    def stand_before(self, unit: int) -> None:
        self.number += 1
        self.unit = unit
        position = Position(unit, self.units, 1, 0, 0, 0, 0, (), (), 0, True)
        self.on_snapshot(Snapshot(self.number, "stopped", "unit", position, 1, series=self.tells, output=self.prints))

    def start(self) -> None:
        self.stand_before(0)

    def send(self, command: Command) -> None:
        self.sent.append(command)
        if isinstance(command, AnswerPrediction):
            self.stand_before(self.unit)

    def type_line(self, line: str) -> None: ...

    def interrupt(self) -> None: ...

    def pause(self) -> None: ...

    def restart(self) -> None: ...

    def close(self) -> None: ...


def app_for(lesson: Lesson, language: str, clients: list[Standing], quiet: bool = False) -> TuigraphApp:
    def factory(shown: Lesson, on_snapshot: Callable[[Snapshot], None], on_exit: object) -> Standing:
        clients.append(Standing(on_snapshot, len(shown.units), quiet))
        return clients[-1]

    return TuigraphApp(factory, [lesson], language, opened=lesson, theme="textual-dark", ascii=False)


def words_of(line: Line) -> str:
    return "".join(text for text, _ in line).strip()


def card_of(study: Study) -> Card:
    return study.app.screen.query_one(Card)


def assert_whole(study: Study, where: str) -> None:
    """Each line of the card is on the screen."""
    card = card_of(study)
    missing = [words_of(line) for line in card._card.lines if words_of(line) not in study.text]
    assert not missing, f"{where}: {missing}\n{study.text}"
    assert card._card.lines


def moment(unit: int, units: int) -> Snapshot:
    return Snapshot(unit + 1, "stopped", "unit", Position(unit, units, 1, 0, 0, 0, 0, (), (), 0, True), 1)


def tasks_of(lesson: Lesson, folder: Path) -> Iterator[tuple[str, Learning]]:
    """What a learner is asked, one after the other."""
    learning = Learning(lesson, Progress(folder / "progress.json"))
    for unit, step in enumerate(lesson.steps):
        for exercise in step.exercises:
            learning.show(moment(unit + 1, len(lesson.units)))
            assert learning.asks(unit, exercise)
            yield exercise.name, learning
            learning.fold()
        if step.predict is not None:
            learning.show(moment(unit + step.predict.after, len(lesson.units)))
            assert learning.asks(unit, None)
            yield f"question of cell {unit + 1}", learning


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", available(), ids=lambda path: path.stem[:2])
def test_every_task_has_room_for_all_its_lines(path: Path, language: str, tmp_path: Path) -> None:
    """The card's own lines in the rows that its place has, while something was printed; no app is needed for that."""
    for name, learning in tasks_of(load(path), tmp_path):
        for (columns, rows), filled in product(SIZES, (frozenset[str](), frozenset({"graph"}), ASIDES)):
            area = Size(columns, rows - (4 if rows < 30 else 5))  # without header, time line and keys
            wishes = Wishes(Prompt(output=4), filled=filled)
            width = arrange(area, wishes).regions["lesson"].width - FRAME
            lines = Writer(learning, width, Words(language), LINES).write(Entry()).lines
            wanted = len(lines) + 2
            regions = arrange(area, replace(wishes, card=wanted)).regions
            assert regions["card"].height == wanted, (name, columns, rows, [words_of(line) for line in lines])
            assert regions["card"].width == width + FRAME
            assert regions["lesson"].height >= 3
            assert sum(region.area for region in regions.values()) == area.area  # nothing lies over anything
            wishes = replace(wishes, card=wanted, prompt=IDLE, front=("graph",), filled=ASIDES)
            regions = arrange(area, wishes).regions  # whoever goes to the graph sees it
            assert min(regions[pane].height for pane in ("graph", "lesson")) >= 3, (name, columns, rows)
            assert regions["card"].height >= min(wanted, rows - 4 - 7)  # which is whole but in the smallest terminal


@pytest.mark.parametrize(("number", "language", "size"), LOOKED_AT)
async def test_every_line_of_every_task_is_seen_when_it_is_asked(
    number: str, language: str, size: tuple[int, int]
) -> None:
    lesson = load(next(path for path in available() if path.stem.startswith(number)))
    clients: list[Standing] = []
    app = app_for(lesson, language, clients)
    async with app.run_test(size=size) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        for unit, step in enumerate(lesson.steps):
            for exercise in step.exercises:
                clients[0].stand_before(unit + 1)
                await study.settle()
                assert screen.learning.asks(unit, exercise)
                assert_whole(study, f"exercise {exercise.name}")
                await study.press("escape")
            if step.predict is None:
                continue
            clients[0].stand_before(unit + step.predict.after)
            await study.settle()
            assert screen.learning.asks(unit, None)
            words = "".join(study.text.split())
            for text in step.predict.choices(language).values():
                assert "".join(text.replace("`", "").split())[:30] in words.replace("┃", ""), study.text
            assert_whole(study, f"cell {unit + 1}")
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


ROWS = {
    "words": ("numeric", "symbolic", "reverse"),
    "numbers": ("1", "2", "10"),
    "letters": ("a", "b", "c"),
    "moving keys": ("n", "s", "S"),
    "capitals": ("Yes", "No", "Never"),
    "Chinese": ("甲", "乙", "丙"),
    "names": ("w1", "w2", "w3"),
}


@pytest.fixture
def asked(tmp_path: Path) -> Callable[[str, str], tuple[TuigraphApp, list[Standing]]]:
    """A lesson whose first cell has a question with rows of these labels."""

    def make(labels: str, answer: str) -> tuple[TuigraphApp, list[Standing]]:
        path = tmp_path / "labels.py"
        path.write_text(LABELS.format(*ROWS[labels], answer=answer), encoding="utf-8")
        clients: list[Standing] = []
        return app_for(load(path), "en", clients), clients

    return make


Asked = Callable[[str, str], tuple[TuigraphApp, list[Standing]]]


@pytest.mark.parametrize("labels", ROWS)
async def test_rows_have_digits_and_arrows_whatever_their_labels_are(asked: Asked, labels: str) -> None:
    right = ROWS[labels][0]
    app, clients = asked(labels, right)
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        for number, text in enumerate(("the first", "the second", "the third"), 1):
            assert f"{number}  {text}" in study.text
        await study.press("down")
        assert clients[0].sent == []
        await study.press("enter")
        assert clients[0].sent == [AnswerPrediction(0, right, right, "")]
        assert "✓ 1 " in study.text  # marked at once
        for keys, place in ((["3"], 2), (["2"], 1), (["a", "up", "enter"], 2)):  # and changed until something has run
            await study.press(*keys)
            assert clients[0].sent[-1] == AnswerPrediction(0, ROWS[labels][place], right, "")
            assert f"✓ {place + 1} " in study.text


async def test_a_row_is_chosen_with_the_mouse(asked: Asked) -> None:
    app, clients = asked("letters", "b")
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        y = next(y for y, line in enumerate(study.lines) if "the second" in line)
        await pilot.click(offset=(study.lines[y].index("the second") + 2, y))
        await study.settle()
        assert clients[0].sent == [AnswerPrediction(0, "b", "b", "")]


@pytest.mark.parametrize(("labels", "key"), [("letters", "c"), ("moving keys", "n"), ("moving keys", "s")])
async def test_a_key_that_moves_the_program_moves_it_and_answers_nothing(asked: Asked, labels: str, key: str) -> None:
    app, clients = asked(labels, ROWS[labels][0])
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        await study.press(key)
        motion = {"n": "next", "s": "step", "c": "continue"}[key]
        assert clients[0].sent == [AnswerPrediction(0, "", ROWS[labels][0], ""), Move(motion)]  # type: ignore[arg-type]


async def test_other_keys_go_past_the_card(asked: Asked) -> None:
    app, clients = asked("letters", "a")
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        await study.press("question_mark")
        assert type(app.screen).__name__ == "HelpScreen"
        await study.press("escape", "tab", "z", "z", "j", "pagedown", "G", "g")
        assert "the third" in study.text
        await study.press("escape")
        assert "the third" not in study.text
        assert isinstance(app.screen, StudyScreen)  # it was put away, and nothing else
        assert "a answers it" in study.text
        await study.press("a")
        assert "the third" in study.text
        await study.press("i", *"12 b")
        assert "12 b" in study.text
        assert clients[0].sent == []
        await study.press("escape", "3")
        assert clients[0].sent == [AnswerPrediction(0, "c", "a", "")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_code_that_a_question_is_about_is_in_sight_when_it_is_asked_afterwards(size: tuple[int, int]) -> None:
    lesson = load(find("12"))
    clients: list[Standing] = []
    app = app_for(lesson, "en", clients, quiet=True)  # as that cell is: it fetches and prints nothing
    async with app.run_test(size=size) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        clients[0].stand_before(1)
        await study.settle()
        study.line_with('relu2 = tf.maximum(z1, 0., name="relu2")')
        study.line_with('z1 = tf.add(tf.matmul(X, w1), b1, name="z1")')
        study.line_with("Where is the mistake?")


async def test_a_question_about_code_that_is_out_of_sight_says_which_key_shows_it() -> None:
    clients: list[Standing] = []
    app = app_for(load(find("05")), "en", clients, quiet=True)
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        clients[0].stand_before(1)
        await study.settle()
        assert "init = tf.global_variables_initializer()" not in study.text
        for _ in range(5):
            if "more of the code you are asked about" not in study.text:
                break
            await study.press("pagedown")
        assert "best_theta = theta.eval()" in study.text  # the cell's last line
        assert_whole(study, "after PgDn")
