# Lesson 06: let TensorFlow find the gradients, and how it does so.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Automatic differentiation
#
# The same descent as before, with one line changed: TensorFlow finds the gradients. Then you compare its method with
# others on a function small enough to check by hand.

# %% [markdown] lang="zh"
# # 自动微分
#
# 还是上一课的梯度下降，只改一行：让 TensorFlow 求梯度。然后在一个小到可以手算的函数上，把它的方法和别的方法比一比。

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
# First the part of the graph that leads to `mse`, as before.

# %% [markdown] lang="zh"
# 先构建通向 `mse` 的那部分图，和之前一样。

# %%
n_epochs = 1000
learning_rate = 0.01

X = tf.constant(scaled_housing_data_plus_bias, dtype=tf.float32, name="X")
y = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float32, name="y")
theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
y_pred = tf.matmul(X, theta, name="predictions")
error = y_pred - y
mse = tf.reduce_mean(tf.square(error), name="mse")

# %% [markdown] lang="en"
# `tf.gradients` takes an operation (`mse`) and a list of variables (`[theta]`), and adds nodes that compute the
# derivative of the one by each of the others. Look at the graph pane: a scope `gradients` appears. It is built by
# walking from `mse` back to `theta`, and for each node on the way it adds that node's derivative. When the cell has run,
# put the cursor on `predictions` and press `F`: it goes to the nodes that compute its gradient, and from there back.

# %% [markdown] lang="zh"
# `tf.gradients` 接受一个操作（`mse`）和一个变量列表（`[theta]`），往图里添加节点，计算前者对后者每一个变量的导数。
# 看计算图窗格：出现了一个作用域 `gradients`。它是从 `mse` 往回走到 `theta` 建起来的，路上每遇到一个节点，就添上它的导数。
# 这段代码运行完以后，把光标放到 `predictions` 上按 `F`：跳到计算它的梯度的节点；在那里再按一次就回来。

# %% name="one-line"
gradients = tf.gradients(mse, [theta])[0]

# %% [markdown] lang="en"
# Train with it. The numbers are those of the gradients worked out by hand. There are a thousand rounds: look at one of
# them with `s`, then press `c`, which runs the loop and all that is left of the cell.

# %% [markdown] lang="zh"
# 用它来训练。得到的数字和手工推导的梯度一样。循环有一千轮：用 `s` 看一轮，然后按 `c`，它会运行完循环和这段代码余下的部分。

# %% name="descent"
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

# %% [markdown] lang="en"
# There are four ways to have a computer find derivatives:
#
# | method                  | accuracy | any code | remark                              |
# |-------------------------|----------|----------|-------------------------------------|
# | numeric differentiation | low      | yes      | trivial to implement                |
# | symbolic                | high     | no       | builds a very different graph       |
# | forward autodiff        | high     | yes      | uses dual numbers                   |
# | reverse autodiff        | high     | yes      | implemented by TensorFlow           |
#
# Take a cost of ten variables, the sum of `v[i]**2 * v[i+1]`, whose gradient you can write down: `2*v[i]*v[i+1]`,
# plus `v[i-1]**2` from the term before.

# %% [markdown] lang="zh"
# 让计算机求导有四种主要方法：
#
# | 方法         | 精确度 | 是否支持任意代码 | 备注                   |
# |--------------|--------|------------------|------------------------|
# | 数值微分     | 低     | 是               | 实现琐碎               |
# | 符号微分     | 高     | 否               | 会构建一个完全不同的图 |
# | 前向自动微分 | 高     | 是               | 基于二元数             |
# | 反向自动微分 | 高     | 是               | 由 TensorFlow 实现     |
#
# 取一个有十个变量的成本函数：`v[i]**2 * v[i+1]` 之和。它的梯度可以手写出来：`2*v[i]*v[i+1]`，
# 再加上前一项带来的 `v[i-1]**2`。

# %% name="ten-variables"
reset_graph()

variables = [tf.Variable(0.1 * (i + 1), name="v%d" % i) for i in range(10)]
cost = tf.add_n([tf.square(a) * b for a, b in zip(variables, variables[1:])], name="cost")
init = tf.global_variables_initializer()

v = np.array([0.1 * (i + 1) for i in range(10)])
exact = np.zeros(10)
exact[:-1] += 2 * v[:-1] * v[1:]
exact[1:] += v[:-1] ** 2

# %% [markdown] lang="en"
# Numeric differentiation nudges each variable in turn and looks how much the cost moves. Any code will do, but it
# costs one evaluation more than there are variables, and it is inaccurate: too small a nudge drowns in rounding.
# Feeding a value in the place of a variable leaves the variable itself as it is.

# %% [markdown] lang="zh"
# 数值微分依次把每个变量推动一点点，看成本变化多少。什么代码都能用，但求值次数比变量个数还多一次，而且不精确：
# 推得太少，变化就淹没在舍入误差里。用 feed 代替变量的值时，变量本身保持不变。

# %% [markdown] role="predict" lang="en" expect="calls('cost')"
# How often will the node `cost` run in this cell?

# %% [markdown] role="predict" lang="zh"
# 在这段代码里，节点 `cost` 会运行几次？

# %% [markdown] role="why" lang="en"
# Once at the starting point, and once more for each of the ten variables.

# %% [markdown] role="why" lang="zh"
# 在起点处一次，十个变量再各一次。

# %% name="numeric"
nudge = 1e-3
with tf.Session() as sess:
    sess.run(init)
    base = sess.run(cost)
    numeric = np.array([(sess.run(cost, feed_dict={x: sess.run(x) + nudge}) - base) / nudge for x in variables])

print("worst error below 1e-2:", bool(np.abs(numeric - exact).max() < 1e-2))
print("worst error below 1e-5:", bool(np.abs(numeric - exact).max() < 1e-5))

# %% [markdown] role="output"
# ```
# worst error below 1e-2: True
# worst error below 1e-5: False
# ```

# %% [markdown] lang="en"
# Reverse mode needs `cost` once. Going forward it computes every node; going back it computes the derivatives for
# all ten variables together. Two traversals of the graph, however many variables there are. Step through the run:
# first the forward nodes light up, then those of the scope `gradients`.

# %% [markdown] lang="zh"
# 反向模式只需要算一次 `cost`：往前走一遍，算出每个节点；往回走一遍，把对十个变量的导数一起算出来。
# 不管有多少变量，都只遍历两次图。一步步走完这次运行：先亮起的是前向的节点，接着是作用域 `gradients` 里的节点。

# %% [markdown] role="predict" lang="en" answer="2"
# The cost has 10 variables. Forward mode goes through the graph once for each of them. How many traversals does
# reverse mode need?
#
# - 1) one
# - 2) two
# - 10) ten

# %% [markdown] role="predict" lang="zh"
# 成本函数有 10 个变量。前向模式要为每个变量遍历一次图。反向模式需要遍历几次？
#
# - 1) 一次
# - 2) 两次
# - 10) 十次

# %% [markdown] role="why" lang="en"
# One forward, to compute the nodes; one back, for the derivatives by all variables together.

# %% [markdown] role="why" lang="zh"
# 往前一次，算出各个节点；往回一次，同时得到对所有变量的导数。

# %% name="reverse"
reverse = tf.gradients(cost, variables)

with tf.Session() as sess:
    sess.run(init)
    reverse_values = np.array(sess.run(reverse))

print("worst error below 1e-5:", bool(np.abs(reverse_values - exact).max() < 1e-5))

# %% [markdown] role="output"
# ```
# worst error below 1e-5: True
# ```

# %% [markdown] lang="en"
# Now all four on this one function. `tf.autodiff.compare` runs each and counts: how often the graph of `cost` is gone
# through, how many nodes are built, and how many digits are right.
#
# Symbolic differentiation never runs `cost`. It writes down a formula for each derivative, as you would on paper, and
# runs these in a graph of its own. Forward mode gives every value a companion, how fast it changes when one variable
# does (the pair is a *dual number*), and so has to go through the graph once for each variable.

# %% [markdown] lang="zh"
# 现在把四种方法都用在这同一个函数上。`tf.autodiff.compare` 逐一运行它们，并且计数：遍历了几次 `cost` 的图，建了多少节点，
# 有几位数字是对的。
#
# 符号微分根本不运行 `cost`：它像在纸上那样，为每个导数写出一个公式，再在一张自己的图里运行这些公式。
# 前向模式给每个值配一个同伴，表示某个变量变化时这个值变化得多快（这一对数就是*二元数*），所以要为每个变量遍历一次图。

# %% [markdown] role="predict" lang="en" expect="max(found, key=lambda method: found[method].traversals)"
# Which method goes through the graph most often?
#
# - numeric) numeric differentiation
# - symbolic) symbolic differentiation
# - forward) forward mode
# - reverse) reverse mode

# %% [markdown] role="predict" lang="zh"
# 哪种方法遍历图的次数最多？
#
# - numeric) 数值微分
# - symbolic) 符号微分
# - forward) 前向模式
# - reverse) 反向模式

# %% [markdown] role="why" lang="en"
# Numeric differentiation: once at the starting point and once for each variable, 11 in all. Forward mode needs 10,
# reverse mode 2.

# %% [markdown] role="why" lang="zh"
# 是数值微分：起点一次，每个变量再各一次，共 11 次。前向模式要 10 次，反向模式 2 次。

# %% name="side-by-side"
with tf.Session() as sess:
    sess.run(init)
    found = tf.autodiff.compare(cost, variables)

print("method    traversals  new nodes  right digits  time")
for method, result in found.items():
    digits = int(-np.log10(result.error))
    print("%-9s %10d %10d %13d  %.1f ms" % (method, result.traversals, result.nodes_built, digits, 1000 * result.seconds))

# %% [markdown] role="output"
# ```
# method    traversals  new nodes  right digits  time
# numeric           11          0             3  ... ms
# symbolic           0        158             7  ... ms
# forward           10        194             7  ... ms
# reverse            2         56             7  ... ms
# ```

# %% [markdown] role="note" lang="en"
# The three exact methods agree to the last digit of float32. What they cost is different: for a thousand variables
# numeric differentiation and forward mode would need a thousand traversals, reverse mode still two. On a graph as small
# as this the times say little: building the nodes takes longer than running them.
#
# With several outputs, reverse mode goes back once for each: `n_outputs + 1` traversals give all derivatives of all
# outputs by all inputs. A cost is one output, so there are two.

# %% [markdown] role="note" lang="zh"
# 三种精确的方法一直到 float32 的最后一位都一致，代价却不同：如果有一千个变量，数值微分和前向模式就要遍历一千次，
# 反向模式仍然是两次。在这么小的图上，时间说明不了什么：建节点比运行节点还慢。
#
# 输出有好几个时，反向模式要为每个输出往回走一次：遍历 `n_outputs + 1` 次，就得到所有输出对所有输入的导数。
# 成本只有一个输出，所以是两次。

# %% [markdown] role="exercise" name="own-derivative" lang="en"
# Build `u = tf.Variable(0.5)` and `h = tf.exp(u) * tf.sin(u)`, let TensorFlow differentiate `h` by `u`, and keep the
# number that it gives in `slope`.

# %% [markdown] role="exercise" name="own-derivative" lang="zh"
# 构建 `u = tf.Variable(0.5)` 和 `h = tf.exp(u) * tf.sin(u)`，让 TensorFlow 求 `h` 对 `u` 的导数，把得到的数存进 `slope`。

# %% [markdown] role="hint" lang="en"
# `tf.gradients(h, [u])` returns a list with one node.

# %% [markdown] role="hint" lang="zh"
# `tf.gradients(h, [u])` 返回一个列表，里面有一个节点。

# %% [markdown] role="hint" lang="en"
# `u` is a new variable: the old `init` does not know it. Run `u.initializer`.

# %% [markdown] role="hint" lang="zh"
# `u` 是新变量，之前的 `init` 不认识它。请运行 `u.initializer`。

# %% [markdown] role="solution"
# ```python
# u = tf.Variable(0.5)
# h = tf.exp(u) * tf.sin(u)
# h_gradient = tf.gradients(h, [u])[0]
# with tf.Session() as sess:
#     sess.run(u.initializer)
#     slope = sess.run(h_gradient)
# ```

# %% [markdown] role="solution"
# ```python
# u = tf.Variable(0.5)
# h = tf.exp(u) * tf.sin(u)
# sess = tf.Session()
# sess.run(tf.global_variables_initializer())
# slope, = sess.run(tf.gradients(h, u))
# sess.close()
# ```

# %% [markdown] role="check"
# ```python
# if "slope" not in globals():
#     wrong(en="There is no `slope` yet.", zh="还没有 `slope`。")
# if isinstance(slope, (tf.Tensor, list, tuple)):
#     wrong(en="`slope` is not a number. `tf.gradients` returns a list of nodes: run its first element.",
#           zh="`slope` 不是数。`tf.gradients` 返回节点的列表：运行它的第一个元素。")
# if not isinstance(globals().get("h"), tf.Tensor) or not isinstance(globals().get("u"), tf.Variable):
#     wrong(en="Build `u` as a variable and `h` from it.", zh="请把 `u` 建成变量，再由它构建 `h`。")
# if h.graph is not u.graph:
#     wrong(en="`h` is in another graph than `u`.", zh="`h` 和 `u` 不在同一个图里。")
# with tf.Session(graph=h.graph) as fresh:
#     fresh.run(u.initializer)
#     start = fresh.run(u)
#     values = [float(np.ravel(fresh.run(h, {u: np.full(np.shape(start), a)}))[0]) for a in (0.5, -1.0, 2.0)]
# if not np.allclose(values, [np.exp(a) * np.sin(a) for a in (0.5, -1.0, 2.0)], rtol=1e-4):
#     wrong(en="`h` is not exp(u) * sin(u).", zh="`h` 不是 exp(u) * sin(u)。")
# derivatives = [op for op in h.graph.get_operations() if op.type == "Cos"]
# if not derivatives:
#     wrong(en="The graph contains no derivative of `h` yet.", zh="图里还没有 `h` 的导数。")
# if not any(calls(op) for op in derivatives):
#     wrong(en="The derivative is in the graph, and has not run yet.", zh="导数已经在图里了，但还没有运行过。")
# if np.size(slope) != 1 or not abs(float(np.ravel(slope)[0]) - np.exp(0.5) * (np.sin(0.5) + np.cos(0.5))) < 1e-4:
#     wrong(en="`slope` is not the derivative of h at 0.5.", zh="`slope` 不是 h 在 0.5 处的导数。")
# ```

# %% [markdown] lang="en"
# Reverse mode suits many inputs and few outputs, and that is what a neural network with its one cost is.

# %% [markdown] lang="zh"
# 反向模式适合输入很多、输出很少的情形，而只有一个成本的神经网络正是这样。
