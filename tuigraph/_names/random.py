"""Random operations and initializers."""

NAMES: dict[str, dict[str, str]] = {}
