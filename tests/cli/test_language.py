"""The command line in Chinese: no help, no complaint and no answer is left in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import RunTuigraph
from tuigraph.cli import main

SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
NOT_OURS = re.compile(
    r"tuigraph \w+|with TERM|[\w/.-]*\.(py|md|ipynb)\b|--[a-z-]+|'[^']*'|TensorFlow 1|invalid syntax: .*"
)


def left_in_english(text: str) -> list[str]:
    return SENTENCE.findall(NOT_OURS.sub("", text))


COMMANDS = (
    (),
    ("learn",),
    ("play",),
    ("lessons",),
    ("logs",),
    ("tour",),
    ("checkpoint",),
    ("graph",),
    ("completion",),
    ("man",),
    ("new-lesson",),
    ("check",),
    ("run",),
    ("debug",),
    ("data",),
    ("cluster",),
)
HELP = [(*command, "--help") for command in (*COMMANDS, ("data", "fetch"), ("cluster", "up"), ("cluster", "status"))]
WRONG = [
    (),
    ("lern",),
    ("learn",),
    ("learn", "manging_graphs"),
    ("learn", "03"),
    ("play", "03", "--speed", "fast"),
    ("play", "03", "--from", "x"),
    ("play", "03", "--from", "99"),
    ("play", "03", "--from", "3", "--to", "2"),
    ("play", "03", "--from"),
    ("play", "03", "04"),
    ("play", "nowhere.py"),
    ("play", "folder.py"),
    ("play", "no_lesson.py"),
    ("play", "broken.py"),
    ("play", "bare.py"),
    ("play", "untitled.py"),
    ("play", "notebook.ipynb"),
    ("play", "text.txt"),
    ("play", "bytes.py"),
    ("lessons", "--export", "nowhere/mine.json"),
    ("lessons", "--reset", "99"),
    ("logs", "nowhere"),
    ("new-lesson", "broken.py"),
    ("new-lesson", "nowhere/mine"),
    ("run", "nowhere.py"),
    ("run",),
    ("debug", "nowhere.py"),
    ("data",),
    ("data", "fecth"),
]
RIGHT = [
    ("lessons",),
    ("logs", "."),
    ("new-lesson", "mine"),
    ("play", "lesson.py", "--plain"),
    ("play", "lesson.py", "--check"),
    ("debug", "broken.py", "--plain"),
]
LESSON = """# %% [markdown]
# # 课

# %%
print(6 * 7)

# %% [markdown] role="output"
# ```
# 43
# ```

# %% [markdown] role="predict" answer="d"
# 几？

# %%
raise ValueError

# %% [markdown] role="note"
# 记
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    for name, text in {
        "no_lesson.py": "print(1)\n",
        "broken.py": '# %% [markdown]\n# # T\n# %%\ny = = 2\n# %% [markdown] role="predikt"\n# x\n',
        "bare.py": "# %% [markdown]\nnot a comment\n",
        "untitled.py": "# %%\n1\n",
        "notebook.ipynb": "{}",
        "text.txt": "",
        "lesson.py": LESSON,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\xff")


@pytest.mark.parametrize("arguments", HELP, ids=" ".join)
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--lang", "zh"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("用法：")
    assert left_in_english(re.sub("(?m)^例子.*(\n  .*)+", "", told)) == []


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_complaints_are_chinese(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUIGRAPH_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    try:
        code: object = main(arguments)
    except SystemExit as ended:
        code = ended.code
    told = capsys.readouterr()
    assert code == 2, told.out
    assert re.search("[\u4e00-\u9fff]", told.err)
    assert left_in_english(told.err) == []


@pytest.mark.parametrize("arguments", RIGHT, ids=" ".join)
def test_answers_are_chinese(run_tuigraph: RunTuigraph, arguments: tuple[str, ...]) -> None:
    done = run_tuigraph("--lang", "zh", *arguments)
    assert done.stderr == ""
    assert re.search("[\u4e00-\u9fff]", done.stdout)
    assert left_in_english(done.stdout) == []
