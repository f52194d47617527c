"""Kills in the middle of what is written: ``python -m tests.kills --kills 300 --seed 7``.

A process that saves checkpoints, event files or settings is killed at a random moment, again and again.  After each
kill what was there before is there, whole; after the next save nothing of the killed one is left over.
`tests/test_files.py` runs the short form.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import tuigraph as tf
from tuigraph.event_files import EventFile
from tuigraph.files import UNFINISHED, keep_values, kept_values

Work = Callable[[Path], None]


def save(folder: Path, values: int, forever: bool, over: bool) -> None:
    """Checkpoints that say in every value which one they are; over one prefix, or each a new one."""
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.Variable(0.0, name="number")
        array = tf.Variable(tf.zeros([values]), name="array")
        saver = tf.train.Saver(max_to_keep=3)
        session.run(tf.global_variables_initializer())
        latest = tf.train.latest_checkpoint(str(folder))
        count = 0
        if latest is not None:
            saver.restore(session, latest)
            count = int(session.run(number))
            saver.recover_last_checkpoints(tf.train.get_checkpoint_state(str(folder)).all_model_checkpoint_paths)
        while True:
            count += 1
            number.load(count, session)
            array.load(np.full(values, count, np.float32), session)
            saver.save(session, str(folder / "m"), None if over else count)
            if not forever:
                return


def check_saved(folder: Path) -> int:
    """The number of the newest checkpoint.  Raises AssertionError, or what reading it raises."""
    latest = tf.train.latest_checkpoint(str(folder))
    if latest is None:
        return 0
    reader = tf.train.NewCheckpointReader(latest)
    number = int(reader.get_tensor("number"))
    assert set(reader.get_tensor("array").tolist()) <= {float(number)}, latest
    return number


def write_events(folder: Path) -> None:
    """Event files, as fast as can be."""
    with tf.Graph().as_default():
        writer = tf.summary.FileWriter(str(folder))
        step = 0
        while True:
            step += 1
            writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag="x", simple_value=float(step))]), step)
            writer.flush()


def keep(folder: Path) -> None:
    """The program's own state."""
    os.environ["XDG_STATE_HOME"] = str(folder)
    count = int(kept_values("settings.json").get("count", 0))
    while True:
        count += 1
        keep_values("settings.json", {"count": count, "filling": "x" * 10_000})


def killed(work: Callable[[], None], after: float) -> None:
    """Do it in a process that is killed."""
    process = os.fork()
    if not process:
        try:
            work()
        finally:
            os._exit(1)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if UNFINISHED in path.name]


class Kills:
    """Kills by a seed, and what was wrong after them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self.wrong: list[str] = []

    def kill(self, longest: float) -> None:
        """One kill of each kind of work."""
        moment = self._random.random() * longest
        over, values = self._random.random() < 0.5, self._random.choice((10, 300_000))
        folder = self._folder / f"saved-{over}-{values}"
        folder.mkdir(exist_ok=True)
        before = check_saved(folder)
        killed(lambda: save(folder, values, True, over), moment)
        self._expect(check_saved(folder) >= before, f"a checkpoint was lost in {folder}")
        save(folder, values, False, over)
        self._expect(check_saved(folder) > before, f"no checkpoint after the kill in {folder}")
        self._expect(not left_over(folder), f"left over: {left_over(folder)}")
        events = self._folder / "events"
        killed(lambda: write_events(events), moment)
        for path in events.glob("*tfevents*"):
            file = EventFile(str(path))
            steps = [event.step for event in file.read() if event.HasField("summary")]
            self._expect(steps == list(range(1, len(steps) + 1)), f"events were lost in {path}")
            self._expect(file.damaged == 0, f"{path} is damaged")
            path.unlink()
        state = self._folder / "state"
        os.environ["XDG_STATE_HOME"] = str(state)
        count = int(kept_values("settings.json").get("count", 0))
        killed(lambda: keep(state), moment / 4)
        now = int(kept_values("settings.json").get("count", 0))
        self._expect(now >= count, "settings were lost")
        keep_values("settings.json", {"count": now})
        self._expect(not left_over(state), f"left over: {left_over(state)}")

    def _expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)
            print(what, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=100, help="of each kind")
    parser.add_argument("--longest", type=float, default=0.5, help="seconds until a kill")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kills = Kills(options.seed, Path(folder))
        for _ in range(options.kills):
            kills.kill(options.longest)
    print(f"{3 * options.kills} kills, {len(kills.wrong)} faults")
    return 1 if kills.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
