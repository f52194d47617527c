"""Run a TensorFlow 1 script as it stands, as ``python script.py`` would, with tuigraph in TensorFlow's place."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from tuigraph.interop import alias
from tuigraph.reading import contents

_PACKAGE = str(Path(__file__).resolve().parents[1])


def run_script(path: Path, arguments: Sequence[str]) -> int:
    """Run a script as ``__main__`` with its own ``sys.argv``; 0, or 1 after an error that was shown on stderr.

    SystemExit, KeyboardInterrupt and BrokenPipeError go through.  Raises OSError when the file cannot be read.
    """
    source = contents(path)
    alias.install()
    main = ModuleType("__main__")
    main.__file__ = str(path)
    main.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = main
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, str(path.resolve().parent))
    return exit_code(lambda: exec(compile(source, str(path), "exec", dont_inherit=True), main.__dict__))


def exit_code(program: Callable[[], None]) -> int:
    """Run a program to its end: 0, or 1 after an error that was shown on stderr."""
    try:
        program()
    except BrokenPipeError:
        raise
    except Exception as error:
        sys.stdout.flush()
        if sys.excepthook is sys.__excepthook__:
            print(_for_a_reader(error), end="", file=sys.stderr)
        else:  # the program's own
            sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0


def _for_a_reader(error: BaseException) -> str:
    """The traceback without the frames of tuigraph itself: the user's lines, then what is wrong."""
    shown = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = shown
    while part:
        part.stack = traceback.StackSummary.from_list([f for f in part.stack if not f.filename.startswith(_PACKAGE)])
        part = part.__cause__ or part.__context__
    return "".join(shown.format())
