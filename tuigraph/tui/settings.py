"""What somebody has chosen or seen once, kept from one start to the next."""

from __future__ import annotations

import json
from contextlib import suppress

from tuigraph.files import keep, state_file

FILE = "settings.json"


def setting(name: str) -> str:
    """What is kept under a name, "" where nothing is."""
    return _kept().get(name, "")


def keep_setting(name: str, value: str) -> None:
    """Keep it; where nothing can be kept the screen is as good as before."""
    with suppress(OSError):
        keep(state_file(FILE), json.dumps({**_kept(), name: value}, indent=1) + "\n")


def _kept() -> dict[str, str]:
    try:
        found = json.loads(state_file(FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    texts = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in texts if isinstance(value, str)}
