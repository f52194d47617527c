"""What every test gets: an environment of its own, and the real program as a command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.clock import HANGS

# How long an example takes says how busy the machine is, and nothing about the law.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_xdist_auto_num_workers() -> int:
    """Two workers for each processor: most tests of the screen wait more than they compute."""
    return 2 * (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

RunTuigraph = Callable[..., "subprocess.CompletedProcess[str]"]


def require_shared(path: str) -> Path:
    """A file of the shared folder beside the checkout; without it the test is skipped, but never in CI."""
    found = SHARED / path
    if not found.exists():
        if os.environ.get("CI"):
            pytest.fail(f"../shared/{path} is not there, and CI must run this test")
        pytest.skip(f"../shared/{path} is not there")
    return found


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings, progress and data of the person who runs the tests are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(home / "scikit_learn_data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # for the processes that tests start elsewhere
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TUIGRAPH_TOUR", "off")
    for name in ("LANGUAGE", "NO_COLOR", "COLORTERM", "PYTHONSTARTUP", "TUIGRAPH_LANG"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def run_tuigraph(tmp_path: Path) -> RunTuigraph:
    """Run ``python -m tuigraph`` to its end, with no terminal, in an empty directory; checks nothing."""

    def run(*arguments: str, timeout: float = HANGS, **options: Any) -> subprocess.CompletedProcess[str]:
        defaults: dict[str, Any] = {"cwd": tmp_path, "stdin": subprocess.DEVNULL}
        return subprocess.run(
            [sys.executable, "-m", "tuigraph", *arguments],
            capture_output=True,
            text=True,
            timeout=timeout,
            **(defaults | options),
        )

    return run
