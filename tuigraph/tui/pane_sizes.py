"""Where somebody has moved the edges between panes, kept from one start to the next."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import suppress

from tuigraph.files import keep, state_file
from tuigraph.tui.arrangement import SHARES

FILE = "panes.json"


def load_shares() -> dict[str, float]:
    """The shares that differ from the usual ones; what cannot be read is left out."""
    try:
        kept = json.loads(state_file(FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    found = kept.items() if isinstance(kept, dict) else ()
    return {
        name: float(share)
        for name, share in found
        if name in SHARES and isinstance(share, (int, float)) and math.isfinite(share) and 0 < share < 1
    }


def save_shares(shares: Mapping[str, float]) -> None:
    """Keep them; where nothing can be kept the screen is as good as before."""
    path = state_file(FILE)
    with suppress(OSError):
        keep(path, json.dumps(dict(shares), indent=1) + "\n")
