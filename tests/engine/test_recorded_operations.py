"""Operations against what TensorFlow 1.15 itself built and gave, node for node.

Each file of `recorded/` holds one entry for each expression; `recorded/describe.py` says how they are made.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.recorded.describe import FOLDER, describe

RECORDED: dict[str, Any] = {}
for _path in sorted(Path(FOLDER).glob("*.json")):
    RECORDED.update(json.loads(_path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("expression", RECORDED)
def test_nodes_static_shapes_values_and_errors_are_those_of_tensorflow(expression: str) -> None:
    expected = RECORDED[expression]
    found = json.loads(json.dumps(describe(tf, expression)))
    assert found.get("static") == expected.get("static")
    assert found.get("builds") == expected.get("builds")
    assert_same_value(found.get("gives"), expected.get("gives"))


def assert_same_value(found: Any, expected: Any) -> None:
    if isinstance(expected, list) and isinstance(found, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected):
            assert_same_value(one, other)
    elif isinstance(expected, float):
        np.testing.assert_allclose(found, expected, rtol=3e-5, atol=1e-6)
    else:
        assert found == expected
