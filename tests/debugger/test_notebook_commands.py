"""What a notebook asks of IPython is done where it is harmless, and said to be left out elsewhere."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.debugger.driver import Driver
from tests.lessons.test_notebooks import code, write
from tuigraph.debuggee.programs import program_of
from tuigraph.debugger.debugger import Debugger
from tuigraph.lessons import load
from tuigraph.notebook.figures import Figures
from tuigraph.notebook.stand_ins import StandIns
from tuigraph.wire.commands import Move
from tuigraph.wire.messages import Load
from tuigraph.wire.said import Said
from tuigraph.wire.unit import units_of


def debug(path: Path, *acts: object) -> Driver:
    driver = Driver("", *acts)  # type: ignore[arg-type]
    driver.program = program_of(Load(units_of(path, load(path).units), echo=True))
    driver.debugger = Debugger(driver.program, driver)
    return driver.go()


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    before = {name for name in sys.modules if name.split(".")[0] == "tensorflow"}
    for name in before:
        monkeypatch.delitem(sys.modules, name)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "tensorflow"]:
        del sys.modules[name]  # TensorBoard, and whoever comes next on this worker, would take it for TensorFlow
    assert not hasattr(builtins, "get_ipython")
    assert "IPython.display" not in sys.modules


def test_commands_are_done_or_named_and_the_cell_goes_on(tmp_path: Path) -> None:
    cells = [
        code("%tensorflow_version 1.x\nimport tensorflow as tf\nlogs = 'tf_logs'\n%tensorboard --logdir {logs}"),
        code("for i in range(3):\n    !pip install \x1b[2J\n%cd /\nnames = !ls\nnames, tf.constant(1).shape.ndims"),
        code(
            "%%time\nfrom IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>bold</b>'), Markdown('m'))"
        ),
        code("%%bash\nrm -rf /"),
        code("1 + 1;"),
        code("%time total = sum([1, 2])\ntotal"),
    ]
    driver = debug(write(tmp_path / "book.ipynb", *cells), *[Move("continue")] * 6)
    assert driver.last.problem is None
    told = driver.text
    assert "left out: %tensorboard --logdir {logs}; `tuigraph logs tf_logs` shows the curves here" in told
    assert told.count("left out, since it is for IPython: !pip install") == 1
    assert "left out, since it is for IPython: %cd /" in told
    assert "([], 0)" in told
    assert "<HTML, 11 characters, left out: a terminal does not show it>\nm" in told
    assert "Wall time: " in told
    assert "left out, since it is for IPython: %%bash" in told
    assert "tensorflow_version" not in told
    assert told.rstrip().endswith("3")  # and no 2 of a cell that ends with a semicolon


def test_each_line_with_a_command_is_a_stop_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "book.ipynb", code("%matplotlib inline\n\nx = 1\n!ls\ny = 2"), code("%%time\nz = 3"))
    driver = debug(path, *[Move("next")] * 6)
    assert [(s.position.unit, s.position.line) for s in driver.snapshots][:6] == [
        (0, 1), (0, 3), (0, 4), (0, 5), (1, 1), (1, 2)
    ]  # fmt: skip


def test_without_matplotlib_a_notebook_runs_and_says_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StandIns, "_absent", lambda self, root: True)
    cells = [
        code("import matplotlib\nimport matplotlib.pyplot as plt\nplt.rcParams['axes.labelsize'] = 14"),
        code(
            "from mpl_toolkits.mplot3d import Axes3D\nfrom matplotlib.colors import ListedColormap as Map\nMap(['r'])"
        ),
        code("fig, (a, b) = plt.subplots(1, 2)\n(c, d), (e, f) = plt.subplots(2, ncols=2)[1]\nline, = a.plot([1])"),
        code("fig, ax = plt.subplots(figsize=(1, 1))\nwith plt.style.context('x'):\n    ax.set_title('t')\nplt.show()"),
    ]
    driver = debug(write(tmp_path / "book.ipynb", *cells), *[Move("continue")] * 4)
    assert driver.last.problem is None
    assert driver.text.count("matplotlib is not installed: figures are left out") == 1
    assert "figure saved" not in driver.text


def test_figures_that_are_open_are_saved_named_and_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    open_ones = {1: True, 2: False, 3: True}  # and whether something is drawn in it
    pyplot: Any = ModuleType("matplotlib.pyplot")
    pyplot.__file__ = "pyplot.py"
    pyplot.get_fignums = lambda: list(open_ones)
    pyplot.figure = lambda number: SimpleNamespace(
        number=number, axes=[1] * open_ones[number], texts=[], images=[],
        savefig=lambda path, **_: Path(path).write_text("drawn"),
    )  # fmt: skip
    pyplot.close = lambda figure: open_ones.pop(figure.number)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
    notes: list[Said] = []
    figures = Figures("my book", notes.append)
    with figures.kept():
        figures.cell = 7
        figures.show()
    paths = [Path(str(note.fields["path"])) for note in notes]
    assert [path.name for path in paths] == ["cell-7-figure-1.png", "cell-7-figure-2.png"]
    assert {path.parent.parent for path in paths} == {tmp_path}
    assert paths[0].parent.name.startswith("tuigraph-my-book-")
    assert all(path.read_text() == "drawn" for path in paths)
    assert open_ones == {}
