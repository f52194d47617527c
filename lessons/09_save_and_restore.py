# Lesson 09: save a model, and restore it.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Saving and restoring models
#
# Variables die with their session. To keep what was learned, save them to a file; to go on later, restore them. You
# will also interrupt a training half way, and resume it.

# %% [markdown] lang="zh"
# # 保存和恢复模型
#
# 变量随会话一起消失。要保住学到的东西，就把变量存进文件；以后要接着用，再恢复出来。
# 这一课还会把训练在半路打断，然后接着训练。

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
# The files go into a temporary folder, which is removed when the lesson ends.

# %% [markdown] lang="zh"
# 文件放在一个临时文件夹里，课程结束时自动删除。

# %%
import os
import tempfile

workspace = tempfile.TemporaryDirectory()
folder = workspace.name

# %% [markdown] lang="en"
# A `Saver` is created at the end of the construction phase, after the variables. Look at the graph: a scope `save`
# appears. Saving and restoring are operations too. Every 100 epochs a *checkpoint* is written, and one at the end.

# %% [markdown] lang="zh"
# `Saver` 要在构造阶段的末尾创建，排在变量之后。看看图：多了一个作用域 `save`，保存和恢复也是操作。
# 每 100 轮写一个*检查点*，结束时再写一个。

# %% name="save"
n_epochs = 1000                                                                       # not shown in the book
learning_rate = 0.01                                                                  # not shown

X = tf.constant(scaled_housing_data_plus_bias, dtype=tf.float32, name="X")            # not shown
y = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float32, name="y")            # not shown
theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
y_pred = tf.matmul(X, theta, name="predictions")                                      # not shown
error = y_pred - y                                                                    # not shown
mse = tf.reduce_mean(tf.square(error), name="mse")                                    # not shown
optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)            # not shown
training_op = optimizer.minimize(mse)                                                 # not shown

init = tf.global_variables_initializer()
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(init)

    for epoch in range(n_epochs):
        if epoch % 100 == 0:
            print("Epoch", epoch, "MSE =", mse.eval())                                # not shown
            save_path = saver.save(sess, folder + "/my_model.ckpt")
        sess.run(training_op)
    
    best_theta = theta.eval()
    save_path = saver.save(sess, folder + "/my_model_final.ckpt")

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
# What is in the folder? For each checkpoint the values (`.data-...`), an index of them and the graph (`.meta`); and a
# small file `checkpoint`, which names the newest.

# %% [markdown] lang="zh"
# 文件夹里有什么？每个检查点有变量的值（`.data-...`）、索引和图（`.meta`）；还有一个小文件 `checkpoint`，记着最新的是哪个。

# %% name="files"
for name in sorted(os.listdir(folder)):
    print(name)

# %% [markdown] role="output"
# ```
# checkpoint
# my_model.ckpt.data-00000-of-00001
# my_model.ckpt.index
# my_model.ckpt.meta
# my_model_final.ckpt.data-00000-of-00001
# my_model_final.ckpt.index
# my_model_final.ckpt.meta
# ```

# %% [markdown] lang="en"
# Restoring takes the place of initializing: no `init` is run here. Watch `theta` in the session pane: it comes to life
# with `saver.restore`.

# %% [markdown] lang="zh"
# 恢复代替了初始化：这里没有运行 `init`。看会话窗格里的 `theta`：它在 `saver.restore` 时活过来。

# %% name="restore"
with tf.Session() as sess:
    saver.restore(sess, folder + "/my_model_final.ckpt")
    best_theta_restored = theta.eval() # not shown in the book
    print(best_theta_restored)

# %% [markdown] role="output" tolerance="1e-3" book=true
# ```
# [[ 2.0685525 ]
#  [ 0.8874027 ]
#  [ 0.14401658]
#  [-0.34770882]
#  [ 0.36178368]
#  [ 0.00393811]
#  [-0.04269556]
#  [-0.6614528 ]
#  [-0.6375277 ]]
# ```

# %%
print(np.allclose(best_theta, best_theta_restored))

# %% [markdown] role="output"
# ```
# True
# ```

# %% [markdown] lang="en"
# Now the case for which checkpoints are made: the program stops in the middle. This loop is interrupted at epoch 555;
# the session closes, and `theta` is lost.

# %% [markdown] lang="zh"
# 检查点正是为这种情况准备的：程序半路停了。下面的循环在第 555 轮被打断，会话关闭，`theta` 丢失。

# %% name="interrupted"
try:
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(n_epochs):
            if epoch % 100 == 0:
                saver.save(sess, folder + "/training.ckpt", global_step=epoch)
            if epoch == 555:
                raise KeyboardInterrupt
            sess.run(training_op)
except KeyboardInterrupt:
    print("stopped at epoch", epoch)

newest = tf.train.latest_checkpoint(folder)
print(os.path.basename(newest))

# %% [markdown] role="output"
# ```
# stopped at epoch 555
# training.ckpt-500
# ```

# %% [markdown] role="predict" lang="en" answer="a"
# Training resumes from that checkpoint at epoch 500. Which error will it show at epoch 900, compared with the training
# that ran through?
#
# - a) the same, 0.5321473
# - b) a larger one, as 55 epochs were lost
# - c) another one, as the random start is drawn again

# %% [markdown] role="predict" lang="zh"
# 训练从这个检查点，也就是第 500 轮，接着进行。与一口气跑完的训练相比，第 900 轮的误差会怎样？
#
# - a) 一样，0.5321473
# - b) 更大，因为丢了 55 轮
# - c) 不一样，因为随机的起点会重新抽取

# %% [markdown] role="why" lang="en"
# The descent has no random part after its start, and the checkpoint holds all that it knows: `theta`. The epochs
# from 500 to 555 are computed again.

# %% [markdown] role="why" lang="zh"
# 除了起点，下降过程没有随机成分，而检查点保存了它所知道的一切：`theta`。第 500 到 555 轮会重新算一遍。

# %% name="resumed"
with tf.Session() as sess:
    saver.restore(sess, newest)
    for epoch in range(500, n_epochs):
        if epoch % 100 == 0:
            print("Epoch", epoch, "MSE =", mse.eval())
        sess.run(training_op)

# %% [markdown] role="output" tolerance="1e-4" book=true
# ```
# Epoch 500 MSE = 0.5436363
# Epoch 600 MSE = 0.53962904
# Epoch 700 MSE = 0.5365092
# Epoch 800 MSE = 0.53406775
# Epoch 900 MSE = 0.5321473
# ```

# %% [markdown] lang="en"
# By default a `Saver` saves all variables under their own names. A dictionary says which ones, and how they are to be
# called in the file: this one saves only `theta`, as `weights`.

# %% [markdown] lang="zh"
# 默认情况下，`Saver` 按变量自己的名字保存所有变量。用字典可以指定保存哪些、在文件里叫什么名字：
# 下面这个只保存 `theta`，并命名为 `weights`。

# %% name="names"
saver = tf.train.Saver({"weights": theta})

with tf.Session() as sess:
    sess.run(theta.assign(best_theta))
    saver.save(sess, folder + "/weights.ckpt")

print(tf.train.list_variables(folder + "/weights.ckpt"))

# %% [markdown] role="output"
# ```
# [('weights', [9, 1])]
# ```

# %% [markdown] role="exercise" name="restore-by-name" lang="en"
# Build a new variable `copy` of the same shape as `theta`, and let a `Saver` fill it from `weights.ckpt`, without running
# an initializer. Leave the session open as `sess`.

# %% [markdown] role="exercise" name="restore-by-name" lang="zh"
# 新建一个和 `theta` 形状相同的变量 `copy`，不运行初始化器，用 `Saver` 从 `weights.ckpt` 里取值填进去。
# 会话存为 `sess`，不要关闭。

# %% [markdown] role="hint" lang="en"
# The file knows only the name `weights`. Which Saver finds that name for `copy`?

# %% [markdown] role="hint" lang="zh"
# 文件里只有 `weights` 这个名字。什么样的 Saver 能把这个名字对应到 `copy`？

# %% [markdown] role="hint" lang="en"
# `tf.train.Saver({"weights": copy}).restore(sess, folder + "/weights.ckpt")`

# %% [markdown] role="hint" lang="zh"
# `tf.train.Saver({"weights": copy}).restore(sess, folder + "/weights.ckpt")`

# %% [markdown] role="solution"
# ```python
# copy = tf.Variable(tf.zeros([n + 1, 1]), name="copy")
# sess = tf.Session()
# tf.train.Saver({"weights": copy}).restore(sess, folder + "/weights.ckpt")
# ```

# %% [markdown] role="check"
# ```python
# if not isinstance(globals().get("copy"), tf.Variable):
#     wrong(en="There is no variable `copy` yet.", zh="还没有变量 `copy`。")
# if copy.op is theta.op:
#     wrong(en="`copy` is `theta` itself. Make a new variable.", zh="`copy` 就是 `theta` 本身。请新建一个变量。")
# if not isinstance(globals().get("sess"), (tf.Session, tf.InteractiveSession)):
#     wrong(en="There is no session `sess`.", zh="没有会话 `sess`。")
# try:
#     value = sess.run(copy)
# except RuntimeError:
#     wrong(en="The session `sess` is closed, and `copy` is gone with it.", zh="会话 `sess` 已经关闭，`copy` 也随之消失。")
# except ValueError:
#     wrong(en="`sess` runs another graph than that of `copy`.", zh="`sess` 运行的不是 `copy` 所在的图。")
# except tf.errors.FailedPreconditionError:
#     wrong(en="`copy` has no value in `sess` yet: restore it.", zh="`sess` 里的 `copy` 还没有值，请恢复它。")
# if not np.allclose(value, best_theta):
#     wrong(en="`copy` has other values than the file. Was it initialized instead of restored?",
#           zh="`copy` 的值和文件里的不同。是不是运行了初始化器，而没有恢复？")
# writes = [op for op in copy.graph.get_operations() if op.inputs and op.inputs[0].op is copy.op and op.type.startswith("Assign")]
# sources, seen = [op for op in writes if calls(op)], set()
# while sources:
#     op = sources.pop()
#     if op not in seen:
#         seen.add(op)
#         sources += [tensor.op for tensor in op.inputs]
# restored, given = any(op.type in ("RestoreV2", "Restore") for op in seen), had(copy, sess)
# given = [kept for kept in given or [None] if kept is None or np.shape(kept) == (n + 1, 1)]
# alone = restored and all(kept is not None and np.allclose(kept, best_theta) for kept in given)  # `sess` saw no other value
# if calls(copy.initializer) and not alone:
#     wrong(en="The initializer of `copy` has run. Restoring takes its place: open a new session, and only restore there.",
#           zh="`copy` 的初始化器运行过。恢复可以代替初始化：请新开一个会话，在里面只做恢复。")
# if not restored:
#     wrong(en="`copy` has the right values, and they were assigned. Let a `Saver` restore them from the file.",
#           zh="`copy` 的值是对的，但那是赋值得来的。请用 `Saver` 从文件里恢复。")
# ```

# %% [markdown] lang="en"
# A checkpoint holds values of variables under names. The graph that uses them may be another one than the graph that
# saved them.

# %% [markdown] lang="zh"
# 检查点保存的是带名字的变量值。使用它们的图，不必是保存它们的那个图。
