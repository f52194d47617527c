"""In a notebook every place is that of its own cell: lines are counted in each, and several cells have a line 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.debugger.driver import Driver, to_the_end
from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.program import Program
from tuigraph.lessons import Cell, load
from tuigraph.wire.commands import Evaluate, Move, Typed
from tuigraph.wire.unit import units_of

CELLS = [
    "import tuigraph as tf\nx = tf.constant(1.0, name='x')\ny = x + 1.0",
    "def double(value):\n    twice = value * 2\n    return twice\nz = double(3)",
    "sess = tf.Session()\nsess.run(y)\nz = double(5)\nprint(z)",
    "first = 1\nsecond = 2\nthird = 1 / 0\nfourth = 4\nfifth = 5",
]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    cells = [{"cell_type": "markdown", "source": "# Notebook", "metadata": {}}]
    cells += [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in CELLS]
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    return path


def debug(notebook: Path, *acts: object) -> Driver:
    driver = Driver("", *acts)  # type: ignore[arg-type]
    driver.program = Program(units_of(notebook, load(notebook).units), echo=True)
    driver.debugger = Debugger(driver.program, driver)
    return driver.go()


def places(driver: Driver) -> list[tuple[int, int]]:
    return [(snapshot.position.unit, snapshot.position.line) for snapshot in driver.snapshots]


def test_arrow_stands_in_the_cell_that_runs(notebook: Path) -> None:
    driver = debug(notebook, *[Move("next")] * 9)
    assert places(driver)[:9] == [(0, 1), (0, 2), (0, 3), (1, 1), (1, 4), (2, 1), (2, 2), (2, 3), (2, 4)]


def test_arrow_follows_a_call_into_the_cell_of_the_function(notebook: Path) -> None:
    driver = debug(notebook, Move("continue"), Move("continue"), Move("next"), Move("next"), Move("step"), Move("step"))
    assert places(driver)[-2:] == [(1, 2), (1, 3)]


def test_error_names_its_cell_and_line(notebook: Path) -> None:
    driver = debug(notebook, *[Move("continue")] * 4)
    problem = driver.last.problem
    assert problem is not None
    assert (problem.unit, problem.line) == (3, 3)
    assert "ZeroDivisionError (in cell 4, line 3)" in driver.text


def test_breakpoint_on_a_line_is_of_one_cell(notebook: Path) -> None:
    there = notebook.name + "[3]:3"
    driver = debug(notebook, Typed(f"b line {there}"), Move("continue"), Move("continue"), Move("continue"))
    assert places(driver)[-1] == (2, 3)
    assert driver.last.reason == "breakpoint"
    here = debug(notebook, Move("continue"), Typed("b line 3"), Move("continue"))
    assert (here.last.reason, places(here)[-1]) == ("breakpoint", (1, 3))
    gone = debug(notebook, Move("continue"), Typed("b line 3"), Typed("cl line 3"), Move("continue"), to_the_end)
    assert "breakpoint" not in {snapshot.reason for snapshot in gone.snapshots}


def test_nodes_know_their_cell_and_line(notebook: Path) -> None:
    driver = debug(notebook, Move("continue"), Evaluate("x.op.source, y.op.source"), Typed("ps mine.ipynb[1]"))
    assert f"('{notebook}[1]', 2), ('{notebook}[1]', 3)" in driver.text
    assert "y = x + 1.0" in driver.text


@pytest.mark.parametrize("path", ["in [1]/mine[2].ipynb", "in [1]/mine.md", "in [1]/mine[2].py"])
def test_a_cell_knows_its_file_whatever_that_is_called(path: str) -> None:
    assert [unit.path for unit in units_of(path, [Cell("code", "x", 1, 3)])] == [path]
