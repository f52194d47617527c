# Lesson 07: optimizers: plain descent against momentum.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Using an optimizer
#
# Finding the gradients and assigning the new values is the same for every model, so TensorFlow has it ready made:
# optimizers. This lesson trains with two of them and lays their curves over each other.

# %% [markdown] lang="zh"
# # 使用优化器
#
# 求梯度、赋新值，这两步对每个模型都一样，所以 TensorFlow 提供了现成的：优化器。
# 这一课用两种优化器训练，把它们的曲线叠在一起看。

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
# `minimize` does both jobs. Look at what it adds to the graph: the scope `gradients`, as `tf.gradients` did, and
# `GradientDescent`, which updates `theta`. There is nothing else to it.

# %% [markdown] lang="zh"
# `minimize` 一次做完两件事。看看它往图里加了什么：作用域 `gradients`，和 `tf.gradients` 加的一样；
# 还有 `GradientDescent`，用来更新 `theta`。除此之外别无其他。

# %% name="gradient-descent"
optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)
training_op = optimizer.minimize(mse)

# %% name="train"
def train(training_op):
    init = tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(n_epochs):
            if epoch % 100 == 0:
                print("Epoch", epoch, "MSE =", mse.eval())
            sess.run(training_op)
        return theta.eval()

best_theta = train(training_op)

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
# A momentum optimizer remembers the direction in which it has been moving, and gathers speed. That memory has to be
# kept somewhere between the runs.

# %% [markdown] lang="zh"
# 动量优化器会记住之前移动的方向，从而越走越快，收敛往往比普通的梯度下降快很多。这份记忆必须在两次运行之间保存在某处。

# %% name="momentum"
optimizer = tf.train.MomentumOptimizer(learning_rate=learning_rate, momentum=0.9)

# %% [markdown] role="predict" lang="en" expect="len(tf.global_variables())"
# The graph has one variable, `theta`. How many variables will it have after `optimizer.minimize(mse)`?

# %% [markdown] role="predict" lang="zh"
# 图里有一个变量 `theta`。执行 `optimizer.minimize(mse)` 之后会有几个变量？

# %% [markdown] role="hint" lang="en"
# What is kept between two runs is kept in variables.

# %% [markdown] role="hint" lang="zh"
# 两次运行之间能留下来的东西，都保存在变量里。

# %% [markdown] role="why" lang="en"
# Momentum has to remember a direction from run to run, and what is kept between runs is kept in a variable:
# `theta/Momentum`.

# %% [markdown] role="why" lang="zh"
# 动量要在两次运行之间记住方向，而两次运行之间能留下来的只有变量：`theta/Momentum`。

# %% name="momentum-op"
momentum_op = optimizer.minimize(mse)

for variable in tf.global_variables():
    print(variable.name, variable.shape)

# %% [markdown] role="output"
# ```
# theta:0 (9, 1)
# theta/Momentum:0 (9, 1)
# ```

# %% [markdown] lang="en"
# Now train with it, and compare the curves: this session draws a second one, `mse (2)`, over the first; `L` makes the y
# axis logarithmic, where they part. Momentum is at 0.53 where plain descent was at 0.71. In the session pane
# `theta/Momentum` changes with every run, like `theta`.

# %% [markdown] lang="zh"
# 用它来训练，比较两条曲线：这个会话会画出第二条 `mse (2)`，叠在第一条上面；按 `L` 换成对数 y 轴，就看得出它们在哪里分开。
# 普通的梯度下降还在 0.71 的时候，动量已经到了 0.53。在会话窗格里，`theta/Momentum` 和 `theta` 一样，每次运行都在变。

# %% name="train-momentum"
best_theta = train(momentum_op)

# %% [markdown] role="output" tolerance="1e-4" book=true
# ```
# Epoch 0 MSE = 9.161542
# Epoch 100 MSE = 0.5305641
# Epoch 200 MSE = 0.52501124
# Epoch 300 MSE = 0.52441067
# Epoch 400 MSE = 0.5243329
# Epoch 500 MSE = 0.52432257
# Epoch 600 MSE = 0.52432114
# Epoch 700 MSE = 0.524321
# Epoch 800 MSE = 0.524321
# Epoch 900 MSE = 0.524321
# ```

# %% [markdown] role="exercise" name="adam" lang="en"
# Build a training operation `adam_op` with `tf.train.AdamOptimizer` and a learning rate of your choice, train with it,
# and keep what `train` returns in `adam_theta`. Its error is to be below 0.53.

# %% [markdown] role="exercise" name="adam" lang="zh"
# 用 `tf.train.AdamOptimizer` 和你自选的学习率构建训练操作 `adam_op`，用它训练，把 `train` 的返回值存进 `adam_theta`。
# 误差要低于 0.53。

# %% [markdown] role="hint" lang="en"
# `train(adam_op)` initializes all variables, the optimizer's own among them.

# %% [markdown] role="hint" lang="zh"
# `train(adam_op)` 会初始化所有变量，包括优化器自己的变量。

# %% [markdown] role="hint" lang="en"
# Adam moves each number by about the learning rate per run. 0.01 is enough for 1,000 runs.

# %% [markdown] role="hint" lang="zh"
# Adam 每次运行让每个数移动大约一个学习率的距离。1000 次运行，0.01 就够了。

# %% [markdown] role="solution"
# ```python
# adam_op = tf.train.AdamOptimizer(learning_rate=0.01).minimize(mse)
# adam_theta = train(adam_op)
# ```

# %% [markdown] role="check"
# ```python
# adam = getattr(globals().get("adam_op"), "op", globals().get("adam_op"))
# if not isinstance(adam, tf.Operation):
#     wrong(en="There is no training operation `adam_op` yet: `minimize` returns one.",
#           zh="还没有训练操作 `adam_op`：`minimize` 会返回它。")
# updates, seen, todo = [], set(), [adam]
# while todo:
#     op = todo.pop()
#     if op not in seen:
#         seen.add(op)
#         updates += [op] if op.type in ("ApplyAdam", "ResourceApplyAdam") else []
#         todo += [*op.control_inputs, *(tensor.op for tensor in op.inputs)]
# if not updates:
#     wrong(en="The graph has no update made by Adam behind `adam_op`.", zh="`adam_op` 后面没有 Adam 的更新节点。")
# if not any(calls(op) for op in updates):
#     wrong(en="`adam_op` has not run yet: train with it.", zh="`adam_op` 还没有运行过：请用它训练。")
# if isinstance(globals().get("adam_theta"), (tf.Tensor, tf.Variable)) or np.shape(globals().get("adam_theta")) != (n + 1, 1):
#     wrong(en="Keep what `train(adam_op)` returns in `adam_theta`.", zh="请把 `train(adam_op)` 的返回值存进 `adam_theta`。")
# if any(np.array_equal(adam_theta, other) for other in (best_theta, np.zeros((n + 1, 1)))):
#     wrong(en="`adam_theta` is what another optimizer has found.", zh="`adam_theta` 是别的优化器得到的。")
# values = had(theta)
# if values is not None and not any(np.shape(value) == (n + 1, 1) and np.allclose(value, adam_theta, equal_nan=True) for value in values):
#     wrong(en="`theta` never had the values of `adam_theta`. Keep what `train(adam_op)` returns.",
#           zh="`theta` 从来没有过 `adam_theta` 的值。请存下 `train(adam_op)` 的返回值。")
# with tf.Session(graph=mse.graph) as fresh:
#     reached = fresh.run(mse, {theta: adam_theta})
# if not reached < 0.53:
#     wrong(en="The error is %.4f, not below 0.53. Try another learning rate." % reached,
#           zh="误差是 %.4f，没有低于 0.53。换一个学习率试试。" % reached)
# ```

# %% [markdown] lang="en"
# An optimizer is a function that adds nodes to the graph, no more. Training is still running one operation again
# and again.

# %% [markdown] lang="zh"
# 优化器不过是一个往图里添加节点的函数。训练仍旧是把同一个操作运行一遍又一遍。
