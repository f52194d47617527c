"""Recorded TensorFlow behaviour: how much of each area has to hold. A floor is only ever raised."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT, require_shared

FLOORS = {  # per cent of the cases of an area
    "containers": 0,
    "dataflow": 0,
    "gradients": 0,
    "graph": 85,
    "ops": 0,
    "random": 0,
    "saver": 0,
    "scopes": 0,
    "session": 85,
    "summaries": 0,
    "training": 0,
    "variables": 0,
}

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def areas() -> dict[str, Any]:
    runner = require_shared("conformance/run.py")
    command = [sys.executable, str(runner), "check", "--module", "tuigraph", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=580, stdin=subprocess.DEVNULL)
    assert done.returncode in (0, 1), done.stderr
    result: dict[str, Any] = json.loads(done.stdout)["areas"]
    return result


def test_every_area_has_a_floor(areas: dict[str, Any]) -> None:
    assert sorted(areas) == sorted(FLOORS)


@pytest.mark.parametrize("area", [area for area, floor in FLOORS.items() if floor])
def test_area_holds_its_floor(areas: dict[str, Any], area: str) -> None:
    tally = areas[area]
    held = 100 * tally["passed"] / tally["total"]
    failing = "\n".join(f"{name}: {problem}" for name, problem in tally["failing"].items())
    assert held >= FLOORS[area], f"{area}: {tally['passed']} of {tally['total']}, floor {FLOORS[area]} %\n{failing}"
