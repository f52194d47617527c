"""Each recorded program builds the nodes that TensorFlow 1.15.5 built, and computes what it computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.recorded.describe import describe
from tests.recorded.record import AREAS, FILE

RECORDED: dict[str, Any] = json.loads(Path(FILE).read_text(encoding="utf-8"))
PROGRAMS = {f"{area}.{name}": program for area, module in AREAS.items() for name, program in module.PROGRAMS.items()}


@pytest.mark.parametrize("name", RECORDED)
def test_a_program_builds_and_computes_what_tensorflow_does(name: str) -> None:
    expected, found = dict(RECORDED[name]), describe(tf, PROGRAMS[name])
    for numbers in ("values", "variables"):
        if numbers in expected and numbers in found:
            assert_close(found.pop(numbers), expected.pop(numbers), numbers)
    assert found == expected


def assert_close(found: Any, expected: Any, where: str) -> None:
    """Equal but for the last digits of floats."""
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for key in expected:
            assert_close(found[key], expected[key], f"{where}, {key}")
    elif isinstance(expected, list) and expected and isinstance(expected[0], float):
        np.testing.assert_allclose(found, expected, rtol=5e-5, atol=1e-7, err_msg=where)
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for one, other in zip(found, expected):
            assert_close(one, other, where)
    else:
        assert found == expected, where


def test_every_program_is_recorded() -> None:
    assert sorted(PROGRAMS) == sorted(RECORDED)
