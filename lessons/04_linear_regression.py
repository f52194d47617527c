# Lesson 04: linear regression with the normal equation on the California housing data.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Linear regression with TensorFlow
#
# Now values get large. The data are 20,640 districts of California with 8 numbers each (income, age of the houses,
# rooms, ... position), and the median price of a house there. The *normal equation* gives the best linear model at
# once: theta = (XᵀX)⁻¹ Xᵀ y.
#
# If scikit-learn has the data on this machine, they are used. If not, you get a stand-in with the same means
# and covariances, and nothing is downloaded. This lesson depends on nothing but those, so both give the same theta.

# %% [markdown] lang="zh"
# # TensorFlow 中的线性回归
#
# 现在值变大了。数据是加利福尼亚州的 20640 个街区，每个街区 8 个数（收入、房龄、房间数……位置），
# 以及当地房价的中位数。*正规方程*一步就给出最佳的线性模型：theta = (XᵀX)⁻¹ Xᵀ y。
#
# 如果这台机器上的 scikit-learn 已经有这份数据，就用它；没有的话，用均值和协方差都相同的替代数据，不会下载任何东西。
# 这一课的结果只取决于均值和协方差，所以两者给出同样的 theta。

# %%
import tuigraph as tf

# %% [markdown] lang="en"
# `np.c_` puts a column of ones in front of the data: that is the input of the bias term. After that only nodes are
# built; follow them with `n`. At `theta.eval()` step in with `s`, and read the shapes: `X` is 20640×9, its transpose
# 9×20640, their product only 9×9. The session pane shows the bytes of each value and the step at which it is
# dropped.

# %% [markdown] lang="zh"
# `np.c_` 在数据前面加一列 1，作为偏置项的输入。之后的几行只构建节点，用 `n` 走过去就行。
# 到 `theta.eval()` 时按 `s` 进去，看各个值的形状：`X` 是 20640×9，转置后是 9×20640，两者的乘积只有 9×9。
# 会话窗格显示每个值占多少字节、在哪一步被丢弃。

# %% [markdown] role="predict" lang="en" expect="tf.get_default_graph().get_tensor_by_name('MatrixInverse:0').get_shape().as_list()"
# Which shape does the matrix have that is inverted? Write it as `[rows, columns]`.

# %% [markdown] role="predict" lang="zh"
# 被求逆的矩阵是什么形状？请写成 `[行数, 列数]`。

# %% [markdown] role="why" lang="en"
# XᵀX is (9×20640) times (20640×9). The long side disappears in the product.

# %% [markdown] role="why" lang="zh"
# XᵀX 是 (9×20640) 乘 (20640×9)，长的那一边在乘积里消失了。

# %% name="normal-equation"
import numpy as np
from tuigraph.datasets import fetch_california_housing

housing = fetch_california_housing()
m, n = housing.data.shape
housing_data_plus_bias = np.c_[np.ones((m, 1)), housing.data]

X = tf.constant(housing_data_plus_bias, dtype=tf.float32, name="X")
y = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float32, name="y")
XT = tf.transpose(X)
theta = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(XT, X)), XT), y)

with tf.Session() as sess:
    theta_value = theta.eval()
    print(theta_value)

# %% [markdown] role="output" tolerance="0.1" book=true
# ```
# [[-3.71679459e+01]
#  [ 4.36065614e-01]
#  [ 9.39804502e-03]
#  [-1.06580436e-01]
#  [ 6.42261207e-01]
#  [-4.06296385e-06]
#  [-3.78040830e-03]
#  [-4.23595876e-01]
#  [-4.37090367e-01]]
# ```

# %% [markdown] role="note" lang="en"
# Your digits differ from the chapter's after the first two or three, as the two columns above show. The chapter's notes
# have -37.1679, the printed book has -37.185, and the exact value is -36.9419. None of them is a mistake in the code. The
# sizes of the entries of XᵀX go from 20,640 to 6.84·10¹⁰, and its *condition number* is 5.7·10¹⁰: inverting it may
# magnify a rounding error that much. float32 keeps 7 digits, so after two or three digits it is the order in which a library adds up that
# shows in the result.

# %% [markdown] role="note" lang="zh"
# 从上面两列可以看到，你得到的数在两三位之后就和书上不同了。这份笔记里是 -37.1679，书上印的是 -37.185，精确值是
# -36.9419。代码都没有错。XᵀX 的元素的绝对值从 20640 到 6.84·10¹⁰ 不等，*条件数*是 5.7·10¹⁰：求逆可能把舍入误差放大这么多倍。
# float32 只有 7 位有效数字，所以两三位之后，看到的其实是各个库求和的先后次序。

# %% [markdown] lang="en"
# The same with NumPy, in float64. Here no graph is built: each line computes at once, and the graph pane does not
# change.

# %% [markdown] lang="zh"
# 用 NumPy 在 float64 下做同样的计算。这里不构建图：每一行都立即计算，计算图窗格没有变化。

# %% name="numpy"
X_numpy = housing_data_plus_bias
y_numpy = housing.target.reshape(-1, 1)
theta_numpy = np.linalg.inv(X_numpy.T.dot(X_numpy)).dot(X_numpy.T).dot(y_numpy)

print(theta_numpy)

# %% [markdown] role="output" tolerance="1e-4" book=true
# ```
# [[-3.69419202e+01]
#  [ 4.36693293e-01]
#  [ 9.43577803e-03]
#  [-1.07322041e-01]
#  [ 6.45065694e-01]
#  [-3.97638942e-06]
#  [-3.78654265e-03]
#  [-4.21314378e-01]
#  [-4.34513755e-01]]
# ```

# %% [markdown] lang="en"
# And with scikit-learn, which never forms XᵀX: it decomposes X itself, which is more accurate and works even where
# XᵀX has no inverse.

# %% [markdown] lang="zh"
# 再看 scikit-learn。它根本不计算 XᵀX，而是直接分解 X，这样更精确，XᵀX 不可逆时也能用。

# %% name="scikit-learn"
from sklearn.linear_model import LinearRegression

lin_reg = LinearRegression()
lin_reg.fit(housing.data, housing.target.reshape(-1, 1))

print(np.r_[lin_reg.intercept_.reshape(-1, 1), lin_reg.coef_.T])

# %% [markdown] role="output" tolerance="1e-4" book=true
# ```
# [[-3.69419202e+01]
#  [ 4.36693293e-01]
#  [ 9.43577803e-03]
#  [-1.07322041e-01]
#  [ 6.45065694e-01]
#  [-3.97638942e-06]
#  [-3.78654265e-03]
#  [-4.21314378e-01]
#  [-4.34513755e-01]]
# ```

# %% [markdown] role="exercise" name="float64" lang="en"
# Show that float32 was to blame: build the normal equation once more, in float64, and keep what it gives in
# `theta64_value`. It should agree with `theta_numpy`.

# %% [markdown] role="exercise" name="float64" lang="zh"
# 证明问题出在 float32：用 float64 再构建一次正规方程，把结果存进 `theta64_value`。它应当与 `theta_numpy` 一致。

# %% [markdown] role="hint" lang="en"
# Only the type of the two constants changes: `dtype=tf.float64`. The other nodes follow their inputs.

# %% [markdown] role="hint" lang="zh"
# 只需改两个常量的类型：`dtype=tf.float64`。其他节点会跟随输入的类型。

# %% [markdown] role="solution"
# ```python
# X64 = tf.constant(housing_data_plus_bias, dtype=tf.float64)
# y64 = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float64)
# X64T = tf.transpose(X64)
# theta64 = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(X64T, X64)), X64T), y64)
# with tf.Session() as sess:
#     theta64_value = sess.run(theta64)
# ```

# %% [markdown] role="check"
# ```python
# if "theta64_value" not in globals():
#     wrong(en="There is no `theta64_value` yet.", zh="还没有 `theta64_value`。")
# if isinstance(theta64_value, tf.Tensor):
#     wrong(en="`theta64_value` is a node. Run it in a session to get the array.",
#           zh="`theta64_value` 是一个节点。在会话里运行它，才能得到数组。")
# if getattr(theta64_value, "dtype", None) != np.float64:
#     wrong(en="`theta64_value` is not a float64 array. Give both constants `dtype=tf.float64`.",
#           zh="`theta64_value` 不是 float64 数组。两个常量都要写上 `dtype=tf.float64`。")
# solving = ("MatrixInverse", "MatrixSolve", "MatrixSolveLs", "Cholesky", "MatrixTriangularSolve", "Qr", "Svd")
# graphs = {tf.get_default_graph()} | {value.graph for value in globals().values() if isinstance(value, (tf.Tensor, tf.Session))}
# nodes = [op for graph in graphs for op in graph.get_operations() if op.type in solving and op.inputs[0].dtype == tf.float64]
# if not nodes:
#     wrong(en="No node of the graph inverts a float64 matrix. Compute it with the graph, not with NumPy.",
#           zh="图里没有对 float64 矩阵求逆的节点。请用计算图来算，不要用 NumPy。")
# if not any(calls(op) for op in nodes):
#     wrong(en="The float64 nodes have not run yet. Run them in a session, and keep what they give.",
#           zh="float64 的节点还没有运行过。请在会话里运行它们，把结果存下来。")
# if theta64_value is theta_numpy:
#     wrong(en="`theta64_value` is what NumPy computed. Keep what the session gives.",
#           zh="`theta64_value` 是 NumPy 算出来的。请存下会话给出的结果。")
# if np.size(theta64_value) != 9 or not np.allclose(np.ravel(theta64_value), np.ravel(theta_numpy), rtol=1e-4):
#     wrong(en="`theta64_value` does not agree with `theta_numpy`.", zh="`theta64_value` 与 `theta_numpy` 不一致。")
# ```

# %% [markdown] lang="en"
# Why write it as a graph at all? Because the same nodes can run on other devices, can be differentiated, saved and
# drawn. The next lessons do that.

# %% [markdown] lang="zh"
# 为什么还要写成计算图？因为同样的节点可以放到别的设备上运行，可以求导、保存、画出来。后面几课就来做这些。
