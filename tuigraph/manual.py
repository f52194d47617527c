"""What is made from the parser of the command line: the page for ``man``, and completions for shells."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from tuigraph.words import Words

SHELLS = ("bash", "zsh", "fish")


def commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Each command of a parser, and those of a command after it: its words, its own parser, what it does."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            does = {choice.dest: choice.help or "" for choice in action._get_subactions()}
            for name, own in action.choices.items():
                yield name, own, does[name]
                for further, under, what in commands_of(own):
                    yield f"{name} {further}", under, what


def options_of(parser: argparse.ArgumentParser) -> list[str]:
    """Every option that a parser takes."""
    return [text for action in parser._actions for text in action.option_strings]


# completions


def completion(
    parser: argparse.ArgumentParser,
    shell: str,
    lessons: Iterable[str],
    themes: Iterable[str],
    path: Callable[[str], Any],
) -> str:
    """A script that completes commands, options, lessons, themes and files in a shell of `SHELLS`.

    Files are completed for arguments of the type `path`, and for those that go to a script.
    """
    import shtab

    known: dict[str, Any] = {"lesson": _lessons(lessons), "theme": _themes(themes)}
    known["reset"] = known["lesson"]
    for own in (parser, *(own for _, own, _ in commands_of(parser))):
        for action in own._actions:
            takes_files = action.type is path or action.nargs == argparse.REMAINDER
            if how := known.get(action.dest, shtab.FILE if takes_files else None):
                setattr(action, "complete", how)  # noqa: B010 - where shtab looks for it
    return str(shtab.complete(parser, shell))


def _lessons(names: Iterable[str]) -> dict[str, Any]:
    words = " ".join(names)
    return {
        "bash": "_tuigraph_lessons",
        "zsh": "_tuigraph_lessons",
        "fish": "(_tuigraph_lessons)",
        "preamble": {
            "bash": f'_tuigraph_lessons() {{ compgen -W "{words}" -- "$1"; compgen -f -- "$1"; }}\n',
            "zsh": f"_tuigraph_lessons() {{ _alternative 'lessons:lesson:({words})' 'files:file:_files' }}\n",
            "fish": (
                f"function _tuigraph_lessons\n  printf '%s\\n' {words}\n  __fish_complete_path (commandline -ct)\nend\n"
            ),
        },
    }


def _themes(names: Iterable[str]) -> dict[str, Any]:
    words = " ".join(names)
    return {
        "bash": "_tuigraph_themes",
        "zsh": f"({words})",
        "fish": words,
        "preamble": {"bash": f'_tuigraph_themes() {{ compgen -W "{words}" -- "$1"; }}\n'},
    }


# the page for man


def page(parser: argparse.ArgumentParser, version: str, words: Words) -> Iterator[str]:
    """The lines of the page, in troff's macros for manuals."""
    yield f'.TH TUIGRAPH 1 "{date.today():%Y-%m}" "tuigraph {version}"'
    yield from _section(words("man_name"), f"tuigraph \\- {_plain(parser.description)}")
    yield from _section(words("man_synopsis"), f".B tuigraph\n[{words('cli_COMMAND')}] ...")
    yield from _section(words("args_options"))
    yield from _arguments(parser)
    of_all = options_of(parser)
    yield from _section(words("cli_commands"))
    for _, own, does in commands_of(parser):
        yield f".SS {_plain(_usage(own))}"
        yield _plain(does)
        yield from _arguments(own, of_all)
        if own.epilog:
            yield ".PP"
            yield from _verbatim(own.epilog)
    if parser.epilog:
        yield from _section(words("man_more"))
        yield from _verbatim(parser.epilog)


def _usage(parser: argparse.ArgumentParser) -> str:
    formatter = argparse.HelpFormatter(parser.prog, width=10_000)
    formatter.add_usage(None, parser._actions, parser._mutually_exclusive_groups, prefix="")
    return formatter.format_help().strip()


def _section(title: str, text: str = "") -> Iterator[str]:
    yield f".SH {title.upper()}"
    if text:
        yield text


def _arguments(parser: argparse.ArgumentParser, told: list[str] | None = None) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or any(
            text in (told or []) for text in action.option_strings
        ):
            continue
        value = action.metavar if isinstance(action.metavar, str) else f"{{{','.join(action.choices or ())}}}"
        takes = "" if action.nargs == 0 else f" {value}"
        yield ".TP"
        yield f"\\fB{_plain(', '.join(action.option_strings) + takes if action.option_strings else value)}\\fR"
        yield _plain(action.help)


def _verbatim(text: str) -> Iterator[str]:
    yield ".nf"
    yield from map(_plain, text.splitlines())
    yield ".fi"


def _plain(text: str | None) -> str:
    """Text that troff takes for text."""
    escaped = (text or "").replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped
