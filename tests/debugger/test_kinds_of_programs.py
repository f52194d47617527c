"""Programs of many kinds do under the debugger what they do alone, and stop where they should."""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.debugger.driver import english, run, to_the_end
from tuigraph import reset_default_graph
from tuigraph.wire.commands import Break

KINDS = {
    "generators": """\
def batches(n):
    for i in range(n):
        got = yield i  # stop 5
        if got: print("got", got)
def outer():
    yield from batches(2)
    return "done"
print(list(batches(3)))
g = outer()
print(next(g), g.send("hello"))
""",
    "asyncio": """\
import asyncio
async def step(n):
    for i in range(n):
        await asyncio.sleep(0)
        print(n, i)  # stop 3
    return n
async def main():
    async with asyncio.Lock():
        print(await asyncio.gather(step(1), step(2)))
    print(await asyncio.get_running_loop().run_in_executor(None, pow, 2, 3))
asyncio.run(main())
""",
    "decorators, contexts and classes": """\
import contextlib, dataclasses, functools
@contextlib.contextmanager
def opened(name):
    print("open", name)
    try:
        yield name
    finally:
        print("close", name)  # stop 1
def logged(call):
    @functools.wraps(call)
    def wrapper(*args):
        return call(*args)  # stop 2
    return wrapper
@dataclasses.dataclass
class Config:
    rate: float = 0.5
    def __post_init__(self):
        self.twice = self.rate * 2  # stop 1
@logged
def build(n):
    return Config(n).twice if n else n
with opened("a") as name, contextlib.suppress(KeyError):
    print(build(0), build(3), build.__name__)
    raise KeyError
""",
    "code that is made": """\
import types
text = "def made(k):\\n    return k + 1\\nr = made(4)"
exec(text)
print(r, eval("r + 1"))  # stop 1
module = types.ModuleType("m")
exec(text, module.__dict__)
print(module.r, __name__)
""",
    "a main function with arguments": """\
import argparse, sys
def main(given):
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=2)
    options = parser.parse_args(given)
    print(options.n)  # stop 1
    return options.n
if __name__ == "__main__":
    try:
        sys.exit(main(["--n", "4"]))
    finally:
        print("left")
""",
    "callbacks that fail": """\
import numpy as np
import tuigraph as tf
def double(a):
    if a > 5:
        raise ValueError("too big")  # stop 1
    return np.float32(a * 2)
x = tf.placeholder(tf.float32, [])
y = tf.py_func(double, [x], tf.float32)
with tf.Session() as sess:
    print(sess.run(y, {x: 2}))
    try:
        sess.run(y, {x: 20})
    except tf.errors.InvalidArgumentError as error:
        print(type(error).__name__)
try:
    sorted([1, 2], key=lambda k: 1 // 0)
except ZeroDivisionError as error:
    print(error)
""",
    "datasets of generators": """\
import numpy as np
import tuigraph as tf
def rows():
    for i in range(3):
        yield np.float32(i)  # stop 3
data = tf.data.Dataset.from_generator(rows, tf.float32, []).batch(2)
following = data.make_one_shot_iterator().get_next()
with tf.Session() as sess:
    with __import__("contextlib").suppress(tf.errors.OutOfRangeError):
        while True:
            print(sess.run(following))
""",
    "pools of threads": """\
import concurrent.futures
import tuigraph as tf
x = tf.placeholder(tf.int32, [])
y = tf.square(x)
with tf.Session() as sess, concurrent.futures.ThreadPoolExecutor(2) as pool:
    def task(k):
        own = k + 1
        return int(sess.run(y, {x: own}))  # stop 4
    print(list(pool.map(task, range(4))))
""",
    "signals, logging and streams": """\
import logging, os, signal, sys
def came(number, frame):
    print("signal", number == signal.SIGUSR1)  # stop 1
former = signal.signal(signal.SIGUSR1, came)
os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGUSR1, former)
handler = logging.StreamHandler(sys.stdout)
log = logging.getLogger("tests.kinds")
log.addHandler(handler)
log.warning("careful")
log.removeHandler(handler)
sys.stdout.write("no end")
""",
    "sys.exit in the depth": """\
import sys
def deep(n):
    if n == 0:
        sys.exit("over")  # stop 1
    deep(n - 1)
print("before")
deep(3)
print("never")
""",
}


@contextlib.contextmanager
def as_main() -> Iterator[ModuleType]:
    """A fresh module that is the program."""
    module, former = ModuleType("__main__"), sys.modules["__main__"]
    module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = module
    try:
        yield module
    finally:
        sys.modules["__main__"] = former


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_is_what_it_is_alone_and_stops_where_it_should(kind: str) -> None:
    source, printed, code = KINDS[kind], io.StringIO(), None
    with as_main() as module, contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "cell_0.py", "exec"), module.__dict__)
        except SystemExit as end:
            code = end.code
    reset_default_graph()
    marked = {n: int(line[-1]) for n, line in enumerate(source.splitlines(), 1) if "# stop" in line}
    driver = run(source, *(Break(str(line), kind="line") for line in marked), to_the_end)
    stops = [s.position.line for s in driver.snapshots if s.reason == "breakpoint"]
    assert {line: stops.count(line) for line in stops} == marked
    assert "".join(english(piece.text) for piece in driver.picture.output if piece.kind == "out") == printed.getvalue()
    assert driver.debugger.exit == code
    assert driver.last.state == "finished"
    assert all(snapshot.problem is None for snapshot in driver.snapshots)
