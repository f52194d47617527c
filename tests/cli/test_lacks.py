"""`tuigraph check` finds the names that a file uses and tuigraph lacks, without running the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tuigraph as tf
from tuigraph.absent import RENAMED, WAYS, advice, nearest
from tuigraph.cli import main
from tuigraph.lacks import lacks
from tuigraph.words import Words

FOUND = [
    ("import tensorflow as tf\ntf.constant(1)\n\ntf.profiler.profile", [("tf.profiler", 4)]),
    ("import tensorflow.compat.v1 as t\nt.nn.nothing(t.nn.relu)", [("tf.nn.nothing", 2)]),
    ("import tensorflow\ntensorflow.estimator.Estimator", [("tf.estimator", 2)]),
    ("from tensorflow import keras as k\nk.datasets.mnist\nk.layers.Dense(k.layers)", [("tf.keras.layers", 3)]),
    ("from tensorflow.contrib import rnn, eager", [("tf.contrib.eager", 1)]),
    (
        "import tensorflow.contrib.slim as slim\nslim.conv2d\nslim.evaluation.evaluate_once",
        [("tf.contrib.slim.evaluation", 3)],
    ),
    ("from tensorflow.python.ops import rnn_cell as r\nr.LSTMCell\nr.No", [("tf.python.ops.rnn_cell.No", 3)]),
    ("import tensorflow as tf\nlayers = tf.layers\nlayers.dense(layers.nothing)", [("tf.layers.nothing", 3)]),
    ("import tensorflow as tf\ntf.train.Saver.restore(tf.train.Saver.no)", [("tf.train.Saver.no", 2)]),
    ("import tensorflow as tf\ndef f(tf):\n  tf.no\ntf.no_more", [("tf.no_more", 4)]),
    ("import tensorflow as tf\n@tf.a\ndef f(x=tf.b):\n  y = lambda: tf.c", [("tf.a", 2), ("tf.b", 3), ("tf.c", 4)]),
    ("import tensorflow as tf\ndef f():\n  return [tf.a for x in tf.b.c]", [("tf.a", 3), ("tf.b", 3)]),
]
NONE = [
    "import numpy as tf\ntf.data",
    "import tensorflow as tf\ntf.Session().anything.data\ntf.__version__\ntf.compat.v1.Session\ntf.compat.as_bytes",
    "import tensorflow as tf\ntry:\n  tf.data\n  import tensorflow.no\nexcept (AttributeError, ImportError):\n  pass",
    "import tensorflow as tf\ntf.data = 1",
    "from tensorflow.examples.tutorials.mnist import input_data\ninput_data.read_data_sets('x').train.next_batch(1)",
    "import tensorflow as tf\nlayers = tf.layers\nlayers = []\nlayers.append(1)\n[tf.no for tf in layers]",
    "import tensorflow as tf\nnn = tf.nn\nfrom other import nn\nnn.no\nfor tf in nn:\n  tf.no",
    "from tensorflow.python.client import timeline\ntimeline.Timeline",
    "from tensorflow.python.framework import tensor_shape as s, tensor_util as u\ns.scalar\nu.constant_value",
    "from tensorflow.python.util import nest, compat\nnest.flatten\ncompat.as_bytes",
    "import tensorflow as tf\ntf.RunOptions.FULL_TRACE\ntf.data.Dataset.from_tensors\ntf.GraphKeys.LOSSES",
    "from tensorflow import *\nfrom .tensorflow import data",
    "import tensorflow as tf\ntf.contrib.learn.datasets.mnist.DataSet\ntf.nn.rnn_cell.LSTMCell(2).data",
]


@pytest.mark.parametrize(("source", "expected"), FOUND)
def test_what_is_missing_is_found_once_with_its_line(
    source: str, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(source, encoding="utf-8")
    assert [(lack.name, lack.line) for lack in lacks(tmp_path / "a.py")] == expected


@pytest.mark.parametrize("source", NONE)
def test_what_is_there_or_none_of_tensorflows_is_not_reported(source: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(source, encoding="utf-8")
    assert lacks(tmp_path / "a.py") == []


def notebook(path: Path, *cells: str) -> Path:
    made = [{"cell_type": "markdown", "source": ["text"]}]
    made += [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")
    return path


def test_a_notebook_is_read_by_cells_and_without_what_is_for_ipython(tmp_path: Path) -> None:
    cells = (
        "%matplotlib inline\nimport tensorflow as tf\n!ls",
        "%%bash\nls -l",
        "x = 1\ntf.profiler.profile(x)\ntf?",
    )
    [lack] = lacks(notebook(tmp_path / "a.ipynb", *cells))
    assert lack == ("tf.profiler", 2, 3)


def test_the_command_tells_the_place_and_the_way_around(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "a.py"
    script.write_text("import tensorflow as tf\ntf.estimator.Estimator\ntf.nothing", encoding="utf-8")
    assert main(["check", str(script)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{script}, line 2: tf.estimator is not there.",
        "    " + Words("en")("absent_estimator"),
        f"{script}, line 3: tf.nothing is not there.",
    ]
    book = notebook(tmp_path / "b.ipynb", "import tensorflow as tf", "tf.profiler")
    assert main(["--lang", "zh", "check", str(book)]) == 1
    assert "第 2 个单元格第 1 行：没有 tf.profiler。" in capsys.readouterr().out


def test_the_command_ends_with_zero_only_where_nothing_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.py").write_text("import tensorflow as tf\ntf.Session", encoding="utf-8")
    (tmp_path / "old.py").write_text("x = 1\nprint 'x'", encoding="utf-8")
    (tmp_path / "bad.ipynb").write_text("[]", encoding="utf-8")
    assert main(["check", str(tmp_path / "good.py")]) == 0
    capsys.readouterr()
    files = [str(tmp_path / name) for name in ("none.py", "old.py", "bad.ipynb", "good.py")]
    assert main(["check", *files]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(tmp_path.name)[2][:12] for line in told] == [
        "/none.py: No", "/old.py, lin", "/bad.ipynb: ", "/good.py: ev",
    ]  # fmt: skip
    assert "line 2" in told[1]


def test_a_file_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"open({str(tmp_path / 'made')!r}, 'w')", encoding="utf-8")
    lacks(tmp_path / "a.py")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [("data", ["atan"], None), ("constnat", ["constant"], "constant"), ("relu_6", ["relu6", "elu"], "relu6")],
)
def test_the_nearest_name_is_never_a_silly_one(name: str, known: list[str], expected: str | None) -> None:
    assert nearest(name, known) == expected


@pytest.mark.parametrize("kind", sorted(WAYS))
def test_the_absence_of_what_is_left_out_is_one_sentence(kind: str) -> None:
    said = advice(f"tf.{kind}.Something", dir(tf))
    assert said == advice(f"tf.{kind}", dir(tf)) == " " + Words("en")(WAYS[kind])


def test_a_name_of_before_1_0_is_told_by_its_name_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.mul", encoding="utf-8")
    assert main(["check", str(tmp_path / "a.py")]) == 1
    assert capsys.readouterr().out.splitlines()[1] == "    TensorFlow 1.0 renamed it: it is tf.multiply now."
    for now in RENAMED.values():
        found = tf
        for part in now.split("."):
            found = getattr(found, part)
