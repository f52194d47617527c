"""What a value can come from, and the message that says so of a node."""

from __future__ import annotations

from typing import Literal

from tuigraph.words.catalogue import message

Kind = Literal["node", "variable", "assignment", "feed", "override", "constant", "generator", "recorded", "lost"]

CAUSES: dict[str, str] = {
    "node": message("cause_node"),
    "variable": message("cause_variable"),
    "assignment": message("cause_assignment"),
    "feed": message("cause_feed"),
    "override": message("cause_override"),
    "constant": message("cause_constant"),
    "generator": message("cause_generator"),
    "recorded": message("cause_recorded"),
    "lost": message("cause_lost"),
}
