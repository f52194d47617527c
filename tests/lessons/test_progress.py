"""Progress is kept whole, one lesson at a time, and survives damage."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuigraph.lessons import available, load
from tuigraph.lessons.progress import Prediction, Progress, Record

LESSON, OTHER = load(available()[2]), load(available()[0])


@pytest.fixture
def progress(tmp_path: Path) -> Any:
    return Progress(tmp_path / "state" / "progress.json")


def test_a_lesson_never_opened_has_no_progress(progress: Any) -> None:
    assert progress.of(LESSON) == Record()
    assert not progress.path.exists()


def test_progress_is_read_back_by_another_window(progress: Any) -> None:
    record = Record(3, {0, 1, 2}, {"count-to-ten"}, {1: Prediction("3", False, "2")})
    progress.save(LESSON, record)
    assert Progress(progress.path).of(LESSON) == record
    assert record.counted(LESSON) == (3, len(LESSON.units))


def test_saving_one_lesson_keeps_what_another_window_has_saved(progress: Any) -> None:
    other = Progress(progress.path)
    progress.of(LESSON)
    other.save(OTHER, Record(1, {0}))
    progress.save(LESSON, Record(2, {0, 1}))
    assert other.of(OTHER).done == {0}
    assert other.of(LESSON).done == {0, 1}


def test_reset_of_one_lesson_and_of_all(progress: Any) -> None:
    progress.save(LESSON, Record(1, {0}))
    progress.save(OTHER, Record(1, {0}))
    progress.reset(LESSON)
    assert (progress.of(LESSON), progress.of(OTHER).done) == (Record(), {0})
    progress.reset()
    assert progress.of(OTHER) == Record()


def test_export_is_a_file_that_can_be_kept_as_progress(progress: Any, tmp_path: Path) -> None:
    progress.save(LESSON, Record(1, {0}, set(), {0: Prediction("中", True, "中")}))
    progress.export(tmp_path / "mine.json")
    assert Progress(tmp_path / "mine.json").of(LESSON) == progress.of(LESSON)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"lessons": 3}', "\x00\x01", '{"lessons": {"03": '])
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(progress: Any, content: str) -> None:
    progress.path.parent.mkdir()
    progress.path.write_text(content)
    assert progress.of(LESSON) == Record()
    progress.save(LESSON, Record(1, {0}))
    assert progress.of(LESSON).done == {0}
    assert progress.path.with_suffix(".damaged.json").read_text() == content


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["cell", "done", "given", "1"]), inner),
)


@given(entry=st.dictionaries(st.sampled_from(["cell", "done", "exercises", "predictions"]), nonsense))
def test_an_entry_of_any_kind_is_read(tmp_path_factory: Any, entry: Any) -> None:
    path = tmp_path_factory.mktemp("progress") / "progress.json"
    path.write_text(json.dumps({"lessons": {LESSON.path.stem: entry}}))
    record = Progress(path).of(LESSON)
    assert record.cell >= 0
    assert all(isinstance(cell, int) for cell in record.done)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_folder_that_cannot_be_written_is_reported(progress: Any) -> None:
    progress.path.parent.mkdir(mode=0o500)
    with pytest.raises(OSError, match="denied"):
        progress.save(LESSON, Record(1))


def test_a_failed_write_leaves_the_old_file_and_no_other(progress: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    progress.save(LESSON, Record(1, {0}))
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        progress.save(LESSON, Record(2, {0, 1}))
    assert progress.of(LESSON).done == {0}
    assert [path.name for path in progress.path.parent.iterdir()] == ["progress.json"]


def test_the_file_lies_in_the_state_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert Progress().path == tmp_path / "tuigraph" / "progress.json"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert Progress().path == tmp_path / "home" / ".local" / "state" / "tuigraph" / "progress.json"
