"""Optimizers, schedules, checkpoints."""

NAMES: dict[str, dict[str, str]] = {}
