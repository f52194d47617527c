# Lesson 01: build a first graph and run it in a session.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Your first graph and session
#
# A TensorFlow 1 program has two phases. First it *builds a graph*: nodes that say what is to be computed.
# Then it *runs* parts of that graph in a *session*. Nothing is computed in the first phase.
#
# Here you see both happen. The *Lesson* pane has the text and the code, with the line that comes next marked. The
# *Graph* pane shows the nodes, the *Session* pane variables and values. `Tab` goes from pane to pane, `z` enlarges one.
# The keys are at the bottom of the screen.

# %% [markdown] lang="zh"
# # 第一个计算图与会话
#
# TensorFlow 1 的程序分两个阶段。先*构建计算图*：用节点描述要计算什么。再在*会话*里*运行*图中的某些部分。
# 第一个阶段什么也不计算。
#
# 在这里，两个阶段都看得见。*课文*窗格里是文字和代码，并标出接下来要执行的那一行；*计算图*窗格里是节点；
# *会话*窗格里是变量和各个值。按 `Tab` 在窗格之间移动，按 `z` 放大一个窗格。屏幕底部列出了各个按键。

# %%
import tuigraph as tf

# %% [markdown] lang="en"
# The first three lines of the next cell build the graph of `f = x*x*y + y + 2`. Go through them with `n`, one
# line at a time, and watch nodes appear in the graph. One line makes several: the variable `x` alone is four
# nodes (its initial value, the variable, the assignment that initializes it, and a node that reads it), and
# the number 2 becomes a constant, `add_1/y`.
#
# At `sess.run(f)` press `s` instead: it goes into the run and executes one node. Its box lights up, its inputs
# are marked, and its value appears in the session pane. `S` takes the last step back, as often as you like. When the run
# has ended, all node values are dropped. `x` and `y` are still there: variables belong to the session.

# %% [markdown] lang="zh"
# 下一段代码的前三行构建 `f = x*x*y + y + 2` 的计算图。按 `n` 一行一行地走，看图中长出哪些节点。
# 一行代码往往产生好几个节点：单是变量 `x` 就有四个（初始值、变量本身、给它赋初值的节点、读取它的节点），
# 数字 2 也成了一个常量节点 `add_1/y`。
#
# 走到 `sess.run(f)` 时改按 `s`：它进入这次运行，一次只执行一个节点。该节点的方框会亮起，它的输入被标出，
# 它的值出现在会话窗格里。按 `S` 退回一步，想退几步都可以。运行结束后，节点的值全被丢弃，而 `x` 和 `y` 还在：
# 变量属于会话。

# %% [markdown] role="predict" lang="en" answer="b" decided="3"
# When the third line, `f = x*x*y + y + 2`, has run and no session exists yet: what is in `f`?
#
# - a) the number 42
# - b) a node of the graph, with no number in it
# - c) 0, because nothing has been initialized

# %% [markdown] role="predict" lang="zh"
# 第三行 `f = x*x*y + y + 2` 执行完、还没有任何会话时，`f` 里是什么？
#
# - a) 数字 42
# - b) 图中的一个节点，里面没有数字
# - c) 0，因为什么都还没有初始化

# %% [markdown] role="why" lang="en"
# The first three lines only build. `f` is the name of an output of the graph. No session has run it, so there is no
# number yet.

# %% [markdown] role="why" lang="zh"
# 前三行只是构建。`f` 是图中一个输出的名字，还没有会话运行过它，所以还没有数。

# %% name="first-graph" comment-en="calling sess.run() again and again is clumsy; there is a better way"
x = tf.Variable(3, name="x")
y = tf.Variable(4, name="y")
f = x*x*y + y + 2

sess = tf.Session()
sess.run(x.initializer)
sess.run(y.initializer)
result = sess.run(f)
print(result)
sess.close()

# 每次重复sess.run()看起来有些笨拙，好在有更好的方式
with tf.Session() as sess:
    x.initializer.run()
    y.initializer.run()
    result = f.eval()
    print(result)

# %% [markdown] role="output" book=true
# ```
# 42
# 42
# ```

# %% [markdown] role="note" lang="en"
# The second half does the same with less typing. A `with` block makes the session the default one and closes it
# at the end. `x.initializer.run()` means `tf.get_default_session().run(x.initializer)`, and `f.eval()` means
# `tf.get_default_session().run(f)`. It is a new session: `x` and `y` had to be initialized again.

# %% [markdown] role="note" lang="zh"
# 后半段做同样的事，写起来更省力。`with` 块把会话设为默认会话，结束时自动关闭它。`x.initializer.run()` 等价于
# `tf.get_default_session().run(x.initializer)`，`f.eval()` 等价于 `tf.get_default_session().run(f)`。
# 这是一个新会话，所以 `x` 和 `y` 必须重新初始化。

# %% [markdown] lang="en"
# What does Python itself hold in `f`? Only the name of an output (`add_1:0` is output 0 of node `add_1`), its
# shape and its type. The number 42 was never in it.
#
# Where did the 42 come from, then? Put the cursor on `add_1` in the graph pane and press `w` (*why*): a tree names every
# value that it was made of, back to the two initial values. `Esc` leads back here.

# %% [markdown] lang="zh"
# Python 变量 `f` 里到底有什么？只有一个输出的名字（`add_1:0` 是节点 `add_1` 的第 0 个输出）、形状和类型。
# 42 这个数从来不在里面。
#
# 那么 42 是从哪里来的？在计算图窗格里把光标放到 `add_1` 上，按 `w`（为什么）：一棵树列出它由哪些值算出来，
# 一直追溯到两个初始值。按 `Esc` 回到这里。

# %%
print(f)

# %% [markdown] role="output"
# ```
# Tensor("add_1:0", shape=(), dtype=int32)
# ```

# %% [markdown] lang="en"
# Calling every initializer by hand is tedious. `tf.global_variables_initializer()` returns one operation that
# runs them all. Step over that line and look at the graph: a node `init` appears, and that is all. It depends on
# `x/Assign` and `y/Assign`, and they run when `init.run()` runs it.

# %% [markdown] lang="zh"
# 逐个调用初始化器太麻烦。`tf.global_variables_initializer()` 返回一个操作，运行它就运行了所有初始化器。
# 走过这一行，看看图：多了一个节点 `init`，仅此而已。它依赖 `x/Assign` 和 `y/Assign`，
# 要等 `init.run()` 运行它，这两个节点才会运行。

# %% [markdown] role="predict" lang="en" answer="b"
# Are `x` and `y` initialized once the line `init = tf.global_variables_initializer()` has run?
#
# - a) yes, both
# - b) no, neither
# - c) only the first one

# %% [markdown] role="predict" lang="zh"
# `init = tf.global_variables_initializer()` 这一行执行完后，`x` 和 `y` 初始化了吗？
#
# - a) 两个都初始化了
# - b) 两个都没有
# - c) 只有第一个初始化了

# %% [markdown] role="why" lang="en"
# The line makes one more node, `init`. The variables get their values when a session runs that node, at
# `init.run()`.

# %% [markdown] role="why" lang="zh"
# 这一行只多造出一个节点 `init`。要等会话在 `init.run()` 处运行它，变量才得到值。

# %% name="init-node"
init = tf.global_variables_initializer()

with tf.Session() as sess:
    init.run()
    result = f.eval()
    print(result)

# %% [markdown] role="output" book=true
# ```
# 42
# ```

# %% [markdown] lang="en"
# At a prompt or in a notebook, `InteractiveSession` saves the `with` block: it makes itself the default session
# when it is created. You close it yourself. Watch the variables in the session pane: they live from `init.run()` until
# `sess.close()`.

# %% [markdown] lang="zh"
# 在命令行或 Jupyter 里可以用 `InteractiveSession`，省去 `with` 块：它一创建就把自己设为默认会话，
# 但要由你来关闭。看会话窗格里的变量：它们从 `init.run()` 活到 `sess.close()`。

# %% name="interactive"
sess = tf.InteractiveSession()
init.run()
result = f.eval()
print(result)
sess.close()

# %% [markdown] role="output" book=true
# ```
# 42
# ```

# %% [markdown] role="exercise" name="second-function" lang="en"
# Your turn. At the prompt, build `g = (x + y) * (x - y)` on the same variables, run it in a session, and keep the
# number in `g_value`.

# %% [markdown] role="exercise" name="second-function" lang="zh"
# 轮到你了。在提示符下用同样的变量构建 `g = (x + y) * (x - y)`，在会话里运行它，把得到的数存进 `g_value`。

# %% [markdown] role="hint" lang="en"
# A new session has no values for `x` and `y`. Run `init` in it first.

# %% [markdown] role="hint" lang="zh"
# 新会话里 `x` 和 `y` 还没有值，要先在其中运行 `init`。

# %% [markdown] role="hint" lang="en"
# Inside `with tf.Session() as sess:` write `init.run()`, then `g_value = g.eval()`.

# %% [markdown] role="hint" lang="zh"
# 在 `with tf.Session() as sess:` 里先写 `init.run()`，再写 `g_value = g.eval()`。

# %% [markdown] role="solution"
# ```python
# g = (x + y) * (x - y)
# with tf.Session() as sess:
#     init.run()
#     g_value = g.eval()
# ```

# %% [markdown] role="solution"
# ```python
# g = tf.multiply(tf.add(x, y), tf.subtract(x, y))
# sess = tf.Session()
# sess.run([x.initializer, y.initializer])
# g_value = sess.run(g)
# sess.close()
# ```

# %% [markdown] role="check"
# ```python
# if "g" not in globals():
#     wrong(en="There is no `g` yet.", zh="还没有 `g`。")
# if isinstance(g, tf.Variable):
#     wrong(en="`g` is a new variable. Build it as a node from `x` and `y`: `g = (x + y) * (x - y)`.",
#           zh="`g` 是一个新变量。请由 `x` 和 `y` 构建成节点：`g = (x + y) * (x - y)`。")
# if not isinstance(g, tf.Tensor):
#     wrong(en="`g` is a plain Python value. Build it from the variables `x` and `y`.",
#           zh="`g` 只是普通的 Python 值。请用变量 `x` 和 `y` 来构建它。")
# if g.graph is not x.graph:
#     wrong(en="`g` is in another graph than `x` and `y`. Build it from them.", zh="`g` 和 `x`、`y` 不在同一个图里。请由它们构建 `g`。")
# if "g_value" not in globals():
#     wrong(en="`g` is in the graph. Now run it and keep the number in `g_value`.",
#           zh="`g` 已经在图里了。现在运行它，把结果存进 `g_value`。")
# if isinstance(g_value, (tf.Tensor, tf.Operation)):
#     wrong(en="`g_value` is still a node. Only a session gives a number: `g.eval()` or `sess.run(g)`.",
#           zh="`g_value` 还是一个节点。只有会话才能给出数值：`g.eval()` 或 `sess.run(g)`。")
# with tf.Session(graph=g.graph) as fresh:
#     fresh.run([x.initializer, y.initializer])
#     computed = [fresh.run(g, {x: a, y: b}) for a, b in [(3, 4), (5, 2), (-1, 6)]]
# if [str(value).strip("[]. ").removesuffix(".0") for value in computed] != ["-7", "21", "-35"]:
#     wrong(en="This is not (x + y) * (x - y), which is -7 for x = 3 and y = 4.",
#           zh="这不是 (x + y) * (x - y)；当 x = 3、y = 4 时它应当是 -7。")
# if isinstance(g_value, (str, bool)) or not hasattr(g_value, "__sub__") or not abs(g_value + 7) < 1e-6:
#     wrong(en="`g_value` is %s. Run `g` in a session and keep the number that it gives, -7." % (g_value,),
#           zh="`g_value` 是 %s。请在会话里运行 `g`，把得到的数 -7 存进去。" % (g_value,))
# if not any(calls(op) for op in g.graph.get_operations() if op.type == g.op.type):
#     wrong(en="No session has run `g` yet. Keep the number that a run gives in `g_value`.",
#           zh="还没有会话运行过 `g`。请把运行得到的数存进 `g_value`。")
# ```

# %% [markdown] lang="en"
# You have built a graph, run it in three kinds of session, and seen that values live only as long as a run and
# variables as long as their session. Next: more than one graph.

# %% [markdown] lang="zh"
# 你构建了一个计算图，用三种方式在会话里运行了它，也看到了：节点的值只活在一次运行里，变量活到会话结束。
# 下一课：不止一个图。
