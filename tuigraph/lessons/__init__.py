"""Lessons: find them, read them, and judge what a learner answers.  Headless; imports neither NumPy nor the engine.

A lesson is a Python file in the percent format that jupytext, Jupyter and VS Code read, and it runs under plain
``python``.  ``# %%`` begins a code cell, ``# %% [markdown]`` a text cell whose lines are comments.  Options stand on
the marker line as ``key="value"``, the values being JSON.  The same cells in an ``.ipynb`` notebook (options are the
cell's metadata) or in jupytext Markdown (``.md``) make the same lesson.

Languages.  ``lang="en"`` and ``lang="zh"`` mark the language of a text cell; without ``lang`` it is for everybody.
Text cells that follow each other in different languages say the same thing: together they are one passage, of which a
reader sees one language, and English where theirs is missing.  The first ``# `` heading of a language is the title.

A comment in the code may be in one language: ``comment-en="..."`` on a code cell is what its first line of comment says
to readers of English.

Roles.  A text cell may carry a ``role``:

``output``    What the code cell before it prints, in a ``` fence.  Compared exactly but for white space at line ends;
              ``...`` stands for any text; ``tolerance="1e-3"`` compares numbers with that relative tolerance.
              With ``book=true`` these are the figures of the chapter: a reader sees them beside what was printed here.
``predict``   A question asked before the next code cell runs.  Choices are list items ``- label) text``.  The right
              answer is stated, ``answer="b"``, or found by the engine: ``expect="calls('add')"`` is a Python
              expression that is evaluated after the cell has run.
              ``decided="3"`` names the line of the cell (from 1) which decides it: the verdict comes when that has
              run, else with the end of the cell.
              With ``when="after"`` it stands after its code cell, and is asked when that has run.
``why``       Why the answer to the question before it is what it is; shown with the verdict.
``note``      A remark shown once the code cell before it has run.
``exercise``  A task to be solved at the prompt after the code cell before it.  ``name`` identifies it.
``hint``      A hint for the question or exercise before it, shown on demand; several are shown one by one.
``solution``  A right answer to the exercise before it, as code in a ``` fence.  There may be several.
``check``     The code, in a ``` fence, that decides whether the exercise before it is solved.  It runs with the
              lesson's names and looks at the state of the engine; ``wrong(en="...", zh="...")`` rejects the answer
              and says why; coming to the end accepts it.

``expect`` and ``check`` see the names of the lesson and also ``calls(node)``: how often the kernel of that node, an
operation or a name in the default graph, has run since the step (for a check: the exercise) began.
"""

from __future__ import annotations

from tuigraph.lessons.answers import Beside, Verdict, beside, check, compare_output, judge
from tuigraph.lessons.catalog import available, find, template, tour
from tuigraph.lessons.cells import Cell, LessonError
from tuigraph.lessons.lesson import Exercise, Lesson, Output, Passage, Predict, Step, load, program

__all__ = [
    "Beside",
    "Cell",
    "Exercise",
    "Lesson",
    "LessonError",
    "Output",
    "Passage",
    "Predict",
    "Step",
    "Verdict",
    "available",
    "beside",
    "check",
    "compare_output",
    "find",
    "judge",
    "load",
    "program",
    "template",
    "tour",
]
