# Lesson 15: what sessions and threads share, and what they do not.  Also runs with plain `python`.

# %% [markdown] lang="en"
# # Sessions, threads and containers
#
# Who shares what? The graph is shared by everybody who holds it. Values of variables are kept in a *container*, and the
# question is only whose container: the session's own, or that of a server to which several sessions connect.

# %% [markdown] lang="zh"
# # 会话、线程与容器
#
# 谁和谁共享什么？图由所有拿着它的人共享。变量的值保存在*容器*里，问题只在于是谁的容器：
# 会话自己的，还是多个会话所连接的服务器的。

# %%
import threading
import tuigraph as tf

def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()

# %% [markdown] lang="en"
# Two sessions in one process, one graph: nothing is shared. The session pane shows `visits` twice, once in each session.

# %% [markdown] lang="zh"
# 同一个进程、同一个图、两个会话：什么也不共享。会话窗格里有两个 `visits`，每个会话一个。

# %% name="local-sessions"
visits = tf.Variable(0, name="visits")
visit = tf.assign_add(visits, 1)
init = tf.global_variables_initializer()

first, second = tf.Session(), tf.Session()
first.run(init)
second.run(init)
first.run(visit)
print(first.run(visits), second.run(visits))
first.close()
second.close()

# %% [markdown] role="output"
# ```
# 1 0
# ```

# %% [markdown] lang="en"
# One session used by two threads is another matter: it is one session, with one set of variables.

# %% [markdown] lang="zh"
# 两个线程使用同一个会话，就是另一回事了：会话只有一个，变量也只有一份。

# %% [markdown] role="predict" lang="en" expect="total"
# Five threads run `visit` in the same session, one after the other. What is `visits` then?

# %% [markdown] role="predict" lang="zh"
# 五个线程先后在同一个会话里运行 `visit`。之后 `visits` 是多少？

# %% [markdown] role="why" lang="en"
# Threads that use the same session use the same copy of `visits`.

# %% [markdown] role="why" lang="zh"
# 使用同一个会话的线程，用的是同一份 `visits`。

# %% name="shared-session"
sess = tf.Session()
sess.run(init)
for i in range(5):
    in_thread(lambda: sess.run(visit))
total = sess.run(visits)
print(total)
sess.close()

# %% [markdown] role="output"
# ```
# 5
# ```

# %% [markdown] lang="en"
# The *default* graph and the *default* session belong to a thread. A new thread does not see the `with` blocks of the one
# that started it: `f.eval()` finds no session there. Pass the session, or open a block inside the thread.

# %% [markdown] lang="zh"
# *默认*图和*默认*会话是属于线程的。新线程看不到启动它的线程里的 `with` 块：在新线程里 `f.eval()` 找不到会话。
# 要么把会话传进去，要么在线程里另开一个 `with` 块。

# %% [markdown] role="predict" lang="en" answer="b"
# Inside `with graph.as_default(), tf.Session() as sess:` a thread is started. What does it see?
#
# - a) the same default graph and the same default session
# - b) neither of them
# - c) the same default graph, but no default session

# %% [markdown] role="predict" lang="zh"
# 在 `with graph.as_default(), tf.Session() as sess:` 里启动一个线程。它看到什么？
#
# - a) 同样的默认图和默认会话
# - b) 两样都没有
# - c) 同样的默认图，但没有默认会话

# %% [markdown] role="why" lang="en"
# Both defaults belong to the thread that entered the `with` block.

# %% [markdown] role="why" lang="zh"
# 两个默认都只属于进入 `with` 块的那个线程。

# %% name="defaults"
graph = tf.Graph()
seen = []

def look():
    seen.append(tf.get_default_graph() is graph)
    seen.append(tf.get_default_session() is None)

with graph.as_default(), tf.Session() as sess:
    look()
    in_thread(look)

print("here:      graph", seen[0], " no session", seen[1])
print("in thread: graph", seen[2], " no session", seen[3])

# %% [markdown] role="output"
# ```
# here:      graph True  no session False
# in thread: graph False  no session True
# ```

# %% [markdown] lang="en"
# A `Coordinator` stops several threads together: each asks `should_stop()`, and anyone may call `request_stop()`. The lock
# makes them take turns, so that nobody visits once more while another one is about to stop.

# %% [markdown] lang="zh"
# `Coordinator` 让多个线程一起停下：每个线程不断询问 `should_stop()`，任何一个都可以调用 `request_stop()`。
# 锁让它们轮流来，免得一个正要停下时，另一个又多访问一次。

# %% name="coordinator"
coord = tf.train.Coordinator()
turn = threading.Lock()
sess = tf.Session()
sess.run(init)

def visit_until_told():
    while not coord.should_stop():
        with turn:
            if not coord.should_stop() and sess.run(visit) == 20:
                coord.request_stop()

threads = [threading.Thread(target=visit_until_told) for i in range(3)]
for thread in threads:
    thread.start()
coord.join(threads)
print(sess.run(visits))
sess.close()

# %% [markdown] role="output"
# ```
# 20
# ```

# %% [markdown] lang="en"
# Now distributed TensorFlow. A server keeps the variables. A session that is given the server's address works with
# those, and so does the next session. Here the server runs inside this process; for the sessions that makes no
# difference.

# %% [markdown] lang="zh"
# 现在看分布式 TensorFlow。变量由服务器保管。会话给出服务器的地址，用的就是服务器上的变量，下一个会话也一样。
# 这里的服务器就运行在本进程里；对会话来说没有区别。

# %% [markdown] role="predict" lang="en" expect="seen_by_second"
# The first session initializes `visits` and runs `visit` three times; then it is closed. The second one only reads. What does
# it see?

# %% [markdown] role="predict" lang="zh"
# 第一个会话初始化 `visits`，运行 `visit` 三次，然后关闭。第二个会话只读取。它看到多少？

# %% [markdown] role="why" lang="en"
# The variable lives on the server, in a container. Closing a session does not touch it.

# %% [markdown] role="why" lang="zh"
# 变量活在服务器的容器里，关闭会话并不影响它。

# %% name="server"
server = tf.train.Server.create_local_server()

with tf.Session(server.target) as first:
    first.run(init)
    for i in range(3):
        first.run(visit)

with tf.Session(server.target) as second:
    seen_by_second = second.run(visits)
    print(seen_by_second)

# %% [markdown] role="output"
# ```
# 3
# ```

# %% [markdown] role="note" lang="en"
# Closing `first` did not destroy the variable: it lives in a container of the server.

# %% [markdown] role="note" lang="zh"
# 关闭 `first` 并没有销毁变量：它活在服务器的容器里。

# %% [markdown] lang="en"
# Containers have names. `tf.container` says into which one a variable goes, and `tf.Session.reset` clears a container: that is
# how a variable on a server is destroyed. The variables in other containers stay.

# %% [markdown] lang="zh"
# 容器有名字。`tf.container` 指定变量放进哪个容器，`tf.Session.reset` 清空一个容器：服务器上的变量就是这样销毁的。
# 其他容器里的变量不受影响。

# %% name="containers"
with tf.container("experiment"):
    trial = tf.Variable(1, name="trial")

with tf.Session(server.target) as sess:
    sess.run(trial.initializer)
    print(*sess.run([visits, trial]))

tf.Session.reset(server.target, ["experiment"])

with tf.Session(server.target) as sess:
    print(sess.run(visits))
    try:
        sess.run(trial)
    except tf.errors.FailedPreconditionError:
        print("trial is gone")

# %% [markdown] role="output"
# ```
# 3 1
# 3
# trial is gone
# ```

# %% [markdown] role="exercise" name="through-the-server" lang="en"
# Bring `visits` on the server to exactly 10, through sessions that you close again.

# %% [markdown] role="exercise" name="through-the-server" lang="zh"
# 让服务器上的 `visits` 正好等于 10，用过的会话都要关闭。

# %% [markdown] role="hint" lang="en"
# It is 3 now. A session opened without `server.target` would change its own copy only.

# %% [markdown] role="hint" lang="zh"
# 它现在是 3。打开会话时如果不给 `server.target`，改的只是会话自己的那一份。

# %% [markdown] role="solution"
# ```python
# with tf.Session(server.target) as sess:
#     while sess.run(visits) < 10:
#         sess.run(visit)
# ```

# %% [markdown] role="solution"
# ```python
# with tf.Session(server.target) as sess:
#     visits.load(10, sess)
# ```

# %% [markdown] role="check"
# ```python
# if not isinstance(globals().get("visits"), tf.Variable) or visits.op is not visit.op.inputs[0].op:
#     wrong(en="`visits` is not the variable any more. Press `r` to go back to the lesson's own state.",
#           zh="`visits` 已经不是那个变量了。按 `r` 回到课程本来的状态。")
# left = []
# for name, value in list(globals().items()):
#     for kept in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple, set)) else [value]:
#         if isinstance(kept, (tf.Session, tf.InteractiveSession)) and kept.sess_str and not kept.closed:
#             left.append(name)
# if left:
#     wrong(en="A session in `%s` is still open. Close it: the server keeps the variable." % left[0],
#           zh="`%s` 里的会话还开着。请关闭它：变量由服务器保管。" % left[0])
# with tf.Session(server.target, graph=visits.graph) as fresh:
#     try:
#         value = fresh.run(visits)
#     except tf.errors.FailedPreconditionError:
#         wrong(en="`visits` has been destroyed on the server. Run `init` in a session with `server.target`.",
#               zh="服务器上的 `visits` 已被销毁。请在连到 `server.target` 的会话里运行 `init`。")
# if value != 10:
#     wrong(en="On the server `visits` is %d, not 10." % value, zh="服务器上的 `visits` 是 %d，不是 10。" % value)
# ```

# %% [markdown] lang="en"
# Last, two processes. With the extra `cluster` (`pip install 'tuigraph[cluster]'`) the next cell starts a second process,
# which keeps variables and first runs a program of its own. Without the extra a server in this process stands in for it.
# What the cell prints says which of the two it is.

# %% [markdown] lang="zh"
# 最后是两个进程。装了附加组件 `cluster`（`pip install 'tuigraph[cluster]'`）时，下面的单元会启动第二个进程：它保管变量，
# 并先运行自己的一段程序。没有装时，由本进程里的服务器代替它。单元打印的内容会说明是哪一种。

# %% name="two-processes"
from tuigraph.cluster.local import LocalCluster

other_program = """
x = tf.Variable(3, name="x")
with tf.Session(target) as sess:
    sess.run(x.initializer)
"""

try:
    keeper = LocalCluster(other_program)
    print("x is kept by another process")
except ImportError:
    keeper = tf.train.Server.create_local_server()
    with tf.Graph().as_default():
        exec(other_program, {"tf": tf, "target": keeper.target})
    print("x is kept by this process")

# %% [markdown] role="output"
# ```
# x is kept by ... process
# ```

# %% [markdown] lang="en"
# The program has run the initializer, and its session is closed. This process makes a variable of the same name and runs
# no initializer.

# %% [markdown] lang="zh"
# 那段程序运行了初始化器，它的会话已经关闭。本进程创建一个同名的变量，不运行初始化器。

# %% [markdown] role="predict" lang="en" expect="found"
# What does `older` find in `x`?

# %% [markdown] role="predict" lang="zh"
# `older` 在 `x` 里看到多少？

# %% [markdown] role="why" lang="en"
# A variable on a server is found by its name, whichever process asks. The 0 would only be its initial value here.

# %% [markdown] role="why" lang="zh"
# 服务器上的变量按名字查找，不管是哪个进程在问。这里的 0 只是初始值，初始化器并没有运行。

# %% name="shared-by-processes"
x = tf.Variable(0, name="x")
twice = x.assign(2 * x)

older, newer = tf.Session(keeper.target), tf.Session(keeper.target)
found = older.run(x)
newer.run(twice)
newer.close()
print(found, older.run(x))

# %% [markdown] role="output"
# ```
# 3 6
# ```

# %% [markdown] role="note" lang="en"
# Stepping back takes back what your runs wrote, on the server too, and so for everybody who shares it. What another
# process has done stays, and so does the process: it ends with the program.

# %% [markdown] role="note" lang="zh"
# 后退会撤销你的运行所写的值，服务器上的也一样，因此对共享它的人都如此。另一个进程自己做的事保持不变，
# 那个进程也继续存在：程序结束时它才结束。

# %% [markdown] lang="en"
# Closing a session has destroyed nothing. Emptying the container does, and it ends the sessions that were open before:
# they get an `AbortedError`, so that nobody goes on with a variable that is not the same any more.

# %% [markdown] lang="zh"
# 关闭会话什么也没有销毁。清空容器则会销毁变量，还会终止此前打开的会话：它们得到 `AbortedError`，
# 免得有人继续使用一个已经不是原来那个的变量。

# %% name="emptied"
tf.Session.reset(keeper.target)

try:
    older.run(x)
except tf.errors.AbortedError:
    print("older has ended")
older.close()

with tf.Session(keeper.target) as fresh:
    print(fresh.run(tf.is_variable_initialized(x)))

# %% [markdown] role="output"
# ```
# older has ended
# False
# ```

# %% [markdown] lang="en"
# | what                | shared by                                                |
# |---------------------|----------------------------------------------------------|
# | graph               | everybody who holds it, in all threads                   |
# | default graph       | nobody: each thread has its own                          |
# | default session     | nobody: each thread has its own                          |
# | values of nodes     | nobody: they live for one run                            |
# | values of variables | on a server: all its sessions; else nobody             |

# %% [markdown] lang="zh"
# | 什么       | 由谁共享                                       |
# |------------|------------------------------------------------|
# | 图         | 所有拿着它的人，不分线程                       |
# | 默认图     | 不共享：每个线程有自己的                       |
# | 默认会话   | 不共享：每个线程有自己的                       |
# | 节点的值   | 不共享：只活在一次运行里                       |
# | 变量的值   | 本地会话：不与别的会话共享；服务器：它的所有会话 |
