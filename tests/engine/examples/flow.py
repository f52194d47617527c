"""Examples of operations that belong to control flow, or have an effect."""

from __future__ import annotations

from typing import Any

import tuigraph as tf
from tests.engine.examples.example import numbers, of

ANY = numbers(2, 3)


def conditional(x: Any) -> Any:
    return [tf.cond(tf.reduce_sum(x) > 100.0, lambda: x * 2.0, lambda: x * x)]


EXAMPLES = {
    "Switch": [of(ANY, build=conditional)],
    "Merge": [of(ANY, build=conditional)],
    "Print": [of(ANY, build=lambda x: [tf.Print(x, [], message="")])],
}
