"""Lessons are found by number, name and path, in a checkout and in an installed package."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tuigraph.lessons import LessonError, available, catalog, find


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    folder = tmp_path / "_lessons"
    folder.mkdir()
    for name in ("01_first_graph", "02_managing_graphs", "03_first_aid"):
        (folder / f"{name}.py").touch()
    monkeypatch.setattr(catalog, "_INSTALLED", folder)
    return folder


def test_the_checkout_has_lessons_in_order() -> None:
    names = [path.stem for path in available()]
    assert names == sorted(names)
    assert names[0] == "01_first_graph"


@pytest.mark.parametrize("word", ["2", "02", "managing_graphs", "managing-graphs", "Managing Graphs", "man"])
def test_a_lesson_is_found_by_number_and_by_name(installed: Any, word: str) -> None:
    assert find(word) == installed / "02_managing_graphs.py"


def test_a_lesson_is_found_by_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.ipynb"
    path.touch()
    assert find(str(path)) == path
    with pytest.raises(LessonError, match="no such file"):
        find(str(tmp_path / "none.py"))


def test_an_unknown_or_ambiguous_word_says_what_there_is(installed: Any) -> None:
    with pytest.raises(LessonError, match="Did you mean managing_graphs"):
        find("managing_graph_s")
    with pytest.raises(LessonError, match="several lessons begin so: 01_first_graph, 03_first_aid"):
        find("first")
    with pytest.raises(LessonError, match="no such lesson"):
        find("99")


def test_lessons_of_a_package_in_an_archive_are_listed(tmp_path: Path) -> None:
    archive = tmp_path / "t.pyz"
    with zipfile.ZipFile(archive, "w") as out:
        for path in (ROOT / "tuigraph").rglob("*"):
            if path.suffix in (".py", ".po"):
                out.write(path, path.relative_to(ROOT))
        for path in (ROOT / "lessons").glob("*.py"):
            out.write(path, f"tuigraph/_lessons/{path.name}")
        out.writestr("__main__.py", "import sys\nfrom tuigraph.cli import main\nsys.exit(main())\n")
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, str(archive), "lessons"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == [path.name[:2] for path in available()], (
        done.stderr
    )
