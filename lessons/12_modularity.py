# Lesson 12: build repeated parts of a graph with a function.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Modularity
#
# You want the sum of two rectified linear units (ReLU). A ReLU computes a weighted sum of its inputs, and gives that
# if it is positive, else 0. The code below was written once, copied, and adapted. It runs. There is a mistake in it.

# %% [markdown] lang="zh"
# # 模块化
#
# 我们想要两个线性修正单元（ReLU）之和。一个 ReLU 计算输入的加权和，结果为正就输出它，否则输出 0。
# 下面的代码写了一份，复制一份，再改一改。它能运行，但里面有一个错误。

# %% name="cut-and-paste"
import tuigraph as tf
import numpy as np

n_features = 3
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")

w1 = tf.Variable(tf.random_normal((n_features, 1)), name="weights1")
w2 = tf.Variable(tf.random_normal((n_features, 1)), name="weights2")
b1 = tf.Variable(0.0, name="bias1")
b2 = tf.Variable(0.0, name="bias2")

z1 = tf.add(tf.matmul(X, w1), b1, name="z1")
z2 = tf.add(tf.matmul(X, w2), b2, name="z2")

relu1 = tf.maximum(z1, 0., name="relu1")
relu2 = tf.maximum(z1, 0., name="relu2")

output = tf.add(relu1, relu2, name="output")

# %% [markdown] role="predict" lang="en" answer="4" when="after"
# Where is the mistake? Read the code, then look at the drawing of the graph: `Tab` goes to its pane, `z` makes it large
# and small again, and where you see the tree, `d` draws.
#
# - 1) `w2` is never initialized
# - 2) `b1` and `b2` are the same variable
# - 3) `output` adds `relu1` to itself
# - 4) `relu2` uses `z1`

# %% [markdown] role="predict" lang="zh"
# 错在哪里？先读代码，再看画出来的图：`Tab` 走到计算图窗格，`z` 放大、再按缩回；看到的是树的话，按 `d` 画出来。
#
# - 1) `w2` 没有初始化
# - 2) `b1` 和 `b2` 是同一个变量
# - 3) `output` 把 `relu1` 加了两遍
# - 4) `relu2` 用了 `z1`

# %% [markdown] role="hint" lang="en"
# Which node of the graph does nobody use? Put the cursor on `z1` and press `O`: that shows who uses it. Then on `z2`.
# `I` on `relu2` shows what it is made of.

# %% [markdown] role="hint" lang="zh"
# 图里哪个节点没人用？把光标放到 `z1` 上按 `O`，看谁使用它；再放到 `z2` 上看一次。
# 在 `relu2` 上按 `I`，看它由什么算出来。

# %% [markdown] role="why" lang="en"
# `relu2` was copied from `relu1`, and its input was not changed. So `z2` leads nowhere.

# %% [markdown] role="why" lang="zh"
# `relu2` 是从 `relu1` 复制来的，输入忘了改。所以 `z2` 通不到任何地方。

# %% [markdown] lang="en"
# The graph knows: `z1` feeds two nodes, `z2` feeds none. Nothing is wrong for TensorFlow; it would train a model in which
# `weights2` never matters.

# %% [markdown] lang="zh"
# 图里看得一清二楚：`z1` 供两个节点使用，`z2` 没有任何节点使用。对 TensorFlow 来说这并不算错，它会照样训练，
# 只是 `weights2` 永远不起作用。

# %% name="who-uses-it"
print("z1 is used by", [op.name for op in z1.consumers()])
print("z2 is used by", [op.name for op in z2.consumers()])

# %% [markdown] role="output"
# ```
# z1 is used by ['relu1', 'relu2']
# z2 is used by []
# ```

# %% [markdown] lang="en"
# We write this graph to an event file, so that TensorBoard can show the mistake too.

# %% [markdown] lang="zh"
# 把这个图写进事件文件，在 TensorBoard 里也能看到这个错误。

# %%
import tempfile

workspace = tempfile.TemporaryDirectory()
folder = workspace.name

file_writer = tf.summary.FileWriter(folder + "/logs", tf.get_default_graph())

# %% [markdown] lang="en"
# Do not repeat yourself: a function builds one ReLU, and a loop calls it. What can be wrong in one is wrong in all, and
# is found at once. Look at the graph pane: the scopes are `relu`, `relu_1`, ... `relu_4`, each with the same inside.

# %% [markdown] lang="zh"
# 不要重复自己（DRY）：用一个函数构建一个 ReLU，再用循环调用它。一处写错，处处都错，马上就会发现。
# 看计算图窗格：作用域依次是 `relu`、`relu_1`……`relu_4`，里面的结构都一样。

# %% [markdown] role="predict" lang="en" expect="len(tf.global_variables())"
# How many variables will the new graph have?

# %% [markdown] role="predict" lang="zh"
# 新的图里会有几个变量？

# %% [markdown] role="why" lang="en"
# Each of the five units makes a weight and a bias of its own.

# %% [markdown] role="why" lang="zh"
# 五个单元各有自己的权重和偏置。

# %% name="dry"
def reset_graph(seed=42):
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    np.random.seed(seed)

def relu(X):
    with tf.name_scope("relu"):
        w_shape = (int(X.get_shape()[1]), 1)
        w = tf.Variable(tf.random_normal(w_shape), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, 0., name="relu")
    
reset_graph()
n_features = 3
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
relus = [relu(X) for i in range(5)]
output = tf.add_n(relus, name="output")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = output.eval(feed_dict={X: [[1, 2, 3], [4, 5, 6]]})
    print(result)
    
file_writer.close()

# %% [markdown] role="output" tolerance="1e-5" book=true
# ```
# [[10.161307]
#  [24.862583]]
# ```

# %% [markdown] role="exercise" name="leaky" lang="en"
# Write a function `leaky_relu(X)` that gives `0.1 * z` instead of 0 where `z` is negative, each time with a weight and a bias
# of its own. Build two of them on `X`, and their sum as `leaky_sum`.

# %% [markdown] role="exercise" name="leaky" lang="zh"
# 写一个函数 `leaky_relu(X)`：`z` 为负时输出 `0.1 * z` 而不是 0，每次调用都有自己的权重和偏置。
# 用它在 `X` 上构建两个单元，它们的和存为 `leaky_sum`。

# %% [markdown] role="hint" lang="en"
# `tf.maximum(z, 0.1 * z)` is that function.

# %% [markdown] role="hint" lang="zh"
# `tf.maximum(z, 0.1 * z)` 就是这个函数。

# %% [markdown] role="solution"
# ```python
# def leaky_relu(X):
#     with tf.name_scope("leaky_relu"):
#         w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
#         b = tf.Variable(0.0, name="bias")
#         z = tf.add(tf.matmul(X, w), b, name="z")
#         return tf.maximum(z, 0.1 * z, name="leaky_relu")
#
# leaky_sum = tf.add_n([leaky_relu(X), leaky_relu(X)])
# ```

# %% [markdown] role="solution"
# ```python
# def leaky_relu(X):
#     w = tf.Variable(tf.random_uniform([3, 1], -1.0, 1.0))
#     b = tf.Variable(tf.zeros([1]))
#     z = tf.matmul(X, w) + b
#     return tf.where(z > 0, z, 0.1 * z)
#
# leaky_sum = leaky_relu(X) + leaky_relu(X)
# ```

# %% [markdown] role="check"
# ```python
# if not callable(globals().get("leaky_relu")):
#     wrong(en="There is no function `leaky_relu` yet.", zh="还没有函数 `leaky_relu`。")
# if not isinstance(globals().get("leaky_sum"), tf.Tensor):
#     wrong(en="There is no tensor `leaky_sum` yet.", zh="还没有张量 `leaky_sum`。")
# inputs_fed = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [2, 1, -3], [0, 0, 0]], np.float32)
# weights, biases = [np.array([1, -2, 0.5]), np.array([-1.5, 1, 2])], [0.25, -0.75]
#
#
# def leaky(number, sign=1):
#     z = inputs_fed @ weights[number] + sign * biases[number]
#     return np.where(z > 0, z, 0.1 * z)
#
#
# with tf.Graph().as_default():
#     inputs = tf.placeholder(tf.float32, (None, 3))
#     try:
#         unit = leaky_relu(inputs)
#     except ValueError:
#         wrong(en="`leaky_relu` uses nodes made outside of it. Each unit needs a weight and a bias of its own.",
#               zh="`leaky_relu` 用到了在它外面创建的节点。每个单元都要有自己的权重和偏置。")
#     if not isinstance(unit, tf.Tensor):
#         wrong(en="`leaky_relu` returns no node.", zh="`leaky_relu` 没有返回节点。")
#     made = tf.global_variables()
#     if len(made) != 2:
#         wrong(en="A unit should have two variables, a weight and a bias; this one has %d." % len(made),
#               zh="一个单元应当有两个变量：权重和偏置；现在有 %d 个。" % len(made))
#     if sorted(int(np.prod(v.shape.as_list())) for v in made) != [1, 3]:
#         wrong(en="For three inputs the weight should hold three numbers and the bias one.", zh="有三个输入时，权重应当是三个数，偏置是一个数。")
#     with tf.Session() as fresh:
#         fresh.run(tf.global_variables_initializer())
#         for v in made:
#             size = v.shape.as_list()
#             v.load(np.reshape(weights[0], size) if np.prod(size) == 3 else np.full(size, biases[0]), fresh)
#         gave = fresh.run(unit, {inputs: inputs_fed})
# if np.size(gave) != 5 or not any(np.allclose(np.ravel(gave), leaky(0, sign), atol=1e-5) for sign in (1, -1)):
#     positive = np.size(gave) == 5 and np.allclose(np.ravel(gave), np.maximum(leaky(0), 0), atol=1e-5)
#     if positive:
#         wrong(en="Where `z` is negative the unit should give `0.1 * z`.", zh="`z` 为负时，单元应当输出 `0.1 * z`。")
#     wrong(en="The unit should give `z` where the weighted sum `z` is positive, and `0.1 * z` where it is negative.",
#           zh="加权和 `z` 为正时单元应当输出 `z`，为负时输出 `0.1 * z`。")
# used, todo = [], [leaky_sum.op]
# while todo:
#     op = todo.pop()
#     if op not in used:
#         used.append(op)
#         todo += [tensor.op for tensor in op.inputs]
# variables = [v for v in leaky_sum.graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES) if v.op in used]
# if len(variables) != 4:
#     wrong(en="`leaky_sum` should depend on four variables: two units with two each.",
#           zh="`leaky_sum` 应当依赖四个变量：两个单元，每个两个。")
# fed = {op.outputs[0]: inputs_fed for op in used if op.type == "Placeholder"}
# with tf.Session(graph=leaky_sum.graph) as fresh:
#     fresh.run([v.initializer for v in variables])
#     for number, v in enumerate([v for v in variables if np.prod(v.shape.as_list()) == 3]):
#         v.load(np.reshape(weights[number], v.shape.as_list()), fresh)
#     for number, v in enumerate([v for v in variables if np.prod(v.shape.as_list()) == 1]):
#         v.load(np.full(v.shape.as_list(), biases[number]), fresh)
#     total = np.ravel(fresh.run(leaky_sum, fed))
# if total.size != 5 or not any(np.allclose(total, leaky(0, sign) + leaky(1, sign), atol=1e-4) for sign in (1, -1)):
#     wrong(en="`leaky_sum` is not the sum of two leaky units on `X`.", zh="`leaky_sum` 不是 `X` 上两个单元之和。")
# ```

# %% [markdown] lang="en"
# The five units share nothing. Sometimes they should share one variable. That is the next lesson.

# %% [markdown] lang="zh"
# 这五个单元什么也不共享。有时候却需要它们共享一个变量，那是下一课的内容。
