"""What is said otherwise where a program is debugged and no lesson studied: message -> the one in its place."""

from __future__ import annotations

from collections.abc import Mapping

from tuigraph.lessons import Lesson
from tuigraph.words import message

_OF_PROGRAM: Mapping[str, str] = {
    "about_list": message("about_leave_program"),
    "help_learn": message("help_program"),
    "key_list": message("key_leave"),
    "key_own_state": message("key_own_state_program"),
    "key_restart": message("key_restart_program"),
    "leave_question": message("leave_notebook"),
    "leave_running": message("leave_running_program"),
    "lesson_over": message("program_over"),
    "pane_lesson": message("pane_program"),
}
_OF_SCRIPT: Mapping[str, str] = {
    **_OF_PROGRAM,
    "about_continue": message("about_continue_script"),
    "before_line": message("before_line_of_script"),
    "key_next_unit": message("key_to_end"),
    "key_own_state": message("key_to_start"),
    "key_previous_unit": message("key_to_start"),
    "now_cell": message("now_script"),
    "now_rest_of_cell": message("now_rest_of_script"),
}
"""A script is one piece of code: it has no cells."""


def instead(lesson: Lesson | None) -> Mapping[str, str]:
    """The messages that stand in place of others, where the app was opened for this."""
    if lesson is None or not lesson.is_program:
        return {}
    return _OF_PROGRAM if len(lesson.steps) > 1 else _OF_SCRIPT
