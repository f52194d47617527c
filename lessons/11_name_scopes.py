# Lesson 11: name scopes keep a large graph readable.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Name scopes
#
# A graph soon has hundreds of nodes. A *name scope* groups those that belong together: their names begin with it, and
# the graph pane and TensorBoard show it as one box that can be opened.

# %% [markdown] lang="zh"
# # 命名作用域
#
# 图很快就会有成百上千个节点。*命名作用域*把相关的节点归在一组：它们的名字都以作用域名开头，
# 在计算图窗格和 TensorBoard 里，一组显示为一个方框，可以展开。

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
import tempfile
from datetime import datetime

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
# The error and its mean are built inside `tf.name_scope("loss")`. Watch the graph pane there: a box `loss` appears, and
# `sub` and `mse` stand in it.

# %% [markdown] lang="zh"
# 误差和均方误差在 `tf.name_scope("loss")` 里构建。走到那里时看计算图窗格：出现一个方框 `loss`，`sub` 和 `mse` 都在它里面。

# %% [markdown] role="predict" lang="en" expect="error.op.name"
# `error` is built by `y_pred - y` inside the scope. What will `error.op.name` be?

# %% [markdown] role="predict" lang="zh"
# `error` 由作用域里的 `y_pred - y` 构建。`error.op.name` 会是什么？

# %% [markdown] role="hint" lang="en"
# A subtraction is named `sub`. The scope and a slash come before it.

# %% [markdown] role="hint" lang="zh"
# 减法的名字是 `sub`，前面加上作用域名和一个斜杠。

# %% [markdown] role="why" lang="en"
# A node made inside a scope has the scope's name and a slash before its own.

# %% [markdown] role="why" lang="zh"
# 在作用域里创建的节点，名字前面加上作用域名和一个斜杠。

# %% name="name-scope"
reset_graph()

now = datetime.utcnow().strftime("%Y%m%d%H%M%S")
root_logdir = folder + "/tf_logs"
logdir = "{}/run-{}/".format(root_logdir, now)

n_epochs = 1000
learning_rate = 0.01

X = tf.placeholder(tf.float32, shape=(None, n + 1), name="X")
y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
y_pred = tf.matmul(X, theta, name="predictions")

with tf.name_scope("loss") as scope:
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

with tf.Session() as sess:
    sess.run(init)

    for epoch in range(n_epochs):
        for batch_index in range(n_batches):
            X_batch, y_batch = fetch_batch(epoch, batch_index, batch_size)
            if batch_index % 10 == 0:
                summary_str = mse_summary.eval(feed_dict={X: X_batch, y: y_batch})
                step = epoch * n_batches + batch_index
                file_writer.add_summary(summary_str, step)
            sess.run(training_op, feed_dict={X: X_batch, y: y_batch})

    best_theta = theta.eval()

file_writer.flush()
file_writer.close()
print("Best theta:")
print(best_theta)
print(error.op.name)
print(mse.op.name)

# %% [markdown] role="output"
# ```
# Best theta:
# [[...]]
# loss/sub
# loss/mse
# ```

# %% [markdown] role="note" lang="en"
# With the real data the first number of `best_theta` is 2.0703337, as in the book. With the stand-in the mini-batches
# contain other rows, and the digits are others.

# %% [markdown] role="note" lang="zh"
# 用真实数据时，`best_theta` 的第一个数是 2.0703337，和书上一样。用替代数据时，小批量里的行不同，数字也就不同。

# %% [markdown] lang="en"
# Scopes nest, and a name used a second time gets a number, as nodes do. A name that ends in a slash is taken as it is:
# that is how you go back into a scope.

# %% [markdown] lang="zh"
# 作用域可以嵌套；同一个名字第二次使用时会加上编号，和节点一样。以斜杠结尾的名字会原样采用：想重新进入一个作用域，就这样写。

# %% [markdown] role="predict" lang="en" expect="second.op.name"
# What will the name of `second` be? It is made in a scope that is called `loss` again.

# %% [markdown] role="predict" lang="zh"
# `second` 也在一个名叫 `loss` 的作用域里创建。它的名字会是什么？

# %% [markdown] role="why" lang="en"
# The name `loss` is taken, so the second scope is `loss_1`. Only a name that ends in a slash goes back into the
# first.

# %% [markdown] role="why" lang="zh"
# `loss` 这个名字已被占用，所以第二个作用域叫 `loss_1`。只有以斜杠结尾的名字才会回到第一个。

# %% name="nested"
with tf.name_scope("loss"):
    second = tf.constant(1.0, name="weight")

with tf.name_scope(scope):
    third = tf.constant(1.0, name="weight")

with tf.name_scope("outer"), tf.name_scope("inner"):
    fourth = tf.constant(1.0, name="weight")

for node in (second, third, fourth):
    print(node.op.name)

# %% [markdown] role="output"
# ```
# loss_1/weight
# loss/weight
# outer/inner/weight
# ```

# %% [markdown] role="exercise" name="train-scope" lang="en"
# Build a second optimizer inside a name scope `train`, with the result in `train_op`, so that all its nodes stand
# under `train/`.

# %% [markdown] role="exercise" name="train-scope" lang="zh"
# 在命名作用域 `train` 里再构建一个优化器，把结果存进 `train_op`，让它的节点都在 `train/` 之下。

# %% [markdown] role="hint" lang="en"
# `with tf.name_scope("train"):` and inside it an optimizer's `minimize(mse)`.

# %% [markdown] role="hint" lang="zh"
# 写 `with tf.name_scope("train"):`，在里面调用优化器的 `minimize(mse)`。

# %% [markdown] role="solution"
# ```python
# with tf.name_scope("train"):
#     train_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse)
# ```

# %% [markdown] role="solution"
# ```python
# with tf.name_scope("train"):
#     momentum = tf.train.MomentumOptimizer(learning_rate=0.01, momentum=0.9)
#     train_op = momentum.minimize(mse)
# ```

# %% [markdown] role="check"
# ```python
# operation = getattr(globals().get("train_op"), "op", globals().get("train_op"))
# if not isinstance(operation, tf.Operation):
#     wrong(en="There is no training operation `train_op` yet.", zh="还没有训练操作 `train_op`。")
# scope_name = operation.name.split("/")[0]
# tried_before = any(op.name.startswith("train/") for op in operation.graph.get_operations())
# if scope_name != "train" and not (tried_before and scope_name[:6] == "train_" and scope_name[6:].isdigit()):
#     wrong(en="`train_op` is named `%s`, not inside a scope `train`." % operation.name,
#           zh="`train_op` 的名字是 `%s`，不在作用域 `train` 里。" % operation.name)
# needed, seen, todo = [], set(), [operation]
# while todo:
#     op = todo.pop()
#     if op not in seen:
#         seen.add(op)
#         needed.append(op)
#         todo += [*op.control_inputs, *(tensor.op for tensor in op.inputs)]
# inside = [op for op in needed if op.name.startswith(scope_name + "/")]
# if not [op for op in needed if op.inputs and op.inputs[0].op is theta.op and op.type.startswith(("Apply", "ResourceApply", "Assign"))]:
#     wrong(en="`train_op` does not change `theta`: let an optimizer minimize `mse`.", zh="`train_op` 不会改变 `theta`：让一个优化器去最小化 `mse`。")
# if mse.op not in needed and error.op not in needed:
#     wrong(en="`train_op` does not depend on the error: let an optimizer minimize `mse`.", zh="`train_op` 与误差无关：让一个优化器去最小化 `mse`。")
# if [op for op in needed if op not in inside and "gradients" in op.name.split("/")[0]]:
#     wrong(en="The gradients do not stand under `train/`: call `minimize` inside the scope.",
#           zh="梯度节点不在 `train/` 之下：请在作用域里调用 `minimize`。")
# ```

# %% [markdown] lang="en"
# Scopes change names, and nothing else: the numbers are the same with and without them.

# %% [markdown] lang="zh"
# 作用域只改变名字，别的都不变：有没有它，算出来的数都一样。
