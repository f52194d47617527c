"""Makes the pictures of the README again: ``python -m tests.pictures [NAME ...]``; they lie in ``.github/pictures``."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.tui.real import open_real
from tuigraph.files import write_text
from tuigraph.lessons import find
from tuigraph.tui.svg import screenshot

FOLDER = Path(__file__).parents[1] / ".github" / "pictures"


@dataclass(frozen=True)
class Picture:
    """A moment of a lesson: the keys that lead there from its first screen."""

    name: str
    lesson: str
    keys: str
    title: str
    size: tuple[int, int] = (120, 36)
    language: str = "en"
    theme: str = "dark"


PICTURES = (
    Picture("step", "01", "c 2 n n n n n n s s s s s s s", "Lesson 01: inside of a run, node by node"),
    Picture("question", "12", "c", "Lesson 12: a question about the graph", theme="light"),
    Picture("lives", "01", "c 2 n n n n n n s s s s s s s s T", "Lesson 01: how long each value lives", (100, 20)),
    Picture("curves", "07", "c c c c c c c escape 5 z", "Lesson 07: two optimizers, two curves", (100, 28)),
    Picture("why", "01", "c c 2 down down down down w", "Lesson 01: where the 42 comes from", (100, 20), theme="light"),
    Picture("chinese", "03", "c n n n n s s s", "第 03 课：值的一生", (100, 32), "zh"),
)


async def photograph(picture: Picture) -> str:
    """The picture as an SVG document."""
    with tempfile.TemporaryDirectory() as state:
        os.environ.update(XDG_STATE_HOME=state, TUIGRAPH_TOUR="off", TUIGRAPH_LANG=picture.language)
        path = find(picture.lesson)
        async with open_real(path, picture.size, picture.language, picture.theme) as study:
            await study.press(*picture.keys.split())
            return screenshot(study.app, picture.title)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--into", type=Path, default=FOLDER)
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        if not options.names or picture.name in options.names:
            write_text(options.into / f"{picture.name}.svg", await photograph(picture))


if __name__ == "__main__":
    asyncio.run(main())
