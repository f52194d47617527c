"""Lessons played on the app's screen: on a terminal, into recordings, into pictures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.conftest import ROOT, RunTuigraph
from tests.pty.terminal import TUIGRAPH, Terminal

COLUMNS, LINES = 120, 40


def events_of(path: Path) -> list[list[Any]]:
    """The events of a recording, after a look at every line: is this asciicast v2?"""
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    header = json.loads(first)
    assert header["version"] == 2
    assert (header["width"], header["height"]) == (COLUMNS, LINES)
    events = [json.loads(line) for line in rest]
    for event in events:
        time, kind, data = event
        assert isinstance(time, (int, float))
        assert kind in ("o", "m")
        assert isinstance(data, str)
    times = [event[0] for event in events]
    assert times == sorted(times)
    return events


def replayed(events: list[list[Any]]) -> list[str]:
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    for _, kind, data in events:
        if kind == "o":
            stream.feed(str(data))
    return [line.rstrip() for line in screen.display]


def text_of(picture: Path) -> str:
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    return " ".join("".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The second cell of lesson 03 as a recording and as pictures, made with no terminal and no word of colours."""
    folder = tmp_path_factory.mktemp("recorded")
    command = [*TUIGRAPH, "play", "03", "--from", "2", "--to", "2", "--record", "03.cast", "--svg", "pictures"]
    environment = {name: value for name, value in os.environ.items() if name not in ("TERM", "COLORTERM")}
    environment.update(NO_COLOR="1", LC_ALL="C.UTF-8", PYTHONPATH=str(ROOT), TUIGRAPH_LANG="en", HOME=str(folder))
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder / "03.cast", folder / "pictures"


def test_recording_ends_with_the_last_screen(recorded: tuple[Path, Path]) -> None:
    events = events_of(recorded[0])
    screen = replayed(events)
    assert "cell 2/6" in screen[0]
    assert "[2.20]" in screen[0]
    assert screen[1].startswith(" z = mul = x * mul/y = 5 * 3 -> 15")
    assert any("? A question is open" in line for line in screen), "one line: nobody answers"
    assert not any("Your prediction" in line for line in screen)
    assert events[-1][0] > 12, "a time for reading, and some for each step"


def test_recording_is_marked_at_cells_and_keeps_the_pace(recorded: tuple[Path, Path]) -> None:
    events = events_of(recorded[0])
    assert [data for _, kind, data in events if kind == "m"] == ["2"]
    drawn = [float(str(time)) for time, kind, _ in events if kind == "o"]
    steps = [round(b - a, 3) for a, b in pairwise(drawn[2:])]
    assert set(steps) == {0.5}


def test_there_is_a_picture_of_every_step(recorded: tuple[Path, Path]) -> None:
    pictures = sorted(recorded[1].iterdir())
    assert [path.name for path in pictures] == [f"02-{step:04}.svg" for step in range(1, 21)]
    assert "next line" not in text_of(pictures[0])
    assert "z = mul = x * mul/y = 5 * 3 -> 15" in text_of(pictures[18])
    assert "z = mul" not in text_of(pictures[15])


def test_pictures_are_in_colour_and_take_nothing_from_the_network(recorded: tuple[Path, Path]) -> None:
    picture = (recorded[1] / "02-0010.svg").read_text(encoding="utf-8")
    assert len(set(re.findall(r'fill="(#\w{6})', picture))) > 4
    assert re.findall(r"https?://[^\s\"')]+", picture) == ["http://www.w3.org/2000/svg"]


def test_speed_divides_time(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    lengths = []
    for speed in ("1", "4"):
        run_tuigraph("play", "02", "--to", "1", "--record", "x.cast", "--speed", speed)
        lengths.append(float(str(events_of(tmp_path / "x.cast")[-1][0])))
    assert lengths[0] == pytest.approx(4 * lengths[1], abs=0.01)


def test_failing_lesson_is_recorded_up_to_its_failure(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("# %% [markdown]\n# # Bad\n# %%\nx = 1\n# %%\nx / 0\n", encoding="utf-8")
    done = run_tuigraph("play", "bad.py", "--record", "bad.cast")
    assert (done.returncode, done.stderr) == (1, "")
    assert "ZeroDivisionError" in replayed(events_of(tmp_path / "bad.cast"))[1]


def test_recording_that_cannot_be_written_is_refused(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("play", "03", "--record", "nowhere/x.cast")
    assert done.returncode == 2
    assert done.stderr == "tuigraph: cannot write nowhere/x.cast: No such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--from", "7"), "the lesson has 6 code cells"),
        (("--from", "3", "--to", "2.5"), "comes before"),
        (("--to", "x"), "a step is a number such as 3"),
        (("--speed", "0"), "speed"),
    ],
)
def test_wrong_stretch_is_refused(run_tuigraph: RunTuigraph, arguments: tuple[str, ...], reason: str) -> None:
    done = run_tuigraph("play", "03", *arguments)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    arguments = ("play", "03", "--from", "2", "--to", "2", "--speed", "8")
    opened = Terminal((*TUIGRAPH, *arguments), COLUMNS, LINES, dict(os.environ), tmp_path)
    yield opened
    opened.close()


def test_on_a_terminal_the_lesson_plays_itself_and_ends(terminal: Terminal) -> None:
    terminal.wait_for("[2.1]")
    terminal.wait_for("[2.12]")
    assert terminal.wait_for_exit() == 0


def test_space_holds_a_move_takes_over_and_q_leaves(terminal: Terminal) -> None:
    terminal.wait_for("[2.2]")
    terminal.press(" ")
    terminal.settle(quiet=1)
    held = terminal.text
    terminal.settle(quiet=1)
    assert terminal.text == held
    terminal.press(" ")
    terminal.wait_for("[2.9]")
    terminal.press("S")
    terminal.wait_for(lambda text: "[2." not in text.splitlines()[0])
    terminal.settle(quiet=1)
    terminal.press("q")
    assert terminal.wait_for_exit() == 0


def test_progress_of_the_learner_is_left_alone(terminal: Terminal, own_environment: Path) -> None:
    terminal.wait_for_exit()
    assert not list(own_environment.rglob("progress*"))
