"""The code blocks of the chapter's notes, in order, through `tuigraph run`: its graphs, node for node, and its numbers.

Only what the notes leave out is added: their helper functions, the scaled data, a fresh graph where an example starts.
The values that blocks print follow from draws without a seed, which depend on how many nodes there are before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import joblib
import numpy as np
import pytest

from tests.conftest import RunTuigraph, require_shared

FENCE = re.compile(r"^ *```python *\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]\d+)?")
BLOCKS = 25
FRESH_GRAPH_BEFORE = (1, 8, 9, 13, 14, 16, 18, 20)
NOT_RECORDED = (10, 11)  # blocks that were not run when the graphs were recorded: an optimizer for the graph of block 9

BEFORE = """
import json
import numpy as np
import tensorflow as tf

n_features = 3

def reset_graph(seed=42):
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    np.random.seed(seed)

def end_of_block(number):
    nodes = [[n.name, n.op, list(n.input)] for n in tf.get_default_graph().as_graph_def().node]
    with open("block%d.json" % number, "w") as file:
        json.dump(nodes, file)
    print("end of block", number)
"""
AFTER_LOADING = """
from sklearn.preprocessing import StandardScaler
scaled_housing_data_plus_bias = np.c_[np.ones((m, 1)), StandardScaler().fit_transform(housing.data)]
"""


def notes() -> list[str]:
    text = require_shared("seed/chapter-9-notes.zh.md").read_text(encoding="utf-8")
    return [dedent(found[1]).rstrip() for found in FENCE.finditer(text)]


@pytest.fixture(scope="module")
def housing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which scikit-learn finds the real data set."""
    rows = np.loadtxt(require_shared("data/california_housing.csv"), delimiter=",", skiprows=1)
    folder = tmp_path_factory.mktemp("scikit_learn")
    joblib.dump(rows[:, [8, 7, 2, 3, 4, 5, 6, 1, 0]], folder / "cal_housing_py3.pkz")
    return folder


@pytest.fixture
def run_script(housing: Path, run_tuigraph: RunTuigraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a script in an empty folder where the data set is found; what it prints."""

    def run(script: str) -> str:
        monkeypatch.setenv("SCIKIT_LEARN_DATA", str(housing))
        (tmp_path / "chapter.py").write_text(script, encoding="utf-8")
        done = run_tuigraph("run", "chapter.py")
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def script_of_all_blocks(blocks: list[str]) -> str:
    parts = [BEFORE]
    for number, block in enumerate(blocks, 1):
        parts += ["reset_graph()"] * (number in FRESH_GRAPH_BEFORE)
        parts += [block, AFTER_LOADING if number == 8 else "", f"end_of_block({number})"]
    return "\n".join(parts)


def forward(nodes: list[Any]) -> Iterator[tuple[str, str, list[str]]]:
    """The nodes outside of gradient subgraphs, without their inputs from there."""
    for name, kind, inputs in nodes:
        if not name.startswith("gradients"):
            yield name, kind, [i for i in inputs if not i.lstrip("^").startswith("gradients")]


def numbers(text: str) -> list[float]:
    return [float(found) for found in NUMBER.findall(text)]


def test_every_block_builds_tensorflows_graph_and_prints_its_numbers(run_script: Any, tmp_path: Path) -> None:
    blocks = notes()
    assert len(blocks) == BLOCKS
    recorded = json.loads(require_shared("seed/chapter_recorded.json").read_text(encoding="utf-8"))
    for path in re.findall(r'"(D:/.*)/', "\n".join(blocks)):
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
    printed = re.split(r"end of block \d+\n", run_script(script_of_all_blocks(blocks)))

    for block, text in zip(recorded, printed, strict=False):
        number = block["block"]
        built = list(forward(json.loads((tmp_path / f"block{number}.json").read_text())))
        if number in range(NOT_RECORDED[0], 13):
            built = [node for node in built if not node[0].startswith("GradientDescent")]
        assert built == list(forward(block["nodes"])), f"block {number}"
        loose = number == 8  # float32 cannot do better: the normal equation of this data is ill-conditioned
        np.testing.assert_allclose(
            numbers(text), numbers(block["prints"]), rtol=0.1 if loose else 1e-4, atol=1e-3, err_msg=f"block {number}"
        )
    assert len(recorded) == BLOCKS
    assert sorted(path.name for path in (tmp_path / "D:/Python3Space/BookStudy/book4/model").iterdir()) == [
        "checkpoint",
        "my_model.ckpt.data-00000-of-00001",
        "my_model.ckpt.index",
        "my_model.ckpt.meta",
        "tf_logs",
        "tmp",
    ]


@pytest.mark.parametrize(
    "training",
    [
        None,
        "training_op = tf.assign(theta, theta - learning_rate * tf.gradients(mse, [theta])[0])",
        "training_op = tf.train.GradientDescentOptimizer(learning_rate=learning_rate).minimize(mse)",
    ],
    ids=["by hand", "by autodiff", "by an optimizer"],
)
def test_descent_starts_and_ends_at_the_chapters_errors(training: str | None, run_script: Any) -> None:
    blocks = notes()
    descent = blocks[8].replace("-1.0, 1.0)", "-1.0, 1.0, seed=42)")
    if training is not None:
        descent, changed = re.subn(r"gradients = .*\ntraining_op = .*", training, descent)
        assert changed == 1
    parts = [BEFORE, "reset_graph()", blocks[7], AFTER_LOADING, "reset_graph()", "print('descent')", descent]
    lines = run_script("\n".join(parts)).partition("descent\n")[2].splitlines()
    errors = [numbers(line) for line in lines]
    assert [epoch for epoch, _ in errors] == list(range(0, 1000, 100))
    np.testing.assert_allclose([errors[0][1], errors[-1][1]], [9.161542, 0.5321473], rtol=1e-5)
