"""The colours: every tone is legible in every theme, and a terminal gets the theme that suits it."""

from __future__ import annotations

import json
import os
import pty
import threading
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color as TerminalColor
from rich.style import Style
from textual.color import Color
from textual.drivers import linux_driver

from tests.conftest import RunTuigraph
from tests.tui.conftest import OpenStudy, Study
from tuigraph import configuration
from tuigraph.files import state_file
from tuigraph.tui import background
from tuigraph.tui.background import is_light, lightness
from tuigraph.tui.keys import THEME_COMMANDS
from tuigraph.tui.lines import LineView
from tuigraph.tui.settings import keep_setting, setting
from tuigraph.tui.themes import THEMES, theme_for
from tuigraph.tui.tones import TONES
from tuigraph.words.errors import SaidError

PALETTES = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "VGA": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
}
RICH = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
DEFAULT = TerminalColor.default()


def styles(study: Study) -> dict[str, Style]:
    """How each tone is drawn, with the pane's own colours beneath."""
    view = study.app.screen.query(LineView).first()
    return {tone: view.rich_style + view.tone(tone) for tone in ("", *TONES)}


def contrast(one: Color, other: Color) -> float:
    """That of WCAG, from 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_tone_stands_out_from_the_background(theme: str, open_study: OpenStudy) -> None:
    async with open_study((80, 24), theme=theme) as study:
        for tone, style in styles(study).items():
            assert style.color is not None
            assert style.bgcolor is not None
            ink, paper = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            assert contrast(ink, paper) >= 4.5, (tone, ink, paper)
            assert not style.dim, tone


async def test_sixteen_colours_are_legible_on_black_and_on_white(open_study: OpenStudy) -> None:
    async with open_study((80, 24), theme="16") as study:
        for tone, style in styles(study).items():
            assert style.bgcolor in (None, DEFAULT), tone
            if style.color not in (None, DEFAULT):
                assert style.color is not None
                number = style.color.number
                assert number is not None
                for name, palette in PALETTES.items():
                    ink = Color.parse("#" + palette.split()[number])
                    for paper in ("#000000", "#ffffff"):
                        assert contrast(ink, Color.parse(paper)) >= 2.9, (tone, name, paper)


async def test_a_theme_of_the_palette_is_kept_for_the_next_start(open_study: OpenStudy) -> None:
    async with open_study((80, 24)) as study:
        await study.press("ctrl+p")
        await study.type("light")
        await study.press("enter")
        await study.until(lambda: styles(study)[""].bgcolor == TerminalColor.parse("#fafafa"))
    assert theme_for("", RICH) == "light"
    assert theme_for("dark", RICH) == "dark"
    assert theme_for("", {"TERM": "xterm"}) == "16"


def test_a_setting_keeps_the_others_and_nonsense_is_no_setting() -> None:
    keep_setting("theme", "light")
    keep_setting("other", "x")
    assert (setting("theme"), setting("other"), setting("none")) == ("light", "x", "")
    for text in ("{", "[1]", '{"theme": 3}', '{"theme": "nosuch"}'):
        state_file("settings.json").write_text(text)
        assert theme_for("", RICH) == "dark"
    keep_setting("theme", "light")
    assert json.loads(state_file("settings.json").read_text()) == {"theme": "light"}


def test_settings_that_cannot_be_kept_stop_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    keep_setting("theme", "light")
    assert setting("theme") == ""


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"TERM": "xterm-256color"}, "dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dark"),
        ({"TERM": "xterm"}, "16"),
        ({**RICH, "NO_COLOR": "1"}, "16"),
        ({**RICH, "COLORFGBG": "0;15"}, "light"),
        ({**RICH, "COLORFGBG": "0;default;7"}, "light"),
        ({**RICH, "COLORFGBG": "15;0"}, "dark"),
        ({**RICH, "COLORFGBG": "12;8"}, "dark"),
        ({**RICH, "TUIGRAPH_THEME": "light"}, "light"),
        ({"TERM": "xterm", "TUIGRAPH_THEME": "nord"}, "nord"),
    ],
)
def test_a_terminal_gets_the_theme_that_suits_it(environment: dict[str, str], theme: str) -> None:
    assert theme_for("", environment) == theme


@pytest.mark.parametrize(
    ("wrong", "near"), [("drak", "dark"), ("LIGHT", "light"), ("?", "dark"), ("gruvbux", "gruvbox")]
)
def test_a_theme_that_there_is_not_names_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(SaidError, match=f"do you mean {near}"):
        theme_for(wrong)


def test_a_wrong_theme_is_a_sentence(run_tuigraph: RunTuigraph, tmp_path: Path) -> None:
    done = run_tuigraph("play", "01", "--svg", str(tmp_path), "--theme", "ligth")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tuigraph: there is no theme ligth: do you mean light?  The themes are dark, light, 16\n"


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?1;2c", True),
        (b"\x1b]11;rgb:ff/fa/e0\x07\x1b[?1;2c", True),
        (b"\x1b]11;rgba:1e1e/1e1e/2e2e/ffff\x1b\\\x1b[?62c", False),
        (b"\x1b]11;rgb:0000/0000/ffff\x07", False),
        (b"\x1b[?1;2c", False),
        (b"", False),
    ],
)
def test_the_answer_of_a_terminal_tells_light_from_dark(answer: bytes, light: bool) -> None:
    assert (lightness(answer) > 0.5) == light


class Asked:
    """A terminal of this process that answers what it is asked, or nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
        self.master, self.slave = pty.openpty()
        self._answer = answer
        self.heard = b""
        monkeypatch.setattr("sys.stdin", self)
        monkeypatch.setattr("sys.stderr", self)
        monkeypatch.setattr("os.tcgetpgrp", lambda _: os.getpgrp())
        threading.Thread(target=self._reply, daemon=True).start()

    def fileno(self) -> int:
        return self.slave

    def _reply(self) -> None:
        while b"\x1b[c" not in self.heard:
            self.heard += os.read(self.master, 100)
        os.write(self.master, self._answer)


def ask(ahead: bool) -> bool:
    if ahead:
        background.ask_ahead(None, {"TERM": "xterm-256color"})
        assert background._asking
    return is_light({})


@pytest.mark.parametrize("ahead", [False, True])
def test_a_terminal_is_asked_and_nothing_of_its_answer_is_left(monkeypatch: pytest.MonkeyPatch, ahead: bool) -> None:
    import termios

    monkeypatch.setattr(background, "WAIT", 60.0)  # it does not take that long: the second question is answered
    terminal = Asked(monkeypatch, b"\x1b]11;rgb:eeee/eeee/eeee\x1b\\\x1b[?62;22c")
    before = termios.tcgetattr(terminal.slave)
    assert ask(ahead)
    assert terminal.heard.startswith(b"\x1b]11;?")
    assert termios.tcgetattr(terminal.slave) == before
    os.set_blocking(terminal.slave, False)
    with pytest.raises(BlockingIOError):
        os.read(terminal.slave, 1)


@pytest.mark.parametrize("ahead", [False, True])
def test_an_answer_that_comes_too_late_is_no_keys(monkeypatch: pytest.MonkeyPatch, ahead: bool) -> None:
    parsers: Any = linux_driver
    monkeypatch.setattr(parsers, "XTermParser", parsers.XTermParser)
    monkeypatch.setattr(background, "WAIT", 0.0)
    Asked(monkeypatch, b"")
    assert not ask(ahead)
    parser = parsers.XTermParser(False)
    keys = [*parser.feed("a\x1b]11;rgb:ffff/ffff/ffff\x1b\\b\x1b[?1;2c"), *parser.feed("\x1b]11;rgb:f/f/f\x07")]
    assert [getattr(event, "key", event) for event in [*keys, *parser.feed("c")]] == ["a", "b", "c"]


@pytest.mark.parametrize("environment", [{"TERM": "xterm"}, {"TUIGRAPH_THEME": "x"}, {"COLORFGBG": "0;15"}])
def test_nobody_is_asked_ahead_where_the_theme_does_not_hang_on_it(environment: dict[str, str]) -> None:
    background.ask_ahead(None, {"TERM": "xterm-256color"} | environment)
    background.ask_ahead("textual-dark", {"TERM": "xterm-256color"})
    assert not background._asking


def test_nobody_is_asked_where_there_is_no_terminal(run_tuigraph: RunTuigraph) -> None:
    done = run_tuigraph("learn", "01", env={**os.environ, "TERM": "xterm-256color"})
    assert "\x1b" not in done.stdout + done.stderr


def test_every_theme_is_in_the_palette() -> None:
    from tuigraph.tui.keys import THEME_COMMANDS

    assert [name for name, _ in THEME_COMMANDS] == list(THEMES)


def test_the_command_line_and_the_palette_know_our_themes() -> None:
    assert (*THEMES,) == configuration.THEMES == tuple(name for name, _ in THEME_COMMANDS)
