"""How quick the package is, in this process: ``python -m tests.measure`` prints the figures of a clock
(``python -m tests.measure training`` those of programs under a debugger only).

No test asks for them, since they say as much about the machine; compare two commits on the same one.  The figures of
the real program on a terminal: ``python -m tests.pty.measure``.
"""

from __future__ import annotations

import asyncio
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.debugger.driver import Driver, run, to_the_end
from tests.tui.conftest import Study
from tests.tui.demo_program import DemoClient, demo_lesson, node
from tuigraph.debugger.timeline import LIMIT
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.braille import plot, scale_of
from tuigraph.tui.layered import Box, Edge, lay_out
from tuigraph.wire.record import replace
from tuigraph.wire.views import GraphNodes

HOUSING = """
import numpy as np
import tuigraph as tf
chance = np.random.RandomState(42)
features = chance.randn(20640, 9).astype(np.float32)
x = tf.constant(features, name="x")
y = tf.constant(features @ np.ones((9, 1), np.float32), name="y")
theta = tf.Variable(np.zeros((9, 1), np.float32), name="theta")
error = tf.matmul(x, theta) - y
mse = tf.reduce_mean(tf.square(error), name="mse")
"""
LOOP = """
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range({times}):
        sess.run({fetch}{feeds})
"""
BY_HAND = "train = tf.assign(theta, theta - 0.01 * (2 / 20640 * tf.matmul(tf.transpose(x), error)))"
OPTIMIZER = "train = tf.train.GradientDescentOptimizer(0.01).minimize(mse)"
COUNTING = "import tuigraph as tf\nx = tf.Variable(0.0)\ntrain = tf.assign_add(x, 1.0)"
MLP = """
import numpy as np
import tuigraph as tf
chance = np.random.RandomState(42)
X, y = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.int64, [None])
h = tf.layers.dense(tf.layers.dense(X, 128, tf.nn.relu), 64, tf.nn.relu)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=tf.layers.dense(h, 10)))
train = tf.train.AdamOptimizer().minimize(loss)
batches = [(chance.rand(50, 784).astype("f"), chance.randint(0, 10, 50)) for _ in range(100)]
"""
TRAININGS = {
    "descent with an optimizer, 1000 epochs": HOUSING + OPTIMIZER + LOOP.format(times=1000, fetch="train", feeds=""),
    "descent by hand, 1000 epochs": HOUSING + BY_HAND + LOOP.format(times=1000, fetch="train", feeds=""),
    "a tiny loop, 20,000 runs": COUNTING + LOOP.format(times=20_000, fetch="train", feeds=""),
    "784-128-64-10 with Adam, 500 steps": MLP
    + LOOP.format(times=500, fetch="[train, loss]", feeds=", {X: batches[i % 100][0], y: batches[i % 100][1]}"),
}

IMPORT = """
import time, numpy
began = time.thread_time()
import tuigraph as tf
tf.Session, tf.constant, tf.Variable
print(time.thread_time() - began)
"""


def show(what: str, seconds: float) -> None:
    print(f"{what:<52} {1000 * seconds:9.2f} ms", flush=True)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Processor seconds of the quickest of some runs."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def imports() -> float:
    return min(float(subprocess.check_output([sys.executable, "-c", IMPORT])) for _ in range(7))


def training(times: int = 3) -> Iterator[tuple[str, float, float, Driver]]:
    """Programs, their seconds alone and under a debugger that nobody steps with, and that debugger."""
    for what, source in TRAININGS.items():
        code = compile(source, "alone.py", "exec")
        watched: list[Driver] = []
        alone = best(lambda: exec(code, {}), times)  # noqa: B023
        attached = best(lambda: watched.append(run(source, to_the_end, limit=LIMIT)), times)  # noqa: B023
        yield what, alone, attached, watched[-1]


def show_training() -> None:
    for what, alone, attached, driver in training():
        show(what, alone)
        show(f"  watched ({attached / alone:.2f} times as long)", attached)
        timeline = driver.debugger.timeline
        reached = len({stretch.run.number for stretch in timeline.stretches()})
        print(f"  {reached} of {timeline.runs} runs within reach, {timeline.bytes / 2**20:.1f} MiB", flush=True)


def summaries() -> float:
    import tuigraph as tf

    x = tf.placeholder(tf.float32, [])
    loss = tf.summary.scalar("loss", x)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session, tf.summary.FileWriter(folder) as writer:
        return best(lambda: [writer.add_summary(session.run(loss, {x: 0.5}), step) for step in range(10_000)], times=1)


def drawing() -> None:
    steps = [float(i) for i in range(100_000)]
    values = [math.sin(i / 500) for i in range(100_000)]
    scale = scale_of([values], log=False)
    assert scale is not None
    show("curve of 100,000 points", best(lambda: plot([(steps, values)], scale, 100, 30, ascii=False)))
    edges = [Edge(str(i), str(j)) for i in range(200) for j in (i + 1, i + 7, i * 3 % 200) if i < j < 200]
    boxes = [Box(str(i), 14, 4) for i in range(200)]
    show("layout of 200 boxes", best(lambda: lay_out(boxes, edges)))


async def large_graph() -> None:
    """The screen over 100,000 nodes; each figure includes what the app does until it is idle again."""
    client: list[DemoClient] = []

    def factory(lesson: object, on_snapshot: object, on_exit: object) -> DemoClient:
        client.append(DemoClient(on_snapshot, on_exit))  # type: ignore[arg-type]
        return client[0]

    lesson = demo_lesson()
    app = TuigraphApp(factory, [lesson], "en", opened=lesson, theme="textual-dark", ascii=False)
    nodes = tuple(node(f"layer_{i // 1000}/block_{i // 10 % 100}/add_{i % 10}", "Add") for i in range(100_000))
    async with app.run_test(size=(120, 40)) as pilot:
        study = Study(app, pilot, client[0])
        await study.settle()
        began = time.perf_counter()
        moment = replace(client[0].moments[5], next_node="layer_77/block_42/add_7", next_inputs=())
        client[0].emit(moment, nodes=(GraphNodes(1, nodes, len(nodes)),))
        await study.settle()
        show("100,000 nodes shown", time.perf_counter() - began)
        began = time.perf_counter()
        for i in range(20):
            client[0].emit(moment, nodes=(), next_node=f"layer_{i}/block_{i}/add_3")
            await study.press("j")
        show("a step and a key among them", (time.perf_counter() - began) / 20)
        began = time.perf_counter()
        await study.press("slash")
        await study.type("layer_99/block_99/add_9")
        show("a search among them, 23 letters", time.perf_counter() - began)
        await study.press("escape")
        began = time.perf_counter()
        await study.press("2", "g", "d")
        show("their picture", time.perf_counter() - began)


def main() -> None:
    if sys.argv[1:] == ["training"]:
        show_training()
        return
    show("import tuigraph, beyond NumPy", imports())
    show_training()
    show("10,000 summaries", summaries())
    drawing()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder))
        asyncio.run(large_graph())


if __name__ == "__main__":
    main()
