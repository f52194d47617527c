# Lesson 02: the default graph, further graphs, and how to start over.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Managing graphs
#
# Every node that you create goes into a graph, although you never say which. It is the *default graph*. The graph pane
# shows the graph that is the default at the moment, and during a run the graph that runs. When there are several, its
# title says which one you see.

# %% [markdown] lang="zh"
# # 管理图
#
# 你创建的每个节点都会进入某个图，尽管你从没说过是哪一个：那就是*默认图*。计算图窗格显示的是当前的默认图，
# 运行期间则是正在运行的图。图不止一个时，窗格的标题会写明显示的是哪一个。

# %%
import tuigraph as tf

# %% [markdown] lang="en"
# Every variable, operation and tensor knows its graph: `x1.graph`. After the first line the graph has four nodes. The
# graph pane draws them as one box, `Variable`, the name that a variable gets when you give it none. `d` turns the
# drawing into a tree that lists all nodes, and back.

# %% [markdown] lang="zh"
# 每个变量、操作和张量都知道自己属于哪个图：`x1.graph`。执行第一行之后，图里有四个节点。计算图窗格把它们画成一个方框
# `Variable`：没有给变量起名字时，它就叫这个名字。按 `d` 可以换成列出所有节点的树，再按一次换回来。

# %% name="default-graph"
x1 = tf.Variable(1)
x1.graph is tf.get_default_graph()

# %%
print(x1.graph is tf.get_default_graph())

# %% [markdown] role="output"
# ```
# True
# ```

# %% [markdown] lang="en"
# For a second, independent graph, create a `tf.Graph()` and make it the default for the length of a `with` block.
# Watch the graph pane: inside the block it shows the new graph, `graph 2`, into which the nodes of `x2` go; after the
# block `graph 1` is back, and `x2` is not among its nodes. Both graphs have a node called `Variable`; names have to be
# unique only within a graph.

# %% [markdown] lang="zh"
# 想要第二个互不相干的图，就创建一个 `tf.Graph()`，用 `with` 块临时把它设为默认图。看计算图窗格：
# 在块里显示的是新图“图 2”，`x2` 的节点进了新图；出了块，又换回“图 1”，里面没有 `x2`。两个图里都有名叫 `Variable` 的节点；
# 名字只需在同一个图里唯一。

# %% [markdown] role="predict" lang="en" expect="x2.graph is tf.get_default_graph()"
# The last line stands after the `with` block. Will `x2.graph is tf.get_default_graph()` be True or False?

# %% [markdown] role="predict" lang="zh"
# 最后一行在 `with` 块之后。`x2.graph is tf.get_default_graph()` 会是 True 还是 False？

# %% [markdown] role="why" lang="en"
# After the block the first graph is the default again. `x2` stays in the graph in which it was made.

# %% [markdown] role="why" lang="zh"
# 出了 `with` 块，默认图又是第一个图。`x2` 仍留在创建它的那个图里。

# %% name="second-graph"
graph = tf.Graph()
with graph.as_default():
    x2 = tf.Variable(2)

x2.graph is graph
x2.graph is tf.get_default_graph()

# %%
print(x2.graph is graph)
print(x2.graph is tf.get_default_graph())

# %% [markdown] role="output"
# ```
# True
# False
# ```

# %% [markdown] lang="en"
# Nodes of different graphs cannot meet in one operation: nothing could run both. Adding them is an error, raised
# while building, before any session.

# %% [markdown] lang="zh"
# 不同图里的节点不能用在同一个操作里，因为没有哪次运行能同时运行两个图。把它们相加会报错，而且在构建时就报，
# 不必等到会话。

# %% name="mixed-graphs"
try:
    x1 + x2
except ValueError as error:
    print("ValueError:", "same graph" in str(error))

# %% [markdown] role="output"
# ```
# ValueError: True
# ```

# %% [markdown] lang="en"
# While experimenting in Jupyter or at a prompt you run the same lines again and again. Each time they add *new*
# nodes. Python's `x1` then means the newest, and the old ones stay in the graph, under names such as `Variable_1`.

# %% [markdown] lang="zh"
# 在 Jupyter 或命令行里做实验时，你会反复执行同样的几行。每执行一次，图里就*新增*一批节点。Python 的 `x1`
# 指向最新的那个，旧的仍然留在图里；新节点的名字则变成 `Variable_1` 之类。

# %% [markdown] role="predict" lang="en" expect="len(tf.get_default_graph().get_operations())"
# The graph has 4 operations now. How many will it have after this loop?

# %% [markdown] role="predict" lang="zh"
# 图中现在有 4 个操作。这个循环之后会有多少个？

# %% [markdown] role="why" lang="en"
# Each `tf.Variable(1)` adds four operations, and nothing removes the old ones: 4 + 3 × 4.

# %% [markdown] role="why" lang="zh"
# 每个 `tf.Variable(1)` 新增四个操作，旧的一个也不会删掉：4 + 3 × 4。

# %% name="again-and-again"
for i in range(3):
    x1 = tf.Variable(1)

print(x1.name)
print(len(tf.get_default_graph().get_operations()))

# %% [markdown] role="output"
# ```
# Variable_3:0
# 16
# ```

# %% [markdown] lang="en"
# You could restart Python. It is easier to call `tf.reset_default_graph()`: it puts a new, empty graph in the place
# of the default one. The old nodes do not move to it. Whoever still holds `x1` holds a node of the old graph.

# %% [markdown] lang="zh"
# 可以重启 Python（在 Jupyter 里是重启内核），但更方便的做法是调用 `tf.reset_default_graph()`：它换上一个新的空图
# 作为默认图。旧节点不会搬过去；谁手里还有 `x1`，拿着的就是旧图里的节点。

# %% name="reset"
tf.reset_default_graph()

print(len(tf.get_default_graph().get_operations()))
print(x1.graph is tf.get_default_graph())

# %% [markdown] role="output"
# ```
# 0
# False
# ```

# %% [markdown] role="exercise" name="own-graph" lang="en"
# Make a new graph called `mine` that contains a constant 5 named `five`, and leave the default graph empty.

# %% [markdown] role="exercise" name="own-graph" lang="zh"
# 新建一个名为 `mine` 的图，在里面放一个值为 5、名字叫 `five` 的常量；默认图要保持为空。

# %% [markdown] role="hint" lang="en"
# `mine = tf.Graph()`, and then a `with` block as above.

# %% [markdown] role="hint" lang="zh"
# 先写 `mine = tf.Graph()`，再像上面那样用 `with` 块。

# %% [markdown] role="hint" lang="en"
# The name is an argument: `tf.constant(5, name="five")`.

# %% [markdown] role="hint" lang="zh"
# 名字是一个参数：`tf.constant(5, name="five")`。

# %% [markdown] role="solution"
# ```python
# mine = tf.Graph()
# with mine.as_default():
#     tf.constant(5, name="five")
# ```

# %% [markdown] role="solution"
# ```python
# with tf.Graph().as_default() as mine:
#     five = tf.constant(5.0, name="five")
# ```

# %% [markdown] role="check"
# ```python
# if not isinstance(globals().get("mine"), tf.Graph):
#     wrong(en="There is no graph called `mine` yet.", zh="还没有名为 `mine` 的图。")
# if tf.get_default_graph().get_operations():
#     wrong(en="The default graph is not empty. Reset it, and create the constant inside `with mine.as_default():`.",
#           zh="默认图不是空的。先重置它，再在 `with mine.as_default():` 里创建常量。")
# five = next((op for op in mine.get_operations() if op.name == "five"), None)
# if five is None:
#     wrong(en="`mine` has no node named `five`.", zh="`mine` 里没有名为 `five` 的节点。")
# if five.type != "Const":
#     wrong(en="The node `five` is no constant but a %s. Make it with `tf.constant`." % five.type,
#           zh="节点 `five` 不是常量，而是 %s。请用 `tf.constant` 创建它。" % five.type)
# with tf.Session(graph=mine) as fresh:
#     value = fresh.run(five.outputs[0])
# if value.dtype.kind not in "iuf" or not (value == 5).all():
#     wrong(en="The node `five` does not give 5.", zh="节点 `five` 的值不是 5。")
# ```

# %% [markdown] lang="en"
# A script seldom needs more than the default graph. When a lesson starts over, it resets it; now you know what
# that does.

# %% [markdown] lang="zh"
# 一般的脚本很少需要默认图以外的图。后面的课要从头开始时会重置默认图，现在你知道这意味着什么了。
