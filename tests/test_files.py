"""Files that are kept are whole, and lie where the system has them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tuigraph import files


def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    path.write_text("old")

    def fail() -> None:
        with files.replacing(path) as file:
            file.write("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_others_see_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "kept.bin"
    path.write_bytes(b"old")
    with files.replacing(path, "wb") as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_links_are_followed_and_permissions_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "kept.txt", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o600)
    link.symlink_to(path)
    files.write_text(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    files.write_text(pipe, "through")
    reader.join()
    assert read == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "kept.txt"
    with pytest.raises(FileNotFoundError) as caught:
        files.write_text(path, "new")
    assert caught.value.filename == str(path)


def test_state_lies_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert files.state_file("a", "b.json") == tmp_path / "tuigraph" / "a" / "b.json"


@pytest.mark.parametrize("relative", ["", "  ", "relative", "./here"])
def test_a_relative_path_is_ignored_for_all_state(relative: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", relative)
    found = files.state_file("progress.json")
    assert found.is_absolute()
    assert Path.home() in found.parents
    assert relative == os.environ["XDG_STATE_HOME"]


def test_what_an_earlier_version_kept_is_found_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(files, "_custom", lambda: Path.home() / "elsewhere")
    assert files.state_file("progress.json") == Path.home() / "elsewhere" / "progress.json"
    former = Path.home() / ".local" / "state" / "tuigraph" / "progress.json"
    former.parent.mkdir(parents=True)
    former.write_text("{}")
    assert files.state_file("progress.json") == former


def test_what_a_killed_process_has_left_is_swept_and_nothing_of_those_that_live(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    mine = Path(files.unfinished(str(tmp_path / "file")))
    of_the_dead = mine.with_name(mine.name.replace(f"{os.getpid():08x}", f"{process.pid:08x}"))
    of_another_machine = of_the_dead.with_name(of_the_dead.name.replace(".tempstate", ".tempstatef")[:-1])
    others = [tmp_path / name for name in ("file", "file.tempstate", "file.tempstate0123456789abcdef")]
    for path in (mine, of_the_dead, of_another_machine, *others):
        path.write_text("", encoding="utf-8")
    files.sweep(str(tmp_path))
    assert sorted(tmp_path.iterdir()) == sorted([mine, of_another_machine, *others])
