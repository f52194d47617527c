"""Builds and runs a program with a module that has TensorFlow 1's names; keeps to Python 3.7, TensorFlow 1.15's.

``python running.py`` answers programs that come as lines of JSON, for `record.py`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

PRELUDE = """
def slopes(y, xs, **options):
    found = tf.gradients(y, xs, **options)
    return [tf.zeros_like(x) - 99.0 if g is None else tf.convert_to_tensor(g) for x, g in zip(xs, found)]
"""


class Failed(Exception):
    """An error of a program; `stage` says how far it had come."""

    def __init__(self, stage: Any, error: Any) -> None:
        super().__init__(stage)
        self.stage, self.error = stage, error


class Built:
    """A graph, and what its program's names stand for."""

    def __init__(self, tf: Any, graph: Any, space: Any, names: Any, initializer: Any, saver: Any = None) -> None:
        self.tf, self.graph, self.space, self.names, self.initializer, self.saver = (
            tf,
            graph,
            space,
            names,
            initializer,
            saver,
        )

    def find(self, name: Any) -> Any:
        if name == "late":
            return self.space["late"]
        found = self.names[name]
        return self.graph.as_graph_element(found) if isinstance(found, str) else found


def build(tf: Any, program: Any) -> Any:
    """The graphs that the program's runs go through: one, or for the road "restored" two."""
    stage = "build"
    space = {"tf": tf, "np": np, "kept": {}}
    graph = tf.Graph()
    try:
        with graph.as_default():
            exec(PRELUDE + program["source"], space)
            initializer = tf.global_variables_initializer()
        space.update(space["kept"])
        names = {n: v for n, v in space.items() if re.match("^[a-z][0-9]+$", n)}
        first = Built(tf, graph, space, names, initializer, space.get("saver"))
        if program["road"] == "built":
            return [first]
        stage = "import"
        second = _imported(tf, program, first)
        return [first, second] if program["road"] == "restored" else [second]
    except Exception as error:
        raise Failed(stage, error) from error


def _imported(tf: Any, program: Any, first: Any) -> Any:
    names = {n: v.name for n, v in first.names.items() if hasattr(v, "name")}
    graph = tf.Graph()
    space = {"tf": tf, "np": np}
    if program["road"] == "graph def":
        definition = first.graph.as_graph_def()
        with graph.as_default():
            tf.import_graph_def(definition, name="inner")
        names = {n: "inner/" + v for n, v in names.items()}
        return Built(tf, graph, space, names, graph.get_operation_by_name("inner/" + first.initializer.name))
    handle, path = tempfile.mkstemp(".meta")
    os.close(handle)
    try:
        with first.graph.as_default():
            tf.train.export_meta_graph(filename=path)
        with graph.as_default():
            saver = tf.train.import_meta_graph(path)
            made = Built(tf, graph, space, names, None, saver)
            space["again"] = made.find
            exec(PRELUDE + program["late"], space)
            made.initializer = tf.global_variables_initializer()
        return made
    finally:
        os.unlink(path)


def play(tf: Any, program: Any, stages: Any, config: Any = None) -> Iterator[Any]:
    """Yields the values of each run."""
    runs = program["runs"]
    middle = 0
    if len(stages) > 1:  # what is built late is in the second graph alone
        middle = next((k for k, (fetches, _) in enumerate(runs) if "late" in fetches), (len(runs) + 1) // 2)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "state")
            if middle:
                for values in _session(tf, stages[0], runs[:middle], config, None, path):
                    yield values
            for values in _session(tf, stages[-1], runs[middle:], config, path if middle else None, None):
                yield values
    except Failed:
        raise
    except Exception as error:
        raise Failed("run", error) from error


def _session(tf: Any, built: Any, runs: Any, config: Any, restore: Any, save: Any) -> Iterator[Any]:
    with tf.Session(graph=built.graph, config=config) as session:
        if restore:
            built.saver.restore(session, restore)
        else:
            session.run(built.initializer)
        for fetches, feeds in runs:
            given = {built.find(n): eval(v, {"np": np}) for n, v in feeds.items()}
            yield session, session.run([built.find(n) for n in fetches], given)
        if save:
            built.saver.save(session, save)


def describe(value: Any) -> Any:
    """A value as dtype, shape and numbers, to as many digits as are worth comparing."""
    if value is None:
        return None
    a = np.asarray(value)
    if a.dtype.kind in "OSU":
        return [
            "string",
            list(a.shape),
            [x.decode("utf-8") if isinstance(x, bytes) else str(x) for x in a.ravel().tolist()],
        ]
    numbers = a.ravel().tolist()
    if a.dtype.kind == "f":
        form = "%.10g" if a.dtype == np.float64 else "%.7g"
        numbers = [float(form % x) for x in numbers]
    return [str(a.dtype), list(a.shape), numbers]


def answer(tf: Any, program: Any, config: Any = None) -> Any:
    """A list of described values for each run, the last an error that ended it; and the error's text."""
    results = []
    try:
        for _, values in play(tf, program, build(tf, program), config):
            results.append([describe(v) for v in values])
    except Failed as failed:
        return [*results, {"error": type(failed.error).__name__, "at": failed.stage}], str(failed.error)[:600]
    return results, ""


def serve(module: Any, threads: Any) -> None:
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a program prints does not disturb the answers
    tf, config = importlib.import_module(module), None
    if module == "tensorflow":
        config = tf.ConfigProto(inter_op_parallelism_threads=threads, intra_op_parallelism_threads=1)
        config.graph_options.rewrite_options.disable_meta_optimizer = True  # the graph as it is written
        config.graph_options.optimizer_options.opt_level = -1
    for line in sys.stdin:
        out.write(json.dumps(answer(tf, json.loads(line), config)) + "\n")
        out.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", default="tuigraph")
    parser.add_argument("--threads", type=int, default=1)
    parsed = parser.parse_args()
    serve(parsed.module, parsed.threads)
