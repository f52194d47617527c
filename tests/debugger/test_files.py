"""A program of several files is debugged in all of them: breakpoints, steps, source, errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.debugger.driver import Act, Driver, run, to_the_end
from tuigraph.debugger.project import Project
from tuigraph.wire.commands import Break, Move, Typed

FILES = {
    "train.py": """\
import tuigraph as tf
from thirteen import model

net = model.Model()
with tf.Session() as sess:
    print(net.fit(sess, 2.0))
    model.fails(sess)
""",
    "thirteen/__init__.py": "",
    "thirteen/model.py": '''\
"""A model."""
import tuigraph as tf
from .deep import layers

class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [], name="x")

        self.y = layers.twice(self.x)

    def fit(self, sess, value):
        return sess.run(
            self.y, {self.x: value}
        )

def fails(sess):
    try:
        sess.nothing
    except AttributeError:
        layers.fails()
''',
    "thirteen/deep/__init__.py": "",
    "thirteen/deep/layers.py": """\
def twice(x):
    y = x * 2.0
    return y

def fails():
    raise ValueError("bad")
""",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("thirteen")]:
        del sys.modules[name]


def debug(folder: Path, *acts: Act) -> Driver:
    return run(FILES["train.py"], *acts, path=folder / "train.py")


def place(driver: Driver) -> tuple[str, int]:
    """The file, from the folder on, and the line."""
    position = driver.last.position
    return position.file.partition("thirteen")[2].lstrip("/"), position.line


@pytest.mark.parametrize("name", ["model.py", "thirteen/model.py"])
def test_a_breakpoint_stops_in_a_file_that_is_not_loaded_yet(folder: Path, name: str) -> None:
    seen = []
    driver = debug(folder, Break(f"{name}:13", kind="line"), Move("continue"), lambda d: seen.append(place(d)))
    assert seen == [("model.py", 12)]
    assert driver.last.stops[0].pattern == "thirteen/model.py:13"
    assert driver.picture.files[driver.last.position.file].text == FILES["thirteen/model.py"]


def test_steps_go_into_functions_of_other_files_and_back(folder: Path) -> None:
    seen: list[tuple[str, int]] = []

    def note(driver: Driver) -> None:
        seen.append(place(driver))

    debug(folder, Break("4", kind="line"), Move("continue"), *[act for _ in range(6) for act in (Move("step"), note)])
    assert seen == [("model.py", n) for n in (7, 9)] + [("deep/layers.py", n) for n in (2, 3)] + [("", 5), ("", 6)]
    seen.clear()
    debug(folder, Break("4", kind="line"), Move("continue"), Move("next"), note)
    assert seen == [("", 5)]


def test_the_source_of_a_file_is_shown_with_its_nodes_and_said_to_go_on(folder: Path) -> None:
    driver = debug(folder, Break("6", kind="line"), Move("continue"), Typed("ps layers.py"), Typed("ps model.py -b 99"))
    assert "L2        y = x * 2.0\n" in driver.text
    assert "      mul\n" in driver.text
    assert "model.py has 20 lines" in driver.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("b line 99999", "the program never stops at line 99999 of train.py; the nearest line where it can is 7"),
        ("b line 3", "line 3 of train.py; the nearest line where it can is 4"),
        ("b line model.py:8", "line 8 of thirteen/model.py; the nearest line where it can is 9"),
        ("b line other.py:8", "other.py is no file of this program"),
        ("b line __init__.py:1", "may be several files: thirteen/__init__.py, thirteen/deep/__init__.py"),
        ("b mull", "there is no node mull; like it: mul"),
        ("tb mul:0", "there is no node mul:0; like it: mul"),
        ("c mull", "there is no node mull; like it: mul"),
        ("b dtype flot32", "there is no dtype flot32; like it: float32"),
        ("b type Mull", "there is no type of operation Mull; like it: Mul"),
        ("cl mul", "there is no breakpoint mul; there are: line 6"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is_nearest(folder: Path, asked: str, told: str) -> None:
    driver = debug(folder, Break("6", kind="line"), Move("continue"), Typed(asked))
    assert told in driver.text
    assert len(driver.last.stops) == 1


def test_a_node_that_is_still_to_be_built_can_be_waited_for(folder: Path) -> None:
    acts = Typed("b node late"), Typed("b mul"), Move("continue")
    driver = debug(folder, *acts)
    assert [stop.pattern for stop in driver.last.stops] == ["late", "mul"]
    assert driver.last.next_node == "mul"


def test_an_error_in_another_file_is_shown_where_it_arose_with_its_callers(folder: Path) -> None:
    driver = debug(folder, to_the_end)
    failed = next(snapshot for snapshot in driver.snapshots if snapshot.problem is not None)
    assert failed.problem is not None
    assert (failed.problem.file, failed.problem.line) == (str(folder / "thirteen/deep/layers.py"), 6)
    assert failed.position.file == failed.problem.file
    assert "ValueError (in thirteen/deep/layers.py, line 6): bad\n" in driver.text
    assert "in fails, called in thirteen/model.py, line 20: layers.fails()\n" in driver.text
    assert "in fails, called at line 7: model.fails(sess)\n" in driver.text


def test_pythons_own_and_installed_files_are_others_unless_somebody_asks(folder: Path) -> None:
    project = Project(str(folder))
    assert project.has(str(folder / "thirteen/model.py"))
    foreign = [str(pytest.__file__), str(Path(sys.modules["argparse"].__file__ or "")), "<frozen importlib>"]
    assert not any(map(project.has, foreign))
    assert project.find("pytest/__init__.py") == str(Path(pytest.__file__).resolve())
    assert project.has(pytest.__file__)
