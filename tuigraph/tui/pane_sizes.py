"""Where somebody has moved the edges between panes, kept from one start to the next."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tuigraph.files import keep_values, kept_values
from tuigraph.tui.arrangement import SHARES

FILE = "panes.json"


def load_shares() -> dict[str, float]:
    """The shares that differ from the usual ones; what cannot be read is left out."""
    return {
        name: float(share)
        for name, share in kept_values(FILE).items()
        if name in SHARES and isinstance(share, (int, float)) and math.isfinite(share) and 0 < share < 1
    }


def save_shares(shares: Mapping[str, float]) -> None:
    """Keep them, where something can be kept."""
    keep_values(FILE, shares)
