"""The short forms of the harnesses for files: damaged ones of every kind (`tests.mutants`), kills (`tests.kills`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clock import HANGS
from tests.mutants import KINDS, faults


def test_damaged_files_of_every_kind_are_refused_with_the_errors_that_are_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    assert faults(list(KINDS), range(8), tmp_path) == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
def test_what_is_killed_while_it_writes_loses_nothing_and_leaves_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "--kills", "3", "--longest", "0.2"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=HANGS,
    )
    assert done.stdout == "9 kills, 0 faults\n", done.stdout + done.stderr
