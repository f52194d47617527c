"""What is said about options: help, complaints, variables, the configuration file, completion, the manual page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tuigraph.cli import _parser, main
from tuigraph.configuration import VARIABLES, configuration_file, is_on, load_configuration, memory
from tuigraph.manual import SHELLS, commands_of, options_of
from tuigraph.words import Words
from tuigraph.words.errors import SaidError


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a start puts into the environment is gone after the test."""
    for name in VARIABLES.values():
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit):
        main(arguments)
    out, err = capsys.readouterr()
    return out + err


def test_help_of_each_command_has_an_example_that_the_parser_takes_and_each_wish_its_variable() -> None:
    parser = _parser(Words("en"))
    names = []
    for name, own, _ in commands_of(parser):
        if " " not in name:
            names.append(name)
            example = own.format_help().split("examples:\n  ")[1].splitlines()[0]
            command = example.partition("<(")[2].strip(")") or example.partition(" |")[0]
            assert parser.parse_args(command.split()[1:]).parser is own
    assert {"learn", "play", "debug", "checkpoint", "graph", "completion", "man"} <= set(names)
    help_text = parser.format_help()
    assert [name for name in VARIABLES.values() if name not in help_text] == []
    assert str(configuration_file()) in help_text


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("learm", "03"), "'learn'"),
        (("play", "03", "--plian"), "--plain"),
        (("--them", "dark", "--asci", "--no-mous", "lesson"), "'lessons'"),
        (("lessons", "--no-muose"), "--no-mouse"),
        (("graph", "x.pb", "--sgv", "x"), "--svg"),
        (("run", "--language", "zh"), "--lang"),
        (("--lang", "eng"), "'en'"),
    ],
)
def test_a_slip_of_the_finger_is_answered_with_what_was_meant(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], meant: str
) -> None:
    assert f"maybe you meant {meant}?" in said(capsys, *arguments)
    for nothing_like_it in (("qqqqqq",), ("run", "--plian"), ("graph", "x.pb", "--speed")):
        assert "maybe" not in said(capsys, *nothing_like_it)
    assert "是不是" in said(capsys, "--lang", "zh", "pla")


def configure(text: str) -> Path:
    path = configuration_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_wishes_what_neither_option_nor_variable_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure('lang = "zh"\nmouse = false\nascii = true\n')
    assert main(["lessons"]) == 0
    assert "计算图" in capsys.readouterr().out
    assert (is_on("mouse"), is_on("ascii", False), is_on("tour")) == (False, True, True)
    monkeypatch.setenv("TUIGRAPH_LANG", "en")
    assert main(["lessons"]) == 0
    assert "Managing graphs" in capsys.readouterr().out
    assert main(["--lang", "zh", "lessons"]) == 0
    assert "计算图" in capsys.readouterr().out
    other = tmp_path / "other.toml"
    other.write_text('lang = "en"\n', encoding="utf-8")
    monkeypatch.setenv("TUIGRAPH_CONFIG", str(other))
    monkeypatch.delenv("TUIGRAPH_LANG")
    assert main(["lessons"]) == 0
    assert "Managing graphs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("mouse = ", "is not TOML"),
        ("moose = false", "maybe you meant mouse?"),
        ("speed = true", "has speed, which there is not (there are: lang, "),
        ("mouse = 1", "mouse is true or false, not 1"),
        ("theme = true", "theme is a text in quotes, not True"),
        ('lang = "xx"', "there is no language xx (there are: en, zh)"),
        ("[mouse]\na = 1", "mouse is true or false"),
        ('theme = "blue"', "there is no theme blue: do you mean"),
        ("memory = 2", "from 4 on, not 2"),
    ],
)
def test_a_wrong_file_is_a_sentence_that_names_it(
    text: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = configure(text)
    assert main(["lessons"]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert str(path) in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("variable", "wrong", "complaint", "right"),
    [
        ("TUIGRAPH_LANG", "zz", "there is no language zz (there are: en, zh)", "zh_CN.UTF-8"),
        ("TUIGRAPH_ASCII", "banana", "a switch is 1 or 0, not banana", "On"),
        ("TUIGRAPH_TOUR", "2", "a switch is 1 or 0, not 2", "off"),
        ("TUIGRAPH_THEME", "blue", "there is no theme blue: do you mean dark?", "nord"),
        ("TUIGRAPH_MEMORY", "2", "the memory for the past is a whole number of MiB from 4 on, not 2", "4"),
    ],
)
def test_a_wrong_variable_is_a_sentence_that_names_it(
    variable: str,
    wrong: str,
    complaint: str,
    right: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for value, code in ((wrong, 2), (right, 0), ("", 0)):
        monkeypatch.setenv(variable, value)
        assert main(["lessons"]) == code
        told = capsys.readouterr().err
        assert (f"{variable}: {complaint}" in told) == (code == 2)
    assert main(["--theme", "blue", "lessons"]) == 2
    assert "tuigraph: there is no theme blue" in capsys.readouterr().err


def test_a_file_that_was_named_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    load_configuration()
    monkeypatch.setenv("TUIGRAPH_CONFIG", "nowhere.toml")
    with pytest.raises(SaidError, match=r"nowhere\.toml"):
        load_configuration()


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_a_script_that_the_shell_takes(
    shell: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["completion", shell]) == 0
    script = tmp_path / "completion"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    text = script.read_text(encoding="utf-8")
    assert "life_of_a_node_value" in text
    assert "checkpoint" in text
    if shutil.which(shell):
        subprocess.run([shell, "-n", str(script)], check=True)
    if shell == "bash":
        complete = "COMP_CWORD=2; $(complete -p tuigraph | sed 's/.*-F \\([^ ]*\\).*/\\1/'); echo \"${COMPREPLY[@]}\""
        typed = ("play lin", "--theme ''", "--memory ''", "debug compl")
        asked = "; ".join(f"COMP_WORDS=(tuigraph {words}); {complete}" for words in typed)
        told = subprocess.run(
            ["bash", "-c", f'source "$0"; {asked}', str(script)],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        assert told.stdout.splitlines() == ["linear_regression", "dark light 16", "", "completion"]


def test_the_manual_page_tells_of_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    page = capsys.readouterr().out.replace("\\-", "-")
    parser = _parser(Words("en"))
    for name, own, does in commands_of(parser):
        assert f".SS tuigraph {name}" in page
        assert does in page
        assert [option for option in options_of(own) if option not in page] == []
    assert ".SH NAME\ntuigraph - " in page
    assert main(["--lang", "zh", "man"]) == 0
    assert ".SH 名称" in capsys.readouterr().out


def test_an_option_goes_on_in_what_the_program_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUIGRAPH_MOUSE", "1")
    main(["--no-mouse", "--ascii", "lessons"])
    assert (os.environ["TUIGRAPH_MOUSE"], os.environ["TUIGRAPH_ASCII"]) == ("0", "1")


def test_without_the_mouse_no_app_asks_the_terminal_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = []
    monkeypatch.setattr("tuigraph.cli._why_no_screen", lambda: "")
    monkeypatch.setattr("tuigraph.tui.app.TuigraphApp.run", lambda app, **options: asked.append(options["mouse"]))
    for command in (["logs", str(tmp_path)], ["play", "03"]):
        main(["--no-mouse", *command])
        monkeypatch.setenv("TUIGRAPH_MOUSE", "1")
        main(command)
    assert asked == [False, True] * 2


def test_how_much_memory_the_past_may_take_is_a_wish_in_whole_mebibytes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure("memory = 64\n")
    assert (main(["lessons"]), memory()) == (0, 64 * 2**20)
    assert (main(["--memory", "256", "lessons"]), memory()) == (0, 256 * 2**20)
    for wrong in ("much", "-5", "1.5", "1", "²"):
        assert main(["--memory", wrong, "lessons"]) == 2
        assert f"not {wrong}" in capsys.readouterr().err
    configure('memory = "64"\n')
    assert main(["lessons"]) == 2
    assert "a whole number" in capsys.readouterr().err


def test_the_list_of_lessons_comes_up_without_what_a_lesson_needs_when_it_is_opened() -> None:
    code = (
        "import sys, tuigraph.cli as cli, tuigraph.tui.app as app\n"
        "cli._why_no_screen = lambda: ''\n"
        "app.TuigraphApp.run = lambda self, **options: None\n"
        "assert cli.main([]) == 0\n"
        "print([name for name in sys.modules if name in {'tuigraph.tui.screens.study', 'tuigraph.debuggee.client'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("number", ["9" * 5000, "²"])
def test_what_is_no_number_or_endless_is_refused_where_a_number_is_meant(
    number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["learn", number], ["play", "01", "--plain", "--from", number], ["--memory", number, "lessons"]):
        assert main(command) == 2, command
        assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setenv("TUIGRAPH_MEMORY", number)
    assert main(["lessons"]) == 2
    assert "TUIGRAPH_MEMORY" in capsys.readouterr().err


def test_a_configuration_may_begin_with_the_mark_that_editors_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_bytes(b'\xef\xbb\xbflang = "zh"\n')
    monkeypatch.setenv("TUIGRAPH_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("TUIGRAPH_LANG", raising=False)
    assert main(["lessons"]) == 0
    assert "图" in capsys.readouterr().out
