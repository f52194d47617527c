"""Pictures in the lines of a terminal that says that it draws them: kitty's graphics protocol, or else sixels.

Nothing is sent to another terminal.  Sources: sw.kovidgoyal.net/kitty/graphics-protocol; VT330/VT340 Programmer
Reference Manual, volume 2, chapter 14.
"""

from __future__ import annotations

import base64
import os
import re
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

Way = Literal["kitty", "sixel", ""]

ASK = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_KITTY = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([0-9;]*)c")
_CHUNK = 4096  # bytes of a piece of kitty's
_CELL = 8, 16  # pixels of a cell where the terminal does not say
_LARGEST = 20_000_000  # bytes of a file


def way(answer: bytes) -> Way:
    """How a terminal that has given this answer draws pictures; "" where it does not."""
    if _KITTY.search(answer):
        return "kitty"
    attributes = _ATTRIBUTES.search(answer)
    return "sixel" if attributes and b"4" in attributes[1].split(b";") else ""


def codes(path: Path, way: Way, width: int, cell: tuple[int, int] = _CELL) -> bytes:
    """What draws a PNG of at most `width` columns; b"" where it cannot be read, or nothing can draw it."""
    try:
        if not way or path.stat().st_size > _LARGEST:
            return b""
        if way == "kitty":
            return _kitty(path.read_bytes(), width, cell)
        return _sixels(path, width * cell[0])
    except (OSError, ValueError, ImportError):
        return b""


def _kitty(png: bytes, width: int, cell: tuple[int, int]) -> bytes:
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        return b""
    columns = min(width, -(-struct.unpack(">I", png[16:20])[0] // cell[0]))
    text = base64.b64encode(png)
    pieces = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
    made = []
    for number, piece in enumerate(pieces):
        keys = b"a=T,f=100,q=2,c=%d," % columns if number == 0 else b""
        made.append(b"\x1b_G%sm=%d;%s\x1b\\" % (keys, number < len(pieces) - 1, piece))
    return b"".join(made) + b"\n"


def _sixels(path: Path, most: int) -> bytes:
    import numpy as np
    from PIL import Image

    with Image.open(path) as opened:
        picture = Image.alpha_composite(Image.new("RGBA", opened.size, "white"), opened.convert("RGBA")).convert("RGB")
    if picture.width > most:
        picture = picture.resize((most, max(1, picture.height * most // picture.width)))
    paletted = picture.quantize(64)
    numbers, palette = np.asarray(paletted), paletted.getpalette() or []
    height, width = numbers.shape
    made = [b'\x1bPq"1;1;%d;%d' % (width, height)]
    for color in np.unique(numbers).tolist():
        red, green, blue = (round(part / 2.55) for part in palette[3 * color : 3 * color + 3])
        made.append(b"#%d;2;%d;%d;%d" % (color, red, green, blue))
    for top in range(0, height, 6):
        band = numbers[top : top + 6]
        bits = (1 << np.arange(len(band)))[:, None]
        for color in np.unique(band).tolist():
            sixels = (((band == color) * bits).sum(axis=0) + 63).astype(np.uint8).tobytes()
            made.append(b"#%d%s$" % (color, _packed(sixels)))
        made.append(b"-")
    return b"".join(made) + b"\x1b\\\n"


def _packed(sixels: bytes) -> bytes:
    """Four and more of one are told by their number."""
    return re.sub(rb"(.)\1{3,}", lambda found: b"!%d%s" % (len(found[0]), found[1]), sixels, flags=re.DOTALL)


class Pictures:
    """Draws the figures of a run below the notes that name them, where the terminal of stderr can.

    `ask` puts a question to the terminal, once, and gives its answer.
    """

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self._ask = ask
        self._way: Way | None = None

    def show(self, file: str) -> None:
        if self._way is None:
            self._way = way(self._ask(ASK))
        if self._way:
            columns, cell = _size()
            sys.stderr.flush()
            os.write(2, codes(Path(file), self._way, columns, cell))


def _size() -> tuple[int, tuple[int, int]]:
    """The columns of the terminal, and the pixels of a cell."""
    import fcntl
    import termios

    try:
        rows, columns, across, down = struct.unpack("HHHH", fcntl.ioctl(2, termios.TIOCGWINSZ, bytes(8)))
    except OSError:
        rows = columns = across = down = 0
    known = across > columns > 0 and down > rows > 0
    return columns or 80, (across // columns, down // rows) if known else _CELL
