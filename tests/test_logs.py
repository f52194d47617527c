"""Event files of several writers, read as they grow; the table of `tuigraph logs`, and its screen."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import google_crc32c
import pytest
from rich.cells import cell_len
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.node_def_pb2 import NodeDef
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
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

    with tf.Graph().as_default():
        value = tf.placeholder(tf.float32, ())
        merged = tf.summary.scalar("mse", value)
        with tf.Session() as session, tf.summary.FileWriter(str(tmp_path)) as writer:
            for step in range(3):
                writer.add_summary(session.run(merged, {value: float(step)}), step)
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


def test_numbers_that_are_not_finite_are_counted_and_in_no_extreme(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    for step, value in enumerate([1.0, float("nan"), 29.0, float("inf"), float("-inf"), 3.0] * 3000):
        writer.simple("loss", step, value)
    writer.simple("diverged", 0, float("nan"))
    lines = table(tmp_path)
    assert lines[0].endswith("NaN, Inf")
    assert lines[1].split() == [".", "diverged", "1", "0", "nan", "nan", "nan", "1"]
    assert lines[2].split() == [".", "loss", "18000", "17999", "3", "1", "29", "9000"]


@pytest.mark.parametrize("where", [2, 9, 14, -2], ids=["length", "its checksum", "content", "checksum"])
def test_damage_costs_one_record_and_is_told(tmp_path: Path, where: int) -> None:
    writer = Writer(tmp_path)
    records = [writer.simple("loss", step, 1.0) for step in range(50)]
    good = writer.path.read_bytes()
    start = len(good) - sum(map(len, records[20:]))
    place = start + where if where > 0 else start + len(records[20]) + where
    writer.path.write_bytes(good[:place] + bytes([good[place] ^ 0x40]) + good[place + 1 :])
    lines = table(tmp_path)
    assert lines[1].split()[:4] == [".", "loss", "49", "49"]
    assert lines[-1] == f"{writer.path}: damaged in 1 place; what stood there is not shown"


def test_a_file_that_is_junk_or_cut_says_so(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "cut")
    writer.simple("loss", 0, 1.0)
    writer.path.write_bytes(writer.path.read_bytes() + writer.simple("loss", 1, 2.0)[:-3])
    junk = tmp_path / "junk" / "events.out.tfevents.2.host"
    junk.parent.mkdir()
    junk.write_bytes(bytes(range(256)) * 400)
    damage = table(tmp_path)
    assert any("no whole record" in line and str(writer.path) in line for line in damage)
    assert any("damaged in" in line and str(junk) in line for line in damage)


def test_what_a_restarted_program_did_over_again_is_left_out(tmp_path: Path) -> None:
    first = Writer(tmp_path)
    for step in range(10):
        first.simple("loss", step, 100.0 + step)
    second = Writer(tmp_path, "events.out.tfevents.2.host")
    second.add(Event(wall_time=2000.0, step=6, session_log=SessionLog(status=SessionLog.START)))
    for step in range(6, 8):
        second.simple("loss", step, float(step))
    logs = EventLogs(tmp_path)
    logs.read()
    (loss,) = logs.scalars("loss")
    assert list(loss.steps) == list(range(8))
    assert list(loss.values) == [100, 101, 102, 103, 104, 105, 6, 7]
    assert (loss.total, loss.greatest) == (8, 105)


def test_other_kinds_are_listed_with_the_last_of_each(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    histogram = HistogramProto(min=-1.0, max=3.0, num=4, bucket_limit=[0.0, 3.0], bucket=[1.0, 3.0])
    text = tensor_util.make_tensor_proto("a note\x1b[2J\nof two lines", dtype="string")
    is_text = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    values = [
        Summary.Value(tag="weights", histo=histogram),
        Summary.Value(tag="note", tensor=text, metadata=is_text),
        Summary.Value(tag="digit", image=Summary.Image(width=28, height=27)),
        Summary.Value(tag="sound", audio=Summary.Audio(sample_rate=100.0, length_frames=250)),
    ]
    for step in range(2):
        writer.add(Event(wall_time=1.0, step=step, summary=Summary(value=values)))
    writer.add(Event(wall_time=1.0, graph_def=GraphDef(node=[NodeDef(name="a")]).SerializeToString()))
    lines = table(tmp_path)
    assert "no scalars" in lines[0]
    rows = {line.split()[1]: line for line in lines[3:]}
    assert rows["histogram"].split()[2:5] == ["weights", "2", "1"]
    assert rows["histogram"].endswith("-1 " + "█" * 24 + " 3")
    assert rows["text"].endswith("of two lines")
    assert "\x1b" not in rows["text"]
    assert rows["image"].endswith("28 x 27")
    assert rows["audio"].endswith("2.5 s")
    assert rows["graph,"].endswith(" 1")


def table(directory: Path) -> list[str]:
    return summary(EventLogs(directory), Words("en")).split("\n")


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
        screen.line_with("━ deep/new", "0.02")
        screen.line_with("━ old", "0.01")
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
        await until(screen, "1 run, 1 tag, 1 point")


async def until(screen: Study, text: str) -> None:
    deadline = time.monotonic() + HANGS
    while text not in screen.text:
        assert time.monotonic() < deadline, screen.text
        await screen.pilot.pause(0.05)
