"""Walks through lessons in the real app and reads it: ``python -m tests.tui.walk --size 80x24 --lang zh 06``.

What it reads for: rows as wide as the terminal, no text cut where there is room beside it, tables that are tables,
figures beside the reader's, nothing in another language than the reader's.  Without lessons it takes all of the
chapter; that takes many minutes.  It prints a line for each fault.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len

from tests.tui.real import RealStudy, open_real
from tuigraph.lessons import Lesson, available, find, load
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.widgets.card import Card
from tuigraph.tui.widgets.lesson import LessonPane
from tuigraph.words import Words
from tuigraph.words.po import read

SIZES = ((60, 20), (80, 24), (80, 30), (120, 40), (160, 45), (200, 55))
LANGUAGES = ("en", "zh")
VIEWS = ("question_mark", "T", "p", "B", "I", "O", "w", "v")  # keys that open a screen over the lesson
ROOM = 4  # blank columns after a cut text: there was room for it

_CUT = re.compile(rf"[^\s….]…(?= {{{ROOM},}}(?![├ ]))")
_ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ -][a-z]{2,}){2,}\b")
_FIELD = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Fault:
    """Something that should not be on a screen."""

    place: str
    what: str
    line: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.line.strip()}"


class Reader:
    """Knows what may stand on the screens of a lesson."""

    def __init__(self, lesson: Lesson, language: str) -> None:
        self._foreign = _foreign(language) if language != "en" else ()
        self._language = language
        self._own = _one_line(_said(lesson, language))

    def faults(self, place: str, lines: Sequence[str], width: int, printed: str = "") -> Iterator[Fault]:
        """What is wrong with a screen; what the program has printed may stand in any language."""
        allowed = self._own + _one_line(printed)
        for line in lines:
            if cell_len(line) != width:
                yield Fault(place, f"{cell_len(line)} columns of {width}", line)
            if _CUT.search(line):
                yield Fault(place, "cut, with room beside it", line)
        if self._language == "en":
            return
        for line in lines:
            found = [phrase for phrase in self._foreign if phrase in line] + _ENGLISH.findall(line)
            for phrase in found:
                if _one_line(phrase) not in allowed:
                    yield Fault(place, f"English: {phrase!r}", line)


def _said(lesson: Lesson, language: str) -> str:
    """All that a lesson itself may bring to the screen: its text, code, and what it prints."""
    parts = [lesson.text(language)]
    for step in lesson.steps:
        parts += [step.code.source, step.output.text if step.output else ""]
        passages = [*step.notes, *(p for e in step.exercises for p in (e.prompt, *e.hints))]
        if step.predict:
            passages += [step.predict.question, *step.predict.hints, *step.predict.why]
        parts += [passage.text(language) for passage in passages]
    return "\n".join(parts)


def _one_line(text: str) -> str:
    return re.sub(r"[\s`]+", " ", text)


def _foreign(language: str) -> tuple[str, ...]:
    """Stretches of English messages that are said otherwise in this language."""
    english, other = (_catalogue(name) for name in ("en", language))
    stretches = {
        stretch.strip(" .,:;()")
        for id, text in english.items()
        if other.get(id) != text
        for stretch in _FIELD.split(text)
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", stretch) and len(stretch.strip()) > 8
    }
    return tuple(sorted(stretch for stretch in stretches if not any(stretch in text for text in other.values())))


def _catalogue(language: str) -> dict[str, str]:
    path = Path(sys.modules["tuigraph.words"].__file__ or "").with_name(f"{language}.po")
    return {id: " ".join(texts) for id, texts in read(path.read_text(encoding="utf-8")).items()}


class Walker:
    """One lesson at one size in one language."""

    def __init__(self, path: Path, size: tuple[int, int], language: str) -> None:
        self.lesson = load(path)
        self.faults: list[Fault] = []
        self.screens = self.asked = 0  # those that were read, and those of them with a card
        self._path, self._size, self._language = path, size, language
        self._reader = Reader(self.lesson, language)

    async def walk(self, steps: Sequence[str] = ("n", "s", "s"), views: Sequence[str] = VIEWS) -> None:
        """To the end of the lesson with some keys in each cell, through its text, and into some screens."""
        async with _language(self._language), open_real(self._path, self._size, self._language) as study:
            self._read(study, "start")
            for number in range(1, len(self.lesson.units) + 1):
                for key in (*steps, "c"):
                    await self._on(study, key, number)
                    self._read(study, f"cell {number}, after {key}")
            await self._text(study)
            for key in views:
                await study.press(key)
                self._read(study, f"view {key}")
                if not isinstance(study.app.screen, StudyScreen):
                    await study.press("escape")

    async def _on(self, study: RealStudy, key: str, number: int) -> None:
        """Press a key that runs the program on; a question that keeps it is passed over."""
        before = self._place(study)
        if before[0] >= number:
            return
        await study.press(key)
        if self._place(study) == before:
            await study.press("escape", key)
            assert self._place(study) != before, study.text

    def _place(self, study: RealStudy) -> tuple[int, object]:
        """How many cells have run, and where the program stands."""
        screen = study.app.screen_stack[-1]
        assert isinstance(screen, StudyScreen), study.text
        snapshot = screen.picture.snapshot
        assert snapshot is not None
        ran = snapshot.position.units if snapshot.state == "finished" else snapshot.position.unit
        return ran, snapshot.number

    def _read(self, study: RealStudy, place: str) -> None:
        self.screens += 1
        where = f"{self.lesson.number} {self._size[0]}x{self._size[1]} {self._language} {place}"
        screen = next(screen for screen in study.app.screen_stack if isinstance(screen, StudyScreen))
        printed = "\n".join(str(piece.text) for piece in screen.picture.output)
        self.faults += self._reader.faults(where, study.lines, self._size[0], printed)
        if study.app.screen is screen:
            card = screen.query_one(Card)
            said = ["".join(words for words, _ in line).strip() for line in card._card.lines]
            hidden = [line for line in said if line not in study.text]
            self.asked += bool(said)
            self.faults += [Fault(where, "a line of the card is not to be seen", line) for line in hidden]

    async def _text(self, study: RealStudy) -> None:
        """Page through the lesson's text from its start; its tables and figures are there."""
        pane = study.app.screen.query_one(LessonPane)
        pane.focus()
        await study.press("home")
        seen: list[str] = []
        while True:
            self._read(study, f"text, line {pane.scroll_offset.y}")
            top = pane.scroll_offset.y
            seen += [line for line in _inside(study, pane) if line not in seen[-200:]]
            await study.press("pagedown")
            if pane.scroll_offset.y == top:
                break
        self._tables(seen)
        self._figures(seen)

    def _tables(self, seen: Sequence[str]) -> None:
        place = f"{self.lesson.number} {self._size[0]}x{self._size[1]} {self._language}"
        for row in re.findall(r"^\|(.+)\|$", self.lesson.text(self._language), re.MULTILINE):
            cells = [cell.strip(" `*").split(" ")[0] for cell in row.split("|")]
            if set(row) <= set("|-: ") or not all(cells):
                continue
            if not any(all(cell[:4] in line for cell in cells) for line in seen):
                self.faults.append(Fault(place, "no row of a table", row))

    def _figures(self, seen: Sequence[str]) -> None:
        place = f"{self.lesson.number} {self._size[0]}x{self._size[1]} {self._language}"
        book = Words(self._language)("book")
        wanted = sum(bool(step.output and step.output.book) for step in self.lesson.steps)
        if wanted and not any(book in line for line in seen):
            self.faults.append(Fault(place, "no figures", book))
        self.faults += [Fault(place, "not as in the book", line) for line in seen if line.startswith("✗")]


def _inside(study: RealStudy, pane: LessonPane) -> list[str]:
    """The lines within a pane's border."""
    region = pane.content_region
    return [_columns(line, region.x, region.right - 1) for line in study.lines[region.y : region.bottom]]


def _columns(line: str, start: int, end: int) -> str:
    text, at = "", 0
    for letter in line:
        if start <= at < end:
            text += letter
        at += cell_len(letter)
    return text.rstrip()


@asynccontextmanager
async def _language(language: str) -> AsyncIterator[None]:
    """The program's process speaks it too."""
    former = os.environ.get("TUIGRAPH_LANG")
    os.environ["TUIGRAPH_LANG"] = language
    try:
        yield
    finally:
        if former is None:
            del os.environ["TUIGRAPH_LANG"]
        else:
            os.environ["TUIGRAPH_LANG"] = former


async def _walk(paths: Sequence[Path], sizes: Sequence[tuple[int, int]], languages: Sequence[str]) -> int:
    faults = 0
    for path in paths:
        for size in sizes:
            for language in languages:
                walker = Walker(path, size, language)
                with tempfile.TemporaryDirectory() as folder:  # a lesson that was left is asked about when it is opened
                    os.environ["XDG_STATE_HOME"] = folder
                    await walker.walk()
                faults += len(walker.faults)
                for fault in dict.fromkeys(walker.faults):
                    print(fault)
                counts = f"{walker.screens} screens, {walker.asked} with a card, {len(walker.faults)} faults"
                print(f"{path.stem} {size[0]}x{size[1]} {language}: {counts}", flush=True)
    return faults


def main() -> int:
    """1 where there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--size", action="append", default=[])
    parser.add_argument("--lang", action="append", default=[])
    options = parser.parse_args()
    paths = [find(word) for word in options.lessons] or available()
    sizes = [tuple(map(int, size.split("x"))) for size in options.size] or SIZES
    os.environ["TUIGRAPH_TOUR"] = "off"
    return bool(asyncio.run(_walk(paths, sizes, options.lang or LANGUAGES)))  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
