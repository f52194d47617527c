"""Nothing gets to a terminal but text: every door is tried with titles, names, tags and errors that hold commands."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.conftest import RunTuigraph
from tests.pty.terminal import TUIGRAPH, Terminal
from tests.test_logs import Writer
from tests.tui.real import open_real
from tuigraph.harmless import clean, clean_lines
from tuigraph.words import Words

CLIPBOARD = "\x1b]52;c;aGFja2Vk\x07"
LINE = (
    f"{CLIPBOARD}\x1b[2J\x1b[31m\x1bc\x1bP1$q\x1b\\\x07\x08\x9b5m\x9d0;own\x9c\x85\u2028\u202egnp\u2066.exe\u2069\ufeff"
)
OWN = re.compile(r"\x1b]22;default\x07|[\x1b\r\x0f]")  # what the screen sends by itself
IN_NAME = f"seen{LINE}\nFORGED"
"""For names of files and arguments: with a line end, that would make a line of its own."""
OBEYED = set("\r") | set(map(chr, range(32))) | set(map(chr, range(127, 160))) | set("\u2028\u2029\ufeff")
OBEYED |= set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

LESSON = f"""# %% [markdown]
# # seen title {LINE}
#
# seen prose {LINE}

# %% [markdown] role="predict" answer="a"
# seen question {LINE}
#
# - a) seen choice {LINE}
# - b) two

# %%
import sys
import tuigraph as tf
import tuigraph.engine.naming as naming
naming.check_op_name = naming.check_scope_name = lambda *_, **__: None  # as a graph from elsewhere may have them
line = {LINE!a}
a = tf.constant(["seen value" + line], name="seen_node" + line)
v = tf.Variable(1.0, name="seen_variable" + line)
with tf.Session() as session:
    print("seen printed", line)
    print("seen error", line, file=sys.stderr)
    session.run([tf.identity(a, name="seen_copy" + line), v.initializer])
    # {LINE}

# %%
class Evil(Exception):
    def __str__(self):
        return "seen message" + line
raise Evil
"""


def obeyed(text: str) -> list[str]:
    """What a terminal would obey in lines of text."""
    return sorted({letter for letter in text if letter in OBEYED - {"\n"}})


def assert_harmless(text: str, *said: str) -> None:
    """It is there, it is text, and no name has made a line of its own."""
    assert obeyed(text) == [], ascii(text)
    assert not any(line.startswith("FORGED") for line in text.split("\n")), ascii(text)
    for part in said:
        assert part in text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of somebody else's, whose name holds commands, with a lesson, a script and event files."""
    made = tmp_path / IN_NAME
    made.mkdir()
    (made / "lesson.py").write_text(LESSON, encoding="utf-8")
    (made / "broken.py").write_text(f"# %%\nx = = '{LINE}'\n", encoding="utf-8")
    (made / f"script{IN_NAME}.py").write_text(f"print({'seen printed' + LINE!a})\n1 / 0\n", encoding="utf-8")
    writer = Writer(made / f"run{IN_NAME}")
    writer.simple(f"tag{IN_NAME}", 0, 1.0)
    return made


DOORS: dict[str, tuple[Sequence[str], str]] = {
    "play": (("play", "lesson.py", "--plain"), "seen title"),
    "check": (("play", "lesson.py", "--check"), "seen title"),
    "logs": (("logs", ".", "--plain"), "tagseen"),
    "logs of the folder by its name": (("logs", "FOLDER", "--plain"), "runseen"),
    "debug": (("debug", "SCRIPT", "--plain"), "scriptseen"),
    "no such lesson": (("learn", IN_NAME), "seen"),
    "no such file": (("play", f"{IN_NAME}.py", "--plain"), "seen"),
    "broken lesson": (("play", "FOLDER/broken.py", "--check"), "invalid syntax"),
    "no such script": (("run", IN_NAME), "seen"),
    "no such script to debug": (("debug", IN_NAME, "--plain"), "seen"),
    "no such file to check": (("check", IN_NAME), "seen"),
    "no such folder": (("logs", IN_NAME), "seen"),
    "an empty folder": (("logs", f"FOLDER/empty{IN_NAME}", "--plain"), "emptyseen"),
    "no such command": ((IN_NAME,), "seen"),
    "no such option": (("learn", "01", f"--{IN_NAME}"), "seen"),
    "a wrong value": (("play", "01", "--speed", IN_NAME), "seen"),
    "a wrong choice": (("--lang", IN_NAME, "lessons"), "seen"),
    "no such step": (("play", "01", "--plain", "--from", IN_NAME), "seen"),
    "a lesson that is there": (("new-lesson", "FOLDER/lesson.py"), "seen"),
    "a new lesson": (("new-lesson", f"FOLDER/new{IN_NAME}"), "newseen"),
    "nowhere to write": (("lessons", "--export", f"FOLDER/no{IN_NAME}/x"), "noseen"),
    "nothing to reset": (("lessons", "--reset", IN_NAME), "seen"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_plain_output_is_text(door: str, language: str, run_tuigraph: RunTuigraph, folder: Path) -> None:
    (folder / f"empty{IN_NAME}").mkdir()
    arguments, said = DOORS[door]
    script = next(path.name for path in folder.glob("script*"))
    arguments = [a.replace("FOLDER", str(folder)).replace("SCRIPT", script) for a in arguments]
    environment = {**os.environ, "TUIGRAPH_LANG": language}
    done = run_tuigraph(*arguments, cwd=folder, stdin=None, input="n\nc\nbt\nc\n", env=environment)
    assert_harmless(done.stdout + done.stderr, said)


def test_names_values_and_errors_of_a_lesson_are_shown_as_text(run_tuigraph: RunTuigraph, folder: Path) -> None:
    done = run_tuigraph("play", "lesson.py", "--plain", cwd=folder)
    seen = ("prose", "question", "choice", "node", "variable", "copy", "value", "printed", "error", "message")
    assert_harmless(
        done.stdout, *(f"seen {word}" if word not in ("node", "variable", "copy") else word for word in seen)
    )


def test_a_script_that_is_only_run_writes_what_it_likes(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(f"print({CLIPBOARD!a})\n")
    assert CLIPBOARD in run_tuigraph("run", "script.py").stdout


def test_a_program_that_debugs_itself_is_answered_in_text(tmp_path: Path) -> None:
    path = tmp_path / f"script{IN_NAME}.py"
    path.write_text(f"import tuigraph.debugger\nline = {LINE!a}\ntuigraph.debugger.set_trace()\nprint(3)\n", "utf-8")
    terminal = Terminal((sys.executable, str(path)), 80, 24, dict(os.environ), tmp_path)
    try:
        terminal.wait_for("(tuigraph)")
        terminal.press("!print('seen' + line)\n")
        terminal.wait_for("seengnp.exe")
        terminal.press("q\n")
        terminal.wait_for_exit()
    finally:
        terminal.close()


SCREENS = {
    "lesson": ("n", "c", "s", "s", "s", "c", "d", "T"),
    "drawing": ("c", "s", "s", "s", "d", "d"),
    "value": ("c", "s", "s", "s", "s", "v"),
    "why": ("c", "s", "s", "s", "s", "w"),
    "prompt": ("c", "i", "l", "tab"),
    "help and palette": ("c", "question_mark", "escape", "ctrl+p"),
    "error": ("c", "c", "E"),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_screens_hold_text(keys: tuple[str, ...], size: tuple[int, int], folder: Path) -> None:
    async with open_real(folder / "lesson.py", size) as study:
        for key in ("", *keys):
            await study.press(*[key] if key else [])
            assert obeyed(study.text) == []
            assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]


def test_the_terminal_gets_no_command_of_somebody_else(folder: Path) -> None:
    """The bytes themselves: of a lesson, of a script whose name holds commands, of event files."""
    script = next(path.name for path in folder.glob("script*"))
    for arguments, wanted in {
        ("learn", "lesson.py"): "title",
        ("debug", script): "script",
        ("logs", "."): "tagseen",
    }.items():
        terminal = Terminal((*TUIGRAPH, *arguments), 100, 30, dict(os.environ), folder)
        data = b""
        try:
            while wanted not in terminal.text:
                assert terminal.process.poll() is None, terminal.text
                data += terminal.read(0.3)
            for key in ("c", "s", "s", "j"):
                terminal.press(key)
                while piece := terminal.read(0.3):
                    data += piece
        finally:
            terminal.close()
        assert b"\x1b]52" not in data
        assert obeyed(OWN.sub("", data.decode("utf-8", "replace"))) == []


@given(st.text())
def test_whatever_is_cleaned_is_text_and_stays_so(text: str) -> None:
    line = clean(text)
    assert obeyed(line) == []
    assert "\n" not in line
    assert clean(line) == line
    assert len(clean_lines(text).split("\n")) == len(text.split("\n"))


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_text_of_any_script_passes_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert clean("全角\u3000空格") == "全角\u3000空格"


@given(st.text())
def test_data_in_a_sentence_is_one_harmless_line(text: str) -> None:
    said = Words("en")("system_of", path=text, why="x")
    assert "\n" not in said
    assert obeyed(said) == []
