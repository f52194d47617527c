"""The command line.  What a command needs is imported when it runs: ``tuigraph --help`` loads nothing of it."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tuigraph import __version__
from tuigraph.configuration import (
    THEMES,
    VARIABLES,
    check_variables,
    configuration_file,
    is_on,
    load_configuration,
    wish,
)
from tuigraph.harmless import clean, harmless_streams, raw_streams
from tuigraph.manual import SHELLS
from tuigraph.words import Words, languages, message, of_locale
from tuigraph.words.arguments import spoken
from tuigraph.words.errors import SaidError, of_system, refused

if TYPE_CHECKING:
    from pathlib import Path

    from tuigraph.debuggee.client import Client, Target
    from tuigraph.graph_file import Node
    from tuigraph.lessons import Lesson
    from tuigraph.wire.picture import Update
    from tuigraph.wire.said import Said, Text
    from tuigraph.wire.views import NodeInfo

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE_CLOSED = 141  # 128 + SIGPIPE
WRONG_USE = 2
FAULT = 1
NEAR = 0.8  # how like an option a slip of the finger is: two letters that changed places, but not --plian to --lang


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 gets question marks instead of an error
    with harmless_streams():
        return _command(arguments)


def _command(arguments: Sequence[str]) -> int:
    try:
        load_configuration(_other_theme)
        options = _parsed(arguments)
        for name in OPTIONS:
            if (value := getattr(options, name)) is not None:
                wish(name, value, _other_theme)
        check_variables(_other_theme)
    except SaidError as refusal:
        print(f"tuigraph: {Words(_asked_for(arguments)).say(refusal.said)}", file=sys.stderr)
        return WRONG_USE
    words = Words(of_locale())
    try:
        try:
            code: int = options.command(options, words)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it ends
        return PIPE_CLOSED
    except SaidError as refusal:
        print(f"tuigraph: {words.say(refusal.said)}", file=sys.stderr)
        return WRONG_USE
    except Exception:
        import traceback

        traceback.print_exc()  # here, where its message is made harmless
        return FAULT
    return code


def _other_theme(name: str) -> None:
    """Raises SaidError for a theme that there is not."""
    from tuigraph.tui.themes import wished  # which costs more than all the rest

    wished(name)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options; where they are wrong or ask for help, the process ends."""
    words = Words(_asked_for(arguments))
    with spoken(words):
        parser = _parser(words)
        options, unknown = parser.parse_known_args(arguments)
        if unknown:
            own = getattr(options, "parser", parser)
            own.error(_not_understood(unknown, own, words))
        return options


def _not_understood(unknown: list[str], parser: argparse.ArgumentParser, words: Words) -> str:
    from difflib import get_close_matches

    from tuigraph.manual import options_of

    option = unknown[0].partition("=")[0]
    own = options_of(parser) if option.startswith("-") else []
    near = [text for text in own if option.startswith(text)] or get_close_matches(option, own, 1, NEAR)
    if near:
        return words("args_unknown_near", what=option, near=near[0])
    return words("args_unknown", what=" ".join(unknown))


def _asked_for(arguments: Sequence[str]) -> str:
    """The language of help and complaints, which may come before the arguments are understood."""
    for argument, following in pairwise([*arguments, ""]):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            return value if equals else following
    return of_locale()


def _parser(words: Words) -> argparse.ArgumentParser:
    plain = [_language_option(words, argparse.SUPPRESS)]  # what is given after the command goes before
    drawn = [*plain, *_drawing_options(words, argparse.SUPPRESS)]
    parser = argparse.ArgumentParser(
        prog="tuigraph",
        description=words("cli_tuigraph"),
        epilog=words("cli_no_command", file=str(configuration_file()), wishes=" / ".join(VARIABLES)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_language_option(words, None), *_drawing_options(words, None)],
    )
    version = f"tuigraph {__version__}"
    parser.add_argument("--version", action="version", version=version, help=words("cli_version"))
    parser.set_defaults(command=_list_on_screen)
    commands = _Commands(words, parser.add_subparsers(title=words("cli_commands"), metavar=words("cli_COMMAND")))

    learn = commands.add(
        "learn", words("cli_learn"), drawn, "tuigraph learn 03", "tuigraph learn mine.ipynb --theme light"
    )
    _lesson_argument(learn, words)
    learn.set_defaults(command=_learn)

    tour = commands.add("tour", words("cli_tour"), drawn, "tuigraph tour")
    tour.set_defaults(command=_tour)

    play = commands.add(
        "play",
        words("cli_play"),
        drawn,
        "tuigraph play 03 --plain",
        "tuigraph play 03 --from 2 --to 3.5 --record 03.cast",
    )
    _lesson_argument(play, words)
    step, file = words("cli_STEP"), words("cli_FILE")
    play.add_argument("--plain", action="store_true", help=words("cli_play_plain"))
    play.add_argument("--speed", metavar="X", type=partial(_speed, words), help=words("cli_play_speed"))
    play.add_argument("--from", metavar=step, dest="first", default="", help=words("cli_play_from"))
    play.add_argument("--to", metavar=step, dest="last", default="", help=words("cli_play_to"))
    play.add_argument("--record", metavar=f"{file}.cast", type=_path, help=words("cli_play_record"))
    play.add_argument("--svg", metavar=words("cli_DIR"), type=_path, help=words("cli_play_svg"))
    play.add_argument("--check", action="store_true", help=words("cli_play_check"))
    play.set_defaults(command=_play)

    lessons = commands.add("lessons", words("cli_lessons"), drawn, "tuigraph lessons", "tuigraph lessons --reset 03")
    lessons.add_argument("--reset", metavar=words("cli_LESSON"), nargs="?", const="", help=words("cli_lessons_reset"))
    lessons.add_argument("--export", metavar=file, type=_path, help=words("cli_lessons_export"))
    lessons.set_defaults(command=_lessons)

    logs = commands.add("logs", words("cli_logs"), drawn, "tuigraph logs logs/run1", "tuigraph logs logs --plain")
    logs.add_argument("directory", metavar=words("cli_DIR"), type=_path, help=words("cli_logs_directory"))
    logs.add_argument("--plain", action="store_true", help=words("cli_logs_plain"))
    logs.set_defaults(command=_logs)

    checkpoint = commands.add(
        "checkpoint",
        words("cli_checkpoint"),
        plain,
        "tuigraph checkpoint model.ckpt-100",
        "tuigraph checkpoint model.ckpt-100 dense/kernel",
    )
    checkpoint.add_argument("prefix", metavar=words("cli_PREFIX"), type=_path, help=words("cli_checkpoint_prefix"))
    checkpoint.add_argument("name", metavar=words("cli_NAME"), nargs="?", default="", help=words("cli_checkpoint_name"))
    checkpoint.add_argument("--compare", metavar=words("cli_PREFIX"), type=_path, help=words("cli_checkpoint_compare"))
    checkpoint.add_argument("--plain", action="store_true", help=words("cli_always_plain"))
    checkpoint.set_defaults(command=_checkpoint)

    graph = commands.add(
        "graph",
        words("cli_graph"),
        drawn,
        "tuigraph graph frozen.pb",
        "tuigraph graph frozen.pb --svg graph.svg",
        "tuigraph graph model.ckpt-100.meta --dot | dot -Tsvg > graph.svg",
    )
    graph.add_argument("file", metavar=file, type=_path, help=words("cli_graph_file"))
    form = graph.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_const", dest="form", const="plain", help=words("cli_graph_plain"))
    form.add_argument("--dot", action="store_const", dest="form", const="dot", help=words("cli_graph_dot"))
    form.add_argument("--mermaid", action="store_const", dest="form", const="mermaid", help=words("cli_graph_mermaid"))
    form.add_argument("--svg", metavar=f"{file}.svg", type=_path, help=words("cli_graph_svg"))
    graph.set_defaults(command=_graph)

    new = commands.add("new-lesson", words("cli_new"), plain, "tuigraph new-lesson mine")
    new.add_argument("name", metavar=words("cli_NAME"), type=_path, help=words("cli_new_name"))
    new.set_defaults(command=_new_lesson)

    check = commands.add("check", words("cli_check"), plain, "tuigraph check *.py *.ipynb")
    check.add_argument("files", metavar=file, nargs="+", type=_path, help=words("cli_check_files"))
    check.set_defaults(command=_check)

    run = commands.add("run", words("cli_run"), plain, "tuigraph run train.py --steps 100")
    _script_arguments(run, words)
    run.set_defaults(command=_run)

    debug = commands.add(
        "debug",
        words("cli_debug"),
        drawn,
        "tuigraph debug train.py --steps 100",
        "tuigraph debug --plain train.py < commands.txt",
    )
    debug.add_argument("--plain", action="store_true", help=words("cli_debug_plain"))
    _script_arguments(debug, words)
    debug.set_defaults(command=_debug)

    data = commands.add("data", words("cli_data"), plain, "tuigraph data fetch")
    actions = data.add_subparsers(metavar=words("cli_ACTION"), required=True)
    actions.add_parser("fetch", help=words("cli_data_fetch"), parents=plain).set_defaults(command=_fetch_data)

    cluster = commands.add(
        "cluster",
        words("cli_cluster"),
        plain,
        "tuigraph cluster up --ps 1 --workers 2",
        "tuigraph cluster status",
    )
    parts = cluster.add_subparsers(metavar=words("cli_ACTION"), required=True)
    up = parts.add_parser("up", help=words("cli_cluster_up"), parents=plain)
    up.add_argument("--ps", metavar="N", type=int, default=1, help=words("cli_cluster_ps"))
    up.add_argument("--workers", metavar="N", type=int, default=1, help=words("cli_cluster_workers"))
    up.add_argument("--port", metavar="N", type=int, default=0, help=words("cli_cluster_port"))
    up.add_argument("--plain", action="store_true", help=words("cli_always_plain"))
    up.set_defaults(command=_cluster_up)
    status = parts.add_parser("status", help=words("cli_cluster_status"), parents=plain)
    status.add_argument("address", metavar="HOST:PORT", nargs="?", default="", help=words("cli_cluster_address"))
    status.add_argument("--plain", action="store_true", help=words("cli_always_plain"))
    status.set_defaults(command=_cluster_status)

    completion = commands.add("completion", words("cli_completion"), plain, "source <(tuigraph completion bash)")
    completion.add_argument("shell", choices=SHELLS, help=words("cli_completion_shell"))
    completion.set_defaults(command=partial(_completion, parser))

    man = commands.add("man", words("cli_man"), plain, "tuigraph man | man -l -")
    man.set_defaults(command=partial(_man, parser))
    return parser


class _Commands:
    """The commands of a parser, each with examples in its help."""

    def __init__(self, words: Words, commands: Any) -> None:
        self._words, self._commands = words, commands

    def add(
        self, name: str, does: str, parents: list[argparse.ArgumentParser], *examples: str
    ) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = self._commands.add_parser(
            name,
            help=does,
            description=does,
            epilog="\n  ".join([self._words("cli_examples"), *examples]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=parents,
        )
        parser.set_defaults(parser=parser)
        return parser


def _language_option(words: Words, default: str | None) -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--lang", choices=languages(), default=default, help=_with_variable(words, "lang"))
    return options


def _drawing_options(words: Words, default: str | None) -> list[argparse.ArgumentParser]:
    options = argparse.ArgumentParser(add_help=False)
    asked = options.add_argument
    asked("--ascii", action="store_const", const=True, default=default, help=_with_variable(words, "ascii", "=1"))
    asked("--theme", metavar=words("cli_THEME"), default=default, help=_with_variable(words, "theme"))
    hint = _with_variable(words, "mouse", "=0")
    asked("--no-mouse", dest="mouse", action="store_const", const=False, default=default, help=hint)
    asked("--memory", metavar=words("cli_MIB"), default=default, help=_with_variable(words, "memory"))
    return [options]


OPTIONS = {
    "lang": message("cli_lang"),
    "ascii": message("cli_ascii"),
    "theme": message("cli_theme"),
    "mouse": message("cli_no_mouse"),
    "memory": message("cli_memory"),
}
"""The wishes that there is an option for, and what it does."""


def _with_variable(words: Words, name: str, value: str = "") -> str:
    return f"{words(OPTIONS[name])} [{VARIABLES[name]}{value}]"


def _lesson_argument(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("lesson", metavar=words("cli_LESSON"), help=words("cli_lesson"))


def _script_arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("script", metavar=words("cli_SCRIPT"), type=_path, help=words("cli_script"))
    parser.add_argument(
        "arguments", metavar=words("cli_ARGUMENT"), nargs=argparse.REMAINDER, help=words("cli_script_arguments")
    )


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _list_on_screen(options: argparse.Namespace, words: Words) -> int:
    _require_terminal("tuigraph play 01 --plain")
    return _open_app(options, words, None)


def _learn(options: argparse.Namespace, words: Words) -> int:
    from tuigraph.lessons.cells import is_script

    if is_script(options.lesson):
        options.script, options.arguments, options.plain = _path(options.lesson), [], False
        return _debug(options, words)
    lesson = _load(options.lesson)
    _require_terminal(f"tuigraph play {options.lesson} --plain")
    return _open_app(options, words, lesson)


def _tour(options: argparse.Namespace, words: Words) -> int:
    _require_terminal("tuigraph play 01 --plain")
    return _open_app(options, words, None, tour=True)


def _open_app(
    options: argparse.Namespace,
    words: Words,
    opened: Lesson | None,
    script: Target | None = None,
    tour: bool = False,
) -> int:
    """The app on the list of lessons, on one, or on a script that `opened` shows; behind the tour for a newcomer."""
    from tuigraph.tui.background import ask_ahead

    ask_ahead(options.theme)  # a terminal that does not answer is waited for while all else is loaded
    from tuigraph.lessons import LessonError, available, load
    from tuigraph.lessons.progress import Progress
    from tuigraph.tui.app import TuigraphApp
    from tuigraph.tui.client_protocol import Unreadable
    from tuigraph.tui.themes import theme_for
    from tuigraph.tui.tour import is_first_start

    def make_client(lesson: Any, on_update: Callable[[Update], None], on_exit: Callable[[Said], None]) -> Client:
        from tuigraph.debuggee.client import Client, Target

        target = script if script is not None and lesson is opened else None
        return Client(target or Target.lesson(lesson.path, lesson.units, keep=True), on_update, on_exit)

    lessons: list[Lesson | Unreadable] = []
    for path in available():
        try:
            lessons.append(load(path))
        except LessonError as error:
            lessons.append(Unreadable(path.stem, words.say(error.said)))
    with_tour = tour or (script is None and is_first_start(Progress()))
    theme = theme_for(options.theme)
    app = TuigraphApp(make_client, lessons, words.language, opened, theme, options.ascii, with_tour=with_tour)
    app.run(mouse=is_on("mouse"))
    return app.return_code or 0


def _play(options: argparse.Namespace, words: Words) -> int:
    lesson, language = _load(options.lesson), words.language
    if options.check:
        from tuigraph.player.check import check

        return check(lesson, language, sys.stdout)
    from tuigraph.player.walk import Stretch

    stretch = Stretch.parse(options.first, options.last, len(lesson.units))
    if options.record or options.svg:
        from tuigraph.player.screen import record
        from tuigraph.tui.themes import wished

        speed, theme = options.speed or 1.0, wished(options.theme)
        try:
            return record(lesson, language, options.ascii, stretch, speed, options.record, options.svg, theme)
        except OSError as error:
            raise refused("cannot_write", path=str(error.filename), why=of_system(error)) from None
    if not options.plain and not _why_no_screen():
        from tuigraph.player.screen import watch
        from tuigraph.tui.themes import theme_for

        return watch(lesson, language, options.ascii, stretch, options.speed or 1.0, theme_for(options.theme))
    from tuigraph.player.text import play

    at_once = options.plain or not sys.stdout.isatty()
    return play(lesson, language, sys.stdout, stretch, options.speed or (float("inf") if at_once else 1.0))


def _speed(words: Words, text: str) -> float:
    with contextlib.suppress(ValueError):
        if (speed := float(text)) > 0:
            return speed
    raise argparse.ArgumentTypeError(words("cli_no_speed", text=repr(text)))


def _lessons(options: argparse.Namespace, words: Words) -> int:
    from tuigraph.lessons import available, load
    from tuigraph.lessons.progress import Progress

    progress = Progress()
    try:
        if options.export:
            progress.export(options.export)
        if options.reset is not None:
            progress.reset(_load(options.reset) if options.reset else None)
    except OSError as error:
        unwritten = str(options.export or progress.path)
        raise refused("cannot_write", path=unwritten, why=of_system(error)) from None
    if options.export or options.reset is not None:
        return 0
    for path in available():
        lesson = load(path)
        done, of = progress.of(lesson).counted(lesson)
        print(f"{lesson.number}  {lesson.title_in(words.language)}" + (f"  {done}/{of}" if done else ""))
    return 0


def _new_lesson(options: argparse.Namespace, words: Words) -> int:
    from tuigraph.lessons import template

    path = options.name if options.name.suffix == ".py" else options.name.with_name(options.name.name + ".py")
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(template())
    except FileExistsError:
        raise refused("file_is_there", path=str(path)) from None
    except OSError as error:
        raise refused("cannot_write", path=str(path), why=of_system(error)) from None
    print(words("lesson_written", path=str(path)))
    return 0


def _run(options: argparse.Namespace, words: Words) -> int:
    if options.script.suffix == ".ipynb":
        return _run_notebook(options, words)
    from tuigraph.interop.script import run_script

    try:
        with raw_streams():
            return run_script(options.script, options.arguments)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unreadable(options.script, of_system(error)) from None


_TERMINAL_ANSWERS_IN = 1.0  # seconds; every terminal gives an answer


def _run_notebook(options: argparse.Namespace, words: Words) -> int:
    from tuigraph.debuggee.notebook import run_notebook
    from tuigraph.notebook.pictures import Pictures
    from tuigraph.tui.background import asked
    from tuigraph.wire.unit import units_of

    pictures = Pictures(lambda question: (not _why_no_screen() and asked(_TERMINAL_ANSWERS_IN, question)) or b"")

    def tell(note: Said) -> None:
        print(words.say(note), file=sys.stderr)
        if note.id == "notebook_figure":
            pictures.show(str(note.fields["path"]))

    units = units_of(options.script, _load(str(options.script)).units)
    with raw_streams():
        return run_notebook(units, options.arguments, tell)


def _debug(options: argparse.Namespace, words: Words) -> int:
    if options.script.suffix == ".ipynb":
        return _debug_notebook(options, words)
    from tuigraph.debuggee.client import Target

    try:
        target = Target.script(options.script, options.arguments, keep=True)
    except OSError as error:
        raise _unreadable(options.script, of_system(error)) from None
    except SyntaxError as error:
        raise _unreadable(options.script, str(error)) from None
    if options.plain or _why_no_screen():
        from tuigraph.debuggee.plain import debug

        return debug(target, sys.stdin, sys.stdout, sys.stderr)
    from tuigraph.lessons import program

    return _open_app(options, words, program(options.script, target.units[0].source), target)


def _debug_notebook(options: argparse.Namespace, words: Words) -> int:
    lesson = _load(str(options.script))
    if not options.plain and not _why_no_screen():
        return _open_app(options, words, replace(lesson, is_program=True))
    from tuigraph.debuggee.client import Target
    from tuigraph.debuggee.plain import debug

    return debug(Target.lesson(lesson.path, lesson.units, keep=True), sys.stdin, sys.stdout)


def _unreadable(script: Path, why: Text) -> SaidError:
    return refused("cannot_read_script", path=str(script), why=why)


def _check(options: argparse.Namespace, words: Words) -> int:
    """What each file uses and tuigraph lacks; 1 when it is anything, or a file cannot be read."""
    from tuigraph.absent import way_around
    from tuigraph.lacks import lacks

    code = 0
    for path in options.files:
        try:
            found = lacks(path)
        except (OSError, SaidError) as error:
            why = error.said if isinstance(error, SaidError) else of_system(error)
            print(words("check_unread", path=str(path), why=words.say(why)))
            code = 1
            continue
        except (SyntaxError, ValueError) as error:
            line = error.lineno if isinstance(error, SyntaxError) else None
            print(words("check_not_python", path=str(path), line=line or 1))
            code = 1
            continue
        if not found:
            print(words("check_nothing", path=str(path)))
            continue
        code = 1
        for lack in found:
            if lack.cell is None:
                print(words("check_lack", path=str(path), line=lack.line, name=lack.name))
            else:
                print(words("check_lack_in_cell", path=str(path), cell=lack.cell, line=lack.line, name=lack.name))
            way = way_around(lack.name)
            if way is not None:
                print("    " + words.say(way))
    return code


def _cluster_up(options: argparse.Namespace, words: Words) -> int:
    _check_cluster()
    from tuigraph.cluster.local import up

    if options.ps + options.workers < 2 or min(options.ps, options.workers, options.port) < 0:
        raise refused("cluster_too_small")
    return up(options.ps, options.workers, options.port, words)


def _cluster_status(options: argparse.Namespace, words: Words) -> int:
    _check_cluster()
    from tuigraph.cluster.local import latest
    from tuigraph.cluster.status import status

    address = options.address.removeprefix("grpc://") or latest()
    if not address:
        raise refused("cluster_unknown")
    for line in status(address, words):
        print(clean(line))
    return 0


def _check_cluster() -> None:
    """Raises SaidError without what the extra `cluster` brings."""
    from importlib.util import find_spec

    for name in ("distributed", "cryptography"):
        if find_spec(name) is None:
            raise refused("cluster_extra", name=name)


def _checkpoint(options: argparse.Namespace, words: Words) -> int:
    """What is in a checkpoint; with --compare 1 where anything differs, as `diff` has it."""
    from tuigraph.checkpoint_text import compared, listed, opened, valued

    reader = opened(options.prefix)
    if options.compare:
        lines = compared(reader, opened(options.compare), words)
        print("\n".join(map(clean, lines)) if lines else words("checkpoint_same"))
        return FAULT if lines else 0
    name = options.name.removesuffix(":0")
    lines = valued(reader, name, words) if reader.has_tensor(name) else listed(reader, name, words)
    print("\n".join(map(clean, lines)))
    return 0


def _graph(options: argparse.Namespace, words: Words) -> int:
    from tuigraph.graph_file import FORMS, as_text, nodes_of

    nodes = nodes_of(options.file)
    form = FORMS.get(options.form)
    if options.svg or not (options.form or _why_no_screen()):
        return _graph_on_screen(options, words, nodes)
    for line in form(nodes) if form else as_text(nodes, words):
        print(line)
    return 0


def _graph_on_screen(options: argparse.Namespace, words: Words, nodes: Sequence[Node]) -> int:
    from tuigraph.files import write_text
    from tuigraph.graph_file import unknown
    from tuigraph.tui.graph_app import GraphApp, picture_of
    from tuigraph.tui.themes import theme_for, wished

    title, infos, missing = options.file.name, node_infos(nodes), unknown(nodes)
    if options.svg:
        picture = picture_of(title, infos, missing, words.language, wished(options.theme), options.ascii)
        try:
            write_text(options.svg, picture)
        except OSError as error:
            raise refused("cannot_write", path=str(options.svg), why=of_system(error)) from None
        return 0
    app = GraphApp(title, infos, missing, words.language, theme_for(options.theme), options.ascii)
    app.run(mouse=is_on("mouse"))
    return app.return_code or 0


def node_infos(nodes: Sequence[Node]) -> list[NodeInfo]:
    """The nodes of a file as the screens take them."""
    from tuigraph.graph_file import is_variable
    from tuigraph.wire.views import NodeInfo

    return [
        NodeInfo(node.name, node.op, node.dtype, node.shape, node.reads, node.after, "", 0, is_variable(node))
        for node in nodes
    ]


def _fetch_data(options: argparse.Namespace, words: Words) -> int:
    from tuigraph.datasets import fetch

    try:
        print(words("data_fetched", path=str(fetch())))
    except OSError as error:
        raise refused("data_not_fetched", why=str(error)) from None
    return 0


def _completion(parser: argparse.ArgumentParser, options: argparse.Namespace, words: Words) -> int:
    from tuigraph.lessons import available
    from tuigraph.manual import completion

    stems = [path.stem for path in available()]
    lessons = [part for stem in stems for part in (stem[:2], stem[3:])]
    print(completion(parser, options.shell, lessons, THEMES, _path))
    return 0


def _man(parser: argparse.ArgumentParser, options: argparse.Namespace, words: Words) -> int:
    from tuigraph.manual import page

    print("\n".join(page(parser, __version__, words)))
    return 0


def _load(word: str) -> Lesson:
    from tuigraph.lessons import find, load

    return load(find(word))


def _logs(options: argparse.Namespace, words: Words) -> int:
    directory = options.directory
    if not (os.path.isdir(directory) or ("tfevents" in directory.name and os.path.isfile(directory))):
        raise refused("no_directory", path=str(options.directory))
    from tuigraph.logs import EventLogs, summary

    if options.plain or _why_no_screen():
        print(summary(EventLogs(options.directory), words))
        return 0
    from tuigraph.tui.logs_app import LogsApp
    from tuigraph.tui.themes import theme_for

    app = LogsApp(options.directory, words.language, theme_for(options.theme), options.ascii)
    app.run(mouse=is_on("mouse"))
    return app.return_code or 0


def _require_terminal(instead: str) -> None:
    why = _why_no_screen()
    if why:
        raise refused("no_screen", why=why, instead=instead)


def _why_no_screen() -> Text:
    """The screen reads keys from stdin and draws on stderr; where it cannot, it would hang.  "" where it can."""
    from tuigraph.wire.said import said

    term = os.environ.get("TERM", "")
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return said("no_terminal")
    if os.name == "posix" and term in ("", "dumb", "unknown"):
        return said("poor_terminal", term=term)
    return ""
