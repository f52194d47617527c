"""Which lessons there are: those installed with the package, or those of the checkout."""

from __future__ import annotations

import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from tuigraph.files import keep, state_file
from tuigraph.lessons.cells import LessonError
from tuigraph.wire.said import said
from tuigraph.words.numbers import whole_number

_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "_lessons"
_CHECKOUT = _PACKAGE.parent / "lessons"


def available() -> list[Path]:
    """The lesson files of the chapter, in order."""
    return sorted(_folder().glob("[0-9][0-9]_*.py"))


def tour() -> Path:
    """The lesson file of the tour, which is no lesson of the chapter."""
    return _folder() / "tour.py"


def template() -> str:
    """The text of a commented lesson file to start from."""
    return (_folder() / "template.py").read_text(encoding="utf-8")


def _folder() -> Path:
    return next((folder for folder in (_INSTALLED, _CHECKOUT) if folder.is_dir()), None) or _unpacked()


@cache
def _unpacked() -> Path:
    """The lessons of a package that lies in an archive, as files: whoever opens one needs its path."""
    from importlib import resources

    folder = state_file("lessons")
    for lesson in resources.files("tuigraph").joinpath(_INSTALLED.name).iterdir():
        text, path = lesson.read_text(encoding="utf-8"), folder / lesson.name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            keep(path, text)
    return folder


def find(word: str) -> Path:
    """A lesson by number (``3``, ``03``), by name or its beginning (``life``), or by path.  Raises LessonError.

    The name of a ``.py`` file in the working directory will do, too, where no lesson of the chapter has that name.
    """
    path = Path(word)
    if path.suffix in (".py", ".ipynb", ".md"):
        if os.path.isfile(path):  # False, too, for a name that is too long
            return path
        raise LessonError(path, 0, 0, said("lesson_no_file"))
    lessons = available()
    number = whole_number(word)
    if number is not None:
        matches = [p for p in lessons if int(p.stem.split("_")[0]) == number]
    else:
        wanted = word.lower().replace("-", "_").replace(" ", "_")
        matches = [p for p in lessons if wanted in (p.stem, p.stem[3:])]
        own = Path(f"{word}.py")
        matches = matches or ([own] if os.path.isfile(own) else [])
        matches = matches or [p for p in lessons if p.stem[3:].startswith(wanted)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise LessonError(word, 0, 0, said("lesson_several", names=", ".join(p.stem for p in matches)))
    near = get_close_matches(word, [p.stem[3:] for p in lessons], n=1)
    raise LessonError(word, 0, 0, said("lesson_unknown_near", name=near[0]) if near else said("lesson_unknown"))
