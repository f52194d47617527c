"""Every code block of the notes that the project comes from is a step of some lesson, unchanged.

Allowed differences: what is imported from where, and the folder in which files are written.
"""

import re
from textwrap import dedent
from typing import Any

import pytest

from tests.conftest import require_shared
from tuigraph.lessons import available, load

FENCE = re.compile(r"^ *```python *\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
STATEMENTS_IN_TEXT = [
    "gradients = tf.gradients(mse, [theta])[0]",
    'saver = tf.train.Saver({"weights": theta})',
]


def normalized(code: Any) -> Any:
    code = re.sub(r"^import \w+ as tf$", "import tensorflow as tf", code, flags=re.MULTILINE)
    code = re.sub(
        r"^from [\w.]+ (import fetch_california_housing)$", r"from sklearn.datasets \1", code, flags=re.MULTILINE
    )
    code = re.sub(
        r'folder \+ "/([\w.]+)"|"(?:D:/(?:[^"/]+/)*)?([\w.]+)"(?=\)|,|$)', r'"\1\2"', code, flags=re.MULTILINE
    )
    return "\n".join(line.rstrip() for line in code.strip().splitlines())


@pytest.fixture(scope="module")
def notes() -> Any:
    return require_shared("seed/chapter-9-notes.zh.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def cells() -> Any:
    return [normalized(unit.source) for path in available() for unit in load(path).units]


def test_each_of_the_25_blocks_is_a_cell_of_a_lesson(notes: Any, cells: Any) -> None:
    blocks = [normalized(dedent(found[1])) for found in FENCE.finditer(notes)]
    assert len(blocks) == 25
    assert [block for block in blocks if block not in cells] == []


def test_what_a_block_of_the_notes_prints_is_shown_beside_what_a_reader_gets(notes: Any) -> None:
    blocks = [normalized(dedent(found[1])) for found in FENCE.finditer(notes)]
    steps = [step for path in available() for step in load(path).steps if normalized(step.code.source) in blocks]
    figures = [step.output for step in steps if step.output and re.search(r"\d", step.output.text)]
    assert len(figures) > 8
    assert all(output.book for output in figures)


@pytest.mark.parametrize("statement", STATEMENTS_IN_TEXT)
def test_a_statement_in_the_text_of_the_notes_is_in_a_lesson(statement: Any, notes: Any, cells: Any) -> None:
    assert f"`{statement}`" in notes
    assert any(statement in cell.splitlines() for cell in cells)
