# Lesson 13: share a variable between parts of a graph.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Sharing variables
#
# Five ReLUs are to use one threshold, a variable. How do they all get hold of it? The lesson shows all the ways of the
# chapter, and each error that you can run into.

# %% [markdown] lang="zh"
# # 共享变量
#
# 五个 ReLU 要共用一个阈值，它是一个变量。怎样让它们都拿到它？这一课把这一章里的办法都走一遍，
# 也把可能碰到的错误各犯一次。

# %%
import tempfile
import numpy as np
import tuigraph as tf

workspace = tempfile.TemporaryDirectory()
folder = workspace.name
n_features = 3

def reset_graph(seed=42):
    tf.reset_default_graph()
    tf.set_random_seed(seed)
    np.random.seed(seed)

reset_graph()

# %% [markdown] lang="en"
# The simplest way: create the variable first, and pass it to each function that needs it. In the graph pane five scopes
# read the one `threshold`. With many shared variables this becomes tedious: every function passes all of them on.

# %% [markdown] lang="zh"
# 最简单的做法：先创建变量，再把它作为参数传给每个需要它的函数。看计算图窗格：五个作用域都读取同一个 `threshold`。
# 共享的变量一多，这样写就很累赘：每个函数都要把它们一一传下去。

# %% name="parameter"
def relu(X, threshold):
    with tf.name_scope("relu"):
        w_shape = (int(X.get_shape()[1]), 1)
        w = tf.Variable(tf.random_normal(w_shape), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, threshold, name="max")

threshold = tf.Variable(0.0, name="threshold")
X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
relus = [relu(X, threshold) for i in range(5)]
output = tf.add_n(relus, name="output")

print([variable.op.name for variable in tf.global_variables() if "threshold" in variable.op.name])

# %% [markdown] role="output"
# ```
# ['threshold']
# ```

# %% [markdown] lang="en"
# TensorFlow offers another way. `tf.get_variable` creates a shared variable, or finds the one that is there. Which of the
# two it does is a property of the current `variable_scope`. This block creates `relu/threshold`.

# %% [markdown] lang="zh"
# TensorFlow 提供了另一种办法。`tf.get_variable` 创建一个共享变量，或者取回已有的那个；究竟做哪一样，
# 由当前 `variable_scope` 的一个属性决定。下面这段创建 `relu/threshold`。

# %%
reset_graph()

# %% name="create"
with tf.variable_scope("relu"):
    threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))

# %% [markdown] lang="en"
# Creating it a second time is an error. That protects you from sharing by accident. Read the message: it says where the
# variable was first made.

# %% [markdown] lang="zh"
# 再创建一次就会报错。这是为了防止误操作而意外共享。读一读错误信息：它会说明这个变量最初是在哪里创建的。

# %% name="create-again"
try:
    with tf.variable_scope("relu"):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
except ValueError as error:
    print(error)

# %% [markdown] role="output"
# ```
# Variable relu/threshold already exists, disallowed...
# ```

# %% [markdown] lang="en"
# To use it again, say so: `reuse=True`. Neither shape nor initializer has to be given. No node appears in the graph pane.

# %% [markdown] lang="zh"
# 想复用它，就要明说：`reuse=True`。这时不必给出形状和初始化器。计算图窗格里没有新节点出现。

# %% [markdown] role="predict" lang="en" expect="len(tf.get_default_graph().get_operations())"
# The graph has 4 operations: the initial value `relu/threshold/Initializer/Const`, the variable, its assignment and its
# read. How many after this cell?

# %% [markdown] role="predict" lang="zh"
# 图里有 4 个操作：初始值 `relu/threshold/Initializer/Const`、变量、赋值、读取。执行这段代码之后有几个？

# %% [markdown] role="why" lang="en"
# Reusing finds the variable that is there, and makes no node.

# %% [markdown] role="why" lang="zh"
# 复用只是找到已有的变量，不创建任何节点。

# %% name="reuse"
with tf.variable_scope("relu", reuse=True):
    threshold = tf.get_variable("threshold")

# %% [markdown] lang="en"
# The same with a call inside the block. Once reuse is on, it cannot be turned off again in that block, and scopes
# inside it inherit it.

# %% [markdown] lang="zh"
# 也可以在块里调用方法来开启。一旦开启，在这个块里就不能再关掉，块里面的作用域也会继承它。

# %% name="reuse-variables"
with tf.variable_scope("relu") as scope:
    scope.reuse_variables()
    threshold = tf.get_variable("threshold")

# %% [markdown] lang="en"
# Two more errors on purpose. A variable that does not exist cannot be reused. And what `tf.Variable` made cannot be found by
# `get_variable`: only `get_variable` registers a variable for sharing.

# %% [markdown] lang="zh"
# 再故意犯两个错。不存在的变量不能复用。用 `tf.Variable` 创建的变量，`get_variable` 也找不到：
# 只有 `get_variable` 创建的变量才能这样共享。

# %% name="nothing-to-reuse"
try:
    with tf.variable_scope("relu", reuse=True):
        tf.get_variable("slope")
except ValueError as error:
    print(error)

bias = tf.Variable(0.0, name="bias")
try:
    with tf.variable_scope("", reuse=True):
        tf.get_variable("bias")
except ValueError as error:
    print(error)

# %% [markdown] role="output"
# ```
# Variable relu/slope does not exist...
# Variable bias does not exist...
# ```

# %% [markdown] lang="en"
# Now `relu()` gets hold of the threshold without a parameter. The variable is created outside; the function reuses it.

# %% [markdown] lang="zh"
# 现在 `relu()` 不用参数也能拿到阈值了。变量在外面创建，函数里面复用它。

# %% name="created-outside"
reset_graph()

def relu(X):
    with tf.variable_scope("relu", reuse=True):
        threshold = tf.get_variable("threshold")
        w_shape = int(X.get_shape()[1]), 1                          # not shown
        w = tf.Variable(tf.random_normal(w_shape), name="weights")  # not shown
        b = tf.Variable(0.0, name="bias")                           # not shown
        z = tf.add(tf.matmul(X, w), b, name="z")                    # not shown
        return tf.maximum(z, threshold, name="max")

X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
with tf.variable_scope("relu"):
    threshold = tf.get_variable("threshold", shape=(),
                                initializer=tf.constant_initializer(0.0))
relus = [relu(X) for relu_index in range(5)]
output = tf.add_n(relus, name="output")

file_writer = tf.summary.FileWriter(folder + "/relu6", tf.get_default_graph())
file_writer.close()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = output.eval(feed_dict={X: [[1, 2, 3], [4, 5, 6]]})
    print(result)

# %% [markdown] role="output" tolerance="1e-5" book=true
# ```
# [[ 7.185649]
#  [16.105099]]
# ```

# %% [markdown] lang="en"
# Look at the names. `get_variable` takes exactly the name of its variable scope: `relu/threshold`. For everything else,
# `tf.Variable` among it, a variable scope acts like a name scope, and each time it is entered the name gets a number.

# %% [markdown] lang="zh"
# 看看这些名字。`get_variable` 创建的变量总是以变量作用域名为前缀：`relu/threshold`。对其他节点来说，
# 包括 `tf.Variable` 创建的变量，变量作用域就像一个命名作用域，每进入一次，名字就换一个编号。

# %% [markdown] role="predict" lang="en" answer="b"
# Under which names do the five weights stand?
#
# - a) `relu/weights` to `relu_4/weights`
# - b) `relu_1/weights` to `relu_5/weights`
# - c) all five under `relu/weights`

# %% [markdown] role="predict" lang="zh"
# 五个权重的名字是什么？
#
# - a) `relu/weights` 到 `relu_4/weights`
# - b) `relu_1/weights` 到 `relu_5/weights`
# - c) 五个都叫 `relu/weights`

# %% [markdown] role="why" lang="en"
# Creating `threshold` entered the scope `relu` once and used up that name. Each call of the function enters it
# again, with the next number.

# %% [markdown] role="why" lang="zh"
# 创建 `threshold` 时已经进入过一次 `relu`，用掉了这个名字。之后每次调用函数都再进入一次，编号依次加一。

# %% name="names"
for variable in tf.global_variables():
    print(variable.op.name)

# %% [markdown] role="output"
# ```
# relu/threshold
# relu_1/weights
# relu_1/bias
# relu_2/weights
# relu_2/bias
# relu_3/weights
# relu_3/bias
# relu_4/weights
# relu_4/bias
# relu_5/weights
# relu_5/bias
# ```

# %% [markdown] lang="en"
# It is a pity that the threshold has to be created outside of the function, while everything else is inside. The next
# two ways create it in the first call. First way: the first call creates, then reuse is turned on for the others.

# %% [markdown] lang="zh"
# 遗憾的是，阈值必须在函数外面创建，而其余的都在里面。下面两种办法让它在第一次调用时创建。
# 方法一：第一次调用创建，然后打开复用，再调用其余的。

# %% name="first-call-creates"
reset_graph()

def relu(X):
    with tf.variable_scope("relu"):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
        w_shape = (int(X.get_shape()[1]), 1)
        w = tf.Variable(tf.random_normal(w_shape), name="weights")
        b = tf.Variable(0.0, name="bias")
        z = tf.add(tf.matmul(X, w), b, name="z")
        return tf.maximum(z, threshold, name="max")

X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
with tf.variable_scope("", default_name="") as scope:
    first_relu = relu(X)     # create the shared variable
    scope.reuse_variables()  # then reuse it
    relus = [first_relu] + [relu(X) for i in range(4)]
output = tf.add_n(relus, name="output")

file_writer = tf.summary.FileWriter(folder + "/relu8", tf.get_default_graph())
file_writer.close()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = output.eval(feed_dict={X: [[1, 2, 3], [4, 5, 6]]})
    print(result)

# %% [markdown] role="output" tolerance="1e-5" book=true
# ```
# [[ 7.185649]
#  [16.105099]]
# ```

# %% [markdown] role="note" lang="en"
# Now the shared variable stands inside the first unit: `relu/threshold` beside `relu/weights`. The other units are
# `relu_1` to `relu_4`.

# %% [markdown] role="note" lang="zh"
# 现在共享变量就在第一个单元里：`relu/threshold` 和 `relu/weights` 并列。其余的单元是 `relu_1` 到 `relu_4`。

# %% [markdown] lang="en"
# Second way: the function knows nothing of scopes. The loop enters the scope, and says from the second time on that
# variables are to be reused.

# %% [markdown] lang="zh"
# 方法二：函数本身完全不管作用域。由循环进入作用域，并从第二次起声明复用变量。

# %% name="scope-outside"
reset_graph()

def relu(X):
    threshold = tf.get_variable("threshold", shape=(),
                                initializer=tf.constant_initializer(0.0))
    w_shape = (int(X.get_shape()[1]), 1)                        # not shown in the book
    w = tf.Variable(tf.random_normal(w_shape), name="weights")  # not shown
    b = tf.Variable(0.0, name="bias")                           # not shown
    z = tf.add(tf.matmul(X, w), b, name="z")                    # not shown
    return tf.maximum(z, threshold, name="max")

X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
relus = []
for relu_index in range(5):
    with tf.variable_scope("relu", reuse=(relu_index >= 1)) as scope:
        relus.append(relu(X))
output = tf.add_n(relus, name="output")

file_writer = tf.summary.FileWriter(folder + "/relu9", tf.get_default_graph())
file_writer.close()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    result = output.eval(feed_dict={X: [[1, 2, 3], [4, 5, 6]]})
    print(result)

# %% [markdown] role="output" tolerance="1e-5" book=true
# ```
# [[ 7.185649]
#  [16.105099]]
# ```

# %% [markdown] role="exercise" name="shared-slope" lang="en"
# Reset the graph, and write `unit(X)` that returns `slope * X`, where `slope` is a variable with the initial value 2, shared by
# all calls. Call it three times on a placeholder, keep the results in the list `units`, and leave only one variable in the
# graph.

# %% [markdown] role="exercise" name="shared-slope" lang="zh"
# 重置图，写一个函数 `unit(X)`，返回 `slope * X`，其中 `slope` 是初始值为 2、由所有调用共享的变量。
# 在一个占位符上调用它三次，结果放进列表 `units`，图里只能有一个变量。

# %% [markdown] role="hint" lang="en"
# `tf.get_variable("slope", shape=(), initializer=tf.constant_initializer(2.0))`, and a scope with `reuse` from the second call on.

# %% [markdown] role="hint" lang="zh"
# `tf.get_variable("slope", shape=(), initializer=tf.constant_initializer(2.0))`，再用一个从第二次起打开 `reuse` 的作用域。

# %% [markdown] role="hint" lang="en"
# `reuse=tf.AUTO_REUSE` creates the variable when it is missing and reuses it otherwise.

# %% [markdown] role="hint" lang="zh"
# `reuse=tf.AUTO_REUSE` 的意思是：没有就创建，有就复用。

# %% [markdown] role="solution"
# ```python
# reset_graph()
#
# def unit(X):
#     with tf.variable_scope("unit", reuse=tf.AUTO_REUSE):
#         slope = tf.get_variable("slope", shape=(), initializer=tf.constant_initializer(2.0))
#         return slope * X
#
# X = tf.placeholder(tf.float32)
# units = [unit(X) for i in range(3)]
# ```

# %% [markdown] role="solution"
# ```python
# reset_graph()
# slope = tf.Variable(2.0)
# X = tf.placeholder(tf.float32, shape=(None, 3))
# units = [slope * X for i in range(3)]
# ```

# %% [markdown] role="check"
# ```python
# if not isinstance(globals().get("units"), (list, tuple)) or len(units) != 3:
#     wrong(en="There is no list `units` with three results yet.", zh="还没有装着三个结果的列表 `units`。")
# if not all(isinstance(result, tf.Tensor) for result in units):
#     wrong(en="`units` should hold nodes of the graph.", zh="`units` 里应当是图的节点。")
# if len({result.op.name for result in units}) != 3:
#     wrong(en="`units` holds the same node more than once: call the function three times.",
#           zh="`units` 里有重复的节点：请调用函数三次。")
# operations = units[0].graph.get_operations()
# kept = units[0].graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
# count = sum(op.type in ("Variable", "VariableV2", "VarHandleOp") for op in operations)
# if len(kept) != 1 or count != 1:
#     wrong(en="The graph has %d variables, not one." % max(count, len(kept)), zh="图里有 %d 个变量，而不是一个。" % max(count, len(kept)))
# if any(op.type == "PlaceholderWithDefault" for op in operations) or not any(op.type == "Placeholder" for op in operations):
#     wrong(en="Call `unit` on a placeholder.", zh="请在占位符上调用 `unit`。")
# def fed(number):
#     feeds = {}
#     for op in operations:
#         if op.type == "Placeholder":
#             shape = op.outputs[0].shape
#             size = [size or 2 for size in shape.as_list()] if shape.ndims is not None else [2, 3]
#             feeds[op.outputs[0]] = np.full(size, number)
#     return feeds
#
#
# size = kept[0].shape.as_list()
# with tf.Session(graph=units[0].graph) as fresh:
#     fresh.run(kept[0].initializer)
#     before = [value / number for number in (3.0, -4.0) for value in fresh.run(units, fed(number))]
#     kept[0].load(np.full(size, 5.0), fresh)
#     after = [value / number for number in (3.0, -4.0) for value in fresh.run(units, fed(number))]
# if not all(np.allclose(value, 2) for value in before):
#     wrong(en="The three results are not `slope * X` with a slope that begins at 2.", zh="三个结果不是 `slope * X`，或者 `slope` 的初始值不是 2。")
# if not all(np.allclose(value, 5) for value in after):
#     wrong(en="The three results do not all follow the shared variable.", zh="三个结果没有都跟着共享变量变化。")
# ```

# %% [markdown] lang="en"
# `tf.Variable` always makes a new variable. `get_variable` makes or finds one, and it tells you when you did not say which.

# %% [markdown] lang="zh"
# `tf.Variable` 总是新建变量；`get_variable` 新建或取回变量，没有说清要哪一样时，它会报错提醒你。
