# Lesson 10: write the graph and the training curve for TensorBoard.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # TensorBoard and training curves
#
# Printing the error tells little. TensorBoard draws the graph and the curves from files that your program writes: *event
# files*. tuigraph writes the same files, and draws the same curves right here, in the curve pane.

# %% [markdown] lang="zh"
# # 用 TensorBoard 来可视化图和训练曲线
#
# 光打印误差看不出多少东西。TensorBoard 读取程序写下的*事件文件*，画出计算图和曲线。tuigraph 写的是同样的文件，
# 而且就在这里的曲线窗格里画出同样的曲线。

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
import glob
import os
import tempfile

workspace = tempfile.TemporaryDirectory()
folder = workspace.name

# %% name="batches"
def fetch_batch(epoch, batch_index, batch_size):
    np.random.seed(epoch * n_batches + batch_index)
    indices = np.random.randint(m, size=batch_size)
    X_batch = scaled_housing_data_plus_bias[indices]
    y_batch = housing.target.reshape(-1, 1)[indices]
    return X_batch, y_batch

# %% [markdown] lang="en"
# Each training run gets a folder of its own, named after the time, so that TensorBoard can tell the runs apart.
# Two lines are new in the construction phase. `tf.summary.scalar` is a node that packs the value of `mse` into a small
# message, a *summary*. `FileWriter` opens the file, and writes the graph into it at once.
#
# Step into `mse_summary.eval` in the loop: the last node to run is the summary, and its value is a string of bytes. (Its
# name is `MSE_1`: names are unique without regard to case, and there is a `mse` already.)

# %% [markdown] lang="zh"
# 每次训练用一个以时间命名的文件夹，这样 TensorBoard 才能区分不同的训练。构造阶段多了两行：`tf.summary.scalar` 是一个节点，
# 把 `mse` 的值打包成一小段消息，也就是*汇总*；`FileWriter` 打开文件，并立刻把图写进去。
#
# 在循环里走进 `mse_summary.eval`：最后运行的节点就是汇总，它的值是一串字节。
# （它的名字是 `MSE_1`：名字不分大小写也必须唯一，而图里已经有 `mse` 了。）

# %% [markdown] role="predict" lang="en" expect="calls('MSE_1')"
# There are 10 epochs of 207 batches, and every tenth batch is written. How often will the summary node run?

# %% [markdown] role="predict" lang="zh"
# 共 10 轮，每轮 207 批，每 10 批写一次。汇总节点会运行多少次？

# %% [markdown] role="hint" lang="en"
# Batches 0, 10, 20, ... 200 of each epoch.

# %% [markdown] role="hint" lang="zh"
# 每一轮的第 0、10、20……200 批。

# %% [markdown] role="why" lang="en"
# Each epoch writes at batches 0, 10, ... 200, that is 21 times; ten epochs make 210.

# %% [markdown] role="why" lang="zh"
# 每一轮在第 0、10……200 批写入，共 21 次；十轮就是 210 次。

# %% name="tensorboard"
from datetime import datetime

now = datetime.utcnow().strftime("%Y%m%d%H%M%S")
root_logdir = folder + "/tf_logs"
logdir = "{}/run-{}/".format(root_logdir, now)

n_epochs = 1000
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

mse_summary = tf.summary.scalar('MSE', mse)
file_writer = tf.summary.FileWriter(logdir, tf.get_default_graph())

n_epochs = 10
batch_size = 100
n_batches = int(np.ceil(m / batch_size))

with tf.Session() as sess:                                                        # not shown in the book
    sess.run(init)                                                                # not shown

    for epoch in range(n_epochs):                                                 # not shown
        for batch_index in range(n_batches):
            X_batch, y_batch = fetch_batch(epoch, batch_index, batch_size)
            if batch_index % 10 == 0:
                summary_str = mse_summary.eval(feed_dict={X: X_batch, y: y_batch})
                step = epoch * n_batches + batch_index
                file_writer.add_summary(summary_str, step)
            sess.run(training_op, feed_dict={X: X_batch, y: y_batch})

    best_theta = theta.eval()                                                     # not shown
    
file_writer.close()

# %% [markdown] role="note" lang="en"
# The curve goes down in jerks: each batch is another 100 districts, so its error differs from that of its neighbours.
# Smoothing shows the trend. (From Python 3.12 on, `utcnow` warns that it is deprecated; it still works.)

# %% [markdown] role="note" lang="zh"
# 曲线是抖动着下降的：每一批都是另外 100 个街区，误差和前后的批都不同。打开平滑就能看出趋势。
# （从 Python 3.12 起，`utcnow` 会提示已被弃用，但仍能使用。）

# %% [markdown] lang="en"
# The file is there. To see it in TensorBoard, type `tensorboard --logdir` and this folder in another terminal while the
# lesson is open, and go to the address that it names.

# %% [markdown] lang="zh"
# 文件已经写好了。想在 TensorBoard 里看，就趁课程还开着，在另一个终端里输入 `tensorboard --logdir` 加上这个文件夹，
# 然后打开它给出的网址。

# %% name="event-file"
print("tensorboard --logdir", root_logdir)
for path in glob.glob(logdir + "events*"):
    print("an event file with", os.path.getsize(path) > 1000 and "content")

# %% [markdown] role="output"
# ```
# tensorboard --logdir .../tf_logs
# an event file with content
# ```

# %% [markdown] lang="en"
# What does the file contain? First a version, then the graph, then one event for each summary, with its step.

# %% [markdown] lang="zh"
# 文件里有什么？先是版本，再是图，然后每个汇总一条事件，带着它的步数。

# %% name="events"
steps = []
for event in tf.train.summary_iterator(glob.glob(logdir + "events*")[0]):
    if event.file_version:
        print(event.file_version)
    if event.graph_def:
        print("the graph")
    steps += [event.step for value in event.summary.value if value.tag == "MSE_1"]
print(len(steps), "values of MSE_1, at steps", steps[:3], "to", steps[-1])

# %% [markdown] role="output"
# ```
# brain.Event:2
# the graph
# 210 values of MSE_1, at steps [0, 10, 20] to 2063
# ```

# %% [markdown] role="exercise" name="histogram" lang="en"
# Add a histogram summary of `theta` called `theta_summary`, run it in a session with the trained values, and keep the bytes
# that it gives in `histogram`.

# %% [markdown] role="exercise" name="histogram" lang="zh"
# 为 `theta` 添加一个直方图汇总 `theta_summary`，在会话里用训练好的值运行它，把得到的字节存进 `histogram`。

# %% [markdown] role="hint" lang="en"
# `tf.summary.histogram("theta_values", theta)`

# %% [markdown] role="hint" lang="zh"
# `tf.summary.histogram("theta_values", theta)`

# %% [markdown] role="hint" lang="en"
# The session of the training is closed. In a new one, `sess.run(theta.assign(best_theta))` brings the values back.

# %% [markdown] role="hint" lang="zh"
# 训练用的会话已经关闭。在新会话里，`sess.run(theta.assign(best_theta))` 可以把值放回去。

# %% [markdown] role="solution"
# ```python
# theta_summary = tf.summary.histogram("theta_values", theta)
# with tf.Session() as sess:
#     sess.run(theta.assign(best_theta))
#     histogram = sess.run(theta_summary)
# ```

# %% [markdown] role="solution"
# ```python
# theta_summary = tf.summary.histogram("weights", theta)
# with tf.Session() as sess:
#     histogram = theta_summary.eval(feed_dict={theta: best_theta})
# ```

# %% [markdown] role="check"
# ```python
# if "theta_summary" not in globals():
#     wrong(en="There is no `theta_summary` yet.", zh="还没有 `theta_summary`。")
# if not isinstance(theta_summary, tf.Tensor) or theta_summary.dtype != tf.string:
#     wrong(en="`theta_summary` is not a histogram summary.", zh="`theta_summary` 不是直方图汇总。")
# if not isinstance(globals().get("histogram"), bytes):
#     wrong(en="Run `theta_summary` and keep the bytes in `histogram`.", zh="运行 `theta_summary`，把得到的字节存进 `histogram`。")
# with tf.Session(graph=theta.graph) as fresh:
#     try:
#         own = fresh.run(theta_summary, {theta: np.arange(9.0).reshape(9, 1)})
#     except tf.errors.OpError:
#         wrong(en="`theta_summary` needs more than `theta`: it should be a histogram of `theta` alone.",
#               zh="`theta_summary` 用到了 `theta` 以外的东西：它应当只是 `theta` 的直方图。")
# shown = [value.histo for value in tf.Summary.FromString(own).value if value.HasField("histo")]
# if not shown:
#     wrong(en="`theta_summary` is not a histogram summary.", zh="`theta_summary` 不是直方图汇总。")
# if shown[0].num != n + 1 or abs(shown[0].max - 8) > 1e-5:
#     wrong(en="The histogram should contain %d numbers, those of `theta`." % (n + 1), zh="直方图应当含有 %d 个数，也就是 `theta` 的元素。" % (n + 1))
# try:
#     kept = [value.histo for value in tf.Summary.FromString(histogram).value if value.HasField("histo")]
# except Exception:
#     kept = []
# if not kept:
#     wrong(en="`histogram` does not hold what a histogram summary gives. Run `theta_summary` in a session.",
#           zh="`histogram` 里不是直方图汇总给出的字节。请在会话里运行 `theta_summary`。")
# if kept[0].num != n + 1 or abs(kept[0].max - best_theta.max()) > 1e-5 or abs(kept[0].sum - best_theta.sum()) > 1e-4:
#     wrong(en="These are not the trained values.", zh="这些不是训练好的值。")
# ```

# %% [markdown] lang="en"
# A summary is a node like any other: it runs when you ask for it, and costs time when you do. That is why it is not
# evaluated at every step.

# %% [markdown] lang="zh"
# 汇总和别的节点一样：你要它，它才运行，而每运行一次都花时间。所以不在每一步都求它的值。
