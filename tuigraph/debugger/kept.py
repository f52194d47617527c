"""Breakpoints and watches of a program, kept from one start to the next in a file of the user's state directory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from tuigraph.files import keep, state_file
from tuigraph.reading import text_of
from tuigraph.wire.commands import Break, BreakKind


def file_for(program: str | Path) -> Path:
    """Where the breakpoints of a script or lesson are kept: by its full path, among the user's state."""
    path = str(Path(program).resolve())
    name = f"{Path(path).stem}-{hashlib.sha256(path.encode()).hexdigest()[:12]}.json"
    return state_file("breakpoints", name)


def load(path: Path) -> tuple[list[Break], list[str]]:
    """The breakpoints and watches in a file; none when it cannot be read."""
    try:
        content = json.loads(text_of(path))
        breakpoints = [
            Break(**{name: fields[name] for name in _FIELDS if name in fields}) for fields in content["breakpoints"]
        ]
        watches = [str(watch) for watch in content["watches"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [], []
    return [b for b in breakpoints if _is_sound(b)], watches


def save(path: Path, breakpoints: Iterable[Break], watches: Sequence[str]) -> None:
    """Write the file anew, or remove it when there is nothing to keep; another start sees the old or the new one whole.

    Raises OSError when that cannot be done.
    """
    kept = [{name: getattr(breakpoint, name) for name in _FIELDS} for breakpoint in breakpoints]
    if not kept and not watches:
        path.unlink(missing_ok=True)
        return
    keep(path, json.dumps({"breakpoints": kept, "watches": list(watches)}, indent=1))


_FIELDS = [name for name in Break.__struct_fields__ if name not in ("on", "once", "among")]
_KINDS = get_args(BreakKind)


def _is_sound(breakpoint: Break) -> bool:
    texts = breakpoint.pattern, breakpoint.condition
    return breakpoint.kind in _KINDS and all(isinstance(t, str) for t in texts) and isinstance(breakpoint.ignore, int)
