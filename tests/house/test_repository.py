"""What the repository holds: its top level, its README's commands, no word of the machine that it was made on."""

from __future__ import annotations

import argparse
import asyncio
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pictures import FOLDER, PICTURES, photograph
from tuigraph.cli import _parser
from tuigraph.words import Words

TOP_LEVEL = {
    ".ci",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    "LICENSE",
    "README.md",
    "lessons",
    "pyproject.toml",
    "tests",
    "tuigraph",
}
# Written with character classes so that this file does not hold what it looks for.
FOREIGN = re.compile(
    r"p[y]pi\.org|python[h]osted|npm[j]s\.|deb\.[d]ebian|inde[x]-url|(?<![\w.-])/(?:wor[k]|roo[t]|tm[p]/tf1|op[t]/)"
)
TEXT = {".py", ".pyi", ".md", ".toml", ".tcss", ".json", ".yml", ".svg", ".cfg", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).exists()]


def test_top_level_is_the_agreed_one() -> None:
    assert {path.parts[0] for path in tracked()} == TOP_LEVEL


def test_nothing_tracked_names_a_registry_host_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            for number, line in enumerate((ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if FOREIGN.search(line):
                    found.append(f"{path}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize("sample", ["https://p" + "ypi.org/simple", "run /wor" + "k/main/x", '"/roo' + 't/x"'])
def test_the_search_for_foreign_names_finds_them(sample: str) -> None:
    assert FOREIGN.search(sample)


def readme_commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", readme(), re.DOTALL)
    return [block.strip() for block in blocks]


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_names_commands_that_there_are_and_all_of_them() -> None:
    named = [shlex.split(command)[1:] for command in re.findall(r"^\| `(tuigraph[^`]*)`", readme(), re.MULTILINE)]
    parser = _parser(Words("en"))
    for arguments in named:
        parser.parse_args(arguments)  # exits where it is wrong
    action = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    assert {arguments[0] for arguments in named if arguments} == set(action.choices)


def test_readme_names_every_option_of_play() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "tuigraph", "play", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z]+", shown)) - {"--help"}
    assert options <= set(re.findall(r"--[a-z]+", readme()))


def test_readme_shows_the_screen_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make them anew: `python -m tests.pictures`."""
    for name in ("XDG_STATE_HOME", "TUIGRAPH_TOUR", "TUIGRAPH_LANG"):
        monkeypatch.setenv(name, "")
    shown = re.findall(r"^!\[[^\]]+\]\((\S+)\)$", readme(), re.MULTILINE)
    assert [ROOT / path for path in shown] == [FOLDER / f"{picture.name}.svg" for picture in PICTURES]
    for path in shown:
        assert re.findall(r"https?://[^\s\"')]+", (ROOT / path).read_text("utf-8")) == ["http://www.w3.org/2000/svg"]
    fresh = asyncio.run(photograph(PICTURES[0]))
    told = [re.findall(r">([^<]+)</text>", text) for text in (fresh, (ROOT / shown[0]).read_text("utf-8"))]
    fresh_words, kept_words = ([word for word in words if not re.fullmatch(r"[\d.]+|[mµ]?s", word)] for words in told)
    assert fresh_words == kept_words


def test_readme_gives_one_command_to_start_and_one_to_test() -> None:
    start, test = readme_commands()
    assert "\n" not in start + test
    assert start.endswith("/tuigraph")
    assert test.endswith("pytest")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]
    assert readme_commands()[1] in lines
