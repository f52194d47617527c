"""Array, random, text and checking operations against what TensorFlow 1.15 itself built and gave, node for node.

`recorded/array_operations.json` holds one entry for each expression; `recorded/describe.py` says how it is made.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.recorded.describe import PATH, describe

with open(PATH, encoding="utf-8") as _file:
    RECORDED: dict[str, Any] = json.load(_file)


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
        np.testing.assert_allclose(found, expected, rtol=2e-6)
    else:
        assert found == expected
