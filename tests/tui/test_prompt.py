"""The prompt and its log: typing, several lines, history, completion, and output that cannot harm the terminal."""

from __future__ import annotations

import pytest
from textual import events

from tests.tui.conftest import OpenStudy
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.tui.widgets.prompt import PromptInput, is_complete
from tuigraph.wire.commands import Complete, Evaluate
from tuigraph.wire.views import Output


async def test_letters_that_are_commands_reach_the_prompt(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("snczq")
        assert ">>> snczq" in study.text
        assert study.client.sent == []
        await study.press("enter")
        assert study.client.sent == [Evaluate("snczq", hint=True)]
        study.line_that_begins(">>> snczq")
        assert "done 完成" in study.text
        await study.press("escape", "n")
        assert len(study.client.sent) == 2


async def test_block_goes_on_until_an_empty_line(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("if x:\nprint(1)\n")
        assert study.client.sent == []
        await study.press("backspace", "backspace", "backspace", "backspace", "enter")
        assert study.client.sent == [Evaluate("if x:\n    print(1)\n", hint=True)]


async def test_pasted_lines_run_together(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        study.app.post_message(events.Paste("a = 1\nb = 'é 完'\n"))
        await study.settle()
        assert "b = 'é 完'" in study.text
        await study.press("enter")
        assert study.client.sent == [Evaluate("a = 1\nb = 'é 完'\n", hint=True)]


async def test_history_goes_back_and_returns_to_the_draft(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("first\n")
        await study.type("second\n")
        await study.type("draft")
        await study.press("up", "up")
        assert ">>> first" in study.text
        await study.press("down", "down")
        assert ">>> draft" in study.text


async def test_history_is_kept_from_one_start_to_the_next(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("first = 1\nfor i in x:\ni\n\n")
    async with open_study() as study:
        await study.press("i", "up")
        assert ">>> for i in x:" in study.text
        await study.press("up", "up", "up", "up")
        assert ">>> first = 1" in study.text


async def test_history_is_searched_for_what_is_typed(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        for entry in ("alpha = 1", "beta = 2", "beta + alpha"):
            await study.type(entry + "\n")
        await study.type("alp")
        await study.press("ctrl+r")
        assert study.offered == ["beta + alpha", "alpha = 1"]
        await study.press("ctrl+r", "enter")
        assert ">>> alpha = 1" in study.text
        assert study.offered == []
        await study.press("ctrl+c")
        await study.press("ctrl+r")
        assert study.offered == ["alpha = 1", "beta + alpha", "beta = 2"]
        await study.type("be")
        assert study.offered == ["beta + alpha", "beta = 2"]
        await study.press("escape")
        assert study.offered == []
        assert ">>> be" in study.text


async def test_tab_completes_what_the_names_share_and_offers_them_with_what_they_take(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("y = tf.con")
        await study.press("tab")
        assert study.client.sent == [Complete("y = tf.con")]
        assert ">>> y = tf.constant" in study.text
        study.line_with("tf.constant ", "(value, dtype=None)")
        assert study.offered == ["tf.constant", "tf.constant_initializer"]
        await study.press("tab", "tab", "enter")
        assert ">>> y = tf.constant_initializer" in study.text
        assert study.offered == []


async def test_names_are_completed_after_a_search_that_found_nothing(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("tf.con\n")
        await study.type("tf.con")
        await study.press("backspace", "n", "ctrl+r")
        assert study.offered == []
        await study.press("tab")
        assert study.offered == ["tf.constant", "tf.constant_initializer"]


async def test_the_list_goes_when_the_prompt_is_left(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("tf.con")
        await study.press("tab")
        assert study.offered
        study.app.screen.query_one(OutputLog).focus()
        await study.settle()
        assert study.offered == []


async def test_what_is_typed_on_narrows_the_list_and_enter_runs_what_nobody_chose_from_it(
    open_study: OpenStudy,
) -> None:
    async with open_study(size=(80, 24)) as study:
        await study.press("i")
        await study.type("tf.con")
        await study.press("tab")
        await study.type("_")
        assert study.offered == ["tf.constant_initializer"]
        await study.press("backspace", "enter")
        assert study.offered == []
        assert study.client.sent[-1] == Evaluate("tf.constant", hint=True)


async def test_what_is_half_typed_is_dropped_and_can_be_had_again(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("with x:\nhalf")
        await study.press("ctrl+c")
        assert "half" not in study.text
        assert "interrupt" not in study.client.sent
        await study.press("ctrl+c")
        assert "interrupt" in study.client.sent
        await study.press("up")
        assert "half" in study.text


async def test_printed_lines_are_paged_and_cleared_while_somebody_types(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await study.press("i")
        study.client.emit(study.client.moments[0], output=tuple(Output("out", f"line {n}\n") for n in range(100)))
        await study.settle()
        await study.type("typed")
        assert "line 99" in study.text
        for _ in range(60):
            await study.press("pageup")
        assert "line 0 " in study.text
        assert ">>> typed" in study.text
        await study.press("pagedown", "ctrl+l")
        assert "line" not in "\n".join(study.lines[-8:])
        assert ">>> typed" in study.text


async def test_an_empty_prompt_is_left_as_a_shell_is(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("x")
        await study.press("ctrl+d")
        assert study.app.focused is study.app.screen.query_one(PromptInput)
        await study.press("backspace", "ctrl+d")
        assert study.app.focused is not study.app.screen.query_one(PromptInput)


async def test_tab_in_an_empty_prompt_moves_on(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i", "tab")
        assert "━ 1 Lesson ━" in study.text


async def test_output_cannot_send_control_characters(open_study: OpenStudy) -> None:
    async with open_study() as study:
        text = "\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m\x07 \x9b5mok\tend\n50%\r100%\nab\u202ecd\n标准 output\n"
        study.client.emit(study.client.moments[0], nodes=(), output=(Output("out", text),))
        await study.settle()
        study.line_that_begins("red ok  end")
        study.line_that_begins("100%")
        study.line_that_begins("abcd")
        study.line_that_begins("标准 output")
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for line in study.lines for letter in line)


async def test_parts_of_a_line_are_joined(open_study: OpenStudy) -> None:
    async with open_study() as study:
        for part in ("epoch ", "1", " done\nnext"):
            study.client.emit(study.client.moments[0], nodes=(), output=(Output("out", part),))
        await study.settle()
        study.line_that_begins("epoch 1 done")
        study.line_that_begins("next")


async def test_long_output_is_wrapped_and_followed(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        lines = "".join(f"{number} " + "x" * 100 + "\n" for number in range(3000))
        study.client.emit(study.client.moments[0], nodes=(), output=(Output("out", lines + "the end\n"),))
        await study.settle()
        study.line_that_begins("the end")


async def test_error_at_the_prompt_is_shown(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i")
        await study.type("1/0\n")
        assert "ZeroDivisionError: division by zero" in study.text
        assert ">>> type Python here" in study.text


@pytest.mark.parametrize(
    ("source", "complete"),
    [
        ("1 + 1", True),
        ("f(", False),
        ("def f():", False),
        ("x = '''a", False),
        ("1 +* 2", True),
        ("a = 1\nb = 2", True),
        ("-" * 8000 + "1", True),
        (" + ".join(["1"] * 3000), True),
        ("(" * 300 + "1" + ")" * 300, True),
        ("a\0b", True),
        ("9" * 10_000, True),
        ("1 is 1", True),
        ("'\\d'", True),
        ("\ud800", True),
        ("x = " + "[" * 40_000, True),
        ("1\n" * 40_000, True),
    ],
)
def test_pythons_rule_decides_whether_input_is_complete(source: str, complete: bool) -> None:
    assert is_complete(source) is complete


async def test_prompt_cursor_does_not_blink(open_study: OpenStudy) -> None:
    async with open_study() as study:
        assert study.app.screen.query_one(PromptInput).cursor_blink is False


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (80, 30), (120, 40), (200, 55)])
async def test_twelve_typed_lines_are_seen(open_study: OpenStudy, size: tuple[int, int]) -> None:
    async with open_study(size=size) as study:
        await study.press("i")
        for number in range(1, 13):
            await study.pilot.press(*(["ctrl+j"] if number > 1 else []), "x", *str(number), "y")
            if number in (3, 6, 12):
                await study.settle()
                shown = [n for n in range(1, number + 1) if f"x{n}y" in study.text]
                assert len(shown) == number, study.text
        study.line_with(">>> x1y")


async def test_what_is_longer_than_the_pane_scrolls_to_the_cursor(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await study.press("i")
        study.app.post_message(events.Paste("\n".join(f"line{n} = {n}" for n in range(60))))
        await study.settle()
        assert "line59 = 59" in study.text, study.text
        await study.press("enter")
        assert "cell 1/2" in study.lines[0]
        assert "line58" in study.text  # in the log
        assert ">>> " in study.lines[-3]
