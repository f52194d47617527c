"""Curves: smoothing, axes, window, cursor, files, and the screen that shows them."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import curve
from tests.work import lines_run
from tuigraph.tui.curve_files import to_csv, to_svg
from tuigraph.tui.curves import Chart, Trace, clip, duration, smooth
from tuigraph.wire.record import replace


def trace(name: str = "mse", run: str = "", points: int = 100, start: float = 1000.0) -> Trace:
    steps = tuple(map(float, range(points)))
    return Trace(run, name, steps, tuple(1.0 + i for i in range(points)), tuple(start + 2 * i for i in range(points)))


def chart_of(*traces: Trace) -> Chart:
    chart = Chart()
    chart.show(traces)
    return chart


def test_smoothing_is_debiased_as_in_tensorboard() -> None:
    assert smooth([4.0, 2.0], 0.6) == pytest.approx([4.0, (0.6 * 0.4 * 4 + 0.4 * 2) / (1 - 0.36)])
    assert smooth([3.0, 3.0, 3.0], 0.99) == [3.0, 3.0, 3.0]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(0, 0.99))
def test_smoothed_values_stay_between_the_extremes(values: list[float], weight: float) -> None:
    smoothed = smooth(values, weight)
    assert smoothed[0] == pytest.approx(values[0])
    slack = 1e-9 + 1e-9 * max(map(abs, values))
    assert all(min(values) - slack <= value <= max(values) + slack for value in smoothed)


def test_what_is_not_finite_is_passed_over_by_smoothing() -> None:
    smoothed = smooth([1.0, math.nan, 3.0], 0.5)
    assert math.isnan(smoothed[1])
    assert smoothed[2] == pytest.approx((0.25 * 1 + 0.5 * 3) / 0.75)


def test_relative_time_counts_from_the_start_of_each_run() -> None:
    chart = chart_of(trace(run="a", start=1000.0), trace(run="b", start=5000.0))
    chart.next_axis()
    assert str(chart.axis) == "relative"
    assert chart.extent() == (0.0, 198.0)
    chart.next_axis()
    assert str(chart.axis) == "wall"
    assert chart.extent() == (1000.0, 5198.0)


def test_series_without_times_are_not_drawn_over_time() -> None:
    chart = chart_of(Trace("", "mse", (0.0, 1.0), (1.0, 2.0)))
    chart.next_axis()
    assert chart.drawn() == []
    assert chart.scale() is None


def test_log_x_axis_leaves_out_step_zero() -> None:
    chart = chart_of(trace())
    chart.toggle_log_x()
    assert chart.extent() == (0.0, math.log10(99))
    assert chart.position(1.0) == "10"


def test_scale_fits_what_the_window_shows_and_may_leave_outliers_out() -> None:
    spike = tuple(1000.0 if i == 50 else float(i % 10) for i in range(100))
    chart = chart_of(Trace("", "loss", tuple(map(float, range(100))), spike))
    scale = chart.scale()
    assert scale is not None
    assert scale.high == 1000.0
    chart.without_outliers = True
    scale = chart.scale()
    assert scale is not None
    assert scale.high == 9.0
    chart.without_outliers = False
    chart.window = (0.0, 20.0)
    scale = chart.scale()
    assert scale is not None
    assert scale.high == 9.0


def test_zoom_keeps_the_cursor_in_its_place_and_ends_at_the_whole_axis() -> None:
    chart = chart_of(trace())
    chart.move_cursor(10, 100)
    chart.zoom(2.0)
    assert chart.window == pytest.approx((5.0, 54.5))
    chart.pan(-1.0)
    assert chart.window == pytest.approx((0.0, 49.5))
    chart.zoom(0.5)
    assert chart.window is None


def test_cursor_reads_the_nearest_point_of_each_series() -> None:
    sparse = Trace("", "sparse", (0.0, 90.0), (7.0, 8.0))
    chart = chart_of(trace(), sparse)
    chart.move_cursor(80, 100)
    assert [(r.trace.name, r.x, r.value) for r in chart.readings()] == [("mse", 80.0, 81.0), ("sparse", 90.0, 8.0)]


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=30, unique=True).map(sorted),
    st.floats(-120, 120),
    st.floats(0, 60),
)
def test_clipped_points_lie_in_the_window_and_on_the_lines(xs: list[float], low: float, width: float) -> None:
    ys = [3 * x + 1 for x in xs]
    inside_x, inside_y = clip(xs, ys, (low, low + width))
    assert inside_x == sorted(inside_x)
    assert all(low <= x <= low + width for x in inside_x)
    assert inside_y == pytest.approx([3 * x + 1 for x in inside_x], abs=1e-6)


def test_csv_holds_every_point_exactly() -> None:
    chart = chart_of(Trace("run", "a,b", (0.0, 1e15), (0.1, math.nan), (5.0, 6.0)))
    rows = list(csv.DictReader(io.StringIO(to_csv(chart))))
    assert [row["series"] for row in rows] == ["a,b", "a,b"]
    assert float(rows[0]["value"]) == 0.1
    assert math.isnan(float(rows[1]["value"]))
    assert int(rows[1]["step"]) == 10**15
    assert float(rows[1]["time"]) == 6.0


def test_svg_draws_each_shown_series_and_names_it() -> None:
    chart = chart_of(trace("a & b"), trace("hidden"), trace("<c>"))
    chart.hidden = {"hidden"}
    picture = ElementTree.fromstring(to_svg(chart))
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[-2:] == ["a & b", "<c>"]
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}polyline"))) == 2


def test_durations_are_short() -> None:
    assert [duration(s) for s in (0.25, 61, 7500)] == ["0.25 s", "1m 01s", "2h 05m"]


async def open_curves(study: Study) -> None:
    series = (curve(), replace(curve(), name="momentum", values=tuple(5.0 for _ in range(900))))
    study.client.emit(study.client.moments[10], nodes=(), series=series)
    await study.press("5", "enter")


@pytest.mark.parametrize(("language", "title"), [("en", "Curves"), ("zh", "曲线")])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_curves_open_on_a_screen_of_their_own(
    open_study: OpenStudy, size: tuple[int, int], language: str, title: str
) -> None:
    async with open_study(size=size, language=language) as study:
        await open_curves(study)
        assert f"━ {title} ━" in study.text
        assert "0.699347" in study.line_with("━ mse", "899")
        assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        await study.press("escape")
        assert "momentum" in study.text
        assert {"en": "─ 1 Lesson ─", "zh": "─ 1 课文 ─"}[language] in study.text


async def test_cursor_zoom_smoothing_and_axes_are_said(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_curves(study)
        await study.press("shift+right", "shift+right")
        step = float(study.line_with("━ mse").split()[-3])
        assert 100 < step < 300
        study.line_with("at the cursor", "step", "value")
        await study.press("up", "greater_than_sign", "L", "X")
        study.line_with("[log y, log x, smoothing 0.2]")
        await study.press("X", "up", "x")
        assert "These points carry no times" in study.text
        await study.press("x", "x", "less_than_sign", "L", "shift+right", "up")
        study.line_with("[zoomed]")
        await study.press("0")
        assert "zoomed" not in study.text


async def test_a_hidden_series_is_not_drawn(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_curves(study)
        await study.press("J", "H")
        assert "hidden" in study.line_with("▶━━ momentum")
        assert "9.66" in study.text
        await study.press("K", "H")
        assert "All series are hidden" in study.text


async def test_curves_that_were_kept_lie_beside_those_of_another_start(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_curves(study)
        await study.press("P")
        study.client.emit(study.client.moments[10], nodes=(), series=(replace(curve(50), name="mse"),))
        await study.settle()
        assert "0.699347" in study.line_with("━ kept 1/mse")
        assert "3.15507" in study.line_with("━ mse", "49")


async def test_series_of_one_name_are_told_apart(open_study: OpenStudy) -> None:
    async with open_study() as study:
        series = (curve(), replace(curve(), values=tuple(7.0 for _ in range(900))))
        study.client.emit(study.client.moments[10], nodes=(), series=series)
        await study.settle()
        study.line_with("●━ mse 0.699347  ▲━ mse (2) 7")


@pytest.mark.parametrize("name", ["c.csv", "c.svg"])
async def test_curves_are_saved_as_the_ending_says(open_study: OpenStudy, tmp_path: Path, name: str) -> None:
    async with open_study() as study:
        await open_curves(study)
        await study.press("e")
        assert "Save curves to" in study.text
        await study.press("ctrl+u")
        study.app.screen.query_one("Input").value = str(tmp_path / name)  # type: ignore[attr-defined]
        await study.press("enter")
        assert "saved: " in study.text
        text = (tmp_path / name).read_text()
        assert text.startswith("<svg" if name == "c.svg" else "run,series,step")


async def test_a_file_that_cannot_be_written_is_said(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_curves(study)
        await study.press("e")
        study.app.screen.query_one("Input").value = "/nowhere/c.csv"  # type: ignore[attr-defined]
        await study.press("enter")
        assert "not saved: No such file or directory" in study.text


async def test_the_program_goes_on_under_the_curves(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_curves(study)
        before = len(study.client.sent)
        await study.press("s", "n")
        assert len(study.client.sent) == before + 2


async def test_help_and_palette_know_the_keys_of_the_screen(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await open_curves(study)
        await study.press("question_mark")
        study.line_with("fit the y axis without outliers")
        await study.press("escape", "ctrl+p")
        await study.type("log x")
        await study.until("log x axis")


def test_many_points_take_a_few_lines_of_code_for_each() -> None:
    points = 20_000
    chart = chart_of(trace(points=points))
    chart.smoother(3)
    assert lines_run(chart.drawn) < 20 * points

    def move() -> None:
        chart.move_cursor(1, 100)
        chart.scale()
        chart.readings()

    assert lines_run(move) < 4 * points
