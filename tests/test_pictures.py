"""Pictures in the lines of a terminal: only where it says that it draws them, and then all of the picture."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tuigraph.notebook.pictures import ASK, Pictures, Way, codes, way

GRADES = np.linspace(0, 255, 40 * 26 * 3).reshape(26, 40, 3).astype(np.uint8)


@pytest.fixture
def png(tmp_path: Path) -> Path:
    Image.fromarray(GRADES).save(tmp_path / "a.png")
    return tmp_path / "a.png"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"\x1b_Gi=31;OK\x1b\\\x1b[?62;c", "kitty"),
        (b"\x1b_Gi=31;ENOTSUPPORTED\x1b\\\x1b[?62;4;6c", "sixel"),
        (b"\x1b[?62;4c", "sixel"),
        (b"\x1b[?4c", "sixel"),
        (b"\x1b[?1;2;44c", ""),
        (b"\x1b[?62;c", ""),
        (b"OK 4", ""),
        (b"", ""),
    ],
)
def test_a_terminal_draws_pictures_only_if_it_says_so(answer: bytes, expected: Way) -> None:
    assert way(answer) == expected


def test_kitty_gets_the_file_in_pieces_and_no_more_columns_than_there_are(png: Path) -> None:
    made = codes(png, "kitty", 3, (8, 16))
    pieces = re.findall(rb"\x1b_G([^;]*);([^\x1b]*)\x1b\\", made)
    assert base64.b64decode(b"".join(text for _, text in pieces)) == png.read_bytes()
    assert pieces[0][0].startswith(b"a=T,f=100,q=2,c=3,")
    assert [keys[-1:] for keys, _ in pieces] == [b"1"] * (len(pieces) - 1) + [b"0"]
    assert b"c=5," in codes(png, "kitty", 80, (8, 16))


def test_sixels_are_the_picture_in_fewer_colours(png: Path) -> None:
    made = codes(png, "sixel", 80).decode("latin1")
    width, height = map(int, re.findall(r"^\x1bPq\"1;1;(\d+);(\d+)", made)[0])
    palette = {int(n): [int(p) * 2.55 for p in rest] for n, *rest in re.findall(r"#(\d+);2;(\d+);(\d+);(\d+)", made)}
    body = re.sub(r"#\d+;2;\d+;\d+;\d+", "", made[made.index("#") :]).split("\x1b")[0]
    drawn = np.full((height + 6, width, 3), np.nan)
    for number, band in enumerate(body.split("-")[:-1]):
        for color, text in re.findall(r"#(\d+)([^#$]*)\$", band):
            spread = re.sub(r"!(\d+)(.)", lambda run: run[2] * int(run[1]), text)
            for column, sixel in enumerate(spread):
                for bit in range(6):
                    if (ord(sixel) - 63) >> bit & 1:
                        drawn[6 * number + bit, column] = palette[int(color)]
    assert np.abs(drawn[:height] - GRADES).max() < 30
    assert codes(png, "sixel", 2).startswith(b'\x1bPq"1;1;16;10')


def test_what_is_no_picture_or_a_terminal_that_draws_none_gets_nothing(png: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PN")
    kinds: tuple[Way, ...] = ("kitty", "sixel")
    assert {codes(tmp_path / name, kind, 80) for name in ("broken.png", "none.png") for kind in kinds} == {b""}
    assert codes(png, "", 80) == b""


@pytest.mark.parametrize(
    ("answer", "begin"), [(b"\x1b_Gi=31;OK\x1b\\", b"\x1b_Ga=T"), (b"\x1b[?4c", b"\x1bPq"), (b"\x1b[?1c", None)]
)
def test_a_terminal_is_asked_once(
    answer: bytes, begin: bytes | None, png: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    sent: list[bytes] = []
    monkeypatch.setattr(os, "write", lambda descriptor, data: sent.append(data))

    def ask(question: bytes) -> bytes:
        asked.append(question)
        return answer

    shown = Pictures(ask)
    shown.show(str(png))
    shown.show(str(png))
    assert asked == [ASK]
    assert [piece[: len(begin or b"")] for piece in sent] == ([begin] * 2 if begin else [])
