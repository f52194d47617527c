# The tour: four keys on a graph of three nodes.  `tuigraph tour` opens it; the keys and what is said of them stand in
# `tuigraph/tui/tour.py`.

# %% [markdown] lang="en"
# # A tour of thirty seconds
#
# A graph of three nodes, and the four keys that move a program. The card below says which key comes next.

# %% [markdown] lang="zh"
# # 三十秒导览
#
# 一个有三个节点的计算图，和推动程序的四个键。下面的卡片会说接下来按哪个键。

# %%
import tuigraph as tf

# %%
z = tf.constant(3) * tf.constant(4)
print(tf.Session().run(z))

# %% [markdown] role="output"
# ```
# 12
# ```
