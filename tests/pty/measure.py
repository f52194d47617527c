"""How quick the real program is on a terminal: ``python -m tests.pty.measure`` prints the figures."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

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


def main() -> None:
    def show(what: str, seconds: float) -> None:
        print(f"{what:<52} {1000 * seconds:8.1f} ms", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": name, "XDG_CONFIG_HOME": name}
        env |= {"COLORTERM": "truecolor", "TUIGRAPH_TOUR": "off"}  # the longest styles

        def opened(*arguments: str, size: tuple[int, int] = (120, 40)) -> Terminal:
            return Terminal((*TUIGRAPH, *arguments), *size, env, folder)

        for arguments, text in (((), "03"), (("learn", "03"), "import tuigraph")):
            times = []
            for _ in range(5):
                terminal = opened(*arguments)
                times.append(first_paint(terminal, text))
                terminal.close()
            show(f"first paint, tuigraph {' '.join(arguments)}", sorted(times)[2])
        terminal = opened("learn", "03")
        terminal.wait_for("import tuigraph")
        terminal.settle()
        print(f"{'first paint, lesson':<52} {terminal.received:8.0f} bytes", flush=True)
        bytes_sent(terminal, "nn\x1bnn")
        sent = bytes_sent(terminal, "s" * 20)
        print(f"{'a step, median':<52} {percentile(sent, 0.5):8.0f} bytes", flush=True)
        print(f"{'a step, 95th percentile':<52} {percentile(sent, 0.95):8.0f} bytes", flush=True)
        terminal.close()
        for number in ("01", "03", "12"):
            terminal = opened("learn", number, size=(80, 24))
            terminal.wait_for("import tuigraph")
            terminal.settle()
            print(f"{f'80x24: first paint, lesson {number}':<52} {terminal.received:8.0f} bytes", flush=True)
            for keys, what in (("n", "a cell with a question opens"), ("1", "it is answered"), ("nnnss", "a step")):
                sent = bytes_sent(terminal, keys)
                print(f"{f'80x24: {what}, at most':<52} {sent[-1]:8.0f} bytes", flush=True)
            print(f"{'80x24: a cell, at most':<52} {bytes_sent(terminal, 'c' * 4)[-1]:8.0f} bytes", flush=True)
            terminal.close()
        terminal = opened("learn", "03")
        terminal.wait_for("import tuigraph")
        print(f"{'idle':<52} {100 * idle_cpu(terminal, 10):8.2f} % of a core", flush=True)
        terminal.close()
        for what, (source, sign) in BUSY.items():
            terminal = opened("learn", write_lesson(folder, source))
            set_running(terminal)
            latencies = key_latencies(terminal)
            show(f"key painted, program {what}, median", percentile(latencies, 0.5))
            show(f"key painted, program {what}, 95th percentile", percentile(latencies, 0.95))
            before, began = terminal.received, time.perf_counter()
            terminal.settle(quiet=5.0)
            rate = (terminal.received - before) / (time.perf_counter() - began) / 1000
            print(f"{f'sent, program {what}':<52} {rate:8.1f} KB/s", flush=True)
            show(f"Ctrl-C, program {what}", interrupt(terminal, sign))
            terminal.close()


if __name__ == "__main__":
    sys.exit(main())
