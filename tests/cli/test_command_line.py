"""The command line as a person or a script meets it: every command runs as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, RunTuigraph


def write_lesson(path: Path, *cells: str) -> Path:
    path.write_text("\n".join(['# %% [markdown] lang="en"', "# # A lesson", *cells, ""]), encoding="utf-8")
    return path


def test_version_is_that_of_the_package(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("--version")
    assert done.returncode == 0
    assert f'version = "{done.stdout.split()[1]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_help_names_every_command(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("--help")
    assert done.returncode == 0
    for command in ("learn", "play", "lessons", "run", "data"):
        assert f"\n    {command} " in done.stdout


@pytest.mark.parametrize("arguments", [(), ("learn", "03")])
def test_without_a_terminal_the_plain_command_is_named(run_tuigraph: RunTuigraph, arguments: tuple[str, ...]) -> None:
    done = run_tuigraph(*arguments, timeout=10)
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


def test_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m tuigraph play 03 --plain | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60)
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
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130
        assert process.stderr.read() == ""
