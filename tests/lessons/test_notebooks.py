"""Notebooks of anybody's are read, or refused with a sentence; their commands become Python; stored outputs compare."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tuigraph.lessons import LessonError, Output, beside, compare_output, load
from tuigraph.notebook.ipython import python_of


def code(source: Any, *outputs: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": list(outputs), **more}


def stream(text: Any, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def value(text: Any, kind: str = "execute_result", **more: Any) -> dict[str, Any]:
    return {"output_type": kind, "data": {"text/plain": text, **more}}


def write(path: Path, *cells: Any) -> Path:
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}), encoding="utf-8")
    return path


def test_cells_are_counted_as_jupyter_counts_what_it_runs(tmp_path: Path) -> None:
    text = {"cell_type": "markdown", "source": ["**Up and running**\n", "text"], "metadata": None}
    raw = {"cell_type": "raw", "source": "raw", "metadata": 3}
    cells = [text, code("a = 1"), raw, code(" \n"), text, code("# a remark"), code(["\n", "b = 2\n", "c = 3"])]
    lesson = load(write(tmp_path / "mine.ipynb", *cells))
    assert [(unit.number, unit.line) for unit in lesson.units] == [(1, 1), (2, 1), (3, 2)]
    assert lesson.title_in("en") == "Up and running"
    assert load(write(tmp_path / "bare.ipynb", code("1"))).title_in("zh") == "bare"


def test_a_notebook_of_the_old_format_is_read(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Old", "metadata": {}},
        {
            "cell_type": "code", "input": ["print 1\n", "2"], "language": "python",
            "outputs": [
                {"output_type": "stream", "stream": "stdout", "text": "1\n"},
                {"output_type": "pyout", "text": ["2"]},
            ],
        },
    ]  # fmt: skip
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3, "metadata": {}}))
    lesson = load(path)  # Python 2 fails when it runs, as in Jupyter
    assert (lesson.title_in("en"), lesson.units[0].source) == ("Old", "print 1\n2")
    assert lesson.steps[0].output == Output("1\n2", 1e-3, True, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"cells": ' + "[" * 100_000, "nested too deeply"),
        ("", "not a notebook"),
        ("[]", r"\$ should be {}"),
        ('{"cells": null}', r"cells should be \[\]"),
        ('{"worksheets": [1]}', "worksheets should be {}"),
        ('{"cells": [3]}', r"cells\[1\] should be {}"),
        ('{"cells": [{}]}', "cell 1 of the notebook is of an unknown type: None"),
        ('{"cells": [{"cell_type": "\\u001b]52;c;x\\u0007"}]}', "unknown type"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "cell 1 of the notebook has no source text"),
        ('{"cells": [{"cell_type": "markdown", "metadata": []}]}', "cell 1 of the notebook has no source text"),
        ('{"cells": []}', "no code cell"),
    ],
    ids=range(12),
)
def test_a_file_that_is_no_notebook_says_why(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "bad.ipynb"
    path.write_text(text)
    with pytest.raises(LessonError, match=why):
        load(path)


def test_stored_outputs_of_any_shape_are_text_or_nothing(tmp_path: Path) -> None:
    huge = {"image/png": "A" * 3_000_000}
    shapes: list[Any] = [None, 3, {}, "text", [None, 3, {}], [stream(7)], [value(None)], [{"output_type": "error"}]]
    cells = [code("1", outputs=shape) for shape in shapes]
    cells[4:4] = [code("1", value("<Figure>", "display_data", **huge), stream("x", "stderr"), stream("```"))]
    lesson = load(write(tmp_path / "odd.ipynb", *cells))
    assert [step.output for step in lesson.steps] == [None] * 9
    logged = "INFO:tensorflow:Restoring parameters from x\n\x1b[31mred\x1b[0m\nWall time: 3 s\n"
    kept = load(write(tmp_path / "kept.ipynb", code("1", stream(["a\n", "b\n"]), value("0.5"), stream(logged)))).steps
    assert kept[0].output
    assert kept[0].output.text == "a\nb\n0.5\nred"
    left_out = load(write(tmp_path / "left.ipynb", code("%load_ext x\n\n# why\n!ls", stream("x")), code("1"))).steps
    assert left_out[0].output is None


def test_stored_figures_agree_however_another_numpy_sets_them_out() -> None:
    def same(stored: str, printed: str) -> list[bool]:
        output = Output(stored, 1e-3, True, True)
        assert (compare_output(output, printed) == "") is all(pair.same for pair in beside(output, printed))
        return [pair.same for pair in beside(output, printed)]

    assert same("0.86274509803921573", "np.float64(0.862745098)") == [True]
    assert same("array([[ True],\n       [False]], dtype=bool)", "array([[ True],\n       [False]])") == [True, True]
    assert same("[ 1.00e+00  -5.14e-02\n  4.44e-01]", "[ 1.00e+00 -5.14e-02  4.44e-01]") == [True, True]
    assert same("<tf.Tensor at 0x7f96d104cef0>", "<tf.Tensor at 0x7e01aa>") == [True]
    assert same("Epoch 0 MSE = 9.16\nEpoch 100 MSE = 0.71", "Epoch 0 MSE = 9.1601\nEpoch 100 MSE = 0.73") == [
        True,
        False,
    ]
    assert same("'logs/run-20210325095200/'", "'logs/run-20261128112654/'") == [True]
    assert same("42", "42\n43") == [True, False]


COMMANDS = '''
x = 3 %2
%matplotlib inline
try:
    %tensorflow_version 2.x
except Exception: pass
y = (1
% 2)
s = """
%no
!no
"""
a = !ls -l
!pip install \\
   foo
tf.nn?
%time z = f(1,
   2)
%timeit -n 10 -r3 g()
pip install foo
z %= 3
assert x !=3
print("%d, it's" % 3, x \\
 % 4)  # isn't it?
'''


def test_commands_become_calls_and_keep_their_lines() -> None:
    translated = python_of(COMMANDS)
    ast.parse(translated)
    wanted, got = COMMANDS.split("\n"), translated.split("\n")
    changed = {number: got[number - 1] for number in range(1, len(wanted) + 1) if got[number - 1] != wanted[number - 1]}
    assert changed == {
        3: "get_ipython().run_line_magic('matplotlib', 'inline')",
        5: "    get_ipython().run_line_magic('tensorflow_version', '2.x')",
        13: "a = get_ipython().getoutput('ls -l')",
        14: "get_ipython().system('pip install \\\\')",
        15: "",
        16: "get_ipython().run_line_magic('pinfo', 'tf.nn')",
        17: "get_ipython().run_line_magic('time', ''); z = f(1,",
        19: "get_ipython().run_line_magic('timeit', ''); g()",
        20: "get_ipython().system('pip install foo')",
    }
    assert python_of("%%time\nx = 1\n%ls").split("\n")[1:] == ["x = 1", "get_ipython().run_line_magic('ls', '')"]
    assert python_of("%%bash\nls\n(") == "get_ipython().run_cell_magic('bash', '', '')\n\n"
