"""What runs in a program besides the program itself: what was typed at the prompt, checks of answers, what-ifs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tuigraph.debugger.core import Core, Leave, Stayed
from tuigraph.debugger.explain import explain, in_words
from tuigraph.debugger.questions import Judge, Question, Questions
from tuigraph.debugger.states import State
from tuigraph.debugger.stepping import Stepping
from tuigraph.engine.execute import set_observer
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.wire.said import said
from tuigraph.wire.views import Problem


class Aside:
    """Nobody stops it, and the place of the program stays what it was."""

    def __init__(self, core: Core, stepping: Stepping, questions: Questions, judge: Judge | None) -> None:
        self._core = core
        self._stepping = stepping
        self._questions = questions
        self._judge = judge

    def evaluate(self, source: str) -> Problem | None:
        """Run what was typed; where it fails, the problem."""
        core = self._core
        names, around = core.place.names(), sys.exc_info()[1]
        try:
            pieces = core.program.compile_prompt(source)
            core.evaluating = True
            with self._stepping.going(State.ASIDE):
                for code in pieces:
                    exec(code, names)
        except Leave:
            raise
        except KeyboardInterrupt:
            core.output.add("error", "KeyboardInterrupt\n")
        except SystemExit:
            core.output.add("note", said("exit_ends_nothing"))
        except Stayed:
            core.output.add("note", said("stayed_in_past"))
        except BaseException as error:
            problem = explain(error, core.program, around)
            core.output.add_all("error", in_words(problem, core.program))
            return problem
        finally:
            core.evaluating = False
        return None

    def call(self, function: Callable[[], object]) -> None:
        """Call something of the program's; where it fails, that is told."""
        core = self._core
        try:
            with self.unobserved():
                function()
        except Leave:
            raise
        except BaseException as error:
            core.output.add_all("error", in_words(explain(error, core.program), core.program))

    def judge(self, question: Question) -> None:
        """Have an answer judged on the newest state.  A check may run sessions, which are not observed."""
        if self._judge is None:
            return
        core, timeline = self._core, self._core.timeline
        timeline.to_live()

        def place(node: Any) -> tuple[int, str]:
            graph = node.graph if isinstance(node, Operation) else get_default_graph()
            return timeline.graphs.record(graph).number, getattr(node, "name", node)

        def had(variable: Any, session: Any = None) -> list[Any]:
            return timeline.lives.values(variable.op.name, session, timeline.assignment)

        calls = self._questions.calls(question, timeline.ledger, place)
        try:
            with self.unobserved():
                verdict = self._judge(question, core.program.namespace, calls, had)
                self._questions.verdicts.append(verdict)  # the list may have been taken while the judge was at work
        except Exception as error:
            core.output.add_all("error", in_words(explain(error, core.program), core.program))

    @contextmanager
    def unobserved(self) -> Iterator[None]:
        """The block may call the program's code and run its sessions; nobody observes them meanwhile."""
        observer = set_observer(None)
        try:
            with self._stepping.going(State.ASIDE):
                yield
        except KeyboardInterrupt:
            self._core.output.add("error", "KeyboardInterrupt\n")
        finally:
            set_observer(observer)
