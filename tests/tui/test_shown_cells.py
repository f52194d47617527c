"""What is sent to a terminal is the cells that change, and the terminal shows the same as if all had been sent."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from tuigraph.tui.shown_cells import ShownCells

WIDTH, HEIGHT, LONGEST = 18, 4, 6  # a text of wide letters from the column LONGEST ends at the border
STYLES = (
    "",
    "1",
    "38;5;9",
    "31",
    "38;2;7;7;7;48;2;4;5;6",
    "38;2;1;2;3;48;2;4;5;6",
    "1;7;38;2;1;2;3;48;2;4;5;6",
    "38;2;228;228;228;48;2;0;95;135",  # both are in the palette
    "104",
    "1;4",
    "9;3;34",
    "1;2",
)
texts = st.text(alphabet="ab ─数é", min_size=1, max_size=LONGEST)


def painted(x: int, y: int, style: str, text: str) -> str:
    text = f"\x1b[{style}m{text}\x1b[0m" if style else text
    return f"\x1b[{y};{x}H{text}"


@st.composite
def paints(draw: st.DrawFn) -> str:
    runs = draw(
        st.lists(st.tuples(st.integers(1, LONGEST), st.integers(1, HEIGHT), st.sampled_from(STYLES), texts), max_size=4)
    )
    return "".join(painted(*run) for run in runs)


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    screen.reset_mode(7)  # no wrapping, as in the app
    return screen, pyte.Stream(screen)


def cells(screen: pyte.Screen) -> list[list[object]]:
    return [[as_seen(screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def as_seen(cell: pyte.screens.Char) -> pyte.screens.Char:
    """A blank shows neither the colour of letters nor how thick and oblique they are."""
    blank = cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)
    return cell._replace(fg="default", bold=False, italics=False) if blank else cell


@given(st.lists(paints(), max_size=6))
def test_terminal_shows_the_same_as_if_all_had_been_sent(paintings: list[str]) -> None:
    shown = ShownCells()
    whole, whole_stream = terminal()
    sparing, sparing_stream = terminal()
    for painting in paintings:
        whole_stream.feed(painting)
        sparing_stream.feed(shown.changes(painting))
        assert cells(sparing) == cells(whole)


@given(paints(), st.sampled_from(STYLES), texts)
def test_what_is_painted_twice_is_sent_once(before: str, style: str, text: str) -> None:
    shown = ShownCells()
    shown.changes(before)
    painting = painted(1, 1, style, text) + "\x1b[1;1H"
    shown.changes(painting)
    assert shown.changes(painting) == ""


def test_one_letter_that_changes_is_sent_alone_with_its_style() -> None:
    shown = ShownCells()
    shown.changes(painted(1, 1, "1", "step 4 of 9") + "\x1b[1;1H")
    assert shown.changes(painted(1, 1, "1", "step 5 of 9") + "\x1b[1;1H") == "\x1b[6G\x1b[1m5\x1b[m\r"


def test_an_update_in_which_nothing_changes_is_not_begun() -> None:
    shown = ShownCells()
    begin, end, text = "\x1b[?2026h", "\x1b[?2026l", painted(1, 1, "", "abc")
    assert "".join(map(shown.changes, (begin, text, end))) == begin + text + end
    assert "".join(map(shown.changes, (begin, text + "\x1b[1;4H", end))) == ""


def test_what_is_not_painted_passes_as_it_is_and_the_next_paint_is_whole() -> None:
    for other, all_again in (
        ("\x1b[?1049h", True),
        ("\x1b[2J", True),
        ("\x1b[?25l", False),
        ("\x1b]52;c;YQ==\x07", False),
    ):
        shown = ShownCells()
        text = painted(1, 1, "", "abc")
        shown.changes(text)
        assert shown.changes(other) == other
        assert (shown.changes(text) == text) is all_again


def test_letters_of_uncertain_width_are_sent_with_the_whole_text_around_them() -> None:
    shown = ShownCells()
    shown.changes(painted(1, 1, "", "a👩‍🚀b"))
    assert "a👩‍🚀c" in shown.changes(painted(1, 1, "", "a👩‍🚀c"))


def test_after_forgetting_all_is_sent() -> None:
    shown = ShownCells()
    text = painted(2, 2, "", "abc")
    assert shown.changes(text) == shown.changes(text) + text
    shown.forget()
    assert shown.changes(text) == text
