"""``tuigraph checkpoint``, ``graph`` and ``logs`` on the files that people have in hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import tuigraph as tf
from tests.conftest import RunTuigraph
from tuigraph.cli import main
from tuigraph.harmless import clean

EVIL = "\x1b]52;c;aGFja2Vk\x07"


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    assert main([str(argument) for argument in arguments]) == code
    captured = capsys.readouterr()
    assert not set(captured.out + captured.err) & set(map(chr, [*range(10), *range(11, 32), *range(127, 160)]))
    return captured.err if code == 2 else captured.out


def saved(prefix: Path, **values: object) -> Path:
    with tf.Graph().as_default(), tf.Session() as session:
        for name, value in values.items():
            tf.Variable(value, name=name)
        session.run(tf.global_variables_initializer())
        tf.train.Saver().save(session, str(prefix))
    return prefix


def test_a_checkpoint_is_listed_searched_printed_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = saved(tmp_path / "one", weights=[[1.0, 2.0], [3.0, float("nan")]], bias=[7], name=b"text")
    two = saved(tmp_path / "two", weights=[[1.0, 2.5], [3.0, float("nan")]], bias=[7.0, 8.0], other=1)
    listing = told(capsys, "checkpoint", one)
    assert [line.split()[:2] for line in listing.splitlines()[:3]] == [
        ["bias", "int32"], ["name", "string"], ["weights", "float32"],
    ]  # fmt: skip
    assert "variables: 3, numbers: 6" in listing
    for spelled in (tmp_path / "one.index", tmp_path / "one.meta", tmp_path / "one.data-00000-of-00001"):
        assert told(capsys, "checkpoint", spelled, "--plain") == listing
    assert "other" in told(capsys, "checkpoint", tmp_path)  # the latest of the folder
    assert told(capsys, "checkpoint", one, "EIG").startswith("weights  float32")
    value = told(capsys, "checkpoint", one, "weights:0")
    assert value.splitlines()[:3] == ["weights  float32  [2, 2]", "least 1, greatest 3, mean 2", "NaN or infinite: 1"]
    assert "[[ 1.  2.]" in value
    assert "b'text'" in told(capsys, "checkpoint", one, "name")
    difference = told(capsys, "checkpoint", one, "--compare", two, code=1).splitlines()
    assert difference == [
        "name: only in the first",
        "other: only in the second",
        "bias: int32 [1] in the first, float32 [2] in the second",
        "weights: 2 of 4 values differ, by at most nan",
    ]
    assert told(capsys, "checkpoint", one, "--compare", one) == "they are the same\n"


def test_what_is_no_checkpoint_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prefix = saved(tmp_path / "one", weights=[1.0])
    assert "the nearest is weights" in told(capsys, "checkpoint", prefix, "wieghts" + EVIL, code=2)
    assert "Failed to find any matching files" in told(capsys, "checkpoint", tmp_path / f"no{EVIL}", code=2)
    (tmp_path / "empty").mkdir()
    assert "the folder has no checkpoint" in told(capsys, "checkpoint", tmp_path / "empty", code=2)
    (tmp_path / "one.index").write_bytes(b"not an index")
    assert "is damaged" in told(capsys, "checkpoint", prefix, code=2)


def test_a_graph_of_any_file_is_shown_with_all_that_is_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, name="x")
        with tf.control_dependencies([tf.no_op(name="first")]):
            tf.add(x, 1.0, name="sum")
        tf.train.export_meta_graph(str(tmp_path / "m.meta"))
        tf.summary.FileWriter(str(tmp_path / "logs"), graph).close()
    definition = graph.as_graph_def()
    for number, op in enumerate(["Strange", "Strange", "Odd" + EVIL]):
        definition.node.add(name=f"n{number}", op=op)
    (tmp_path / "g.pb").write_bytes(definition.SerializeToString())
    (tmp_path / "g.pbtxt").write_text(str(definition))
    (tmp_path / "saved").mkdir()
    meta = (tmp_path / "m.meta").read_bytes()
    length = bytes([len(meta) % 128 + 128, len(meta) // 128]) if len(meta) >= 128 else bytes([len(meta)])
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"\x08\x01\x12" + length + meta)
    plain = told(capsys, "graph", tmp_path / "g.pb")
    assert told(capsys, "graph", tmp_path / "g.pbtxt", "--plain") == plain
    assert "inputs: x\noutputs: sum, n0, n1, n2\n" in plain
    assert f"can be looked at and not run: {clean('Odd' + EVIL)} 1, Strange 2\n" in plain
    assert plain.endswith(
        f"sum/y = Const(^first)\nsum = Add(x, sum/y)\nn0 = Strange()\nn1 = Strange()\nn2 = {clean('Odd' + EVIL)}()\n"
    )
    for known in (tmp_path / "m.meta", tmp_path / "saved", tmp_path / "logs"):
        shown = told(capsys, "graph", known)
        assert ("sum/y" in shown, "not run" in shown) == (True, False)
    assert '"first" -> "sum/y" [style=dotted]' in told(capsys, "graph", tmp_path / "g.pb", "--dot")
    mermaid = told(capsys, "graph", tmp_path / "g.pb", "--mermaid").splitlines()
    assert mermaid[0] == "flowchart TD"
    assert sum(" --> " in line for line in mermaid) == 2
    (tmp_path / "no.pb").write_bytes(b"\x00\xff" * 30)
    for none in (tmp_path / "no.pb", tmp_path):
        assert "no graph is in it" in told(capsys, "graph", none, code=2)
    told(capsys, "graph", tmp_path / "nowhere.pb", code=2)
    definition.node[-1].op = "Odd"
    with tf.Graph().as_default(), pytest.raises(tf.errors.NotFoundError, match=r"'Odd' \(1\), 'Strange' \(2\)"):
        tf.import_graph_def(definition)


def test_a_fresh_process_knows_the_operations_that_it_has_not_used(run_tuigraph: RunTuigraph) -> None:
    graph = Path(__file__).parent.parent / "recorded" / "checkpoints" / "part.meta"
    done = run_tuigraph("graph", str(graph))
    assert done.stdout.startswith("nodes: 77 (Const 22, Assign 14,"), done.stderr
    assert "unknown" not in done.stdout


def test_logs_of_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with tf.Graph().as_default():
        for name in ("a", "b"):
            writer = tf.summary.FileWriter(str(tmp_path / name))
            for step in range(3):
                value = tf.Summary.Value(tag=f"loss_{name}", simple_value=float(step))
                writer.add_summary(tf.Summary(value=[value]), step)
            writer.close()
    [file] = (tmp_path / "a").glob("*tfevents*")
    table = told(capsys, "logs", file, "--plain")
    assert "loss_a" in table
    assert "loss_b" not in table
    assert "no" in told(capsys, "logs", tmp_path / "nowhere", code=2)
