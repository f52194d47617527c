"""The command line as a person or a script meets it: every command runs as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tuigraph
from tests.clock import HANGS
from tests.conftest import ROOT, RunTuigraph
from tuigraph.lessons import find, load
from tuigraph.lessons.progress import Progress


def write_lesson(path: Path, *cells: str) -> Path:
    path.write_text("\n".join(['# %% [markdown] lang="en"', "# # A lesson", *cells, ""]), encoding="utf-8")
    return path


def test_version_is_that_of_the_package(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("--version")
    assert done.returncode == 0
    assert done.stdout.split()[1] == tuigraph.__version__


def test_help_names_every_command(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("--help")
    assert done.returncode == 0
    for command in ("learn", "play", "lessons", "new-lesson", "run", "data"):
        assert f"\n    {command} " in done.stdout


@pytest.mark.parametrize("arguments", [(), ("learn", "03")])
def test_without_a_terminal_the_plain_command_is_named(run_tuigraph: RunTuigraph, arguments: tuple[str, ...]) -> None:
    done = run_tuigraph(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no terminal" in done.stderr
    assert f"tuigraph play {arguments[1] if arguments else '01'} --plain" in done.stderr


def test_unknown_command_is_refused(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("lern", "03")
    assert done.returncode == 2
    assert "learn" in done.stderr


@pytest.mark.parametrize("command", [("learn",), ("play", "--plain")])
def test_wrong_lesson_name_gives_the_nearest(run_tuigraph: RunTuigraph, command: tuple[str, ...]) -> None:
    done = run_tuigraph(*command, "manging_graphs")
    assert done.returncode == 2
    assert "managing_graphs" in done.stderr
    assert "Traceback" not in done.stderr


def test_lesson_file_that_is_not_there(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("play", "--plain", "nowhere.py")
    assert done.returncode == 2
    assert "nowhere.py" in done.stderr


def test_broken_lesson_file_names_cell_and_line(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    path = write_lesson(tmp_path / "broken.py", "# %%", "x = 1", "# %%", "y = = 2")
    done = run_tuigraph("play", "--plain", str(path))
    assert done.returncode == 2
    assert "cell 3, line 6" in done.stderr
    assert "y = = 2" in done.stderr


def test_lessons_are_listed_in_the_language_asked_for(run_tuigraph: RunTuigraph) -> None:
    english = run_tuigraph("lessons", "--lang", "en")
    chinese = run_tuigraph("--lang", "zh", "lessons")
    from_locale = run_tuigraph("lessons", env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"})
    assert english.returncode == chinese.returncode == 0
    assert "03  The life of a node value" in english.stdout
    assert "节点" in chinese.stdout
    assert from_locale.stdout == chinese.stdout


def progress_of(*cells: int) -> None:
    lesson = load(find("03"))
    record = Progress().of(lesson)
    record.done.update(cells)
    Progress().save(lesson, record)


def test_lessons_tell_progress_until_it_is_reset(run_tuigraph: RunTuigraph) -> None:
    progress_of(0, 1)
    assert "03  The life of a node value  2/6\n" in run_tuigraph("lessons").stdout
    assert run_tuigraph("lessons", "--reset", "02").returncode == 0
    assert "2/6" in run_tuigraph("lessons").stdout
    assert run_tuigraph("lessons", "--reset", "03").returncode == 0
    assert "/6" not in run_tuigraph("lessons").stdout
    progress_of(0)
    assert run_tuigraph("lessons", "--reset").returncode == 0
    assert "/6" not in run_tuigraph("lessons").stdout


def test_progress_is_exported(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    progress_of(0, 1)
    assert run_tuigraph("lessons", "--export", "mine.json").returncode == 0
    assert json.loads((tmp_path / "mine.json").read_text())["lessons"]["03_life_of_a_node_value"]["done"] == [0, 1]
    refused = run_tuigraph("lessons", "--export", "nowhere/mine.json")
    assert refused.returncode == 2
    assert "cannot write nowhere/mine.json" in refused.stderr


def test_new_lesson_is_one_that_can_be_played(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    written = run_tuigraph("new-lesson", "mine")
    assert written.stdout == "mine.py is written. Try it: tuigraph play mine.py --check\n"
    checked = run_tuigraph("play", "mine", "--check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "as the lesson says" in checked.stdout


def test_new_lesson_overwrites_nothing(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("precious", encoding="utf-8")
    refused = run_tuigraph("new-lesson", "mine.py")
    assert refused.returncode == 2
    assert "is there already" in refused.stderr
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == "precious"


MARKDOWN = """# A lesson in Markdown

```python
import tuigraph as tf
print(tf.Session().run(tf.constant(20) + 22))
```

<!-- #region role="output" -->
```
42
```
<!-- #endregion -->
"""
CODE = "import tuigraph as tf\nprint(tf.Session().run(tf.constant(20) + 22))"
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": "# A lesson in a notebook"},
        {"cell_type": "code", "metadata": {}, "source": CODE, "outputs": [], "execution_count": None},
        {"cell_type": "markdown", "metadata": {"role": "output"}, "source": "```\n42\n```"},
    ],
}


@pytest.mark.parametrize(("name", "text"), [("my.md", MARKDOWN), ("my.ipynb", json.dumps(NOTEBOOK))])
def test_notebooks_and_markdown_are_lessons(run_tuigraph: RunTuigraph, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    good = run_tuigraph("play", name, "--check")
    assert (good.returncode, good.stderr) == (0, "")
    assert "Cell 1 of 1: ok" in good.stdout
    assert "not compared" not in good.stdout
    (tmp_path / name).write_text(text.replace("22", "23"), encoding="utf-8")
    assert run_tuigraph("play", name, "--check").returncode == 1
    assert "  | 43\n" in run_tuigraph("play", name, "--plain").stdout


def test_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m tuigraph play 03 --plain | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=HANGS)
    assert done.stderr == ""
    assert done.returncode in (0, 141)  # 0 where all of the text fitted into the pipe
    assert done.stdout.count("\n") == 1


def test_interrupt_ends_a_played_lesson_quietly(tmp_path: Path) -> None:
    path = write_lesson(tmp_path / "long.py", "# %%", "print('begun')", "# %%", "while True:", "    pass")
    command = [sys.executable, "-m", "tuigraph", "play", "--plain", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            if "begun" in line and "print" not in line:
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=HANGS) == 130
        assert process.stderr.read() == ""
