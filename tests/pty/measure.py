"""How quick the real program is on a terminal: ``python -m tests.pty.measure`` prints the figures."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.clock import HANGS
from tests.pty.terminal import TUIGRAPH, Terminal

KEYS = "αβγδεζηικλνξοπρστυφχψωБГДЖЗИЙЛПФЦЧШЩЪЫЬЭ"  # letters that nothing else shows: only what changes is sent

FULL_SPEED = """# %% [markdown]
# # A loop at full speed

# %%
import tuigraph as tf

x = tf.Variable(0.0, name="x")
increment = tf.assign_add(x, 1.0)
sess = tf.Session()
sess.run(x.initializer)
while True:
    value = sess.run(increment)
"""

PRINTING = """# %% [markdown]
# # A loop that prints

# %%
number = 0
while True:
    number += 1
    print("line", number)
"""

LARGE = """# %% [markdown]
# # A graph of 100,000 nodes

# %%
import time
import tuigraph as tf

x = z = tf.placeholder(tf.float32, [])
for i in range(1000):
    with tf.name_scope("block"):
        for j in range(100):
            z = tf.add(z, x)
sess = tf.Session()
open("built", "w").write(str(time.perf_counter()))

# %%
value = sess.run(z, {x: 1.0})
open("run", "w").write(str(time.perf_counter()))

# %%
value = sess.run(z, {x: 1.0})
open("run again", "w").write(str(time.perf_counter()))
"""

ONE_C_CALL = """# %% [markdown]
# # One call that holds the interpreter

# %%
import itertools
sum(itertools.repeat(1))
"""


# What keeps the program busy, and what the screen shows once Ctrl-C has stopped it.
BUSY = {
    "runs at full speed": (FULL_SPEED, "▶"),
    "prints at full speed": (PRINTING, "line"),
    "is in one C call": (ONE_C_CALL, "started again"),
}


def write_lesson(folder: Path, source: str) -> str:
    path = folder / "lesson.py"
    path.write_text(source, encoding="utf-8")
    return str(path)


def first_paint(terminal: Terminal, text: str) -> float:
    """Seconds from the command to the first screen that shows a text."""
    terminal.wait_for(text)
    return time.perf_counter() - terminal.started


def idle_cpu(terminal: Terminal, seconds: float) -> float:
    """The part of a core that the program and its children use while nobody does anything."""
    terminal.settle(quiet=0.7)
    before, began = terminal.cpu_seconds(), time.perf_counter()
    while (left := began + seconds - time.perf_counter()) > 0:
        terminal.read(left)
    return (terminal.cpu_seconds() - before) / (time.perf_counter() - began)


def set_running(terminal: Terminal) -> None:
    """Let the opened lesson run, and go to the prompt."""
    terminal.wait_for("lesson")
    terminal.settle()
    terminal.press("c")
    terminal.wait_for("running")
    terminal.press("i")
    terminal.wait_for("━ 4 Prompt ━━")


def key_latencies(terminal: Terminal, keys: str = KEYS) -> list[float]:
    """Type at the prompt: seconds until each character arrives, sorted."""
    chance = random.Random(1)
    latencies = []
    for key in keys:
        pause = time.perf_counter() + chance.uniform(0.02, 0.1)
        while (left := pause - time.perf_counter()) > 0:
            terminal.read(left)
        terminal.press(key)
        latencies.append(terminal.wait_for_raw(key))
    return sorted(latencies)


def bytes_sent(terminal: Terminal, keys: str) -> list[float]:
    """What each key has the program send, sorted."""
    sent = []
    for key in keys:
        before = terminal.received
        terminal.press(key)
        terminal.settle()
        sent.append(float(terminal.received - before))
    return sorted(sent)


def percentile(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(part * len(values)))]


def interrupt(terminal: Terminal, sign: str) -> float:
    """Seconds from Ctrl-C until the program is stopped, of which the screen shows a sign."""
    terminal.press("\x03")
    return terminal.wait_for(lambda text: "running" not in text.splitlines()[0] and sign in text)


# ---------------------------------------------------------------- what the figures are


Opened = Callable[..., Terminal]  # from the arguments of the command, and the size of its terminal
Figure = tuple[str, str]


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def first_paints(opened: Opened) -> Iterator[Figure]:
    for arguments, text in (((), "03"), (("learn", "03"), "import tuigraph")):
        times = []
        for _ in range(5):
            terminal = opened(*arguments)
            times.append(first_paint(terminal, text))
            terminal.close()
        yield f"first paint, `{' '.join(('tuigraph', *arguments))}`", milliseconds(sorted(times)[2])


def steps(opened: Opened) -> Iterator[Figure]:
    terminal = opened("learn", "03")
    terminal.wait_for("import tuigraph")
    terminal.settle()
    yield "first paint, lesson", f"{terminal.received} bytes"
    bytes_sent(terminal, "nn\x1bnn")
    sent = bytes_sent(terminal, "s" * 20)
    yield "a step, median", f"{percentile(sent, 0.5):.0f} bytes"
    yield "a step, 95th percentile", f"{percentile(sent, 0.95):.0f} bytes"
    terminal.close()


def small_screens(opened: Opened) -> Iterator[Figure]:
    for number in ("01", "03", "12"):
        terminal = opened("learn", number, size=(80, 24))
        terminal.wait_for("import tuigraph")
        terminal.settle()
        yield f"80x24: first paint, lesson {number}", f"{terminal.received} bytes"
        for keys, what in (("n", "a cell with a question opens"), ("1", "it is answered"), ("nnnss", "a step")):
            yield f"80x24: {what}, at most", f"{bytes_sent(terminal, keys)[-1]:.0f} bytes"
        yield "80x24: a cell, at most", f"{bytes_sent(terminal, 'c' * 4)[-1]:.0f} bytes"
        terminal.close()


def idle(opened: Opened) -> Iterator[Figure]:
    terminal = opened("learn", "03")
    terminal.wait_for("import tuigraph")
    yield "idle", f"{100 * idle_cpu(terminal, 10):.2f} % of a core"
    terminal.close()


def busy(opened: Opened, folder: Path, what: str) -> Iterator[Figure]:
    source, sign = BUSY[what]
    terminal = opened("learn", write_lesson(folder, source))
    set_running(terminal)
    latencies = key_latencies(terminal)
    for name, part in (("median", 0.5), ("95th percentile", 0.95), ("worst", 1.0)):
        yield f"key painted, program {what}, {name}", milliseconds(percentile(latencies, part))
    before, began = terminal.received, time.perf_counter()
    terminal.settle(quiet=5.0)
    rate = (terminal.received - before) / (time.perf_counter() - began) / 1000
    yield f"sent, program {what}", f"{rate:.1f} KB/s"
    yield f"Ctrl-C, program {what}", milliseconds(interrupt(terminal, sign))
    terminal.close()


def large_graph(opened: Opened, folder: Path) -> Iterator[Figure]:
    """From the last statement of a cell until the screen shows that it has ended."""
    terminal = opened("learn", write_lesson(folder, LARGE))
    terminal.wait_for("import tuigraph")
    terminal.settle()
    for what in ("built", "run", "run again"):
        mark = folder / what
        terminal.press("c")
        deadline = time.perf_counter() + HANGS
        while not (mark.exists() and mark.read_text()):
            assert time.perf_counter() < deadline, terminal.text
            terminal.read(0.02)
        terminal.wait_for(lambda text: "running" not in text.splitlines()[0])
        yield f"100,000 nodes {what}, until shown", milliseconds(time.perf_counter() - float(mark.read_text()))
        terminal.settle()
    terminal.close()


@contextlib.contextmanager
def terminals() -> Iterator[tuple[Opened, Path]]:
    """What opens the program on a terminal with nobody's settings, and the folder that it is opened in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": name, "XDG_CONFIG_HOME": name}
        env |= {"COLORTERM": "truecolor", "TUIGRAPH_TOUR": "off"}  # the longest styles

        def opened(*arguments: str, size: tuple[int, int] = (120, 40)) -> Terminal:
            return Terminal((*TUIGRAPH, *arguments), *size, env, folder)

        yield opened, folder


def main() -> None:
    with terminals() as (opened, folder):
        for figures in (
            first_paints(opened),
            steps(opened),
            small_screens(opened),
            idle(opened),
            *(busy(opened, folder, what) for what in BUSY),
            large_graph(opened, folder),
        ):
            for what, measured in figures:
                print(f"{what:<56} {measured:>16}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
