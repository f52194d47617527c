"""The command line.  What a command needs is imported when it runs: ``tuigraph --help`` loads nothing of it."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuigraph import __version__
from tuigraph.words import languages, of_locale

if TYPE_CHECKING:
    from tuigraph.debuggee.client import Target
    from tuigraph.lessons import Lesson
    from tuigraph.wire.picture import Update
    from tuigraph.wire.said import Said

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE_CLOSED = 141  # 128 + SIGPIPE
WRONG_USE = 2


class Refusal(Exception):
    """What was asked for cannot be done; the text says why and what to do instead."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 gets question marks instead of an error
    try:
        try:
            code: int = options.command(options)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it ends
        return PIPE_CLOSED
    except Refusal as refusal:
        print(f"tuigraph: {refusal}", file=sys.stderr)
        return WRONG_USE
    return code


def _parser() -> argparse.ArgumentParser:
    shared = _shared_options(argparse.SUPPRESS)  # given after a command they go before those given ahead of it
    parser = argparse.ArgumentParser(
        prog="tuigraph",
        description="Watch a TensorFlow-1-style computation graph run, step by step.",
        epilog="Without a command: the list of lessons.",
        parents=[_shared_options(None)],
    )
    parser.add_argument("--version", action="version", version=f"tuigraph {__version__}", help="print the version")
    parser.set_defaults(command=_list_on_screen)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    lesson = argparse.ArgumentParser(add_help=False)
    lesson.add_argument("lesson", metavar="LESSON", help="number (03), name, or path of a lesson file")

    learn = commands.add_parser("learn", parents=[shared, lesson], help="open a lesson")
    learn.set_defaults(command=_learn)

    play = commands.add_parser("play", parents=[shared, lesson], help="play a lesson to its end")
    play.add_argument("--plain", action="store_true", help="as text; needs no terminal")
    play.add_argument("--speed", metavar="X", type=_speed, help="times as fast (as text: not all at once)")
    play.add_argument("--from", metavar="STEP", dest="first", default="", help="begin at this step: 3 (a cell) or 3.14")
    play.add_argument("--to", metavar="STEP", dest="last", default="", help="end with this step")
    play.add_argument("--record", metavar="FILE.cast", type=Path, help="write a recording for asciinema")
    play.add_argument("--svg", metavar="DIR", type=Path, help="write a picture of every step")
    play.add_argument("--check", action="store_true", help="compare what happens with what the lesson says")
    play.set_defaults(command=_play)

    lessons = commands.add_parser("lessons", parents=[shared], help="print the list of lessons, with your progress")
    lessons.add_argument("--reset", metavar="LESSON", nargs="?", const="", help="forget the progress of one or of all")
    lessons.add_argument("--export", metavar="FILE", type=Path, help="write all progress to a file (JSON)")
    lessons.set_defaults(command=_lessons)

    logs = commands.add_parser("logs", parents=[shared], help="curves of a directory of event files, as they grow")
    logs.add_argument("directory", metavar="DIR", type=Path, help="what TensorBoard's --logdir takes")
    logs.add_argument("--plain", action="store_true", help="a table of the last values; needs no terminal")
    logs.set_defaults(command=_logs)

    new = commands.add_parser("new-lesson", help="write a commented lesson file to start from")
    new.add_argument("name", metavar="NAME", type=Path, help="of the file; .py is added")
    new.set_defaults(command=_new_lesson)

    run = commands.add_parser("run", help="run a TensorFlow 1 script, with tuigraph as its tensorflow")
    run.add_argument("script", metavar="SCRIPT", type=Path)
    run.add_argument("arguments", metavar="ARGUMENT", nargs=argparse.REMAINDER, help="the script's own arguments")
    run.set_defaults(command=_run)

    debug = commands.add_parser("debug", parents=[shared], help="debug a TensorFlow 1 script from its first line")
    debug.add_argument("--plain", action="store_true", help="line by line, as is done where there is no terminal")
    debug.add_argument("script", metavar="SCRIPT", type=Path)
    debug.add_argument("arguments", metavar="ARGUMENT", nargs=argparse.REMAINDER, help="the script's own arguments")
    debug.set_defaults(command=_debug)

    data = commands.add_parser("data", help="the data that lessons use")
    fetch = data.add_subparsers(metavar="ACTION", required=True).add_parser(
        "fetch", help="fetch the real housing data set, through scikit-learn, from the network"
    )
    fetch.set_defaults(command=_fetch_data)
    return parser


def _shared_options(default: str | None) -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--lang", choices=languages(), default=default, help="language of lessons and screen (else the locale's)"
    )
    options.add_argument("--ascii", action="store_const", const=True, default=default, help="draw with ASCII only")
    return options


def _list_on_screen(options: argparse.Namespace) -> int:
    _require_terminal("tuigraph play 01 --plain")
    return _open_app(options, None)


def _learn(options: argparse.Namespace) -> int:
    lesson = _load(_find(options.lesson))
    _require_terminal(f"tuigraph play {options.lesson} --plain")
    return _open_app(options, lesson)


def _open_app(options: argparse.Namespace, opened: Lesson | None, script: Target | None = None) -> int:
    """The app on the list of lessons, on one, or on a script that `opened` shows."""
    from tuigraph.debuggee.client import Client, Target
    from tuigraph.lessons import LessonError, available, load
    from tuigraph.tui.app import TuigraphApp
    from tuigraph.tui.client_protocol import Unreadable

    def make_client(lesson: Any, on_update: Callable[[Update], None], on_exit: Callable[[Said], None]) -> Client:
        target = script if script is not None and lesson is opened else None
        return Client(target or Target.lesson(lesson.path, lesson.units, keep=True), on_update, on_exit)

    lessons: list[Lesson | Unreadable] = []
    for path in available():
        try:
            lessons.append(load(path))
        except LessonError as error:
            lessons.append(Unreadable(path.stem, str(error)))
    app = TuigraphApp(make_client, lessons, _language(options), opened, ascii=options.ascii)
    app.run()
    return app.return_code or 0


def _play(options: argparse.Namespace) -> int:
    lesson, language = _load(_find(options.lesson)), _language(options)
    if options.check:
        from tuigraph.player.check import check

        return check(lesson, language, sys.stdout)
    from tuigraph.player.walk import Stretch

    try:
        stretch = Stretch.parse(options.first, options.last, len(lesson.units))
    except ValueError as error:
        raise Refusal(str(error)) from None
    if options.record or options.svg:
        from tuigraph.player.screen import record

        try:
            return record(lesson, language, options.ascii, stretch, options.speed or 1.0, options.record, options.svg)
        except OSError as error:
            raise Refusal(f"cannot write {error.filename}: {error.strerror}") from None
    if not options.plain and not _why_no_screen():
        from tuigraph.player.screen import watch

        return watch(lesson, language, options.ascii, stretch, options.speed or 1.0)
    from tuigraph.player.text import play

    at_once = options.plain or not sys.stdout.isatty()
    return play(lesson, language, sys.stdout, stretch, options.speed or (float("inf") if at_once else 1.0))


def _speed(text: str) -> float:
    speed = float(text)
    if not speed > 0:
        raise ValueError(text)
    return speed


def _lessons(options: argparse.Namespace) -> int:
    from tuigraph.lessons import available
    from tuigraph.lessons.progress import Progress

    progress, language = Progress(), _language(options)
    try:
        if options.export:
            progress.export(options.export)
        if options.reset is not None:
            progress.reset(_load(_find(options.reset)) if options.reset else None)
    except OSError as error:
        raise Refusal(f"cannot write {options.export or progress.path}: {error.strerror}") from None
    if options.export or options.reset is not None:
        return 0
    for path in available():
        lesson = _load(path)
        done, of = progress.of(lesson).counted(lesson)
        print(f"{lesson.number}  {lesson.title_in(language)}" + (f"  {done}/{of}" if done else ""))
    return 0


def _new_lesson(options: argparse.Namespace) -> int:
    from tuigraph.lessons import template

    path = options.name if options.name.suffix == ".py" else options.name.with_name(options.name.name + ".py")
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(template())
    except FileExistsError:
        raise Refusal(f"{path} is there already, and is left as it is") from None
    except OSError as error:
        raise Refusal(f"cannot write {path}: {error.strerror}") from None
    print(f"{path} is written. Try it: tuigraph play {path} --check")
    return 0


def _run(options: argparse.Namespace) -> int:
    from tuigraph.interop.script import run_script

    try:
        return run_script(options.script, options.arguments)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(f"cannot read the script {options.script}: {error.strerror}") from None


def _debug(options: argparse.Namespace) -> int:
    from tuigraph.debuggee.client import Target

    try:
        target = Target.script(options.script, options.arguments, keep=True)
    except OSError as error:
        raise Refusal(f"cannot read the script {options.script}: {error.strerror}") from None
    except SyntaxError as error:
        raise Refusal(f"cannot read the script {options.script}: {error}") from None
    if options.plain or _why_no_screen():
        from tuigraph.debuggee.plain import debug

        return debug(target, sys.stdin, sys.stdout)
    from tuigraph.lessons import Cell, Lesson, Step

    cell = Cell("code", target.units[0].source, 1, 1)
    shown = Lesson(options.script, {"": options.script.name}, [cell], [Step(cell, [], None, None, [], [])], [])
    return _open_app(options, shown, target)


def _fetch_data(options: argparse.Namespace) -> int:
    from tuigraph.datasets import fetch

    try:
        print(f"The housing data is in {fetch()}")
    except OSError as error:
        raise Refusal(f"the housing data could not be fetched ({error}); lessons go on using the stand-in") from None
    return 0


def _find(word: str) -> Path:
    from tuigraph.lessons import LessonError, find

    try:
        return find(word)
    except LessonError as error:
        raise Refusal(str(error)) from None


def _load(path: Path) -> Lesson:
    from tuigraph.lessons import LessonError, load

    try:
        return load(path)
    except LessonError as error:
        raise Refusal(str(error)) from None


def _language(options: argparse.Namespace) -> str:
    """The chosen language, which what this program starts speaks too, else that of the locale."""
    if options.lang:
        os.environ["TUIGRAPH_LANG"] = options.lang
    return of_locale()


def _logs(options: argparse.Namespace) -> int:
    if not options.directory.is_dir():
        raise Refusal(f"{options.directory} is no directory")
    from tuigraph.logs import EventLogs, summary

    if options.plain or _why_no_screen():
        print(summary(EventLogs(options.directory)))
        return 0
    from tuigraph.tui.logs_app import LogsApp

    app = LogsApp(options.directory, _language(options), ascii=options.ascii)
    app.run()
    return app.return_code or 0


def _require_terminal(instead: str) -> None:
    why = _why_no_screen()
    if why:
        raise Refusal(f"{why}. To play a lesson as text: {instead}")


def _why_no_screen() -> str:
    """The screen reads keys from stdin and draws on stderr; where it cannot, it would hang.  "" where it can."""
    term = os.environ.get("TERM", "")
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return "this is no terminal"
    if os.name == "posix" and term in ("", "dumb", "unknown"):
        return f"a terminal with TERM={term} cannot show a screen"
    return ""
