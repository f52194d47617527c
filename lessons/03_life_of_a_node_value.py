# Lesson 03: how long values live: nodes for one run, variables for a session.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # The life of a node value
#
# In this lesson look at the session pane. Each value has a line there that shows its life: at which step it is born,
# when it is last used, when it is dropped. Each variable has one too, over the runs. The graph pane counts beside each
# node how often it has really run: `×2` is twice, over all runs so far.

# %% [markdown] lang="zh"
# # 节点值的生命周期
#
# 这一课请盯住会话窗格。每个值旁边有一条线，画出它的一生：在第几步产生、最后一次被用是什么时候、何时被丢弃；
# 每个变量也有一条，跨越多次运行。计算图窗格则在每个节点旁边记下它实际运行过几次：
# `×2` 表示到现在为止总共运行了两次。

# %%
import tuigraph as tf

# %% [markdown] lang="en"
# `y` and `z` both need `x`, and `x` needs `w`. In the graph `w` is `Const`, `x` is `add`, `y` is `add_1` and `z` is
# `mul`. There are two `eval()` calls, so there are two runs: step through both with `s`. To find `y`, TensorFlow
# sees that it needs `x`, which needs `w`; it evaluates `w`, then `x`, then `y`. For `z` it does all that once more.

# %% [markdown] lang="zh"
# `y` 和 `z` 都要用 `x`，`x` 又要用 `w`。在图里，`w` 是 `Const`，`x` 是 `add`，`y` 是 `add_1`，`z` 是 `mul`。
# 这里有两次 `eval()`，也就有两次运行，用 `s` 一步步走完它们。为了求 `y`，TensorFlow 发现需要 `x`，而 `x` 需要 `w`，
# 于是先求 `w`，再求 `x`，最后求 `y`。求 `z` 时，这些又从头再做一遍。

# %% [markdown] role="predict" lang="en" expect="calls('add')"
# How often will the node `add` (that is `x = w + 2`) run in this cell?

# %% [markdown] role="predict" lang="zh"
# 在这段代码里，节点 `add`（也就是 `x = w + 2`）会运行几次？

# %% [markdown] role="hint" lang="en"
# A run starts from nothing: no node value is kept from the run before.

# %% [markdown] role="hint" lang="zh"
# 每次运行都从零开始：上一次运行的节点值一个也不会留下。

# %% [markdown] role="why" lang="en"
# There are two runs, and each begins with nothing. Both need `x`, so both compute `add`.

# %% [markdown] role="why" lang="zh"
# 这里有两次运行，每次都从零开始。两次都要用 `x`，所以两次都计算 `add`。

# %% name="two-evals"
w = tf.constant(3)
x = w + 2
y = x + 5
z = x * 3

with tf.Session() as sess:
    print(y.eval())
    print(z.eval())

# %% [markdown] role="output" book=true
# ```
# 10
# 15
# ```

# %% [markdown] role="note" lang="en"
# `Const` and `add` ran twice in all, `add_1` and `mul` once: `w` and `x` were computed twice. Between the two runs every
# node value was dropped.

# %% [markdown] role="note" lang="zh"
# `Const` 和 `add` 总共运行了两次，`add_1` 和 `mul` 各一次：`w` 和 `x` 被计算了两次。两次运行之间，
# 所有节点值都被丢弃了。

# %% [markdown] lang="en"
# To evaluate `y` and `z` without doing the shared work twice, ask for both in one run. See in the session pane
# how long `x` (`add`) now lives: it has to stay until the last node that uses it has run. `T` opens all lives of the run
# at full width, and above them the memory that was in use.

# %% [markdown] lang="zh"
# 想求 `y` 和 `z` 又不重复计算公共的部分，就要在一次运行里同时要这两个值。在会话窗格里看 `x`（`add`）现在活多久：
# 要等最后一个用到它的节点运行完，它才能被丢弃。按 `T` 可以铺满屏幕看这次运行里所有值的一生，上方是占用的内存。

# %% [markdown] role="predict" lang="en" expect="calls('add')"
# And in this cell: how often will `add` run?

# %% [markdown] role="predict" lang="zh"
# 那么在这段代码里，`add` 会运行几次？

# %% [markdown] role="why" lang="en"
# There is one run. A value is kept until the last node of the run that uses it, so `y` and `z` share one `x`.

# %% [markdown] role="why" lang="zh"
# 这里只有一次运行。值会留到这次运行中最后一个用它的节点，所以 `y` 和 `z` 共用一个 `x`。

# %% name="one-run"
with tf.Session() as sess:
    y_val, z_val = sess.run([y, z])
    print(y_val)
    print(z_val)

# %% [markdown] role="output" book=true
# ```
# 10
# 15
# ```

# %% [markdown] lang="en"
# Variables are different. Their value is kept by the session, from the run of their initializer until the session
# is closed. Step through these runs: after each one the node values turn grey, and `counter` stays, one larger.

# %% [markdown] lang="zh"
# 变量不一样。变量的值由会话保管，从运行它的初始化器开始，直到会话关闭为止。一步步走过下面几次运行：
# 每次结束时节点的值都变灰，而 `counter` 还在，并且大了 1。

# %% name="variable-stays"
counter = tf.Variable(0, name="counter")
one_more = tf.assign_add(counter, 1)

with tf.Session() as sess:
    sess.run(counter.initializer)
    sess.run(one_more)
    sess.run(one_more)
    print(sess.run(counter))

# %% [markdown] role="output"
# ```
# 2
# ```

# %% [markdown] lang="en"
# Two sessions may use one graph, and still share nothing: each has its own copy of every variable. (This holds
# for TensorFlow in one process. In distributed TensorFlow the servers keep the variables, and sessions that are
# connected to the same servers do share them; lesson 15 shows it.)
#
# When the cell has run, put the cursor on `counter` in the session pane and press `D`: its values in both sessions stand
# side by side.

# %% [markdown] lang="zh"
# 两个会话可以使用同一个图，却什么也不共享：每个会话对每个变量都有自己的一份拷贝。（这说的是单进程的 TensorFlow。
# 在分布式 TensorFlow 里，变量值保存在服务器上，连到同样服务器的会话会共享它们，见第 15 课。）
#
# 这段代码运行完以后，在会话窗格里把光标放到 `counter` 上，按 `D`：它在两个会话里的值会并排显示。

# %% [markdown] role="predict" lang="en" expect="second.run(counter)"
# `first` runs `one_more` three times. What will `counter` be in `second`?

# %% [markdown] role="predict" lang="zh"
# `first` 把 `one_more` 运行了三次。在 `second` 里，`counter` 会是多少？

# %% [markdown] role="why" lang="en"
# Each session has its own copy of `counter`. What `first` runs changes nothing in `second`.

# %% [markdown] role="why" lang="zh"
# 每个会话各有一份 `counter`。`first` 运行什么，都不会改变 `second` 里的值。

# %% name="two-sessions"
first = tf.Session()
second = tf.Session()
first.run(counter.initializer)
second.run(counter.initializer)
for i in range(3):
    first.run(one_more)

print(first.run(counter))
print(second.run(counter))

# %% [markdown] role="output"
# ```
# 3
# 0
# ```

# %% [markdown] lang="en"
# Closing a session ends the life of its variables. A new session starts without any: until the initializer has
# run in it, reading `counter` is an error. In the session pane `counter` of session `first` is marked as destroyed.

# %% [markdown] lang="zh"
# 关闭会话，它的变量就结束了生命。新会话一开始什么变量值也没有：在其中运行初始化器之前，读取 `counter` 会报错。
# 在会话窗格里，会话 `first` 的 `counter` 被标为已销毁。

# %% name="closed"
first.close()

third = tf.Session()
try:
    third.run(counter)
except tf.errors.FailedPreconditionError:
    print("counter has no value in this session")
print(second.run(counter))

# %% [markdown] role="output"
# ```
# counter has no value in this session
# 0
# ```

# %% [markdown] role="exercise" name="count-to-ten" lang="en"
# `second` is still open. Bring `counter` to 10 in it, and leave it without a value in `third`.

# %% [markdown] role="exercise" name="count-to-ten" lang="zh"
# `second` 还开着。让它里面的 `counter` 变成 10，而 `third` 里的 `counter` 仍旧没有值。

# %% [markdown] role="hint" lang="en"
# `second.run(one_more)` adds one. A `for` loop repeats it.

# %% [markdown] role="hint" lang="zh"
# `second.run(one_more)` 加一。用 `for` 循环重复它。

# %% [markdown] role="hint" lang="en"
# Setting it at once is fine as well: `second.run(tf.assign(counter, 10))`.

# %% [markdown] role="hint" lang="zh"
# 一次设好也可以：`second.run(tf.assign(counter, 10))`。

# %% [markdown] role="solution"
# ```python
# while second.run(counter) < 10:
#     second.run(one_more)
# ```

# %% [markdown] role="solution"
# ```python
# second.run(tf.assign(counter, 10))
# ```

# %% [markdown] role="solution"
# ```python
# counter.load(10, second)
# ```

# %% [markdown] role="check"
# ```python
# if not isinstance(globals().get("counter"), tf.Variable) or counter.op is not one_more.op.inputs[0].op:
#     wrong(en="`counter` is not the variable any more. Press `r` to go back to the lesson's own state.",
#           zh="`counter` 已经不是那个变量了。按 `r` 回到课程本来的状态。")
# for name in ("second", "third"):
#     if not isinstance(globals().get(name), tf.Session) or globals()[name].closed:
#         wrong(en="The session `%s` is closed, and its variables are gone. Press `r` to get it back." % name,
#               zh="会话 `%s` 已经关闭，它的变量没有了。按 `r` 可以恢复。" % name)
# try:
#     third.run(counter)
# except tf.errors.FailedPreconditionError:
#     pass
# else:
#     wrong(en="`counter` has a value in `third` now. Each session has its own copy; only `second` was asked for.",
#           zh="`third` 里的 `counter` 有值了。每个会话各有一份拷贝，这里只要求改 `second`。")
# value = second.run(counter)
# if value != 10:
#     wrong(en="In `second`, `counter` is %d, not 10." % value, zh="`second` 里的 `counter` 是 %d，不是 10。" % value)
# ```

# %% [markdown] lang="en"
# Values of nodes live within one run. Values of variables live from the run of their initializer until their session
# is closed. Ask for everything that you need in one run.

# %% [markdown] lang="zh"
# 节点的值只活在一次运行之内；变量的值从运行初始化器起，活到会话关闭。需要几个值，就在一次运行里一起要。
