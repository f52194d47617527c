"""`tf.app.run`: a script's `main`, with its flags read before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from tuigraph.interop.flags import FLAGS


def run(main: Callable[[list[str]], Any] | None = None, argv: Sequence[str] | None = None) -> None:
    """Call `main`, by default the script's own, with what of the command line is no flag; exit with its result."""
    arguments = FLAGS(list(sys.argv if argv is None else argv), known_only=True)
    function = main or sys.modules["__main__"].main
    sys.exit(function(arguments))
