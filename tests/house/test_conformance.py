"""Recorded TensorFlow behaviour: how much of each area has to hold. A floor is only ever raised."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT, require_shared

AREAS = [
    "containers",
    "dataflow",
    "gradients",
    "graph",
    "ops",
    "random",
    "saver",
    "scopes",
    "session",
    "summaries",
    "training",
    "variables",
]
FLOOR = 97  # per cent of the cases of an area, and of all

pytestmark = [pytest.mark.timeout(1200), pytest.mark.xdist_group("conformance")]  # the cases run once, on one worker


@pytest.fixture(scope="module")
def areas() -> dict[str, Any]:
    runner = require_shared("conformance/run.py")
    command = [sys.executable, str(runner), "check", "--module", "tuigraph", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode in (0, 1), done.stderr
    result: dict[str, Any] = json.loads(done.stdout)["areas"]
    return result


def test_every_area_has_a_floor(areas: dict[str, Any]) -> None:
    assert sorted(areas) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_area_holds_its_floor(areas: dict[str, Any], area: str) -> None:
    tally = areas[area]
    failing = "\n".join(f"{name}: {problem}" for name, problem in tally["failing"].items())
    assert 100 * tally["passed"] >= FLOOR * tally["total"], f"{tally['passed']} of {tally['total']} hold\n{failing}"


def test_all_areas_together_hold_the_floor(areas: dict[str, Any]) -> None:
    passed, total = (sum(tally[count] for tally in areas.values()) for count in ("passed", "total"))
    assert total >= 320
    assert 100 * passed >= FLOOR * total, f"{passed} of {total} hold"
