"""Lives on a screen of their own, spark lines, and two sessions side by side."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import VARIABLES
from tuigraph.debugger.values import nothing, page
from tuigraph.tui.screens.study import StudyScreen
from tuigraph.tui.sparkline import spark
from tuigraph.wire.commands import Command
from tuigraph.wire.questions import ShowValue
from tuigraph.wire.record import replace
from tuigraph.wire.said import said
from tuigraph.wire.views import Assignment, SessionView, StopPoint, VariableView

LEFT = np.arange(12.0).reshape(3, 4)
RIGHT = np.where(LEFT == 5, -1.0, LEFT)


def test_spark_line_shows_the_shape_of_the_values() -> None:
    assert spark([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
    assert spark([1.0, math.nan, 2.0], 8) == "▁!█"
    assert spark([3.0, 3.0], 8, ascii=True) == "__"
    assert spark([math.inf], 8) == "!"
    assert spark([1.7e308, -1.7e308, 0.0], 8) == "█▁▅"
    assert spark([0.0, 5e-324], 8) == "▁█"


@given(st.lists(st.floats(), max_size=50), st.integers(0, 20))
def test_spark_line_fits(values: list[float], width: int) -> None:
    assert len(spark(values, width)) == min(len(values), width)


async def test_the_last_line_offers_what_is_about_a_node_only_on_one(open_study: OpenStudy) -> None:
    async with open_study() as study:
        say = study.app.texts
        offers = [f" {key} {say(text)} " for key, text in (("t", "key_tree"), ("v", "key_value"), ("I", "key_inputs"))]
        study.client.emit(study.client.moments[0], nodes=(), variables=VARIABLES, values=())
        await study.press("T")
        assert say("no_values") in study.text
        assert [offer for offer in offers if offer in study.lines[-1]] == []
        await study.press("t", "d")  # of no node
        assert say("no_node_on_line") in study.text
        assert f" o {say('key_order_lives')} " not in study.lines[-1]  # there is nothing to order
        await study.press("j")
        assert [offer for offer in offers if offer not in study.lines[-1]] == []
        await study.press("t")
        assert say("key_prompt") in study.lines[-1]
        await study.press("B")
        remove = f" x {say('key_remove')} "
        assert remove not in study.lines[-1]
        study.client.emit(study.client.moments[0], stops=(StopPoint("node", "add", "", 0, 0, ""),))
        await study.press("j")
        assert remove in study.lines[-1]


@pytest.mark.parametrize(("language", "freed"), [("en", "freed"), ("zh", "已释放")])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_lives_of_variables_and_values(
    open_study: OpenStudy, size: tuple[int, int], language: str, freed: str
) -> None:
    async with open_study(size=size, language=language) as study:
        await study.press(*["s"] * 9)
        variables = (replace(VARIABLES[0], track=(4.0, 2.0, 1.0)), *VARIABLES[1:])
        study.client.emit(study.client.moments[9], nodes=(), variables=variables, timeline_limit=32 * 2**20)
        await study.press("T")
        assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        study.line_with("theta", "█▃▁", "0.8296")
        study.line_with("Const:0", "├━", freed)
        assert "live 8 B" in study.text or "占用 8 B" in study.text
        study.line_with("32.0 MiB", "--memory")  # the figure that --memory takes
        born = [line.split()[1] for line in study.lines[2:] if ":0 " in line]
        assert born == ["Const:0", "add/y:0", "add:0", "add_1/y:0"]
        await study.press("s")
        study.line_with("add_1:0")


async def test_lives_lead_to_the_value_and_to_the_tree(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 9, "T", "o", "G")
        await study.press("t")
        assert "━ add_1/y Const" in study.text


async def show_sessions(study: Study, name: str = "theta") -> None:
    client = study.client
    others = client.send

    def send(command: Command) -> None:
        if isinstance(command, ShowValue):
            client.sent.append(command)
            here = replace(client.moments[client.at], nodes=(), calls=(), output=())
            value = {1: LEFT, 2: RIGHT}.get(command.session)
            found = nothing(command, "no value there") if value is None else page(value, command)
            client.emit(here, answer=found)
        else:
            others(command)

    client.send = send  # type: ignore[method-assign]
    await study.press(*["s"] * 7, "3", "g", "j", "D")
    await study.until(lambda: study.app.texts("starting") not in study.text)  # each side is told of by itself


@pytest.mark.parametrize(("language", "session"), [("en", "session"), ("zh", "会话")])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_two_sessions_stand_side_by_side(
    open_study: OpenStudy, size: tuple[int, int], language: str, session: str
) -> None:
    async with open_study(size=size, language=language) as study:
        await show_sessions(study)
        assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        study.line_with(f"━ {session} 1", f"─ {session} 2")
        study.line_with("4   5   6   7", "4  -1   6   7")
        await study.press("down", "right")
        study.line_with("━ 1,1: 5 ━", "─ 1,1: -1 ─")


@pytest.mark.parametrize("refused", [1, 2])
async def test_a_side_that_asked_while_the_program_was_busy_asks_again(
    open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    ask = StudyScreen.ask
    refusals: list[Command] = []

    def busy_once(screen: StudyScreen, command: Command) -> bool:
        if isinstance(command, ShowValue) and command.session == refused and not refusals:
            refusals.append(command)
            return False
        return ask(screen, command)

    monkeypatch.setattr(StudyScreen, "ask", busy_once)
    async with open_study() as study:
        await show_sessions(study)
        study.line_with("4   5   6   7", "4  -1   6   7")
    assert refusals


async def test_elements_that_differ_stand_out_and_a_side_can_be_turned(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_sessions(study)
        strips = study.app.screen._compositor.render_strips()
        segments = [segment for strip in strips for segment in strip]
        assert [s.text for s in segments if s.text in ("5", "-1") and s.style and s.style.color] == ["5", "-1"]
        await study.press("tab", "x")
        study.line_with("session 1  value of theta", "━ session 1  value of theta")
        assert "-1" not in study.text


NAMES = (
    ("n", "en", "destroyed by session closed"),
    ("n", "zh", "会话关闭，已销毁"),
    ("weights", "zh", "会话关闭，已销毁"),
)


@pytest.mark.parametrize(("name", "language", "said_of_it"), NAMES)
async def test_what_became_of_a_variable_is_whole_where_its_name_leaves_room(
    open_study: OpenStudy, name: str, language: str, said_of_it: str
) -> None:
    gone = replace(VARIABLES[0], name=name, state="destroyed", destroyed=said("by_close"))
    async with open_study(size=(90, 24), language=language) as study:
        await study.press(*["s"] * 9)
        study.client.emit(study.client.moments[9], nodes=(), variables=(gone,))
        await study.settle()
        study.line_with(said_of_it)


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_long_names_have_the_room_that_lives_and_values_leave(open_study: OpenStudy, width: int) -> None:
    longest = min(width - 50, 60)
    name = "scope/" + "n" * (longest - 6)
    async with open_study(size=(width, 40)) as study:
        await study.press(*["s"] * 9)
        variables = (replace(VARIABLES[0], name=name), *VARIABLES[1:])
        study.client.emit(study.client.moments[9], nodes=(), variables=variables)
        await study.press("T")
        line = study.line_with(name)
        assert cell_len(line) == width
        assert "0.8296" in line


@pytest.mark.parametrize(
    ("language", "size", "seen", "written"),
    [
        ("en", (120, 40), "server grpc://ps:1  seen by sessions 1, 2", "7  by session 2"),
        ("zh", (80, 24), "服务器 grpc://ps:1  会话 1, 2 可见", "7  由 会话 2 写入"),
    ],
)
async def test_what_a_server_keeps_stands_there_once_with_who_sees_it_and_who_wrote_it(
    open_study: OpenStudy, language: str, size: tuple[int, int], seen: str, written: str
) -> None:
    on_server = (SessionView(n, 1, n == 3, 1, "grpc://ps:1") for n in (1, 2, 3))
    sessions = (*on_server, SessionView(4, 1, False, 1))
    by = said("session", n=2)
    mine = VariableView(1, "v", "int32", "[]", "live", "7", 1, (Assignment(1, "v", "7"),), 1, "", writer=by)
    kept = replace(mine, name="kept", container="trials", writer="visitor 12/1")
    variables = (mine, kept, replace(mine, session=2), replace(mine, session=4, preview="0", writer=""))
    async with open_study(size=size, language=language) as study:
        study.client.emit(study.client.moments[0], nodes=(), sessions=sessions, variables=variables, values=())
        await study.press("3", "z", "g")
        rows = [line.strip(" │┃") for line in study.lines]
        assert seen in rows
        study.line_with("  v ", written)
        study.line_with("kept", "visitor 12/1")
        say = study.app.texts
        assert say("container", name="trials") in rows
        study.line_with(say("session", n=3), say("closed"), say("on_server", target="grpc://ps:1"))
        assert sum(row.startswith("v ") for row in rows) == 2  # on the server, and in the session that is on none
