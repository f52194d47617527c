"""Summaries, GraphDef, and the small modules that scripts expect."""

NAMES: dict[str, dict[str, str]] = {}
