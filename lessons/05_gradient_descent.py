# Lesson 05: batch gradient descent with gradients worked out by hand.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Gradient descent by hand
#
# The normal equation is one big calculation. Gradient descent takes many small steps instead: compute the error,
# compute in which direction it falls, move `theta` a little that way, and again.
#
# Gradient descent is slow when the inputs have different ranges, so they are scaled first: each column gets mean 0
# and standard deviation 1. `reset_graph()` empties the graph and sets the seed of the random numbers, so that you
# see the same digits every time.

# %% [markdown] lang="zh"
# # 手动实现梯度下降
#
# 正规方程是一次大计算。梯度下降则走许多小步：算出误差，算出误差往哪个方向下降，让 `theta` 朝那边挪一点，如此反复。
#
# 各个输入的取值范围相差很大时，梯度下降会很慢，所以先做标准化：让每一列的均值为 0、标准差为 1。
# `reset_graph()` 清空图并设定随机数种子，这样你每次看到的数字都一样。

# %% name="data"
import numpy as np
import tuigraph as tf
from sklearn.preprocessing import StandardScaler
from tuigraph.datasets import fetch_california_housing

housing = fetch_california_housing()
m, n = housing.data.shape
scaled_housing_data_plus_bias = np.c_[np.ones((m, 1)), StandardScaler().fit_transform(housing.data)]

def reset_graph(seed=42):
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    np.random.seed(seed)

reset_graph()

# %% [markdown] lang="en"
# Go through the building lines with `n`. `tf.random_uniform` is a node too: it draws new numbers each time it *runs*,
# and the initializer runs it. `tf.assign` is a node that writes a variable. None of them does anything yet.
#
# At the first `sess.run(training_op)` step in with `s`. Follow one step of the descent: `theta/read`, the predictions,
# the error, the gradients, the new value, and at last `Assign`, the only node that changes something that stays.
# Then let it go with `c`, which runs the cell to its end; `n` would take a key for each of the thousand rounds. `mse` is
# evaluated every 100 epochs, and its curve draws itself in the curve pane. `p` then shows where the time went: which
# nodes took most of it.

# %% [markdown] lang="zh"
# 构建图的几行用 `n` 走过去。`tf.random_uniform` 也是一个节点：它每次*运行*才抽取一批新的随机数，而运行它的是初始化器。
# `tf.assign` 是给变量赋值的节点。到这里它们都还什么也没做。
#
# 到第一个 `sess.run(training_op)` 时按 `s` 进去，跟着看一步下降：`theta/read`、预测值、误差、梯度、新的值，
# 最后是 `Assign`，只有它改变了会留下来的东西。然后按 `c` 一直运行到这段代码的末尾；用 `n` 的话，一千轮每轮都要按一次。
# `mse` 每 100 轮求值一次，曲线窗格里会自己画出曲线。跑完以后按 `p` 看时间花在哪里：哪些节点用得最多。

# %% [markdown] role="predict" lang="en" answer="c"
# When does `theta` get a value for the first time?
#
# - a) at the line that begins with `training_op =`
# - b) at the first `mse.eval()`
# - c) at `sess.run(init)`

# %% [markdown] role="predict" lang="zh"
# `theta` 第一次得到值是在什么时候？
#
# - a) 在以 `training_op =` 开头的那一行
# - b) 在第一次 `mse.eval()` 时
# - c) 在 `sess.run(init)` 时

# %% [markdown] role="why" lang="en"
# Building computes nothing, and `mse.eval()` needs the value already. The initializer draws the numbers, when it
# runs.

# %% [markdown] role="why" lang="zh"
# 构建时什么也不计算，而 `mse.eval()` 已经要用到它的值。抽取随机数的是初始化器，在它运行的时候。

# %% name="by-hand"
n_epochs = 1000
learning_rate = 0.01

X = tf.constant(scaled_housing_data_plus_bias, dtype=tf.float32, name="X")
y = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float32, name="y")
theta = tf.Variable(tf.random_uniform([n+1, 1], -1.0, 1.0), name="theta")
y_pred = tf.matmul(X, theta, name="perdictions")
error = y_pred - y
mse = tf.reduce_mean(tf.square(error), name="mse")
gradients = 2/m * tf.matmul(tf.transpose(X), error)
training_op = tf.assign(theta, theta - learning_rate * gradients)

init = tf.global_variables_initializer()

with tf.Session() as sess:
    sess.run(init)
    
    for epoch in range(n_epochs):
        if epoch % 100 == 0:
            print("Epoch", epoch, "MSE = ", mse.eval())
        sess.run(training_op)
    
    best_theta = theta.eval()

# %% [markdown] role="output" tolerance="1e-4" book=true
# ```
# Epoch 0 MSE =  12.408014
# Epoch 100 MSE =  0.75519687
# Epoch 200 MSE =  0.5420874
# Epoch 300 MSE =  0.5331699
# Epoch 400 MSE =  0.53053814
# Epoch 500 MSE =  0.5287963
# Epoch 600 MSE =  0.527549
# Epoch 700 MSE =  0.52664965
# Epoch 800 MSE =  0.5260011
# Epoch 900 MSE =  0.52553326
# ```

# %% [markdown] role="note" lang="en"
# The first number of the printed book is another one. Here `tf.random_uniform` has no seed of its own, and then the
# numbers it draws depend on how many nodes were made before it. These are the numbers that TensorFlow 1.15 draws.

# %% [markdown] role="note" lang="zh"
# 书上印的第一个数与此不同。这里的 `tf.random_uniform` 没有自己的种子，这时它抽到什么数，取决于在它之前创建了多少个节点。
# 这里显示的是 TensorFlow 1.15 抽到的数。

# %% [markdown] lang="en"
# Give the random node a seed of its own, and the start is that of the later examples of the chapter: 9.161542. The
# rest of the graph is the same. Watch the new curve beside the old one: both end at the same height.

# %% [markdown] lang="zh"
# 给随机节点一个自己的种子，起点就和这一章后面的例子一样了：9.161542。图的其余部分相同。
# 把新曲线和旧曲线对照着看：两条最后落在同样的高度。

# %% name="seeded"
reset_graph()

X = tf.constant(scaled_housing_data_plus_bias, dtype=tf.float32, name="X")
y = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float32, name="y")
theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
y_pred = tf.matmul(X, theta, name="predictions")
error = y_pred - y
mse = tf.reduce_mean(tf.square(error), name="mse")
gradients = 2/m * tf.matmul(tf.transpose(X), error)
training_op = tf.assign(theta, theta - learning_rate * gradients)

init = tf.global_variables_initializer()

with tf.Session() as sess:
    sess.run(init)

    for epoch in range(n_epochs):
        if epoch % 100 == 0:
            print("Epoch", epoch, "MSE =", mse.eval())
        sess.run(training_op)

    best_theta = theta.eval()

# %% [markdown] role="output" tolerance="1e-4" book=true
# ```
# Epoch 0 MSE = 9.161542
# Epoch 100 MSE = 0.7145004
# Epoch 200 MSE = 0.56670487
# Epoch 300 MSE = 0.55557173
# Epoch 400 MSE = 0.5488112
# Epoch 500 MSE = 0.5436363
# Epoch 600 MSE = 0.53962904
# Epoch 700 MSE = 0.5365092
# Epoch 800 MSE = 0.53406775
# Epoch 900 MSE = 0.5321473
# ```

# %% [markdown] role="exercise" name="larger-steps" lang="en"
# Descend faster. With the same `gradients`, build another training operation with a larger learning rate, train, and
# keep the resulting values in `fast_theta`. Its mean squared error is to be below 0.526 after at most 300 runs.

# %% [markdown] role="exercise" name="larger-steps" lang="zh"
# 让它下降得快一些。沿用同样的 `gradients`，用更大的学习率再构建一个训练操作，训练之后把得到的值存进 `fast_theta`。
# 最多运行 300 次，均方误差要降到 0.526 以下。

# %% [markdown] role="hint" lang="en"
# `faster = tf.assign(theta, theta - 0.1 * gradients)`. Train in a new session, after `sess.run(init)`.

# %% [markdown] role="hint" lang="zh"
# `faster = tf.assign(theta, theta - 0.1 * gradients)`。新开一个会话，先 `sess.run(init)` 再训练。

# %% [markdown] role="hint" lang="en"
# Too large a rate overshoots: with 1.0 the error grows until it is `nan`. Try it, and look at the curve.

# %% [markdown] role="hint" lang="zh"
# 学习率太大会冲过头：取 1.0 时误差越来越大，直到变成 `nan`。可以试一试，看看曲线。

# %% [markdown] role="solution"
# ```python
# faster = tf.assign(theta, theta - 0.1 * gradients)
# with tf.Session() as sess:
#     sess.run(init)
#     for epoch in range(300):
#         sess.run(faster)
#     fast_theta = theta.eval()
# ```

# %% [markdown] role="solution"
# ```python
# faster = tf.assign_sub(theta, 0.3 * gradients)
# with tf.Session() as sess:
#     sess.run(init)
#     for epoch in range(100):
#         fast_theta = sess.run(faster)
# ```

# %% [markdown] role="check"
# ```python
# if "fast_theta" not in globals():
#     wrong(en="There is no `fast_theta` yet.", zh="还没有 `fast_theta`。")
# if isinstance(fast_theta, (tf.Tensor, tf.Variable)):
#     wrong(en="`fast_theta` is a node. Evaluate it inside the session: `theta.eval()`.",
#           zh="`fast_theta` 是一个节点。在会话里对它求值：`theta.eval()`。")
# if np.shape(fast_theta) != (n + 1, 1):
#     wrong(en="`fast_theta` should be 9 rows and one column, like `theta`.", zh="`fast_theta` 应当和 `theta` 一样是 9 行 1 列。")
# kinds = ("Assign", "Apply", "Scatter")
# updates = [op for op in mse.graph.get_operations() if op.inputs and op.inputs[0].op is theta.op and op.type.startswith(kinds)]
# updates = [op for op in updates if op is not theta.initializer and op is not training_op.op]
# if not updates:
#     wrong(en="The graph has no second training operation.", zh="图里没有第二个训练操作。")
# runs, starts, values = sum(calls(op) for op in updates), calls(theta.initializer), had(theta)
# if not runs:
#     wrong(en="The new training operation has not run yet.", zh="新的训练操作还没有运行过。")
# runs, allowed = runs + calls(training_op.op), 300 * max(starts, 1)
# if values is not None:
#     values = [value if np.shape(value) == (n + 1, 1) else np.full((n + 1, 1), np.inf) for value in values]
#     end = next((place for place, value in enumerate(values) if np.allclose(value, fast_theta, equal_nan=True)), None)
#     if end is None:
#         wrong(en="`theta` never had the values of `fast_theta`. Train with the graph, and keep what `theta.eval()` gives.",
#               zh="`theta` 从来没有过 `fast_theta` 的值。请用计算图来训练，存下 `theta.eval()` 的结果。")
#     end = next((place for place, value in enumerate(values) if np.array_equal(value, np.float32(fast_theta))), end)
#     with tf.Session(graph=mse.graph) as fresh:  # draws what the initializer has drawn
#         drawn = [fresh.run(theta.initializer) or fresh.run(theta) for _ in range(starts)]
#     begun = [place for place in range(end) if any(np.array_equal(values[place], start) for start in drawn)]
#     if begun:
#         runs, allowed = end - begun[-1], 300
# if runs > allowed:
#     wrong(en="That took %d runs, and at most 300 are allowed. Take a larger learning rate, and begin with `sess.run(init)`." % runs,
#           zh="一共运行了 %d 次，最多只能 300 次。请用更大的学习率，并从 `sess.run(init)` 开始。" % runs)
# with tf.Session(graph=mse.graph) as fresh:
#     reached = fresh.run(mse, {theta: fast_theta})
# if not reached < 0.526:
#     wrong(en="The mean squared error is %.4f, still not below 0.526." % reached,
#           zh="均方误差是 %.4f，还没有低于 0.526。" % reached)
# ```

# %% [markdown] lang="en"
# Working out `2/m * Xᵀ error` by hand was easy. For a deep network it is not. The next lesson lets TensorFlow do it.

# %% [markdown] lang="zh"
# 手工推出 `2/m * Xᵀ error` 不难，换成深层网络就难了。下一课让 TensorFlow 来做这件事。
