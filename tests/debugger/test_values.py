"""Pages, statistics and files of values, against NumPy over the whole array."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.debugger.driver import Driver, english, page_of, run, to_the_end
from tuigraph.debugger import statistics as stats
from tuigraph.debugger.values import Viewer, page, save
from tuigraph.wire.codec import encode, to_screen
from tuigraph.wire.commands import Move, SaveValue
from tuigraph.wire.messages import Progress
from tuigraph.wire.questions import ShowValue, ValuePage

ROWS = np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)


def shown(value: object, **ask: object) -> ValuePage:
    return page(value, ShowValue("x", **ask))  # type: ignore[arg-type]


def test_last_axis_is_the_columns_and_the_others_the_rows() -> None:
    found = shown(ROWS, row=2, column=1, rows=2, columns=2)
    assert (found.total_rows, found.total_columns) == (6, 4)
    assert found.row_labels == ("0,2", "1,0")
    assert found.cells == (("9", "10"), ("13", "14"))


def test_a_vector_fills_rows_and_the_last_one_may_be_short() -> None:
    found = shown(np.arange(7), rows=5, columns=3)
    assert found.row_labels == ("0", "3", "6")
    assert found.cells == (("0", "1", "2"), ("3", "4", "5"), ("6",))


@pytest.mark.parametrize(
    ("value", "dtype", "cells"),
    [
        (np.float32(0.1), "float32", (("0.1",),)),
        (np.True_, "bool", (("True",),)),
        (b"caf\xc3\xa9", "string", (("b'caf\\xc3\\xa9'",),)),
        (np.array([b"a", b"bc"], object), "string", (("b'a'", "b'bc'"),)),
        (np.complex64(1 - 2j), "complex64", (("1-2j",),)),
        (np.zeros((3, 0)), "float64", ((), (), ())),
    ],
)
def test_every_kind_of_value_has_a_page(value: Any, dtype: str, cells: tuple[tuple[str, ...], ...]) -> None:
    found = shown(value)
    assert (found.dtype, found.problem) == (dtype, "")
    assert found.cells == (cells if np.size(value) else ())


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    found = shown(ROWS, row=100, column=100, rows=2, columns=3)
    assert (found.row, found.column) == (4, 1)
    assert found.cells[-1] == ("21", "22", "23")


@pytest.mark.parametrize("text", ["[1]", "[:, 1:3]", "[..., -1]", "[::-1, 0, ::2]", "[-1, -1, -1]"])
def test_slices_are_numpys(text: str) -> None:
    expected = eval(f"ROWS{text}")
    found = shown(ROWS, slice=text, rows=30, columns=30)
    assert found.shape == expected.shape
    assert [float(english(cell)) for row in found.cells for cell in row] == expected.ravel().tolist()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[9]", "out of bounds"),
        ("[0, 0, 0, 0]", "too many indices"),
        ("[x]", "is no slice"),
        ("[__import__('os')]", "is no slice"),
        (".T", "is no slice"),
        ("[", "is no slice"),
        ("[1.5]", "is no slice"),
    ],
)
def test_what_is_no_slice_is_said_and_not_run(text: str, problem: str) -> None:
    found = shown(ROWS, slice=text)
    assert problem in english(found.problem)
    assert found.cells == ()


@pytest.mark.parametrize(
    ("spec", "cell"), [("", "3.14159"), (".3e", "3.142e+00"), (".1f", "3.1"), ("x", "3.141592653589793")]
)
def test_numbers_are_formatted_as_asked(spec: str, cell: str) -> None:
    assert shown(np.array([np.pi]), format=spec).cells == ((cell,),)


def test_a_bad_format_is_said() -> None:
    assert "format" in english(shown(ROWS, format="zz").problem).lower()


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("> 1", (False, False, True, False, True)),
        ("<=1", (True, True, False, False, False)),
        ("0.5 .. 1.5", (False, True, False, False, False)),
        ("nan", (False, False, False, True, False)),
        ("inf", (False, False, False, False, True)),
        ("!= 0", (False, True, True, True, True)),
    ],
)
def test_elements_of_a_range_stand_out_and_are_counted(text: str, marks: tuple[bool, ...]) -> None:
    found = shown(np.array([0.0, 1.0, 2.0, np.nan, np.inf]), highlight=text)
    assert found.marks == (marks,)
    assert found.marked == sum(marks)


def test_a_bad_range_is_said() -> None:
    assert "names no elements" in english(shown(ROWS, highlight="large").problem)


numbers = arrays.arrays(
    st.sampled_from([np.float32, np.float64, np.int32, np.int64]),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=9),
)


@given(numbers, st.integers(0, 100), st.integers(1, 9), st.sampled_from(["ascending", "descending"]))
def test_a_sorted_page_is_a_page_of_the_sorted_array(array: np.ndarray, first: int, count: int, order: str) -> None:
    found = shown(array, row=first, rows=count, order=order)
    expected = np.sort(array, axis=None)
    expected = expected if order == "ascending" else expected[::-1]
    places = [tuple(map(int, english(label).split(","))) if label else () for label in found.row_labels]
    at = np.array([array[place] for place in places], array.dtype)
    np.testing.assert_array_equal(at, expected[found.row : found.row + count])


@given(numbers)
def test_statistics_are_numpys(array: np.ndarray) -> None:
    found = shown(array).statistics
    assert found is not None
    values = array.astype(np.float64).ravel()
    finite = values[np.isfinite(values)]
    assert (found.zeros, found.nans) == (int((values == 0).sum()), int(np.isnan(values).sum()))
    assert found.infs + found.negative_infs == int(np.isinf(values).sum())
    if finite.size:
        assert (found.minimum, found.maximum) == (finite.min(), finite.max())
        assert sum(found.histogram) == finite.size
        if np.abs(finite).max() < 1e100:
            np.testing.assert_allclose(found.mean, finite.mean(), rtol=1e-9, atol=1e-9 * np.abs(finite).max())
            np.testing.assert_allclose(found.deviation, finite.std(), rtol=1e-6, atol=1e-9 * np.abs(finite).max())


def test_statistics_go_through_a_large_array_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats, "PART", 7)
    array = np.random.default_rng(0).normal(size=1000)
    found = stats.statistics(array)
    np.testing.assert_allclose([found.mean, found.deviation], [array.mean(), array.std()], rtol=1e-12)
    np.testing.assert_array_equal(found.histogram, np.histogram(array, stats.BINS)[0])


def test_heat_map_shows_where_the_large_ones_and_the_broken_ones_are() -> None:
    array = np.zeros((40, 60))
    array[30:, 45:] = 8.0
    array[0, 0] = np.nan
    heat = shown(array, heat_rows=4, heat_columns=4).heat
    assert heat == ((-1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 8))


def test_heat_map_of_a_large_array_is_drawn_of_some_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats, "SAMPLED", 100)
    array = np.repeat(np.arange(100.0), 10).reshape(100, 10)
    assert stats.heat_map(array, 3, 1) == ((0,), (4,), (8,))


@pytest.mark.parametrize("array", [ROWS, np.arange(5), np.float64(0.1), np.array([[True, False]])])
def test_a_saved_array_is_the_same_to_the_bit(tmp_path: Path, array: np.ndarray) -> None:
    saved = np.load(save(array, "", str(tmp_path / "x.npy")))
    assert saved.dtype == array.dtype
    np.testing.assert_array_equal(saved, array)


def test_strings_are_saved_without_pickle(tmp_path: Path) -> None:
    saved = np.load(save(np.array([b"a", b"bc"], object), "", str(tmp_path / "x.npy")), allow_pickle=False)
    assert saved.tolist() == [b"a", b"bc"]


def test_a_csv_file_has_a_line_per_row_and_all_digits(tmp_path: Path) -> None:
    path = save(ROWS / np.float32(3), "[1]", str(tmp_path / "x.csv"))
    read = np.array([line.split(",") for line in path.read_text().splitlines()]).astype(np.float32)
    np.testing.assert_array_equal(read, (ROWS / np.float32(3))[1])


@pytest.mark.parametrize("name", ["x", "x.npy", "x.bin"])
def test_under_any_other_ending_stands_what_numpy_saves_under_that_very_name(tmp_path: Path, name: str) -> None:
    assert save(ROWS, "", str(tmp_path / name)) == (tmp_path / name).resolve()
    np.testing.assert_array_equal(np.load(tmp_path / name), ROWS)


SCRIPT = """
import tuigraph as tf
theta = tf.Variable(tf.constant([[1.0, 2.0], [3.0, 4.0]]), name="theta")
with tf.name_scope("loss"):
    twice = tf.multiply(theta, 2.0, name="twice")
    never = tf.add(twice, 1.0, name="never")
grow = tf.assign(theta, theta * 3.0)
sess = tf.Session()
sess.run(theta.initializer)
sess.run(twice)
sess.run(grow)
"""


def answers(*asked: ShowValue | SaveValue | Move) -> tuple[Driver, list[ValuePage | None]]:
    driver = run(SCRIPT, to_the_end, *asked, lambda driver: None)
    return driver, [page_of(snapshot) for snapshot in driver.snapshots[-len(asked) :]]


def test_values_of_variables_nodes_and_expressions_are_shown() -> None:
    _, pages = answers(ShowValue("theta"), ShowValue("loss/twice:0"), ShowValue("theta[0] + 0.5"))
    assert [page.cells for page in pages if page] == [
        (("3", "6"), ("9", "12")),
        (("2", "4"), ("6", "8")),
        (("3.5", "6.5"),),
    ]


def test_a_past_value_is_shown_in_the_past() -> None:
    _, (_, page) = answers(Move("back"), ShowValue("theta", slice="[1]"))
    assert page is not None
    assert page.cells == (("3", "4"),)


@pytest.mark.parametrize("name", ["loss/never", "nothing", "1 / 0"])
def test_why_there_is_no_value_is_said(name: str) -> None:
    _, (page,) = answers(ShowValue(name))
    assert page is not None
    assert name in english(page.problem)
    assert page.cells == ()


def test_a_page_is_told_once() -> None:
    driver, _ = answers(ShowValue("theta"), Move("back"))
    assert [page_of(snapshot) is not None for snapshot in driver.snapshots[-2:]] == [True, False]


def test_a_value_is_saved_where_the_program_runs(tmp_path: Path) -> None:
    driver, _ = answers(SaveValue("theta", "[0]", str(tmp_path / "t.npy")), SaveValue("theta", "", "/nowhere/t.csv"))
    np.testing.assert_array_equal(np.load(tmp_path / "t.npy"), np.array([3, 6], np.float32))
    assert "saved: " in driver.text
    assert "not saved: No such file" in driver.text


def test_a_page_survives_the_pipe() -> None:
    driver, _ = answers(ShowValue("theta", highlight="> 4", heat_rows=2, heat_columns=2))
    assert to_screen(encode(Progress(driver.last))) == Progress(driver.last)
    found = page_of(driver.last)
    assert found is not None
    assert found.marks == ((False, True), (True, True))


def test_statistics_of_an_array_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, array = Viewer(), np.arange(6.0)
    first = viewer.page(array, ShowValue("x"))
    monkeypatch.setattr("tuigraph.debugger.values.statistics", lambda flat: pytest.fail("made again"))
    assert viewer.page(array, ShowValue("x", row=1)).statistics == first.statistics
    monkeypatch.undo()
    other = viewer.page(array, ShowValue("x", slice="[3:]")).statistics
    assert other is not None
    assert other.minimum == 3.0
