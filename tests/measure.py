"""How quick the package is, in this process: ``python -m tests.measure`` prints the figures of a clock.

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
from collections.abc import Callable
from pathlib import Path

from tests.debugger.driver import run, to_the_end
from tests.debugger.test_overhead import TRAINING
from tests.tui.conftest import Study
from tests.tui.demo_program import DemoClient, demo_lesson, node
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.braille import plot, scale_of
from tuigraph.tui.layered import Box, Edge, lay_out
from tuigraph.wire.record import replace
from tuigraph.wire.views import GraphNodes

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


def training() -> None:
    code = compile(TRAINING, "alone.py", "exec")
    alone, attached = best(lambda: exec(code, {})), best(lambda: run(TRAINING, to_the_end))
    show("training loop of 500 epochs", alone)
    show(f"the same, watched ({attached / alone:.2f} times as long)", attached)


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
    show("import tuigraph, beyond NumPy", imports())
    training()
    show("10,000 summaries", summaries())
    drawing()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder))
        asyncio.run(large_graph())


if __name__ == "__main__":
    main()
