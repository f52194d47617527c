"""Event files of several writers, read as they grow; the table of `tuigraph logs`, and its screen."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import google_crc32c
import pytest
from rich.cells import cell_len
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.util import tensor_util

from tests.clock import HANGS
from tests.tui.conftest import Study
from tuigraph import cli
from tuigraph.logs import EventLogs, summary
from tuigraph.tui.logs_app import LogsApp
from tuigraph.words import Words


class Writer:
    """An event file, written record by record as the format says."""

    def __init__(self, directory: Path, name: str = "events.out.tfevents.1.host") -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / name
        self.add(Event(wall_time=1000.0, file_version="brain.Event:2"))

    def add(self, event: Event) -> bytes:
        data = event.SerializeToString()
        length = struct.pack("<Q", len(data))
        record: bytes = length + self._checksum(length) + data + self._checksum(data)
        with self.path.open("ab") as stream:
            stream.write(record)
        return record

    @staticmethod
    def _checksum(data: bytes) -> bytes:
        crc = google_crc32c.value(data)
        return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)

    def simple(self, tag: str, step: int, value: float) -> bytes:
        """As TensorFlow 1 and PyTorch write a scalar."""
        entry = Summary.Value(tag=tag, simple_value=value)
        return self.add(Event(wall_time=1000.0 + step, step=step, summary=Summary(value=[entry])))

    def tensor(self, tag: str, step: int, value: float) -> bytes:
        """As TensorFlow 2 writes one; only the first says what it is."""
        metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="scalars"))
        tensor = tensor_util.make_tensor_proto(value, dtype="float32")
        entry = Summary.Value(tag=tag, tensor=tensor, metadata=metadata if step == 0 else None)
        return self.add(Event(wall_time=1000.0 + step, step=step, summary=Summary(value=[entry])))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    old, new = Writer(tmp_path / "old"), Writer(tmp_path / "deep" / "new")
    for step in range(100):
        old.simple("loss", step, 1.0 / (1 + step))
        new.tensor("loss", step, 2.0 / (1 + step))
    old.simple("accuracy", 5, 0.75)
    return tmp_path


def test_scalars_of_old_and_new_writers_are_found_in_all_runs(directory: Path) -> None:
    logs = EventLogs(directory)
    assert logs.read() == (True, True)
    assert logs.tags() == {"accuracy": 1, "loss": 2}
    assert [(f.run, f.total, f.values[-1]) for f in logs.scalars("loss")] == [  # type: ignore[comparison-overlap]
        ("deep/new", 100, pytest.approx(0.02)),
        ("old", 100, pytest.approx(0.01)),
    ]
    assert logs.scalars("loss")[0].times[3] == 1003.0
    assert logs.counts() == (2, 2, 201)


def test_files_are_read_on_as_they_grow_and_as_new_runs_come(directory: Path) -> None:
    logs = EventLogs(directory)
    logs.read()
    assert logs.read() == (False, True)
    writer = Writer(directory / "third")
    record = writer.simple("loss", 0, 5.0)
    whole = writer.path.read_bytes()
    writer.path.write_bytes(whole[: -len(record) // 2])  # in the middle of being written
    logs.read()
    assert len(logs.scalars("loss")) == 2
    writer.path.write_bytes(whole)
    assert logs.read() == (True, True)
    assert [f.values for f in logs.scalars("loss") if f.run == "third"] == [(5.0,)]


class TickingClock:
    """A clock that goes on by a millisecond whenever somebody looks at it."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 0.001
        return self.now


def test_reading_takes_no_longer_than_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = TickingClock()
    monkeypatch.setattr("tuigraph.logs.time", clock)
    writer = Writer(tmp_path)
    for step in range(3000):
        writer.simple("loss", step, 1.0)
    logs = EventLogs(tmp_path)
    seen = []
    while True:
        began = clock.now
        _, all_read = logs.read(0.5)
        assert clock.now - began < 0.51
        seen.append(logs.counts()[2])
        if all_read:
            break
    assert len(seen) > 2
    assert seen[-1] == 3000
    assert logs.scalars("loss")[0].run == "."


def test_files_of_the_projects_own_writer_are_read(tmp_path: Path) -> None:
    import tuigraph as tf

    value = tf.placeholder(tf.float32, ())
    merged = tf.summary.scalar("mse", value)
    with tf.Session() as session, tf.summary.FileWriter(str(tmp_path)) as writer:
        for step in range(3):
            writer.add_summary(session.run(merged, {value: float(step)}), step)
    tf.reset_default_graph()
    logs = EventLogs(tmp_path)
    logs.read()
    assert logs.scalars("mse")[0].values == (0.0, 1.0, 2.0)


def test_table_has_a_line_per_run_and_tag(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["logs", str(directory), "--plain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["run", "tag", "points", "last", "step", "last", "value", "min", "max"]
    assert lines[2].split() == ["deep/new", "loss", "100", "99", "0.02", "0.02", "2"]
    assert len(lines) == 4


def test_a_directory_without_scalars_and_none_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no scalars" in summary(EventLogs(tmp_path), Words("en"))
    assert cli.main(["logs", str(tmp_path / "nothing")]) == 2
    assert "is no directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "found"), [("en", "2 runs, 2 tags, 201 points"), ("zh", "2 个运行、2 个标签、201 个点")]
)
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_runs_are_overlaid_by_tag_and_grow(
    directory: Path, size: tuple[int, int], language: str, found: str
) -> None:
    app = LogsApp(directory, language, theme="textual-dark", ascii=False)
    async with app.run_test(size=size) as pilot:
        screen = Study(app, pilot, None)  # type: ignore[arg-type]
        await until(screen, found)
        await screen.press("j")
        screen.line_with("━━ deep/new", "0.02")
        screen.line_with("━━ old", "0.01")
        assert [cell_len(line) for line in screen.lines] == [size[0]] * size[1]
        Writer(directory / "old", "events.out.tfevents.2.host").simple("loss", 100, 7.5)
        await until(screen, "7.5")
        await screen.press("tab", "x", "enter")
        assert {"en": "relative time", "zh": "相对时间"}[language] in screen.text
        assert {"en": "Tags", "zh": "标签"}[language] + " ━" not in screen.text


async def test_an_empty_directory_is_watched(tmp_path: Path) -> None:
    app = LogsApp(tmp_path, "en", theme="textual-dark", ascii=False)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = Study(app, pilot, None)  # type: ignore[arg-type]
        await until(screen, "no scalars yet")
        Writer(tmp_path / "run").simple("loss", 0, 3.5)
        await until(screen, "1 runs, 1 tags, 1 points")


async def until(screen: Study, text: str) -> None:
    deadline = time.monotonic() + HANGS
    while text not in screen.text:
        assert time.monotonic() < deadline, screen.text
        await screen.pilot.pause(0.05)
