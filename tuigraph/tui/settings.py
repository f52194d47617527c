"""What somebody has chosen or seen once, kept from one start to the next."""

from __future__ import annotations

from tuigraph.files import keep_values, kept_values

FILE = "settings.json"


def setting(name: str) -> str:
    """What is kept under a name, "" where nothing is."""
    return _kept().get(name, "")


def keep_setting(name: str, value: str) -> None:
    """Keep it, where something can be kept."""
    keep_values(FILE, {**_kept(), name: value})


def _kept() -> dict[str, str]:
    return {name: value for name, value in kept_values(FILE).items() if isinstance(value, str)}
