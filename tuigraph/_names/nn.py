"""Neural networks: activations, losses, layers."""

NAMES: dict[str, dict[str, str]] = {}
