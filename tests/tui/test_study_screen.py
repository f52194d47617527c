"""The study screen as a person sees it: panes, steps, keys, sizes and languages."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import DemoClient, curve
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.client_protocol import Unreadable
from tuigraph.tui.keys import STUDY
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.widgets.header import Header
from tuigraph.wire.commands import Break, GoToUnit, Move, Quit
from tuigraph.wire.record import replace
from tuigraph.wire.views import Output, Problem, StepView

TO_FIRST_RUN = 5  # moments before it
SIZES = [(120, 40), (80, 24), (60, 20)]


async def test_wide_screen_shows_lesson_and_graph_from_the_start(open_study: OpenStudy) -> None:
    async with open_study() as study:
        for title in ("1 Lesson", "2 Graph"):
            assert title in study.text
        assert "3 Session" not in study.text  # there is none
        assert "When you evaluate a node" in study.text
        assert "▶  1 w = tf.constant(3)" in study.text
        assert "cell 1/2 · line 1" in study.lines[0]


async def test_step_shows_the_equation_and_lights_the_next_node_and_its_inputs(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("d", *["s"] * (TO_FIRST_RUN + 2))
        assert "▶ next add(Const, add/y)" in study.text
        study.line_with("→ Const")
        study.line_with("→ y")
        study.line_with("▶ add")
        await study.press("s")
        assert "add = Const + add/y = 3 + 2 -> 5" in study.lines[1]
        assert "session 1 · run 1 · step 3/5" in study.lines[0]
        assert "×1" in study.line_with("● add ")


async def test_second_run_counts_what_ran_again(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("d", *["s"] * (TO_FIRST_RUN + 6))
        assert "×1" in study.line_with("▶ Const")
        await study.press(*["s"] * 5)
        assert "×2" in study.line_with("○ Const")
        assert "×2" in study.line_with("→ add ")
        assert "×1" in study.line_with("· add_1")
        assert study.client.sent == [Move("step")] * len(study.client.sent)


async def test_values_turn_into_freed_ones_and_variables_show_their_life(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * (TO_FIRST_RUN + 4))
        assert "freed" in study.line_with("Const:0")
        assert "4 B" in study.line_with("add:0", "5")
        assert "├───●───▶" in study.line_with("theta  ", "[9,1]")
        assert "not initialized" in study.line_with("counter")
        assert "╳" in study.line_with("old", "destroyed by")
        assert "live 8 B" in study.text


async def test_step_back_says_that_the_moment_is_past(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 7, "S")
        assert study.client.sent[-1] == Move("back")
        assert "1 step in the past" in study.lines[0]
        await study.press("C")
        assert study.client.sent[-1] == Move("live")


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("n", Move("next")),
        ("c", Move("continue")),
        ("f", Move("finish")),
        ("N", Move("back_run")),
        ("right_square_bracket", GoToUnit(1)),
        ("r", GoToUnit(0)),
        ("R", "restart"),
        ("full_stop", Move("step")),
        ("left", Move("back")),
        ("right", Move("step")),
        ("left_curly_bracket", Move("back_run")),
        ("ctrl+c", "interrupt"),
    ],
)
async def test_key_sends_its_command(open_study: OpenStudy, key: str, command: object) -> None:
    async with open_study() as study:
        await study.press(key)
        assert study.client.sent == [command]


async def test_breakpoint_is_set_and_removed_at_the_cursor(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * (TO_FIRST_RUN + 2), "2", "up", "b")
        assert study.client.sent[-1] == Break("Const")
        study.line_with("■Const ")
        await study.press("d")
        study.line_with("■ Const")
        await study.press("b")
        assert study.client.sent[-1] == Break("Const", on=False)
        assert "■" not in study.text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_pane_is_reachable_and_no_line_breaks_the_layout(
    open_study: OpenStudy, size: tuple[int, int], language: str
) -> None:
    titles = {
        "en": ["Lesson", "Graph", "Session", "Prompt", "Curve"],
        "zh": ["课文", "计算图", "会话", "提示符", "曲线"],
    }
    async with open_study(size=size, language=language) as study:
        await study.press(*["s"] * 10)
        study.client.emit(study.client.moments[10], nodes=(), series=(replace(curve(), name="损失 mse"),))
        await study.settle()
        for key in ("1", "2", "3", "5", "4", "escape", "z", "tab", "z", "question_mark", "escape"):
            await study.press(key)
            assert [cell_len(line) for line in study.lines] == [size[0]] * size[1], (key, study.text)
            if key.isdigit():
                title = f"━ {key} {titles[language][int(key) - 1]} "
                assert title in study.text, study.text


async def test_panes_have_room_when_they_have_something_to_show(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        assert "2 Graph" not in study.text
        assert "Now evaluate both" in study.text
        await study.press("2")
        assert "━ 2 Graph ━" in study.text
        assert "No nodes yet" in study.text
        await study.press("1", "s")
        assert "─ 2 Graph ─" in study.text
        assert "3 Session" not in study.text
        await study.press(*["s"] * 6)
        assert "─ 3 Session ─" in study.text.replace("┐", "─")
        assert "━ 1 Lesson ━" in study.text
        await study.press("5")
        assert "fetched again and again" in study.lines[1]
        assert "━ 1 Lesson ━" in study.text


async def test_panes_that_share_a_place_name_each_other(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await study.press(*["s"] * 8)
        study.client.emit(study.client.moments[8], nodes=(), series=(curve(),))
        await study.settle()
        assert "5 Curve  3 Session" in study.text
        await study.press("3")
        assert "━ 3 Session  5 Curve ━" in study.text
        assert "─ 2 Graph ─" in study.text
        await study.pilot.resize_terminal(60, 20)
        await study.settle()
        assert "━ 3 Session  2 Graph  5 Curve ━" in study.text


async def test_small_screen_shows_the_code_about_to_run(open_study: OpenStudy) -> None:
    async with open_study(size=(60, 20)) as study:
        assert "━ 1 Lesson ━" in study.text
        study.line_with("▶  1 w = tf.constant(3)")
        assert "? help" in study.lines[-1]


async def test_resize_in_both_directions_shows_the_panes_that_fit(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 8)
        await study.pilot.resize_terminal(60, 20)
        await study.settle()
        assert len(study.lines) == 20
        assert "─ 2 Graph  3 Session ─" in study.text
        study.line_with("▶  2     print(y.eval())")
        await study.pilot.resize_terminal(120, 40)
        await study.settle()
        assert "─ 2 Graph ─" in study.text
        assert "─ 3 Session ─" in study.text


async def test_zoom_fills_the_screen_and_goes_back(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await study.press("3", "z")
        assert "━ 3 Session ━" in study.text
        assert "1 Lesson ─" not in study.text
        assert ">>>" not in study.text
        await study.press("tab")
        assert "━ 4 Prompt ━" in study.text
        assert "3 Session ━" not in study.text
        await study.press("escape", "escape")
        assert "─ 1 Lesson ─" in study.text or "━ 1 Lesson ━" in study.text


async def test_problem_stands_under_its_line_without_a_traceback(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 6)
        problem = Problem(
            "InvalidArgumentError",
            "You must feed a value for placeholder 'x'.\nFeed it: sess.run(y, feed_dict={x: ...})",
            1,
            2,
        )
        study.client.emit(study.client.moments[6], nodes=(), state="failed", reason="error", problem=problem)
        await study.settle()
        study.line_with("✗ InvalidArgumentError: You must feed a value")
        study.line_with("✗  2     print(y.eval())")
        study.line_with("│ InvalidArgumentError")
        assert "stopped by an error" in study.lines[0]
        assert "Traceback" not in study.text


async def test_curve_draws_itself_and_has_a_log_axis(open_study: OpenStudy) -> None:
    async with open_study() as study:

        def axis() -> list[str]:
            return [line.partition("┤")[0].rpartition("│")[2] for line in study.lines if "┤" in line]

        assert "5 Curve" not in study.text
        series = (
            curve(),
            replace(curve(), name="momentum"),
            replace(curve(), name="never", values=(float("nan"),) * 900),
        )
        study.client.emit(study.client.moments[0], nodes=(), series=series)
        await study.settle()
        assert "mse 0.699347" in study.text
        assert "never nan" in study.text
        assert "9.66┤" in study.text
        linear = axis()
        assert sum("\u2800" <= letter <= "\u28ff" for letter in study.text) > 30
        await study.press("L")
        assert "log y" in study.text
        assert axis() != linear


async def test_ascii_mode_draws_no_other_character(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24), ascii=True) as study:
        await study.press(*["s"] * 9)
        study.client.emit(study.client.moments[9], nodes=(), series=(curve(),))
        await study.settle()
        for key in ("5", "3", "2"):
            await study.press(key)
            assert all(letter < "\x7f" or letter in "…标准" for letter in study.text), study.text


async def test_space_plays_and_pauses(open_study: OpenStudy) -> None:
    async with open_study() as study:
        screen = study.app.screen
        assert isinstance(screen, StudyScreen)
        # Twenty times slower than it says: on a busy machine it would be over before somebody looks.
        screen.talk.playback._set_timer = lambda seconds, go: screen.set_timer(20 * seconds, go)
        await study.press(*["plus"] * 4, "space")
        assert "playing x16" in study.lines[0]
        await study.until(lambda: len(study.client.sent) > 2)
        await study.press("space")
        played = len(study.client.sent)
        assert "playing" not in study.lines[0]
        await study.pilot.pause(0.3)
        assert len(study.client.sent) == played


async def test_moves_wait_while_the_program_runs_and_quit_asks(open_study: OpenStudy) -> None:
    async with open_study() as study:
        study.client.emit(study.client.moments[8], nodes=(), state="running")
        await study.settle()
        assert "running" in study.lines[0]
        await study.press("s")
        assert study.client.sent == []
        assert "Ctrl-C interrupts it" in study.text
        await study.press("q")
        assert "Quit?" in study.text
        await study.press("n")
        assert "Quit?" not in study.text
        await study.press("ctrl+c")
        assert study.client.sent == ["interrupt"]
        await study.press("q", "y")
        assert study.client.sent[-1] == Quit()
    assert study.client.closed


async def test_quit_asks_for_what_is_typed_and_not_run_and_takes_itself_for_an_answer(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("i", "x", "escape", "q")
        assert "has not been run. Quit?" in study.text
        await study.press("escape")
        assert "Quit?" not in study.text
        await study.press("q", "q")
        assert study.client.sent == [Quit()]


async def test_snapshots_from_a_busy_program_are_shown_together(open_study: OpenStudy) -> None:
    async with open_study() as study:
        shown = 0
        screen = study.app.screen
        assert isinstance(screen, StudyScreen)
        show = screen.talk.inbox._show

        def counting(snapshots: Any) -> None:
            nonlocal shown
            shown += 1
            show(snapshots)

        screen.talk.inbox._show = counting
        for number in range(200):
            output = (Output("out", f"line {number}\n"),)
            study.client.emit(study.client.moments[8], nodes=(), state="running", output=output)
        await study.until("line 199")
        assert 1 <= shown < 100


async def test_escape_leads_to_the_list_and_enter_back_into_a_lesson(open_study: OpenStudy) -> None:
    async with open_study() as study:
        first = study.client
        await study.press("escape")
        assert "Leave the lesson?" in study.text
        await study.press("escape")
        await study.until("━ Lessons ━")
        study.line_with("03", "The life of a node value")
        assert first.closed
        await study.press("enter")
        assert "▶  1 w = tf.constant(3)" in study.text


async def test_list_is_in_the_readers_language(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24), language="zh", in_list=True) as study:
        study.line_with("03", "节点值的生命周期")
        study.line_with("求值一个节点时")
        assert "打开" in study.lines[-1]


async def test_help_names_every_key(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("question_mark")
        seen = study.text
        first = next(place for place, line in enumerate(study.lines) if "Here and now" in line)
        assert 'run "' in study.lines[first + 1]  # what n does where the program stands comes before all else
        for _ in range(4):
            await study.press("pagedown")
            seen += study.text
        for key in STUDY:
            assert f" {key.shown} " in seen, key
        await study.press("escape")
        assert "Running the program" not in study.text


async def test_palette_offers_the_commands_of_the_screen(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("ctrl+p")
        await study.type("finish")
        await study.until("finish the run")
        await study.press("enter")
        await study.until(lambda: study.client.sent == [Move("finish")])


async def test_end_of_the_program_is_said_with_what_to_do(open_study: OpenStudy) -> None:
    async with open_study() as study:
        study.client.on_exit("killed by signal 9")
        await study.settle()
        assert "killed by signal 9" in study.text
        assert "Press R" in study.text


async def test_program_that_does_not_answer_is_said_to_run_and_keys_still_work(open_study: OpenStudy) -> None:
    async with open_study() as study:
        study.client.send = study.client.sent.append  # type: ignore[method-assign, assignment]
        await study.press("n")
        await study.until(lambda: "running" in study.lines[0])
        assert "Ctrl-C interrupts it" in study.lines[1]
        await study.press("s")
        assert study.client.sent == [Move("next")]
        await study.press("i")
        await study.type("kept\n")
        assert ">>> kept" in study.text
        await study.press("ctrl+c")
        assert study.client.sent[-1] == "interrupt"
        assert "running" in study.lines[0]
        study.client.emit(study.client.moments[3], nodes=())
        await study.settle()
        assert "running" not in study.lines[0]


async def test_answer_to_what_came_before_does_not_hide_that_the_program_runs(open_study: OpenStudy) -> None:
    async with open_study() as study:
        study.client.send = study.client.sent.append  # type: ignore[method-assign, assignment]
        study.client.running = True
        await study.press("c")
        study.client.emit(study.client.moments[0], nodes=())  # where the program starts: `c` came before that was told
        await study.until(lambda: "running" in study.lines[0])
        assert study.client.sent == [Move("continue")]
        study.client.running = False
        study.client.emit(study.client.moments[3], nodes=())
        await study.settle()
        assert "running" not in study.lines[0]


async def test_lesson_that_cannot_be_read_is_listed_with_the_reason() -> None:
    broken = Unreadable("09_mine.py", "09_mine.py, cell 3, line 12: invalid syntax")
    app = TuigraphApp(lambda *_: DemoClient(*_[1:]), [broken], theme="textual-dark", ascii=False)
    async with app.run_test(size=(80, 24)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await study.settle()
        study.line_with("✗", "09_mine.py")
        study.line_with("cell 3, line 12")
        await study.press("enter")
        assert "━ Lessons ━" in study.text


async def test_a_narrow_heading_says_whole_how_far_in_the_past_it_is(open_study: OpenStudy) -> None:
    async with open_study(size=(60, 20)) as study:
        await study.press("s")
        moment = study.client.moments[1]
        assert moment.position is not None
        past = replace(moment.position, run=29999, step=0, steps=163, behind=19500)
        study.client.emit(moment, position=past)
        await study.settle()
        assert study.lines[0].rstrip().endswith("run 29999 · step 0/163  19500 steps in the past")


@pytest.mark.parametrize("microseconds", [0.0, 9.0, 12.0, 1234567.0])
async def test_a_low_heading_says_what_comes_next_however_long_the_step_took(
    open_study: OpenStudy, microseconds: float
) -> None:
    async with open_study(size=(60, 20), language="zh") as study:
        comes = study.lines[1].strip()
        room = study.app.screen.query_one(Header).size.width - cell_len(comes) - len("z = x ->    ")
        took = StepView("z", ("x", "y"), f"z = x -> {'1' * room}", microseconds)
        study.client.emit(study.client.moments[0], step=took)
        await study.settle()
        assert study.lines[1].split("  ")[0].strip() == took.equation
        assert study.lines[1].rstrip().endswith(comes)
