"""`tf.contrib.training.HParams`: values keep the type of the first, and are read from text."""

from __future__ import annotations

import re
from typing import Any

import pytest

import tuigraph as tf


def made() -> Any:
    return tf.contrib.training.HParams(rate=0.1, sizes=[3, 4], name="net", deep=False, steps=5, nothing=None)


def test_a_text_sets_values_of_the_types_that_they_have() -> None:
    params = made().parse("rate=1,sizes=[5, 6],name=other,deep=true,steps=7")
    assert (params.rate, params.sizes, params.name, params.deep, params.steps) == (1.0, [5, 6], "other", True, 7)
    assert isinstance(params.rate, float)
    assert str(params) == "rate=1.0,sizes=[5, 6],name=other,deep=True,steps=7,nothing=None"
    assert params.to_json(sort_keys=True) == (
        '{"deep": true, "name": "other", "nothing": null, "rate": 1.0, "sizes": [5, 6], "steps": 7}'
    )
    assert "rate" in params.parse_json('{"steps": 9}')
    assert params.get("steps") == 9
    assert params.get("absent", 3) == 3


def test_entries_of_a_list_are_read_by_their_index() -> None:
    assert tf.contrib.training.parse_values("a[0]=1,a[2]=3,b=x", {"a": int, "b": str}) == {"a": {0: 1, 2: 3}, "b": "x"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rate=fast", "Could not parse hparam 'rate' of type 'float' with value 'fast' in rate=fast"),
        ("speed=1", "Unknown hyperparameter type for speed"),
        ("steps=1,steps=2", "Multiple assignments to variable 'steps' in steps=1,steps=2"),
        ("sizes=5", "Must pass a list for multi-valued parameter: sizes."),
        ("steps=[5]", "Must not pass a list for single-valued parameter: steps"),
        ("=3", "Malformed hyperparameter value: =3"),
    ],
)
def test_a_text_that_does_not_fit_says_why(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        made().parse(text)


def test_a_value_of_another_sort_is_refused() -> None:
    for name, value in (("rate", "fast"), ("steps", 2.5), ("deep", 1), ("name", 3)):
        with pytest.raises(ValueError, match=f"Could not cast hparam '{name}'"):
            made().set_hparam(name, value)
    with pytest.raises(ValueError, match="reserved"):
        made().add_hparam("parse", 3)
    with pytest.raises(ValueError, match="cannot be empty"):
        made().add_hparam("none", [])
    with pytest.raises(ValueError, match="incompatible with default"):
        made().get("steps", "many")
