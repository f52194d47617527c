"""The table of screens that open over another one: each is there, and is reached by a key or from the palette."""

from __future__ import annotations

from importlib import import_module

import pytest

from tuigraph.tui.keys import STUDY
from tuigraph.tui.screens.openers import SCREENS, Openers
from tuigraph.tui.screens.view import View


@pytest.mark.parametrize("action", SCREENS)
def test_a_screen_of_the_table_is_a_view_and_has_a_key_or_a_place_in_the_palette(action: str) -> None:
    module, name = SCREENS[action].screen.split(".")
    assert issubclass(getattr(import_module(f"tuigraph.tui.screens.{module}"), name), View)
    assert hasattr(Openers, f"action_{action}")
    assert action in {key.action for key in STUDY}
