"""Files that have no end, or that somebody would have to write first, are refused at once by every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tuigraph as tf
from tuigraph import reading
from tuigraph.cli import main

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
COMMANDS = (
    ("learn", "FILE"),
    ("play", "FILE", "--plain"),
    ("play", "FILE.py", "--plain"),
    ("run", "FILE"),
    ("run", "FILE.ipynb"),
    ("debug", "FILE", "--plain"),
    ("check", "FILE"),
    ("check", "FILE.ipynb"),
    ("graph", "FILE", "--plain"),
    ("graph", "FILE.tfevents", "--plain"),
    ("graph", "MODEL", "--plain"),
    ("checkpoint", "FILE"),
    ("checkpoint", "FOLDER"),
    ("logs", "FILE", "--plain"),
    ("logs", "FILE.tfevents", "--plain"),
)


@pytest.fixture(params=["pipe", "/dev/zero"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder in which every file is one that has no end."""
    (tmp_path / "model").mkdir()
    names = ("m", "m.py", "m.ipynb", "m.tfevents", "m.index", "checkpoint", "model/saved_model.pb", "config.toml")
    for name in names:
        if request.param == "pipe":
            os.mkfifo(tmp_path / name)
        else:
            (tmp_path / name).symlink_to(request.param)
    return tmp_path


def test_every_command_refuses_what_has_no_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        places = {"FILE": folder / "m", "MODEL": folder / "model", "FOLDER": folder}
        word = command[1].partition(".")
        arguments = [command[0], f"{places[word[0]]}{word[1]}{word[2]}", *command[2:]]
        assert main(arguments) in (1, 2), command
        told = capsys.readouterr()
        assert "Traceback" not in told.err, command
        assert len((told.out + told.err).splitlines()) == 1, command


def test_a_configuration_and_checkpoints_that_have_no_end_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tf.train.latest_checkpoint(str(folder)) is None
    with pytest.raises(tf.errors.OpError):
        tf.train.NewCheckpointReader(str(folder / "m"))
    with pytest.raises(tf.errors.InvalidArgumentError, match="no file that has an end"):
        tf.train.import_meta_graph(str(folder / "m"))
    with pytest.raises(tf.errors.OpError, match="no file that has an end"):
        next(tf.train.summary_iterator(str(folder / "m")))
    monkeypatch.setenv("TUIGRAPH_CONFIG", str(folder / "config.toml"))
    assert main(["--lang", "en", "lessons"]) == 2
    assert "no file that has an end" in capsys.readouterr().err


def test_what_says_more_than_can_be_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.pb"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(OSError, match="large"):
        reading.contents(large)


def test_what_a_shell_hands_over_is_read(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tuigraph", "run", "/dev/stdin"]
    ended = subprocess.run(command, input=b"print('read')\n", capture_output=True, check=False)
    assert (ended.returncode, ended.stdout.split()) == (0, [b"read"]), ended.stderr
