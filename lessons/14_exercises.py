# Lesson 14: the chapter's exercises, each answered by the engine.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Exercises
#
# Questions from the end of the chapter. Answer first; then run the cell and see.

# %% [markdown] lang="zh"
# # 练习
#
# 这是这一章末尾的练习题。先回答，再运行代码看结果。

# %%
import threading
import tuigraph as tf

# %% [markdown] lang="en"
# **1.** Is `a_val, b_val = a.eval(session=sess), b.eval(session=sess)` the same as `a_val, b_val = sess.run([a, b])`?
#
# Here `a` and `b` share a node with a side effect: it adds one to `count`.

# %% [markdown] lang="zh"
# **1.** 语句 `a_val, b_val = a.eval(session=sess), b.eval(session=sess)` 和 `a_val, b_val = sess.run([a, b])` 等价吗？
#
# 这里 `a` 和 `b` 共用一个有副作用的节点：它让 `count` 加一。

# %% [markdown] role="predict" lang="en" expect="count_after_evals - count_after_run"
# By how much more does `count` grow with the two evals than with the one run?

# %% [markdown] role="predict" lang="zh"
# 用两次 eval，`count` 比用一次 run 多增加多少？

# %% [markdown] role="why" lang="en"
# Each eval is a run, and `add_one` runs in each. One run of both runs it once.

# %% [markdown] role="why" lang="zh"
# 每次 eval 都是一次运行，`add_one` 每次都会执行。一次 run 同时求两个值，它只执行一次。

# %% name="two-evals-or-one-run"
count = tf.Variable(0, name="count")
add_one = tf.assign_add(count, 1)
with tf.control_dependencies([add_one]):
    shared = tf.constant(10) * 2
a = shared + 1
b = shared + 2

with tf.Session() as sess:
    sess.run(count.initializer)
    a_val, b_val = a.eval(session=sess), b.eval(session=sess)
    count_after_evals = sess.run(count)
    print(a_val, b_val, "count:", count_after_evals)

with tf.Session() as sess:
    sess.run(count.initializer)
    a_val, b_val = sess.run([a, b])
    count_after_run = sess.run(count)
    print(a_val, b_val, "count:", count_after_run)

# %% [markdown] role="output"
# ```
# 21 22 count: 2
# 21 22 count: 1
# ```

# %% [markdown] role="note" lang="en"
# No. The first statement runs the graph twice, the second one once. If any of the operations, or one that they depend
# on, has a side effect (it changes a variable, puts an item into a queue, reads a file), the effects differ. Without side
# effects the results are the same, but the second is faster.

# %% [markdown] role="note" lang="zh"
# 不等价。第一条语句运行两次图，第二条只运行一次。如果这些操作，或者它们依赖的操作，有副作用
# （比如修改变量、往队列里放一条记录、读取文件），效果就会不同。没有副作用时结果相同，不过第二条更快。

# %% [markdown] lang="en"
# **2.** A graph `g` contains a variable `w`. Two threads each open a session on `g`. Does each session have its own copy of
# `w`, or do they share it?

# %% [markdown] lang="zh"
# **2.** 图 `g` 里有变量 `w`。两个线程各自在图 `g` 上打开一个会话。每个会话有自己的 `w`，还是共享同一个？

# %% [markdown] role="predict" lang="en" expect="results['second']"
# The first thread adds 100 to `w`, the second one adds 1. `w` starts at 0. What does the second thread read at the end?

# %% [markdown] role="predict" lang="zh"
# 第一个线程给 `w` 加 100，第二个线程加 1，`w` 从 0 开始。最后第二个线程读到多少？

# %% [markdown] role="why" lang="en"
# Each thread has opened a session of its own, and each session has its own `w`.

# %% [markdown] role="why" lang="zh"
# 每个线程各开了一个会话，而每个会话各有一份 `w`。

# %% name="two-threads"
g = tf.Graph()
with g.as_default():
    w = tf.Variable(0, name="w")
    amount = tf.placeholder(tf.int32, shape=())
    add_amount = tf.assign_add(w, amount)

results = {}

def work(name, value):
    with tf.Session(graph=g) as sess:
        sess.run(w.initializer)
        sess.run(add_amount, feed_dict={amount: value})
        results[name] = int(sess.run(w))

for name, value in [("first", 100), ("second", 1)]:
    thread = threading.Thread(target=work, args=(name, value))
    thread.start()
    thread.join()

print(results["first"], results["second"])

# %% [markdown] role="output"
# ```
# 100 1
# ```

# %% [markdown] role="note" lang="en"
# In local TensorFlow each session has its own copy. In distributed TensorFlow the values are kept in containers that the
# cluster manages: sessions that connect to the same cluster and use the same container share `w`.

# %% [markdown] role="note" lang="zh"
# 在本地 TensorFlow 里，每个会话有自己的拷贝。在分布式 TensorFlow 里，变量值保存在集群管理的容器中：
# 连到同一个集群、使用同一个容器的会话共享 `w`。

# %% [markdown] lang="en"
# **3.** When is a variable initialized, and when is it destroyed?

# %% [markdown] lang="zh"
# **3.** 变量何时被初始化，又在何时被销毁？

# %% [markdown] role="predict" lang="en" answer="b"
# Choose.
#
# - a) initialized by `tf.Variable(...)`, destroyed by `tf.reset_default_graph()`
# - b) initialized when its initializer runs, destroyed when the session closes
# - c) initialized when the session opens, destroyed at the end of each run

# %% [markdown] role="predict" lang="zh"
# 请选择。
#
# - a) 执行 `tf.Variable(...)` 时初始化，执行 `tf.reset_default_graph()` 时销毁
# - b) 运行它的初始化器时初始化，会话关闭时销毁
# - c) 会话打开时初始化，每次运行结束时销毁

# %% [markdown] role="why" lang="en"
# `tf.Variable` only builds nodes. The value comes with the run of the initializer, and goes with the session.

# %% [markdown] role="why" lang="zh"
# `tf.Variable` 只构建节点。值随初始化器的运行而来，随会话的关闭而去。

# %% name="life-of-a-variable"
v = tf.Variable(7, name="v")
uninitialized = tf.report_uninitialized_variables([v])

sess = tf.Session()
print(sess.run(uninitialized))
sess.run(v.initializer)
print(sess.run(uninitialized))
sess.close()

sess = tf.Session()
print(sess.run(uninitialized))
sess.close()

# %% [markdown] role="output"
# ```
# [b'v']
# []
# [b'v']
# ```

# %% [markdown] role="note" lang="en"
# In distributed TensorFlow variables live in containers on the cluster, so closing a session does not destroy them. To
# destroy one, its container has to be cleared. Lesson 15 does that.

# %% [markdown] role="note" lang="zh"
# 在分布式 TensorFlow 里，变量存活于集群上的容器中，所以关闭会话不会销毁变量；要销毁它，就得清空它所在的容器。
# 第 15 课会这样做。

# %% [markdown] lang="en"
# **4.** What is the difference between a placeholder and a variable?

# %% [markdown] lang="zh"
# **4.** 占位符和变量的区别是什么？

# %% [markdown] role="predict" lang="en" answer="c"
# Which of these statements is false?
#
# - a) A variable must be initialized before it is run.
# - b) Evaluating something that depends on a placeholder without feeding it is an error.
# - c) A placeholder keeps the value of the last run.

# %% [markdown] role="predict" lang="zh"
# 下面哪句话是错的？
#
# - a) 变量在运行之前必须先初始化。
# - b) 对依赖占位符的操作求值而不给它值，会报错。
# - c) 占位符会保留上一次运行的值。

# %% [markdown] role="why" lang="en"
# A placeholder keeps nothing: it has a value only in the run in which it is fed.

# %% [markdown] role="why" lang="zh"
# 占位符什么也不保留：只有在喂入值的那次运行里，它才有值。

# %% name="placeholder-or-variable"
p = tf.placeholder(tf.int32, shape=(), name="p")
double = p * 2

with tf.Session() as sess:
    print(sess.run(double, feed_dict={p: 4}))
    try:
        sess.run(double)
    except tf.errors.InvalidArgumentError:
        print("p has no value in this run")

# %% [markdown] role="output"
# ```
# 8
# p has no value in this run
# ```

# %% [markdown] role="note" lang="en"
# A variable is an operation that holds a value and keeps it from run to run: for the parameters of a model, or to count
# training steps. A placeholder holds no value, only a type and a shape: it takes what is fed.

# %% [markdown] role="note" lang="zh"
# 变量是一个含有值的操作，值在多次运行之间保持不变：用来保存模型的参数，也可以用来数训练的步数。
# 占位符没有值，只有类型和形状：喂什么就是什么。

# %% [markdown] lang="en"
# **5.** How do you set a variable to any value you like while the graph runs? This one you solve yourself.

# %% [markdown] lang="zh"
# **5.** 在执行期，如何为一个变量设置任意的值？这道题请你自己动手。

# %% name="to-be-set"
target = tf.Variable(0.0, name="target")
sess = tf.Session()
sess.run(target.initializer)
print(sess.run(target))

# %% [markdown] role="output"
# ```
# 0.0
# ```

# %% [markdown] role="exercise" name="set-a-variable" lang="en"
# Build a placeholder, and an operation `set_target` that assigns it to `target`. With it give `target` the value 2.5 and then
# 7.5 in the session `sess`.

# %% [markdown] role="exercise" name="set-a-variable" lang="zh"
# 构建一个占位符，和一个把它赋给 `target` 的操作 `set_target`。用它在会话 `sess` 里先把 `target` 设为 2.5，再设为 7.5。

# %% [markdown] role="hint" lang="en"
# `value = tf.placeholder(tf.float32, shape=())`, then `tf.assign(target, value)`.

# %% [markdown] role="hint" lang="zh"
# `value = tf.placeholder(tf.float32, shape=())`，然后 `tf.assign(target, value)`。

# %% [markdown] role="hint" lang="en"
# `sess.run(set_target, feed_dict={value: 2.5})`

# %% [markdown] role="hint" lang="zh"
# `sess.run(set_target, feed_dict={value: 2.5})`

# %% [markdown] role="solution"
# ```python
# value = tf.placeholder(tf.float32, shape=())
# set_target = tf.assign(target, value)
# sess.run(set_target, feed_dict={value: 2.5})
# sess.run(set_target, feed_dict={value: 7.5})
# ```

# %% [markdown] role="solution"
# ```python
# anything = tf.placeholder(tf.float32)
# set_target = target.assign(anything).op
# for number in (2.5, 7.5):
#     set_target.run({anything: number}, session=sess)
# ```

# %% [markdown] role="check"
# ```python
# if "set_target" not in globals():
#     wrong(en="There is no `set_target` yet.", zh="还没有 `set_target`。")
# operation = getattr(set_target, "op", set_target)
# if not isinstance(operation, tf.Operation) or operation.graph is not target.graph:
#     wrong(en="`set_target` is not an assignment to `target`.", zh="`set_target` 不是给 `target` 赋值的操作。")
# needed, todo = [], [operation]
# while todo:
#     op = todo.pop()
#     if op not in needed:
#         needed.append(op)
#         todo += [*op.control_inputs, *(tensor.op for tensor in op.inputs)]
# if target.op not in needed:
#     wrong(en="`set_target` is not an assignment to `target`.", zh="`set_target` 不是给 `target` 赋值的操作。")
# places = [op.outputs[0] for op in needed if op.type.startswith("Placeholder")]
# if not places:
#     wrong(en="`set_target` assigns the same value each time. Let it assign a placeholder.",
#           zh="`set_target` 每次都赋同样的值。让它把占位符的值赋过去。")
# with tf.Session(graph=target.graph) as fresh:
#     found = []
#     fresh.run(target.initializer)
#     for number in (3.0, -4.0):
#         sizes = {place: [size or 1 for size in place.shape.as_list()] if place.shape.ndims else [] for place in places}
#         feeds = {}
#         for place in places:
#             value = [number] * (sizes[place][0] if sizes[place] else 1)
#             feeds[place] = value if sizes[place] else number
#         fresh.run(operation, feeds)
#         found.append(float(fresh.run(target)))
# if found != [3.0, -4.0]:
#     wrong(en="`set_target` does not give `target` the value that is fed.", zh="`set_target` 并没有把喂入的值赋给 `target`。")
# if not isinstance(globals().get("sess"), tf.Session) or sess.closed:
#     wrong(en="The session `sess` is closed. Press `r` to get it back.", zh="会话 `sess` 已经关闭。按 `r` 可以恢复。")
# value = sess.run(target)
# if value != 7.5:
#     wrong(en="`target` is %.1f in `sess`, not 7.5." % value, zh="`sess` 里的 `target` 是 %.1f，不是 7.5。" % value)
# values = had(target, sess)
# if values is not None and not any(getattr(value, "shape", None) == () and value == 2.5 for value in values):
#     wrong(en="`target` was never 2.5 in `sess`. Give it first 2.5, and then 7.5.",
#           zh="`sess` 里的 `target` 从来没有等于过 2.5。请先赋 2.5，再赋 7.5。")
# if calls(operation) < 2:
#     wrong(en="`set_target` has run %d times. Give `target` first 2.5 with it, and then 7.5." % calls(operation),
#           zh="`set_target` 运行了 %d 次。请用它先赋 2.5，再赋 7.5。" % calls(operation))
# ```

# %% [markdown] lang="en"
# **6.** How many times does reverse-mode autodiff go through the graph to find the gradients of a cost with 10 variables? What
# about forward mode, and symbolic differentiation?

# %% [markdown] lang="zh"
# **6.** 反向模式 autodiff 需要遍历多少次图，才能算出 10 个变量的成本函数的梯度？前向模式呢？符号微分呢？

# %% [markdown] role="predict" lang="en" answer="a"
# Reverse mode, forward mode, symbolic:
#
# - a) 2, 10, none (it builds another graph)
# - b) 10, 2, 1
# - c) 1, 10, 10
# - d) 2, 2, none (it builds another graph)

# %% [markdown] role="predict" lang="zh"
# 依次是反向模式、前向模式、符号微分：
#
# - a) 2 次，10 次，不遍历（它构建另一个图）
# - b) 10 次，2 次，1 次
# - c) 1 次，10 次，10 次
# - d) 2 次，2 次，不遍历（它构建另一个图）

# %% [markdown] role="why" lang="en"
# Reverse mode: one traversal forward and one back. Forward mode: one for each variable. Symbolic differentiation
# goes through no graph; it builds another one.

# %% [markdown] role="why" lang="zh"
# 反向模式：往前一次，往回一次。前向模式：每个变量一次。符号微分不遍历这张图，而是另建一张图。

# %% name="reverse-mode"
ten = [tf.Variable(float(i)) for i in range(10)]
cost = tf.add_n([tf.square(x) for x in ten], name="cost")
gradients = tf.gradients(cost, ten)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(*sess.run(gradients))

# %% [markdown] role="output"
# ```
# 0.0 2.0 4.0 6.0 8.0 10.0 12.0 14.0 16.0 18.0
# ```

# %% [markdown] role="note" lang="en"
# Reverse mode, which TensorFlow implements, goes through the graph twice, however many variables there are: once forward
# and once back. Forward mode goes through it once for each variable, here ten times. Symbolic differentiation builds a
# different graph for the gradients and does not go through the original one at all, except to build the new one. A well
# optimized one may need to run the new graph only once, but that graph can be very complicated.

# %% [markdown] role="note" lang="zh"
# TensorFlow 实现的是反向模式，不管有多少变量都只遍历两次图：往前一次，往回一次。前向模式要为每个变量遍历一次，
# 这里就是 10 次。符号微分为梯度另建一个图，除了建新图时，根本不遍历原来的图。高度优化的符号微分系统也许只需运行一次新图，
# 但与原图相比，新图可能非常复杂而低效。

# %% [markdown] lang="en"
# One lesson is left: what sessions share, and what they do not.

# %% [markdown] lang="zh"
# 还剩最后一课：会话之间共享什么，不共享什么。
