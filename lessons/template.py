# A template for a lesson of your own.  Change it, and open it with `tuigraph learn FILE`.  Runs with plain `python` too.
#
# A line that begins with `# %%` begins a cell: code, or text if `[markdown]` stands there.  Text is Markdown behind `# `.
# Text in several languages stands in neighbouring cells.  One language is enough, and then no `lang` is needed.
#
# A text cell may have a role:
#
#   predict   A question, asked before the next code cell runs.  Its answer is stated, answer="a", or found by the engine:
#             expect="..." is evaluated after the cell, and calls('mul') is how often the node `mul` has run in it.
#             Choices are list items, `- a) text`; without any, the learner types the answer.
#   output    What the code cell before it prints.  `...` stands for any text; with tolerance="1e-3" numbers may differ
#             by that part.
#   note      Shown after the code cell before it has run.
#   exercise  A task for the prompt.  Hints are shown one by one.  The check is code with the lesson's names: it calls
#             `wrong` to reject what the learner did; when it comes to its end, the exercise is solved.
#
# `tuigraph play FILE --check` plays the lesson and compares what it prints with what it says.

# %% [markdown] lang="en"
# # Title of the lesson
#
# What is this about? Say in a few sentences what to look at, and why.

# %% [markdown] lang="zh"
# # 课程标题
#
# 这一课讲什么？用几句话说明该看哪里、为什么。

# %%
import tuigraph as tf

# %% [markdown] role="predict" lang="en" expect="calls('mul')"
# How often will the node `mul` run?

# %% [markdown] role="predict" lang="zh"
# 节点 `mul` 会运行几次？

# %% [markdown] role="why" lang="en"
# There is one `sess.run`, and a run computes each node once.

# %% [markdown] role="why" lang="zh"
# 只有一次 `sess.run`，而一次运行里每个节点只计算一次。

# %% name="double"
a = tf.constant(4)
double = a * 2

with tf.Session() as sess:
    print(sess.run(double))

# %% [markdown] role="output"
# ```
# 8
# ```

# %% [markdown] role="note" lang="en"
# The product was computed once, because it was asked for once.

# %% [markdown] role="note" lang="zh"
# 只要求了一次，所以乘积只计算了一次。

# %% [markdown] role="exercise" name="triple" lang="en"
# Build `triple`, a node that gives three times `a`.

# %% [markdown] role="exercise" name="triple" lang="zh"
# 构建节点 `triple`，它给出 `a` 的三倍。

# %% [markdown] role="hint" lang="en"
# As `double`, with another number.

# %% [markdown] role="hint" lang="zh"
# 和 `double` 一样，换一个数。

# %% [markdown] role="solution"
# ```python
# triple = a * 3
# ```

# %% [markdown] role="check"
# ```python
# if not isinstance(globals().get("triple"), tf.Tensor):
#     wrong(en="There is no node `triple` yet.", zh="还没有节点 `triple`。")
# with tf.Session() as fresh:
#     if fresh.run(triple) != 12:
#         wrong(en="It does not give 12.", zh="它给出的不是 12。")
# ```
