# Lesson 08: placeholders, and mini-batch gradient descent.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Feeding data to the training algorithm
#
# So far all data sat in the graph as constants. A *placeholder* is a node without a value: you give the value with each
# run, through `feed_dict`. That is how mini-batches reach the graph.

# %% [markdown] lang="zh"
# # 给训练算法提供数据
#
# 到目前为止，所有数据都作为常量放在图里。*占位符*是没有值的节点：每次运行时由你通过 `feed_dict` 给它值。
# 小批量数据就是这样送进图里的。

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
# The shape `(None, 3)` says: three columns, any number of rows. In the graph pane it reads `[?,3]`. Step into both runs with `s`.
# The placeholder does not compute: its value is there from the start. What is fed is named at the top of the screen.
#
# What if something else had been fed? At the last step of a run put the cursor on `Placeholder`, press `x` and type
# `[[0, 0, 0]]`: what depends on it is computed again beside the run, and both results are shown. `X` drops the other one.

# %% [markdown] lang="zh"
# 形状 `(None, 3)` 的意思是：3 列，行数不限。在计算图窗格里写作 `[?,3]`。用 `s` 走进两次运行：
# 占位符不做计算，它的值一开始就在。喂入了什么，写在屏幕顶端。
#
# 假如喂入的是别的值呢？走到一次运行的最后一步，把光标放到 `Placeholder` 上，按 `x`，输入 `[[0, 0, 0]]`：
# 依赖它的节点会在旁边重算一遍，两个结果一起显示。按 `X` 丢掉假设的那一个。

# %% [markdown] role="predict" lang="en" expect="list(B_val_2.shape)"
# `B` has the static shape `[None, 3]`. Which shape will `B_val_2` have? Write it as `[rows, columns]`.

# %% [markdown] role="predict" lang="zh"
# `B` 的静态形状是 `[None, 3]`。`B_val_2` 会是什么形状？请写成 `[行数, 列数]`。

# %% [markdown] role="why" lang="en"
# The second value has two rows. `None` takes any number of them, in each run anew.

# %% [markdown] role="why" lang="zh"
# 第二次喂入的值有两行。`None` 的意思是每次运行行数都可以不同。

# %% name="placeholder"
A = tf.placeholder(tf.float32, shape=(None, 3))
B = A + 5
with tf.Session() as sess:
    B_val_1 = B.eval(feed_dict={A: [[1, 2, 3]]})
    B_val_2 = B.eval(feed_dict={A: [[4, 5, 6], [7, 8, 9]]})
    print(B_val_1)
    print(B_val_2)

# %% [markdown] role="output" book=true
# ```
# [[6. 7. 8.]]
# [[ 9. 10. 11.]
#  [12. 13. 14.]]
# ```

# %% [markdown] lang="en"
# Two mistakes that everybody makes once: running without a value, and a value that does not fit the shape. The first
# error comes from the session, while running; the second one before anything runs.

# %% [markdown] lang="zh"
# 人人都会犯一次的两个错误：忘了给值，以及给的值形状不符。第一个错误出现在会话运行的途中；第二个在运行开始之前就会报出。

# %% name="mistakes"
with tf.Session() as sess:
    try:
        B.eval()
    except tf.errors.InvalidArgumentError as error:
        print("not fed:", "You must feed a value" in error.message)
    try:
        B.eval(feed_dict={A: [[1, 2]]})
    except ValueError as error:
        print("does not fit:", "(1, 2)" in str(error))

# %% [markdown] role="output"
# ```
# not fed: True
# does not fit: True
# ```

# %% [markdown] lang="en"
# A placeholder is not the only thing that can be fed. Any tensor can: the value given stands in for what would have
# been computed. Here `B` itself is fed, and `A` is not needed at all.

# %% [markdown] lang="zh"
# 能喂值的不只是占位符。任何张量都可以：给的值会代替本来要计算出来的值。这里直接喂 `B`，于是根本用不到 `A`。

# %% [markdown] role="predict" lang="en" expect="calls('add')"
# `B` is the node `add`. How often will it run in this cell?

# %% [markdown] role="predict" lang="zh"
# `B` 是节点 `add`。它在这段代码里会运行几次？

# %% [markdown] role="why" lang="en"
# What is fed is not computed. The run needs `B`, has it, and looks no further.

# %% [markdown] role="why" lang="zh"
# 喂入的值就不再计算。运行需要 `B`，而 `B` 已经给了，就不必再往前找。

# %% name="feed-anything"
C = B * 2
with tf.Session() as sess:
    print(sess.run(C, feed_dict={B: [[1, 1, 1]]}))

# %% [markdown] role="output"
# ```
# [[2. 2. 2.]]
# ```

# %% [markdown] lang="en"
# Now mini-batch gradient descent: each step looks at 100 districts instead of all 20,640. `X` and `y` become
# placeholders, and a function picks the rows for each step.
#
# Step through the first `sess.run(training_op, feed_dict=...)`: the values of `X` and `y` are `[100,9]` and `[100,1]`.
# Then press `c`.

# %% [markdown] lang="zh"
# 现在来做小批量梯度下降：每一步只看 100 个街区，而不是全部 20640 个。`X` 和 `y` 改成占位符，再用一个函数为每一步挑选数据。
#
# 用 `s` 走完第一个 `sess.run(training_op, feed_dict=...)`：`X` 和 `y` 的值分别是 `[100,9]` 和 `[100,1]`。然后按 `c`。

# %%
reset_graph()

# %% name="mini-batch"
learning_rate = 0.01

X = tf.placeholder(tf.float32, shape=(None, n + 1), name="X")
y = tf.placeholder(tf.float32, shape=(None, 1), name="y")

theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
y_pred = tf.matmul(X, theta, name="predictions")
error = y_pred - y
mse = tf.reduce_mean(tf.square(error), name="mse")
optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)
training_op = optimizer.minimize(mse)

init = tf.global_variables_initializer()

n_epochs = 10
batch_size = 100
n_batches = int(np.ceil(m / batch_size))

def fetch_batch(epoch, batch_index, batch_size):
    np.random.seed(epoch * n_batches + batch_index)  # not shown in the book
    indices = np.random.randint(m, size=batch_size)  # not shown
    X_batch = scaled_housing_data_plus_bias[indices] # not shown
    y_batch = housing.target.reshape(-1, 1)[indices] # not shown
    return X_batch, y_batch

with tf.Session() as sess:
    sess.run(init)

    for epoch in range(n_epochs):
        for batch_index in range(n_batches):
            X_batch, y_batch = fetch_batch(epoch, batch_index, batch_size)
            sess.run(training_op, feed_dict={X: X_batch, y: y_batch})

    best_theta = theta.eval()

# %% [markdown] lang="en"
# The result on the whole data set. With the real data `best_theta` begins with 2.0703337, as in the book. With the
# stand-in it begins differently: mini-batches look at single rows, and those of the stand-in are other rows. The error
# is near 0.53 with either.

# %% [markdown] lang="zh"
# 看看在整个数据集上的结果。用真实数据时，`best_theta` 的第一个数是书上的 2.0703337；用替代数据则不同：
# 小批量看的是一行一行的数据，而替代数据的每一行都和真实数据不一样。不过两者的误差都在 0.53 左右。

# %% name="error-on-all"
with tf.Session() as sess:
    everything = {X: scaled_housing_data_plus_bias, y: housing.target.reshape(-1, 1), theta: best_theta}
    print("MSE =", round(float(mse.eval(feed_dict=everything)), 2))

# %% [markdown] role="output" tolerance="0.03" book=true
# ```
# MSE = 0.53
# ```

# %% [markdown] role="exercise" name="set-by-feeding" lang="en"
# How do you give a variable any value you like while the graph runs? Build a placeholder `new_theta` of the same shape as
# `theta` and an operation `set_theta` that assigns it. Then run `set_theta` in the session `sess = tf.Session()`, which you
# leave open, so that `theta` becomes all ones.

# %% [markdown] role="exercise" name="set-by-feeding" lang="zh"
# 在执行期怎样给变量设置任意的值？构建一个与 `theta` 形状相同的占位符 `new_theta`，和一个把它赋给 `theta` 的操作 `set_theta`。
# 然后在会话 `sess = tf.Session()`（不要关闭它）里运行 `set_theta`，让 `theta` 的所有元素都是 1。

# %% [markdown] role="hint" lang="en"
# `new_theta = tf.placeholder(tf.float32, shape=(n + 1, 1))` and `set_theta = tf.assign(theta, new_theta)`.

# %% [markdown] role="hint" lang="zh"
# `new_theta = tf.placeholder(tf.float32, shape=(n + 1, 1))`，`set_theta = tf.assign(theta, new_theta)`。

# %% [markdown] role="hint" lang="en"
# `np.ones((n + 1, 1))` is the value to feed.

# %% [markdown] role="hint" lang="zh"
# 要喂的值是 `np.ones((n + 1, 1))`。

# %% [markdown] role="solution"
# ```python
# new_theta = tf.placeholder(tf.float32, shape=(n + 1, 1))
# set_theta = tf.assign(theta, new_theta)
# sess = tf.Session()
# sess.run(set_theta, feed_dict={new_theta: np.ones((n + 1, 1))})
# ```

# %% [markdown] role="solution"
# ```python
# new_theta = tf.placeholder(tf.float32, shape=theta.shape)
# set_theta = theta.assign(new_theta).op
# sess = tf.Session()
# set_theta.run(feed_dict={new_theta: [[1.0]] * 9}, session=sess)
# ```

# %% [markdown] role="check"
# ```python
# for name in ("new_theta", "set_theta"):
#     if name not in globals():
#         wrong(en="There is no `%s` yet." % name, zh="还没有 `%s`。" % name)
# if not isinstance(new_theta, tf.Tensor) or not new_theta.op.type.startswith("Placeholder"):
#     wrong(en="`new_theta` is not a placeholder.", zh="`new_theta` 不是占位符。")
# operation = getattr(set_theta, "op", set_theta)
# if not isinstance(operation, tf.Operation) or operation.graph is not theta.graph:
#     wrong(en="`set_theta` is no operation of the graph.", zh="`set_theta` 不是图里的操作。")
# trial = np.arange(9.0).reshape(9, 1)
# if new_theta.shape.ndims == 1 or new_theta.shape.ndims == 2 and new_theta.shape.as_list()[0] == 1:
#     trial = trial.ravel() if new_theta.shape.ndims == 1 else trial.T
# if not new_theta.shape.is_compatible_with(trial.shape):
#     wrong(en="`new_theta` should have the shape of `theta`, [9, 1].", zh="`new_theta` 的形状应当和 `theta` 一样，是 [9, 1]。")
# with tf.Session(graph=theta.graph) as fresh:
#     fresh.run(theta.initializer)
#     fresh.run(operation, {new_theta: trial})
#     found = fresh.run(theta)
# if not np.array_equal(found.ravel(), trial.ravel()):
#     wrong(en="`set_theta` does not give `theta` the value that is fed to `new_theta`.",
#           zh="`set_theta` 并没有把喂给 `new_theta` 的值赋给 `theta`。")
# if not calls(operation):
#     wrong(en="`set_theta` has not run yet.", zh="`set_theta` 还没有运行过。")
# if not isinstance(globals().get("sess"), (tf.Session, tf.InteractiveSession)):
#     wrong(en="There is no session `sess`.", zh="没有会话 `sess`。")
# try:
#     value = sess.run(theta)
# except RuntimeError:
#     wrong(en="`sess` is closed, and `theta` is gone with it. Open it with `sess = tf.Session()` and leave it open.",
#           zh="`sess` 已经关闭，`theta` 也随之消失。请用 `sess = tf.Session()` 打开，不要关闭。")
# except tf.errors.FailedPreconditionError:
#     wrong(en="`theta` has no value in `sess`. Run `set_theta` there.", zh="`sess` 里的 `theta` 还没有值。请在其中运行 `set_theta`。")
# if not np.array_equal(value, np.ones((n + 1, 1))):
#     wrong(en="`theta` is not all ones in `sess`.", zh="`sess` 里的 `theta` 并不全是 1。")
# ```

# %% [markdown] lang="en"
# A variable has a value that stays. A placeholder has only a type and a shape, and a value for the length of one run.

# %% [markdown] lang="zh"
# 变量有一个会留下来的值；占位符只有类型和形状，值是每次运行临时给的。
