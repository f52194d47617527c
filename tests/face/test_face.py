"""What users import: names of TensorFlow's and nothing of the house, the same to Python, type checkers and editors."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jedi
import pytest

import tuigraph as tf
from tests.clock import HANGS
from tests.conftest import ROOT
from tuigraph import _api
from tuigraph._names import tables

PACKAGE = ROOT / "tuigraph"
NAMESPACES = sorted(_api.TABLES)
# dir(tensorflow) of TensorFlow 1.15.5.
TENSORFLOW = set(Path(__file__).with_name("names_of_tensorflow.txt").read_text(encoding="utf-8").split())


def namespace(name: str) -> object:
    found: object = tf
    for part in name.split(".")[1:]:
        found = getattr(found, part)
    return found


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMESPACES)
def test_dir_shows_the_public_names_before_and_after_their_first_use(name: str) -> None:
    module = namespace(name)
    public = sorted(tables()[name])
    assert dir(module) == public
    for attribute in public:
        getattr(module, attribute)
    assert dir(module) == public


def test_no_module_of_the_house_has_a_name_that_tensorflow_has() -> None:
    houses = {path.name.partition(".")[0] for path in PACKAGE.iterdir() if path.suffix in ("", ".py")}
    assert "engine" in houses
    assert "train" in TENSORFLOW
    assert houses & (TENSORFLOW | set(tables()["tf"])) == set()


def test_what_the_file_of_the_face_defines_is_not_public() -> None:
    code = "import tuigraph as tf; print([n for n in vars(tf) if not n.startswith('_')])"
    assert python(code) == "[]\n"
    for name in ("import_module", "Any", "annotations", "importlib"):
        with pytest.raises(AttributeError):
            getattr(tf, name)


@pytest.mark.parametrize("name", ["train", "summary", "nn", "contrib.layers"])
def test_a_namespace_is_no_module_to_import(name: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__(f"tuigraph.{name}")


@pytest.mark.parametrize("module", ["tuigraph", "tensorflow"])
def test_a_star_brings_the_public_names(module: str) -> None:
    code = f"from tuigraph.interop import alias; alias.install(); from {module} import *"
    assert python(f"{code}; print(constant.__name__, Session.__name__, 'import_module' in dir())") == (
        "constant Session False\n"
    )


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow.train; found = tensorflow.train.AdamOptimizer",
        "from tensorflow.train import AdamOptimizer as found",
        "import tensorflow.train as t; found = t.AdamOptimizer",
        "import tensorflow.compat.v1 as tf; found = tf.train.AdamOptimizer",
        "from tensorflow.compat import v1; found = v1.train.AdamOptimizer",
        "from tensorflow.compat.v1.train import AdamOptimizer as found",
        "import tensorflow.compat.v1.train as t; found = t.AdamOptimizer",
        "import tensorflow.compat.v1; import tensorflow; found = tensorflow.train.AdamOptimizer",
        "from tensorflow import train; found = train.AdamOptimizer",
        "import importlib; found = importlib.import_module('tensorflow.train').AdamOptimizer",
        "from tensorflow.python.training.adam import AdamOptimizer as found",
    ],
)
def test_a_script_finds_the_same_object_however_it_imports_it(code: str) -> None:
    same = "import tuigraph; print(found is tuigraph.train.AdamOptimizer)"
    assert python(f"from tuigraph.interop import alias; alias.install()\n{code}\n{same}") == "True\n"


@pytest.mark.parametrize(
    "code", ["import tensorflow.train.foo", "from tensorflow.train import Foo", "import tensorflow.foo"]
)
def test_what_is_not_there_is_an_import_error(code: str) -> None:
    caught = f"try:\n    {code}\nexcept ImportError:\n    print('refused')"
    assert python(f"from tuigraph.interop import alias; alias.install()\n{caught}") == "refused\n"


# ---------------------------------------------------------------- stubs


USES = """\
import tuigraph as tf
reveal_type(tf.constant)
reveal_type(tf.train.MomentumOptimizer(0.1, 0.9))
reveal_type(tf.sin(1.0))
reveal_type(tf.float32)
tf.contrib.layers.fully_connected(tf.constant(1.0), 3)
tf.constnat(1)
tf.train.Mom
tf.import_module
tf.sin(1.0, 2.0, 3.0)
2 * tf.Variable(1.0)[0] - tf.range(3)
"""


def lines_of_errors(report: str) -> set[int]:
    return {int(line) for line in re.findall(r"uses\.py:(\d+):(?:\d+)?[: -]*error", report)}


@pytest.fixture
def uses(tmp_path: Path) -> Path:
    every = "".join(f"{namespace}.{name}\n" for namespace, names in tables().items() for name in names)
    (tmp_path / "uses.py").write_text(USES + every, encoding="utf-8")
    return tmp_path / "uses.py"


def test_mypy_knows_the_names_and_refuses_others(uses: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--config-file=", "--cache-dir", str(tmp_path), str(uses)]
    report = subprocess.run(command, capture_output=True, text=True, timeout=2 * HANGS, cwd=tmp_path).stdout
    assert lines_of_errors(report) == {7, 8, 9, 10}, report
    assert "tuigraph.training.optimizers_descent.MomentumOptimizer" in report
    assert re.search(r'"def \(value: .*dtype: .*shape: .*name: .*\) -> tuigraph.engine.node.Tensor"', report), report
    assert "tuigraph.engine.dtypes.DType" in report


def test_pyright_knows_the_names_and_refuses_others(uses: Path, tmp_path: Path) -> None:
    (tmp_path / "pyrightconfig.json").write_text(f'{{"extraPaths": ["{ROOT}"]}}', encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=2 * HANGS, cwd=tmp_path)
    if "error" not in done.stdout:
        pytest.skip(f"pyright does not run here: {(done.stdout + done.stderr).strip()[-200:]}")
    assert lines_of_errors(done.stdout) == {7, 8, 9, 10}, done.stdout
    assert '"MomentumOptimizer"' in done.stdout


def completed(text: str) -> set[str]:
    source = f"import tuigraph as tf\n{text}"
    script = jedi.Script(source, path=ROOT / "unsaved.py", project=jedi.Project(ROOT))
    return {completion.name for completion in script.complete()}


def test_an_editor_completes_public_names_and_no_internal() -> None:
    assert completed("tf.train.Mom") == {"MomentumOptimizer"}
    assert completed("tf.constan") == {"constant", "constant_initializer"}
    offered = {name for name in completed("tf.") | completed("tf.train.") if not name.startswith("_")}
    assert {"Session", "train", "AdamOptimizer"} <= offered
    assert not offered & {"import_module", "Any", "annotations", "importlib", "optimizer", "slots", "load"}
