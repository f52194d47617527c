"""Damaged and lying files of every kind that is read: ``python -m tests.mutants --count 120000 --seed 7``.

A file is made, changed at random, and read as a command or a script reads it.  What is raised has to be an error that
is documented for it; anything else is a fault, printed with its seed (`--only KIND --seed N --count 1` makes it anew).
`tests/test_mutants.py` is the short form.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, NamedTuple

from tensorboard.compat.proto import graph_pb2, meta_graph_pb2

import tuigraph as tf
from tuigraph.cli import main as command
from tuigraph.configuration import configuration_file, load_configuration
from tuigraph.debugger import kept
from tuigraph.files import kept_values, state_file
from tuigraph.graph_file import as_text, nodes_of
from tuigraph.lessons import load
from tuigraph.lessons.progress import Progress
from tuigraph.words import Words
from tuigraph.words.errors import SaidError

Random = random.Random
GRAPHS = Path(__file__).parent / "recorded" / "graphs"


class Kind(NamedTuple):
    """A kind of file: the names and contents of those that are whole, how one is read, and what that may raise."""

    make: Callable[[], dict[str, bytes]]
    read: Callable[[Path], object]
    raises: tuple[type[Exception], ...]
    change: Callable[[bytes, Random], bytes]


def changed_bytes(data: bytes, chance: Random) -> bytes:
    """Bytes flipped, lost, added, and repeated."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(out) + 1)
        pick = chance.random()
        if pick < 0.5 and at < len(out):
            out[at] = chance.choice((0, 0x80, 0xFF, chance.randrange(256)))
        elif pick < 0.65:
            del out[at : at + chance.choice((1, 4, 100))]
        elif pick < 0.8:
            out[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 4, 8))))
        elif pick < 0.9 and out:
            begin = chance.randrange(len(out))
            out[at:at] = out[begin : begin + 60]
        elif pick < 0.95:
            del out[at:]
        else:
            out[at:at] = b"[" * chance.choice((1, 50_000))
    return bytes(out)


def changed_json(data: bytes, chance: Random) -> bytes:
    """Values of a JSON file replaced by others, and its bytes."""
    if chance.random() < 0.4:
        return changed_bytes(data, chance)
    content = json.loads(data)
    at: Any = content
    while isinstance(at, (dict, list)) and at:
        key: Any = chance.choice(sorted(at)) if isinstance(at, dict) else chance.randrange(len(at))
        if chance.random() < 0.3 or not isinstance(at[key], (dict, list)) or not at[key]:
            at[key] = chance.choice((None, -1, 10**400, 1.5, "", "\udcff\0", [], {}, [[]], {"a": None}, True))
            break
        at = at[key]
    return json.dumps(content).encode()


def changed_graph(data: bytes, chance: Random) -> bytes:
    """Attributes, inputs, names and types of nodes exchanged and taken away, and bytes."""
    if chance.random() < 0.35:
        return changed_bytes(data, chance)
    graph = graph_pb2.GraphDef.FromString(data)
    change_nodes(graph, chance)
    return graph.SerializeToString()


def changed_meta_graph(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.5:
        return changed_bytes(data, chance)
    meta = meta_graph_pb2.MetaGraphDef.FromString(data)
    change_nodes(meta.graph_def, chance)
    return meta.SerializeToString()


def change_nodes(graph: Any, chance: Random) -> None:
    pools = [graph.node, *(function.node_def for function in graph.library.function)]
    for _ in range(chance.choice((1, 1, 2, 4))):
        nodes = chance.choice([pool for pool in pools if pool])
        node, other = chance.choice(nodes), chance.choice(nodes)
        pick = chance.random()
        if pick < 0.2 and node.attr:
            del node.attr[chance.choice(sorted(node.attr))]
        elif pick < 0.45 and node.attr:
            change_attribute(node.attr[chance.choice(sorted(node.attr))], other, chance)
        elif pick < 0.6 and node.input:
            index = chance.choice(("", ":0", ":9", ":x", ":-1", ":"))
            node.input[chance.randrange(len(node.input))] = other.name + index
        elif pick < 0.7 and node.input:
            del node.input[chance.randrange(len(node.input))]
        elif pick < 0.78:
            node.input.append(chance.choice(("", "^")) + other.name)
        elif pick < 0.9:
            node.op = other.op
        elif pick < 0.95:
            node.name = other.name
        else:
            node.CopyFrom(other)


def change_attribute(value: Any, other: Any, chance: Random) -> None:
    if other.attr and chance.random() < 0.5:
        value.CopyFrom(other.attr[chance.choice(sorted(other.attr))])
        return
    field, number = chance.choice(("i", "f", "s", "type", "b", "shape", "tensor", "list")), chance.randrange(4)
    sizes = [chance.choice((-5, -1, 0, 1, 3, 10**5, 2**40)) for _ in range(number)]
    if field == "i":
        value.i = chance.choice((-1, 0, 1, 2**31, 2**62, -(2**62)))
    elif field == "f":
        value.f = chance.choice((float("nan"), 1e30, -1.0))
    elif field == "s":
        value.s = bytes(chance.randrange(256) for _ in range(number))
    elif field == "type":
        value.type = chance.choice((0, 1, 2, 3, 7, 10, 20, 21, 23, 101, 103, 999))
    elif field == "b":
        value.b = True
    elif field == "list":
        value.list.i.extend(sizes)
    else:
        shape = value.shape if field == "shape" else value.tensor.tensor_shape
        shape.SetInParent()
        for size in sizes:
            shape.dim.add(size=size)
        if field == "tensor":
            value.tensor.dtype = chance.choice((1, 3, 7, 99))


# what is made, and how it is read


def checkpoint() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as session:
        for name, value in {"w": [[1.0, 2.0]], "n": 7, "text": b"abc", "deep/er": [True, False]}.items():
            tf.Variable(value, name=name)
        session.run(tf.global_variables_initializer())
        tf.train.Saver().save(session, f"{folder}/m", write_meta_graph=False)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def read_checkpoint(folder: Path) -> None:
    with suppress(ValueError):
        tf.train.latest_checkpoint(str(folder))
    reader = tf.train.NewCheckpointReader(str(folder / "m"))
    for name in reader.get_variable_to_shape_map():
        reader.get_tensor(name)


def state() -> dict[str, bytes]:
    return {"checkpoint": b'model_checkpoint_path: "m-2"\nall_model_checkpoint_paths: "m-1"\n'}


def read_state(folder: Path) -> None:
    tf.train.get_checkpoint_state(str(folder))


def first_version() -> dict[str, bytes]:
    return {"v1": (Path(__file__).parent / "recorded" / "checkpoints" / "v1").read_bytes()}


def read_first_version(folder: Path) -> None:
    reader = tf.train.NewCheckpointReader(str(folder / "v1"))
    for name in reader.get_variable_to_shape_map():
        reader.get_tensor(name)


def records() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        with tf.python_io.TFRecordWriter(f"{folder}/r") as writer:
            for text in (b"", b"abc", b"x" * 500):
                writer.write(text)
        return {"r": Path(folder, "r").read_bytes()}


def read_records(folder: Path) -> None:
    for _ in tf.python_io.tf_record_iterator(str(folder / "r")):
        pass


def events() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default() as graph:
        writer = tf.summary.FileWriter(folder, graph)
        for step in range(20):
            value = tf.Summary.Value(tag="loss", simple_value=1.0 / (step + 1))
            writer.add_summary(tf.Summary(value=[value]), step)
        writer.close()
        (path,) = Path(folder).iterdir()
        return {path.name: path.read_bytes()}


def said_by_command(*arguments: str) -> None:
    """A command, which ends well or with a sentence: never with a traceback."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = command(list(arguments))
    if code == 1:
        raise RuntimeError(f"{arguments} ended with 1")


def graph() -> dict[str, bytes]:
    return {"g.pb": (GRAPHS / "functions.pb").read_bytes()}


def graph_of_lists() -> dict[str, bytes]:
    return {"g.pb": (GRAPHS / "lists.pb").read_bytes()}


def built_graph() -> dict[str, bytes]:
    with tf.Graph().as_default() as built:
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        bias = tf.get_variable("b", [3], use_resource=True)
        y = tf.nn.relu(tf.matmul(x, tf.Variable(tf.random_normal([4, 3]))) + bias)
        tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(y)))
        tf.concat([y, tf.strided_slice(y, [0, 0], [1, 2])], 1)
        tf.while_loop(lambda i, s: i < 5, lambda i, s: (i + 1, tf.cond(s > 3, lambda: s * 2, lambda: s + 1)), [0, 1])
        queue = tf.FIFOQueue(3, [tf.float32, tf.int32], shapes=[[2], []])
        queue.enqueue([[1.0, 2.0], 1])
        tf.summary.scalar("l", queue.dequeue()[1])
        image = tf.nn.conv2d(tf.zeros([1, 8, 8, 3]), tf.zeros([3, 3, 3, 4]), [1, 1, 1, 1], "SAME")
        tf.nn.fused_batch_norm(tf.nn.max_pool(image, [1, 2, 2, 1], [1, 2, 2, 1], "VALID"), tf.ones([4]), tf.zeros([4]))
        tf.data.Dataset.range(5).map(lambda n: n + 1).batch(2).make_one_shot_iterator().get_next()
        tf.train.Saver()
        return {"g.pb": built.as_graph_def().SerializeToString()}


def import_graph(folder: Path) -> None:
    definition = graph_pb2.GraphDef()
    try:
        definition.ParseFromString((folder / "g.pb").read_bytes())
    except Exception:  # of the protocol buffers
        return
    with tf.Graph().as_default():
        tf.import_graph_def(definition, name="")


def look_at_graph(folder: Path) -> None:
    list(as_text(nodes_of(folder / "g.pb"), Words("en")))


def meta() -> dict[str, bytes]:
    return {"m.meta": (GRAPHS / "resources.meta").read_bytes()}


def import_meta(folder: Path) -> None:
    with tf.Graph().as_default():
        tf.train.import_meta_graph(str(folder / "m.meta"))


def graph_text() -> dict[str, bytes]:
    return {"g.pb": str(graph_pb2.GraphDef.FromString(graph()["g.pb"])).encode()}


def notebook() -> dict[str, bytes]:
    cells = [
        {"cell_type": "markdown", "metadata": {"lang": "en"}, "source": ["# A lesson\n", "text"]},
        {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None},
        {"cell_type": "markdown", "metadata": {"role": "predict", "answer": "a"}, "source": "What?\n\n- a) 1\n- b) 2"},
        {
            "cell_type": "code",
            "metadata": {"tags": []},
            "source": ["print(x)\n", "%time x"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}],
        },
    ]
    return {"l.ipynb": json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()}


def markdown() -> dict[str, bytes]:
    note = b'<!-- #region role="note" -->\nn\n<!-- #endregion -->\n'
    return {"l.md": b"# T\n\ntext **bold** `code`\n\n```python\nx = 1\n```\n\n" + note}


def script() -> dict[str, bytes]:
    return {"l.py": LESSON}


LESSON = b"""# %% [markdown] lang="en"
# # A lesson

# %% [markdown] role="predict" answer="b"
# What?
#
# - a) 1
# - b) 2

# %% comment-en="a"
x = 2  # a
print(x)

# %% [markdown] role="output"
# ```
# 2
# ```
"""


def read_lesson(folder: Path) -> None:
    (path,) = folder.glob("l.*")
    load(path)


def progress() -> dict[str, bytes]:
    record = {"done": [0, 1], "answers": {"0": "a"}, "solved": ["e"], "hints": {"0": 1}}
    return {"progress.json": json.dumps({"format": 1, "lessons": {"01_first_graph": record}}).encode()}


def read_progress(folder: Path) -> None:
    lesson = load(next(iter((Path(__file__).parents[1] / "lessons").glob("01_*.py"))))
    for name in ("progress.json", "settings.json"):
        state_file(name).parent.mkdir(parents=True, exist_ok=True)
        state_file(name).write_bytes((folder / "progress.json").read_bytes())
    found = Progress()
    found.of(lesson).counted(lesson)
    found.last()
    kept_values("settings.json")


def stops() -> dict[str, bytes]:
    found = [{"kind": "node", "pattern": "*", "condition": "x > 1", "ignore": 0}]
    return {"stops.json": json.dumps({"breakpoints": found, "watches": ["x"]}).encode()}


def configuration() -> dict[str, bytes]:
    return {"config.toml": b'lang = "en"\ntheme = "dark"\nmouse = false\nascii = true\n'}


def read_configuration(folder: Path) -> None:
    path = configuration_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((folder / "config.toml").read_bytes())
    former = dict(os.environ)
    try:
        load_configuration()
    finally:
        path.unlink()
        os.environ.clear()
        os.environ.update(former)


OF_GRAPHS = (ValueError, tf.errors.NotFoundError)
KINDS: dict[str, Kind] = {
    "checkpoint": Kind(checkpoint, read_checkpoint, (tf.errors.OpError,), changed_bytes),
    "checkpoint of the first version": Kind(first_version, read_first_version, (tf.errors.OpError,), changed_bytes),
    "checkpoint, as a command": Kind(
        checkpoint, lambda folder: said_by_command("checkpoint", str(folder / "m")), (), changed_bytes
    ),
    "list of checkpoints": Kind(state, read_state, (ValueError,), changed_bytes),
    "records": Kind(records, read_records, (tf.errors.OpError,), changed_bytes),
    "events": Kind(events, lambda folder: said_by_command("logs", str(folder), "--plain"), (), changed_bytes),
    "functions": Kind(graph, import_graph, OF_GRAPHS, changed_graph),
    "lists": Kind(graph_of_lists, import_graph, OF_GRAPHS, changed_graph),
    "graph": Kind(built_graph, import_graph, OF_GRAPHS, changed_graph),
    "graph, looked at": Kind(graph, look_at_graph, (SaidError,), changed_graph),
    "graph as text": Kind(graph_text, look_at_graph, (SaidError,), changed_bytes),
    "meta graph": Kind(meta, import_meta, (*OF_GRAPHS, OSError), changed_meta_graph),
    "notebook": Kind(notebook, read_lesson, (SaidError,), changed_json),
    "markdown": Kind(markdown, read_lesson, (SaidError,), changed_bytes),
    "lesson": Kind(script, read_lesson, (SaidError,), changed_bytes),
    "progress": Kind(progress, read_progress, (), changed_json),
    "breakpoints": Kind(stops, lambda folder: kept.load(folder / "stops.json"), (), changed_json),
    "configuration": Kind(configuration, read_configuration, (SaidError,), changed_bytes),
}


def fault(name: str, seed: int, folder: Path) -> str:
    """Change and read one file of a kind; what went wrong, "" when nothing did."""
    kind, chance = KINDS[name], Random(f"{name} {seed}")
    files = _made(name)
    folder.mkdir(exist_ok=True)
    victim = chance.choice(sorted(files))
    for file, content in files.items():
        (folder / file).write_bytes(kind.change(content, chance) if file == victim else content)
    try:
        kind.read(folder)
    except kind.raises:
        return ""
    except Exception as error:
        last = [frame for frame in traceback.extract_tb(error.__traceback__) if "tuigraph" in frame.filename][-1]
        return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:100]!r}"
    return ""


def _made(name: str, made: dict[str, dict[str, bytes]] = {}) -> dict[str, bytes]:  # noqa: B006 - once for each kind
    if name not in made:
        made[name] = KINDS[name].make()
    return made[name]


def faults(names: Sequence[str], seeds: range, folder: Path) -> dict[str, list[int]]:
    """What went wrong, and with which seeds."""
    found: dict[str, list[int]] = {}
    for seed in seeds:
        for name in names:
            if what := fault(name, seed, folder / name.replace(" ", "_")):
                found.setdefault(f"{name}: {what}", []).append(seed)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=120_000, help="of all kinds together")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--only", default="", help="a part of the name of a kind")
    options = parser.parse_args()
    names = [name for name in KINDS if options.only in name]
    began, all_found, done = time.monotonic(), dict[str, list[int]](), 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_STATE_HOME=f"{folder}/state", XDG_CONFIG_HOME=f"{folder}/config")
        os.chdir(folder)
        tf.logging.set_verbosity(tf.logging.FATAL)
        for seed in range(options.seed, options.seed + max(1, options.count // len(names))):
            for what, seeds in faults(names, range(seed, seed + 1), Path(folder)).items():
                if what not in all_found:
                    print(f"{what} (seed {seed})", flush=True)
                all_found.setdefault(what, []).extend(seeds)
            done += len(names)
            if time.monotonic() - began > options.minutes * 60:
                break
    for what, seeds in sorted(all_found.items(), key=lambda item: -len(item[1])):
        print(f"{len(seeds)} times: {what}")
    print(f"{done} files, {sum(map(len, all_found.values()))} faults of {len(all_found)} kinds")
    return 1 if all_found else 0


if __name__ == "__main__":
    sys.exit(main())
