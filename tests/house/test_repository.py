"""What the repository holds: its top level, its README's commands, no word of the machine that it was made on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOP_LEVEL = {".ci", ".gitignore", "LICENSE", "README.md", "lessons", "pyproject.toml", "tests", "tuigraph"}
# Written with character classes so that this file does not hold what it looks for.
FOREIGN = re.compile(
    r"p[y]pi\.org|python[h]osted|npm[j]s\.|deb\.[d]ebian|inde[x]-url|(?<![\w.-])/(?:wor[k]|roo[t]|tm[p]/tf1|op[t]/)"
)
TEXT = {".py", ".md", ".toml", ".tcss", ".json", ".yml", ".svg", ".cfg", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).exists()]


def test_top_level_is_the_agreed_one() -> None:
    assert {path.parts[0] for path in tracked()} == TOP_LEVEL


def test_nothing_tracked_names_a_registry_host_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
                if FOREIGN.search(line):
                    found.append(f"{path}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize("sample", ["https://p" + "ypi.org/simple", "run /wor" + "k/main/x", '"/roo' + 't/x"'])
def test_the_search_for_foreign_names_finds_them(sample: str) -> None:
    assert FOREIGN.search(sample)


def readme_commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return [block.strip() for block in blocks]


def test_readme_gives_one_command_to_start_and_one_to_test() -> None:
    start, test = readme_commands()
    assert "\n" not in start + test
    assert start.endswith("/tuigraph")
    assert test.endswith("pytest")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]
    assert readme_commands()[1] in lines
