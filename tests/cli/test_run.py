"""`tuigraph run`: scripts written for TensorFlow 1, with tuigraph under the name of tensorflow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.conftest import RunTuigraph

RunScript = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def run_script(run_tuigraph: RunTuigraph, tmp_path: Path) -> RunScript:
    def run(text: str, *arguments: str) -> CompletedProcess[str]:
        (tmp_path / "script.py").write_text(text, encoding="utf-8")
        return run_tuigraph("run", "script.py", *arguments)

    return run


@pytest.mark.parametrize(
    "line",
    [
        "import tensorflow as tf",
        "import tensorflow.compat.v1 as tf",
        "from tensorflow.compat import v1 as tf",
        "from tensorflow.python.framework import ops as tf",
    ],
)
def test_tensorflow_is_tuigraph(run_script: RunScript, line: str) -> None:
    done = run_script(f"{line}\nwith tf.Graph().as_default() as g: print(type(g).__module__.partition('.')[0])")
    assert (done.stdout, done.stderr, done.returncode) == ("tuigraph\n", "", 0)


def test_names_are_those_of_tuigraph(run_script: RunScript) -> None:
    done = run_script(
        "import tensorflow as tf\nimport tuigraph\nimport tensorflow.compat.v1 as v1\n"
        "from tensorflow.python.ops import math_ops\nfrom tensorflow.python.framework import dtypes\n"
        "print(tf.Session is tuigraph.Session is v1.Session, math_ops.matmul is tuigraph.matmul, "
        "dtypes.float32 is tf.float32)"
    )
    assert (done.stdout, done.stderr) == ("True True True\n", "")


def test_script_runs_as_main_with_its_own_arguments(run_script: RunScript) -> None:
    done = run_script("import sys\nprint(__name__, __file__, sys.argv)", "--steps", "3", "-h")
    assert done.stdout == "__main__ script.py ['script.py', '--steps', '3', '-h']\n"


def test_script_imports_what_lies_beside_it(run_script: RunScript, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("import tensorflow as tf\nVALUE = tf.__name__\n", encoding="utf-8")
    assert run_script("import beside\nprint(beside.VALUE)").stdout == "tensorflow\n"


@pytest.mark.parametrize(
    ("text", "kind", "nearest"),
    [
        ("import tensorflow as tf\ntf.plaecholder(tf.float32)", "AttributeError", "tf.placeholder"),
        ("import tensorflow as tf\ntf.nn.rellu(1.0)", "AttributeError", "tf.nn.relu"),
        ("import tensorflow as tf\ntf.sesion()", "AttributeError", "tf.Session"),
        ("from tensorflow import Sesion", "ModuleNotFoundError", "tf.Session"),
        ("import tensorflow.python.ops.math_op", "ModuleNotFoundError", "tf.python.ops.math_ops"),
    ],
)
def test_missing_name_says_so_and_gives_the_nearest(run_script: RunScript, text: str, kind: str, nearest: str) -> None:
    done = run_script(text)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith(kind)
    assert "tuigraph does not have it" in last
    assert f"'{nearest}'" in last


def test_error_shows_the_lines_of_the_script_and_no_others(run_script: RunScript) -> None:
    done = run_script(
        "import tensorflow as tf\n"
        "def build():\n"
        "    return tf.matmul(tf.zeros([2, 3]), tf.zeros([2, 3]))\n"
        "print('before')\n"
        "build()\n"
    )
    assert done.returncode == 1
    assert done.stdout == "before\n"
    assert 'File "script.py", line 5' in done.stderr
    assert 'File "script.py", line 3' in done.stderr
    assert "tuigraph/engine" not in done.stderr
    assert done.stderr.count("File ") == 2
    assert "ValueError" in done.stderr


def test_syntax_error_shows_the_line(run_script: RunScript) -> None:
    done = run_script("x = = 1\n")
    assert done.returncode == 1
    assert 'File "script.py", line 1' in done.stderr
    assert "x = = 1" in done.stderr


@pytest.mark.parametrize(
    ("exit_line", "code"), [("sys.exit(3)", 3), ("sys.exit()", 0), ("raise KeyboardInterrupt", 130)]
)
def test_exit_code_is_the_scripts(run_script: RunScript, exit_line: str, code: int) -> None:
    done = run_script(f"import sys\n{exit_line}")
    assert (done.returncode, done.stderr) == (code, "")


def test_missing_script_is_refused(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("run", "nowhere.py")
    assert done.returncode == 2
    assert "nowhere.py" in done.stderr
    assert "Traceback" not in done.stderr
