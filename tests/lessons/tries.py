"""Answers to the exercises of the lessons, by the number of the lesson: unusual right ones, and wrong ones."""

RIGHT = {
    "01": [
        "g = x * x - y * y\nwith tf.Session() as s:\n    init.run()\n    g_value = g.eval()",
        "g = tf.square(x) - tf.square(y)\ns = tf.Session()\ns.run(init)\ng_value = int(s.run(g))",
        "g = -(y + x) * (y - x)\nwith tf.Session() as s:\n    g_value = s.run(g, {x: 3, y: 4})",
        "g = tf.multiply(x + y, x - y, name='product')\ns = tf.InteractiveSession()\ninit.run()\n"
        "g_value = g.eval()\ns.close()",
        "g = (x + y) * (x - y)\nwith tf.Session() as s:\n    s.run([x.initializer, y.initializer])\n"
        "    g_value, f_value = s.run([g, f])",
        "g = tf.cast(x + y, tf.float32) * tf.cast(x - y, tf.float32)\nwith tf.Session() as s:\n    init.run()\n"
        "    g_value = g.eval()",
        "total, difference = x + y, x - y\ng = tf.identity(total * difference)\nwith tf.Session() as s:\n"
        "    init.run()\n    g_value = float(g.eval())",
        "import operator\ng = operator.mul(x + y, x - y)\nwith tf.Session() as s:\n    init.run()\n    g_value = s.run({'g': g})['g']",
    ],
    "02": [
        "mine = tf.Graph()\nwith mine.as_default():\n    tf.constant(5.0, name='five')",
        "mine = tf.Graph()\nwith mine.as_default(), tf.device('/cpu:0'):\n    five = tf.constant(5, tf.int64, name='five')",
        "tf.reset_default_graph()\nmine = tf.Graph()\nwith mine.as_default():\n    tf.constant(5, name='five')\n"
        "    tf.constant(6, name='six')",
        "mine = tf.Graph()\nwith tf.Session(graph=mine) as s:\n    five = tf.constant(5, name='five')\n    s.run(five)",
        "mine = tf.Graph()\nwith mine.as_default():\n    tf.constant([5], name='five')",
        "tf.constant(5, name='five')\ntf.reset_default_graph()\nmine = tf.Graph()\nwith mine.as_default():\n"
        "    tf.constant(5, name='five')\n    tf.Variable(1)",
        "mine = tf.Graph()\nwith mine.as_default():\n    tf.identity(tf.constant(5, name='five'), name='copy')",
    ],
    "03": [
        "for i in range(10):\n    second.run(one_more)",
        "second.run(tf.assign_add(counter, 10))",
        "second.run(counter.assign(10))",
        "ten = tf.assign(counter, 10)\nwith second.as_default():\n    ten.op.run()",
        "[second.run(one_more) for i in range(12)]\nsecond.run(tf.assign_sub(counter, 2))",
        "fourth = tf.Session()\nfourth.run(counter.initializer)\ncounter.load(10, second)",
        "second.run(counter.initializer)\nwhile counter.eval(second) != 10:\n    second.run(one_more)",
    ],
    "04": [
        "A = tf.constant(housing_data_plus_bias)\nb = tf.constant(housing.target.reshape(-1, 1))\n"
        "t = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(A, A, transpose_a=True)), tf.transpose(A)), b)\n"
        "with tf.Session() as s:\n    theta64_value = t.eval()",
        "A = tf.cast(tf.constant(housing_data_plus_bias), tf.float64)\nb = tf.constant(housing.target.reshape(-1, 1))\n"
        "t = tf.matrix_solve(tf.matmul(A, A, transpose_a=True), tf.matmul(A, b, transpose_a=True))\n"
        "theta64_value = tf.Session().run(t)",
        "A = tf.placeholder(tf.float64)\nb = tf.placeholder(tf.float64)\nAT = tf.transpose(A)\n"
        "t = tf.matmul(tf.matrix_inverse(tf.matmul(AT, A)), tf.matmul(AT, b))\nwith tf.Session() as s:\n"
        "    theta64_value = s.run(t, {A: housing_data_plus_bias, b: housing.target.reshape(-1, 1)})",
        "A = tf.Variable(housing_data_plus_bias)\nb = tf.constant(housing.target.reshape(-1, 1), tf.float64)\n"
        "t = tf.matmul(tf.matrix_inverse(tf.matmul(tf.transpose(A), A)), tf.matmul(tf.transpose(A), b))\n"
        "with tf.Session() as s:\n    s.run(A.initializer)\n    theta64_value = s.run(t)",
        "A = tf.constant(housing_data_plus_bias, dtype=tf.float64, name='A64')\nAT = tf.transpose(A)\n"
        "b = tf.constant(housing.target.reshape(-1, 1), dtype=tf.float64)\n"
        "inverse = tf.linalg.inv(AT @ A)\nwith tf.Session() as s:\n    theta64_value = s.run(inverse @ (AT @ b))",
        "A = tf.constant(housing_data_plus_bias, tf.float64)\nb = tf.constant(housing.target.reshape(-1, 1), tf.float64)\n"
        "AT = tf.transpose(A)\nt = tf.squeeze(tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(AT, A)), AT), b))\n"
        "with tf.Session() as s:\n    theta64_value = t.eval()",
        "with tf.Graph().as_default():\n    A = tf.constant(housing_data_plus_bias)\n"
        "    b = tf.constant(housing.target.reshape(-1, 1))\n    AT = tf.transpose(A)\n"
        "    t = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(AT, A)), AT), b)\n    with tf.Session() as s:\n"
        "        theta64_value = s.run(t)",
    ],
    "05": [
        "op = tf.assign(theta, theta - 0.2 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n"
        "    [s.run(op) for i in range(150)]\n    fast_theta = s.run(theta)",
        "op = tf.train.GradientDescentOptimizer(0.3).apply_gradients([(gradients, theta)])\nwith tf.Session() as s:\n"
        "    s.run(init)\n    for i in range(120):\n        op.run()\n    fast_theta = theta.eval()",
        "op = theta.assign_sub(gradients * 0.3)\ns = tf.Session()\ns.run(init)\nfor i in range(299):\n    s.run(op)\n"
        "fast_theta = theta.eval(session=s)\ns.close()",
        "rate = tf.placeholder(tf.float32)\nop = tf.assign(theta, theta - rate * gradients)\nwith tf.Session() as s:\n"
        "    s.run(init)\n    for i in range(150):\n        s.run(op, {rate: 0.3})\n    fast_theta = theta.eval()",
        "op = tf.assign_add(theta, -0.3 * gradients)\nfor runs in (100, 150):\n    with tf.Session() as s:\n"
        "        s.run(init)\n        for i in range(runs):\n            s.run(op)\n        fast_theta = theta.eval()",
        "op = tf.assign(theta, theta - 0.3 * gradients)\nwith tf.Session() as s:\n    s.run(theta.initializer)\n"
        "    while mse.eval() > 0.5255:\n        s.run(op)\n    fast_theta = theta.eval()",
        "op = tf.scatter_sub(theta, list(range(9)), 0.3 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n    for i in range(150):\n        s.run(op)\n    fast_theta = theta.eval()",
        "slow = tf.assign(theta, theta - 0.02 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n    for i in range(1000):\n        s.run(slow)\n    fast_theta = theta.eval()\nfast = tf.assign(theta, theta - 0.3 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n    for i in range(200):\n        s.run(fast)\n    fast_theta = theta.eval()",
    ],
    "06": [
        "u = tf.Variable(0.5)\nh = tf.sin(u) * tf.exp(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n"
        "    slope = float(s.run(tf.gradients(h, u)[0]))",
        "u = tf.Variable(0.5, name='u')\nh = tf.multiply(tf.exp(u), tf.sin(u), name='h')\ns = tf.Session()\n"
        "s.run(u.initializer)\nslope = s.run(tf.gradients(h, [u]))[0]",
        "with tf.Graph().as_default():\n    u = tf.Variable(0.5)\n    h = tf.exp(u) * tf.sin(u)\n"
        "    d, = tf.gradients(h, u)\n    with tf.Session() as s:\n        s.run(u.initializer)\n        slope = d.eval()",
        "u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\n"
        "(d, _), = tf.train.GradientDescentOptimizer(1.0).compute_gradients(h, [u])\nwith tf.Session() as s:\n"
        "    s.run(u.initializer)\n    slope = s.run(d)",
        "u = tf.Variable([0.5])\nh = tf.exp(u) * tf.sin(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n"
        "    slope = s.run(tf.gradients(h, u)[0])",
        "u = tf.get_variable('u', initializer=0.5)\nh = tf.exp(u) * tf.sin(u)\nd = tf.gradients([h], [u])[0]\n"
        "with tf.Session() as s:\n    slope = s.run(d, {u: 0.5})",
        "u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\npairs = tf.train.GradientDescentOptimizer(1.0).compute_gradients(h, [u])\nwith tf.Session() as s:\n    s.run(u.initializer)\n    slope = pairs[0][0].eval()",
    ],
    "07": [
        "adam_op = tf.train.AdamOptimizer(0.05).minimize(mse)\nadam_theta = train(adam_op)",
        "adam = tf.train.AdamOptimizer(0.05, beta1=0.8)\nadam_op = adam.apply_gradients(adam.compute_gradients(mse))\n"
        "adam_theta = train(adam_op)",
        "step = tf.train.get_or_create_global_step()\n"
        "adam_op = tf.train.AdamOptimizer(0.05).minimize(mse, global_step=step)\nadam_theta = train(adam_op)",
        "adam_op = tf.train.AdamOptimizer(1e-6).minimize(mse)\nadam_theta = train(adam_op)\n"
        "adam_op = tf.train.AdamOptimizer(0.05).minimize(mse)\nadam_theta = train(adam_op)",
        "adam_op = tf.group(tf.train.AdamOptimizer(0.05).minimize(mse))\nadam_theta = train(adam_op)",
        "adam_op = tf.train.AdamOptimizer(0.1).minimize(tf.sqrt(mse))\nadam_theta = np.array(train(adam_op))",
    ],
    "08": [
        "new_theta = tf.placeholder(tf.float32)\nset_theta = tf.assign(theta, new_theta)\nsess = tf.Session()\n"
        "sess.run(set_theta, {new_theta: np.ones((9, 1))})",
        "new_theta = tf.placeholder(tf.float32, shape=(None, 1))\nset_theta = theta.assign(new_theta)\n"
        "sess = tf.Session()\nsess.run(set_theta, {new_theta: [[1]] * 9})",
        "new_theta = tf.placeholder(tf.float64, shape=(9, 1))\n"
        "set_theta = theta.assign(tf.cast(new_theta, tf.float32))\nsess = tf.Session()\n"
        "sess.run(set_theta, {new_theta: np.ones((9, 1))})",
        "new_theta = tf.placeholder(tf.float32, shape=theta.get_shape())\nset_theta = tf.group(theta.assign(new_theta))\n"
        "sess = tf.InteractiveSession()\nset_theta.run({new_theta: np.ones((9, 1))})",
        "new_theta = tf.placeholder(tf.float32, [n + 1, 1])\nset_theta = tf.assign(theta, new_theta)\n"
        "sess = tf.Session()\nsess.run(init)\nsess.run(set_theta, {new_theta: np.full([9, 1], 1.0)})",
        "new_theta = tf.placeholder_with_default(np.ones((9, 1), 'f'), shape=(9, 1))\n"
        "set_theta = tf.assign(theta, new_theta)\nsess = tf.Session()\nsess.run(set_theta)",
        "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = tf.assign_add(theta, new_theta - theta)\nsess = tf.Session()\nsess.run(theta.initializer)\nsess.run([set_theta], {new_theta: np.ones((9, 1))})",
        "new_theta = tf.placeholder(tf.float32, (9,))\nset_theta = theta.assign(tf.expand_dims(new_theta, 1))\nsess = tf.Session()\nsess.run(set_theta, {new_theta: [1] * 9})",
        "new_theta = tf.placeholder(tf.float32, (1, 9))\nset_theta = theta.assign(tf.transpose(new_theta))\nsess = tf.Session()\nsess.run(set_theta, {new_theta: [[1] * 9]})",
    ],
    "09": [
        "copy = tf.Variable(tf.ones([9, 1]))\nsess = tf.Session()\ns = tf.train.Saver(var_list={'weights': copy})\n"
        "s.restore(sess, folder + '/weights.ckpt')",
        "copy = tf.get_variable('copy', shape=theta.shape)\nsess = tf.Session()\n"
        "tf.train.Saver({'weights': copy}).restore(sess, os.path.join(folder, 'weights.ckpt'))",
        "with tf.Graph().as_default():\n    copy = tf.Variable(tf.zeros([9, 1]), name='weights')\n"
        "    sess = tf.Session()\n    tf.train.Saver().restore(sess, folder + '/weights.ckpt')",
        "copy = tf.Variable(np.zeros((9, 1), np.float32), name='copy')\nsess = tf.InteractiveSession()\n"
        "tf.train.Saver({'weights': copy, }).restore(sess, folder + '/weights.ckpt')",
        "copy = tf.Variable(tf.random_normal([n + 1, 1]), trainable=False)\nloader = tf.train.Saver({'weights': copy})\n"
        "sess = tf.Session()\nsess.run(theta.initializer)\nloader.restore(sess, folder + '/weights.ckpt')",
        "copy = tf.Variable(theta.initial_value, name='copy')\nsess = tf.Session()\n"
        "tf.train.Saver({'weights': copy}, max_to_keep=1).restore(sess, folder + '/weights.ckpt')",
        "copy = tf.Variable(tf.zeros([9, 1]), use_resource=True)\nsess = tf.Session()\ntf.train.Saver({'weights': copy}).restore(sess, folder + '/weights.ckpt')",
        "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\nsess.run(copy.initializer)\nsess.close()\nsess = tf.Session()\ntf.train.Saver({'weights': copy}).restore(sess, folder + '/weights.ckpt')",
        "copy = tf.Variable(tf.zeros([9, 1]))\nsaver = tf.train.Saver({'weights': copy})\nd = saver.saver_def\nsess = tf.Session()\nsess.run(d.restore_op_name, {d.filename_tensor_name: folder + '/weights.ckpt'})",
        "g = tf.Graph()\nwith g.as_default():\n    copy = tf.get_variable('weights', [9, 1])\n    saver = tf.train.Saver([copy])\nsess = tf.Session(graph=g)\nwith sess.as_default():\n    saver.restore(sess, folder + '/weights.ckpt')",
    ],
    "10": [
        "theta_summary = tf.summary.histogram('h', theta)\nwith tf.Session() as s:\n    s.run(init)\n"
        "    s.run(theta.assign(best_theta))\n    histogram = theta_summary.eval()",
        "theta_summary = tf.summary.histogram('weights', theta.read_value())\nwith tf.Session() as s:\n"
        "    theta.load(best_theta, s)\n    histogram = s.run(theta_summary)",
        "with tf.name_scope('monitor'):\n    theta_summary = tf.summary.histogram('theta', tf.reshape(theta, [-1]))\n"
        "with tf.Session() as s:\n    histogram = s.run(theta_summary, {theta: best_theta})",
        "theta_summary = tf.summary.merge([tf.summary.histogram('theta', theta)])\nwith tf.Session() as s:\n"
        "    histogram = s.run(theta_summary, {theta: best_theta})",
        "theta_summary = tf.summary.histogram('theta', tf.identity(theta), collections=[])\ns = tf.Session()\n"
        "s.run(tf.assign(theta, best_theta))\nhistogram = s.run([theta_summary])[0]\ns.close()",
        "theta_summary = tf.summary.histogram(name='t', values=tf.transpose(theta))\nwith tf.Session() as s:\n"
        "    histogram = theta_summary.eval({theta: best_theta})",
        "theta_summary = tf.summary.histogram('my theta!', tf.reshape(theta, [-1]), family='weights')\nwith tf.Session() as s:\n    (histogram,) = s.run([theta_summary], {theta: best_theta})",
        "p = tf.placeholder_with_default(best_theta, (9, 1))\ntheta_summary = tf.summary.histogram('theta', theta)\nwith tf.Session() as s:\n    s.run(theta.assign(p))\n    histogram = s.run(theta_summary)",
    ],
    "11": [
        "with tf.name_scope('train'):\n    train_op = tf.train.AdamOptimizer().minimize(mse)",
        "with tf.name_scope('train') as s:\n    train_op = tf.train.AdamOptimizer().minimize(mse, name=s)",
        "with tf.name_scope('train'):\n    o = tf.train.GradientDescentOptimizer(0.1)\n"
        "    train_op = o.apply_gradients(o.compute_gradients(mse))",
        "with tf.name_scope('train'):\n    train_op = theta.assign_sub(0.01 * tf.gradients(mse, theta)[0])",
        "with tf.variable_scope('train'):\n    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse)",
        "with tf.name_scope('train/'):\n    train_op = tf.train.MomentumOptimizer(0.01, 0.9).minimize(mse, name='descent')",
        "with tf.name_scope('train'):\n    with tf.name_scope('inner'):\n"
        "        train_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse)",
        "o = tf.train.AdagradOptimizer(0.1)\nwith tf.name_scope('train'):\n    train_op = o.minimize(mse, var_list=[theta])",
        "with tf.name_scope('train'):\n    train_op = tf.train.MomentumOptimizer(0.01, 0.9).minimize(mse)",
        "with tf.name_scope('train'):\n    tf.no_op()\nwith tf.name_scope('train'):\n    train_op = tf.train.AdamOptimizer().minimize(mse)",
    ],
    "12": [
        "def leaky_relu(X):\n    z = tf.layers.dense(X, 1)\n    return tf.maximum(0.1 * z, z)\n"
        "leaky_sum = leaky_relu(X) + leaky_relu(X)",
        "def leaky_relu(X):\n    w = tf.Variable(tf.zeros([3, 1]))\n    b = tf.Variable(1.0)\n    z = X @ w + b\n"
        "    return tf.nn.leaky_relu(z, alpha=0.1)\nleaky_sum = sum([leaky_relu(X), leaky_relu(X)])",
        "def leaky_relu(X):\n    w = tf.Variable(tf.ones([3, 1]))\n    b = tf.Variable([0.5])\n"
        "    z = tf.matmul(X, w) + b\n    return tf.nn.relu(z) - 0.1 * tf.nn.relu(-z)\n"
        "leaky_sum = tf.add(leaky_relu(X), leaky_relu(X))",
        "def leaky_relu(X):\n    w = tf.Variable(tf.random_normal([1, 3]))\n    b = tf.Variable(tf.zeros([1, 1]))\n"
        "    z = tf.matmul(X, w, transpose_b=True) - b\n    return tf.where(z < 0, z / 10, z)\n"
        "leaky_sum = tf.add_n([leaky_relu(X) for i in range(2)])",
        "def leaky_relu(X):\n    with tf.variable_scope(None, default_name='unit'):\n"
        "        w = tf.get_variable('w', [3, 1])\n        b = tf.get_variable('b', [], initializer=tf.ones_initializer())\n"
        "        z = tf.add(tf.matmul(X, w), b)\n        return 0.55 * z + 0.45 * tf.abs(z)\n"
        "one, two = leaky_relu(X), leaky_relu(X)\nleaky_sum = one + two",
        "def leaky_relu(X):\n    w = tf.Variable(tf.random_normal([3]))\n    b = tf.Variable(0.0)\n"
        "    z = tf.reduce_sum(X * w, 1) + b\n    return tf.maximum(z, 0.1 * z)\n"
        "leaky_sum = leaky_relu(X) + leaky_relu(X)",
        "leaky_relu = lambda X: (lambda z: tf.maximum(z, 0.1 * z))(\n"
        "    tf.matmul(X, tf.Variable(tf.ones([3, 1]))) + tf.Variable(0.0))\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
        "class Leaky:\n    def __call__(self, X):\n        z = tf.layers.dense(X, 1, bias_initializer=tf.ones_initializer())\n        return tf.where(z >= 0, z, tf.scalar_mul(0.1, z))\nleaky_relu = Leaky()\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
        "def leaky_relu(X, alpha=0.1):\n    with tf.name_scope('leaky'):\n        w = tf.Variable(tf.random_normal((3, 1)), use_resource=True)\n        b = tf.Variable(tf.zeros(1), use_resource=True)\n        z = tf.nn.xw_plus_b(X, w, b)\n        return tf.nn.relu(z) + alpha * tf.minimum(z, 0)\nleaky_sum = tf.reduce_sum(tf.stack([leaky_relu(X), leaky_relu(X)]), axis=0)",
        "def leaky_relu(X):\n    dense = tf.layers.Dense(1, activation=lambda z: tf.maximum(z, z * 0.1))\n    return dense(X)\nleaky_sum = tf.reduce_sum(tf.concat([leaky_relu(X), leaky_relu(X)], 1), 1)",
        "def leaky_relu(X):\n    w = tf.Variable(tf.random_normal([3, 1]))\n    b = tf.Variable(0.0)\n    z = tf.matmul(w, X, transpose_a=True, transpose_b=True) + b\n    return tf.transpose(tf.nn.relu(z) - tf.nn.relu(-0.1 * z))\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
    ],
    "13": [
        "reset_graph()\nslope = tf.Variable(2.0)\nX = tf.placeholder(tf.float32, (None, 2))\n"
        "def unit(X):\n    return slope * X\nunits = [unit(X), unit(X), unit(X)]",
        "reset_graph()\ndef unit(X):\n    with tf.variable_scope('', reuse=tf.AUTO_REUSE):\n"
        "        return X * tf.get_variable('slope', initializer=2.0)\nX = tf.placeholder(tf.float32, ())\n"
        "units = [unit(X) for i in range(3)]",
        "reset_graph()\nunit = tf.make_template('unit', lambda X: tf.get_variable('slope', [], "
        "initializer=tf.constant_initializer(2.0)) * X)\nX = tf.placeholder(tf.float32)\nunits = [unit(X) for i in range(3)]",
        "reset_graph()\nX = tf.placeholder(tf.float32, (4, 5))\ndef unit(X):\n"
        "    slope = tf.get_variable('slope', [1], initializer=tf.constant_initializer(2.0))\n    return tf.multiply(slope, X)\n"
        "units = []\nfor i in range(3):\n    with tf.variable_scope('s', reuse=i > 0):\n        units.append(unit(X))",
        "reset_graph()\nX = tf.placeholder(tf.float32, (None, 3))\nslope = tf.Variable(2.0, use_resource=True)\n"
        "units = tuple(slope * X for i in range(3))",
        "reset_graph()\nX = tf.placeholder(tf.float64, [None])\nslope = tf.Variable(2.0, dtype=tf.float64)\n"
        "def unit(X):\n    return X * slope\nunits = list(map(unit, [X, X, X]))",
        "reset_graph()\ndef unit(X):\n    if not hasattr(unit, 'slope'):\n        unit.slope = tf.Variable(2.0, name='slope')\n    return unit.slope * X\nX = tf.placeholder(tf.float32, shape=(None, 3), name='X')\nunits = [unit(X) for i in range(3)]",
        "reset_graph()\ndef unit(X):\n    return tf.get_variable('slope', initializer=2.0) * X\nX = tf.placeholder(tf.float32)\nunits = []\nwith tf.variable_scope('u') as scope:\n    units.append(unit(X))\n    scope.reuse_variables()\n    units += [unit(X), unit(X)]",
        "reset_graph()\nslope = tf.Variable(2)\nX = tf.placeholder(tf.int32, (None,))\nunits = [tf.multiply(slope, X) for _ in 'abc']",
        "reset_graph()\nX = tf.placeholder(tf.float32, (3, 1))\nslope = tf.Variable([[2.0]])\nunits = [tf.matmul(X, slope) for i in range(3)]",
    ],
    "14": [
        "p = tf.placeholder(tf.float64)\nset_target = target.assign(tf.cast(p, tf.float32))\n"
        "sess.run(set_target, {p: 2.5})\nsess.run(set_target, {p: 7.5})",
        "p = tf.placeholder(tf.float32, ())\nset_target = tf.group(tf.assign(target, p))\n"
        "for v in (2.5, 7.5):\n    sess.run(set_target, {p: v})",
        "p = tf.placeholder(tf.float32, (1,))\nset_target = tf.assign(target, tf.reshape(p, []))\n"
        "sess.run(set_target, {p: [2.5]})\nsess.run(set_target, {p: [7.5]})",
        "p = tf.placeholder(tf.float32, ())\nset_target = target.assign_add(p - target)\n"
        "[sess.run(set_target, {p: v}) for v in (2.5, 7.5)]",
        "p = tf.placeholder(tf.float32)\nset_target = tf.assign(target, p, name='set')\n"
        "sess.run('set:0', {p: 2.5})\nsess.run('set:0', {p: 7.5})",
        "p = tf.placeholder_with_default(0.0, ())\nset_target = target.assign(p).op\n"
        "set_target.run({p: 2.5}, sess)\nset_target.run({p: 9.0}, sess)\nset_target.run({p: 7.5}, sess)",
        "p = tf.placeholder(tf.float32, shape=())\nset_target = tf.group(tf.assign(target, p))\nfor v in (2.5, 7.5):\n    set_target.run(feed_dict={p: v}, session=sess)",
    ],
    "15": [
        "for i in range(7):\n    with tf.Session(server.target) as s:\n        s.run(visit)",
        "with tf.Session(server.target) as s:\n    s.run(visits.assign(10))",
        "s = tf.Session(server.target)\ns.run(tf.assign_add(visits, 7))\ns.close()",
        "with tf.Session(server.target) as s:\n    s.run(init)\n    [s.run(visit) for i in range(10)]",
        "one, two = tf.Session(server.target), tf.Session(server.target)\n[one.run(visit) for i in range(3)]\n"
        "[two.run(visit) for i in range(4)]\none.close()\ntwo.close()",
        "def work():\n    with tf.Session(server.target, graph=visits.graph) as s:\n        s.run(visit)\n"
        "for i in range(7):\n    in_thread(work)",
        "sessions = [tf.Session(server.target) for i in range(7)]\nfor s in sessions:\n    s.run(visit)\nfor s in sessions:\n    s.close()",
        "s = tf.InteractiveSession(server.target)\nvisits.assign(10).eval()\ns.close()",
        "tf.Session.reset(server.target)\nwith tf.Session(server.target) as s:\n    s.run(init)\n    while visits.eval() != 10:\n        visit.eval()",
        "def bring(n):\n    with tf.Session(server.target) as s:\n        while s.run(visits) < n:\n            s.run(visit.op)\nbring(5)\nbring(10)",
    ],
}

WRONG = {  # (answer, a part of what is said about it)
    "01": [
        ("g = (3 + 4) * (3 - 4)\ng_value = g", "plain Python value"),
        ("g = (x + y) * (x - y)", "keep the number"),
        ("g = (x + y) * (x - y)\ng_value = g", "still a node"),
        ("g = (x + y) * (y - x)\nwith tf.Session() as s:\n    init.run()\n    g_value = g.eval()", "is not (x + y)"),
        ("g = x + y * x - y\nwith tf.Session() as s:\n    init.run()\n    g_value = g.eval()", "is not (x + y)"),
        ("g = (x + y) * (x - y)\ng_value = 42", "42"),
        ("g = (x + y) * (x - y)\ng_value = None", "None"),
        ("g = (x + y) * (x - y)\nwith tf.Session() as s:\n    g_value = s.run(g, {x: 5, y: 2})", "21"),
        ("g = tf.constant(-7)\nwith tf.Session() as s:\n    g_value = s.run(g)", "is not (x + y)"),
        ("g = tf.Variable(-7)\ng_value = -7", "new variable"),
        ("with tf.Graph().as_default():\n    g = tf.constant(-7)\ng_value = -7", "another graph"),
        ("g = (x + y) * (x - y)\ng_value = -7", "No session"),
        ("g = x * y - y\nwith tf.Session() as s:\n    init.run()\n    g_value = g.eval()", "is not (x + y)"),
    ],
    "02": [
        ("mine = 5", "no graph called"),
        ("mine = tf.Graph()", "no node named"),
        ("mine = tf.Graph()\nfive = tf.constant(5, name='five')", "not empty"),
        ("mine = tf.get_default_graph()\ntf.constant(5, name='five')", "not empty"),
        ("mine = tf.Graph()\nwith mine.as_default():\n    five = tf.constant(5)", "no node named"),
        ("mine = tf.Graph()\nwith mine.as_default():\n    tf.Variable(5, name='five')", "no constant"),
        ("mine = tf.Graph()\nwith mine.as_default():\n    tf.placeholder(tf.int32, name='five')", "no constant"),
        ("mine = tf.Graph()\nwith mine.as_default():\n    tf.constant(55, name='five')", "does not give 5"),
        ("mine = tf.Graph()\nwith mine.as_default():\n    tf.no_op(name='five')", "no constant"),
    ],
    "03": [
        ("second.run(one_more)", "is 1, not 10"),
        ("for i in range(11):\n    second.run(one_more)", "is 11, not 10"),
        ("third.run(counter.initializer)\nsecond.run(tf.assign(counter, 10))", "in `third` now"),
        ("counter = 10", "not the variable"),
        ("second.run(tf.assign(counter, 10))\nsecond.close()", "is closed"),
        ("third.close()\nsecond.run(tf.assign(counter, 10))", "is closed"),
        ("tf.assign(counter, 10)", "is 0, not 10"),
        ("with tf.Session() as s:\n    s.run(tf.assign(counter, 10))", "is 0, not 10"),
        ("second = 10", "is closed"),
        ("counter = tf.Variable(10)\nsecond.run(counter.initializer)", "not the variable"),
    ],
    "04": [
        ("theta64_value = theta_numpy", "with the graph"),
        ("theta64_value = theta_value", "not a float64"),
        ("theta64_value = theta_value.astype(np.float64)", "with the graph"),
        ("theta64_value = theta", "is a node"),
        (
            "A = tf.constant(housing_data_plus_bias)\ntf.matrix_inverse(tf.matmul(A, A, True))\ntheta64_value = theta_numpy",
            "not run yet",
        ),
        (
            "A = tf.constant(housing_data_plus_bias)\ni = tf.matrix_inverse(tf.matmul(A, A, True))\n"
            "theta64_value = tf.Session().run(i)",
            "does not agree",
        ),
        (
            "A = tf.constant(housing_data_plus_bias)\nt = tf.matrix_inverse(tf.matmul(A, A, True))\n"
            "tf.Session().run(t)\ntheta64_value = np.zeros((9, 1))",
            "does not agree",
        ),
        ("theta64_value = 'done'", "not a float64"),
        (
            "A = tf.constant(housing_data_plus_bias)\nt = tf.matrix_inverse(tf.matmul(A, A, transpose_a=True))\n"
            "tf.Session().run(t)\ntheta64_value = theta_numpy",
            "what NumPy computed",
        ),
    ],
    "05": [
        ("fast_theta = theta", "is a node"),
        ("fast_theta = best_theta", "second training"),
        ("fast_theta = 0.5", "9 rows"),
        ("op = tf.assign(theta, theta - 0.1 * gradients)\nfast_theta = best_theta", "not run yet"),
        (
            "op = tf.assign(theta, theta - 0.02 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n"
            "    for i in range(1000):\n        s.run(op)\n    fast_theta = theta.eval()",
            "at most 300",
        ),
        (
            "op = tf.assign(theta, theta - 0.02 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n"
            "    for i in range(300):\n        s.run(op)\n    fast_theta = theta.eval()",
            "still not below",
        ),
        (
            "op = tf.assign(theta, theta - 1.0 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n"
            "    for i in range(300):\n        s.run(op)\n    fast_theta = theta.eval()",
            "still not below",
        ),
        (
            "with tf.Session() as s:\n    s.run(init)\n    for i in range(300):\n        s.run(training_op)\n"
            "    fast_theta = theta.eval()",
            "second training",
        ),
        (
            "op = tf.assign(theta, theta - 0.3 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n    s.run(op)\n"
            "A, b = scaled_housing_data_plus_bias, housing.target.reshape(-1, 1)\n"
            "fast_theta = np.linalg.lstsq(A, b, rcond=None)[0]",
            "never had the values",
        ),
        (
            "op = theta.assign(best_theta)\nwith tf.Session() as s:\n    s.run(init)\n    fast_theta = theta.eval()",
            "not run yet",
        ),
        (
            "op = tf.assign(theta, theta - 0.3 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n    for i in range(1000):\n        s.run(training_op)\n    s.run(op)\n    fast_theta = theta.eval()",
            "took 1001 runs",
        ),
        (
            "op = tf.assign(theta, theta - 0.3 * gradients)\nwith tf.Session() as s:\n    s.run(init)\n    s.run(op)\nfast_theta = best_theta",
            "never had",
        ),
        (
            "op = tf.assign(theta, theta - 0.3 * gradients)\nfor i in range(3):\n    with tf.Session() as s:\n        s.run(init)\n        s.run(op)\nwith tf.Session() as s:\n    s.run(init)\n    for i in range(900):\n        s.run(op)\n    fast_theta = theta.eval()",
            "at most 300",
        ),
    ],
    "06": [
        ("slope = np.exp(0.5) * (np.sin(0.5) + np.cos(0.5))", "Build `u`"),
        ("u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\nslope = tf.gradients(h, u)[0]", "not a number"),
        ("u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\nslope = 2.2373", "no derivative"),
        ("u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\ntf.gradients(h, u)\nslope = 2.23728", "not run yet"),
        (
            "u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n"
            "    slope = s.run(h)\n    s.run(tf.gradients(h, u))",
            "not the derivative",
        ),
        (
            "u = tf.Variable(0.5)\nh = tf.exp(u) + tf.sin(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n"
            "    slope = s.run(tf.gradients(h, u)[0])",
            "is not exp(u)",
        ),
        (
            "u = tf.Variable(1.0)\nh = tf.exp(u) * tf.sin(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n"
            "    slope = s.run(tf.gradients(h, u)[0])",
            "not the derivative",
        ),
        (
            "u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n"
            "    slope = s.run(tf.gradients(h, [u]))",
            "first element",
        ),
        ("u, h = 0.5, 1.0\nslope = 2.2373", "Build `u`"),
        (
            "u = tf.Variable(0.5)\nh = tf.exp(u) + tf.sin(u)\nwith tf.Session() as s:\n    s.run(u.initializer)\n    slope = s.run(tf.gradients(h, u)[0])",
            "is not exp(u)",
        ),
    ],
    "07": [
        ("adam_op = training_op\nadam_theta = best_theta", "made by Adam"),
        ("adam_op = tf.train.AdamOptimizer(0.01)", "no training operation"),
        ("adam_op = tf.train.AdamOptimizer(0.01).minimize(mse)\nadam_theta = best_theta", "not run yet"),
        ("adam_op = tf.train.AdamOptimizer(0.01).minimize(mse)\nadam_theta = train(momentum_op)", "not run yet"),
        ("adam_op = tf.train.AdamOptimizer(1e-5).minimize(mse)\nadam_theta = train(adam_op)", "not below 0.53"),
        ("adam_op = tf.train.AdamOptimizer(0.01).minimize(mse)\ntrain(adam_op)", "Keep what"),
        ("adam_op = tf.train.AdamOptimizer(0.01).minimize(mse)\ntrain(adam_op)\nadam_theta = theta", "Keep what"),
        (
            "tf.train.AdamOptimizer(0.01).minimize(mse)\nadam_op = tf.train.GradientDescentOptimizer(0.1).minimize(mse)\n"
            "adam_theta = train(adam_op)",
            "made by Adam",
        ),
        (
            "adam_op = tf.train.AdamOptimizer(0.01).minimize(mse)\ntrain(adam_op)\nadam_theta = best_theta",
            "another optimizer",
        ),
    ],
    "08": [
        ("new_theta = tf.placeholder(tf.float32, (9, 1))", "no `set_theta`"),
        ("new_theta = np.ones((9, 1))\nset_theta = theta.assign(new_theta)", "not a placeholder"),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(new_theta)\nsess = tf.Session()",
            "not run yet",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(new_theta)\n"
            "with tf.Session() as sess:\n    sess.run(set_theta, {new_theta: np.ones((9, 1))})",
            "is closed",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(new_theta)\nsess = tf.Session()\n"
            "sess.run(set_theta, {new_theta: np.zeros((9, 1))})",
            "not all ones",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(tf.ones((9, 1)))\n"
            "sess = tf.Session()\nsess.run(set_theta)",
            "does not give `theta`",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(new_theta)\nsess = tf.Session()\n"
            "sess.run(theta.assign(np.ones((9, 1))))",
            "not run yet",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(new_theta + 1)\n"
            "sess = tf.Session()\nsess.run(set_theta, {new_theta: np.zeros((9, 1))})",
            "does not give `theta`",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = theta.assign(new_theta)\nsess = tf.Session()\n"
            "with tf.Session() as s:\n    s.run(set_theta, {new_theta: np.ones((9, 1))})",
            "no value in `sess`",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, ())\nset_theta = theta.assign(tf.fill((9, 1), new_theta))\nsess = tf.Session()\nsess.run(set_theta, {new_theta: 1.0})",
            "shape of `theta`",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = lambda: theta.assign(new_theta)\nsess = tf.Session()\nsess.run(set_theta(), {new_theta: np.ones((9, 1))})",
            "no operation",
        ),
        (
            "new_theta = tf.placeholder(tf.float32, (9, 1))\nset_theta = tf.identity(new_theta)\nsess = tf.Session()\nsess.run(set_theta, {new_theta: np.ones((9, 1))})",
            "does not give",
        ),
    ],
    "09": [
        ("copy = theta", "`theta` itself"),
        ("copy = best_theta", "no variable"),
        ("copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()", "no value in `sess`"),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\nsess.run(copy.initializer)",
            "initialized instead",
        ),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\nsess.run(copy.assign(best_theta))",
            "were assigned",
        ),
        ("copy = tf.Variable(best_theta)\nsess = tf.Session()\nsess.run(copy.initializer)", "initializer of `copy`"),
        ("copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\ncopy.load(best_theta, sess)", "Restoring"),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nwith tf.Session() as sess:\n"
            "    tf.train.Saver({'weights': copy}).restore(sess, folder + '/weights.ckpt')",
            "is closed",
        ),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\nsess.run(copy.initializer)\n"
            "tf.train.Saver({'weights': copy}).restore(sess, folder + '/weights.ckpt')",
            "initializer of `copy`",
        ),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\n"
            "tf.train.Saver({'weights': theta}).restore(sess, folder + '/weights.ckpt')\n"
            "sess.run(copy.assign(sess.run(theta)))",
            "were assigned",
        ),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\nreader = tf.train.load_checkpoint(folder + '/weights.ckpt')\np = tf.placeholder(tf.float32)\nsess.run(copy.assign(p), {p: reader.get_tensor('weights')})",
            "were assigned",
        ),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\ntf.train.Saver({'weights': copy})\nsess.run(copy.assign(best_theta))",
            "were assigned",
        ),
        (
            "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\ntf.train.Saver({'weights': copy}).restore(sess, folder + '/weights.ckpt')\nsess.run(copy.assign(copy * 2))",
            "other values",
        ),
    ],
    "10": [
        ("theta_summary = tf.summary.scalar('t', mse)\nhistogram = b''", "more than `theta`"),
        ("theta_summary = tf.summary.histogram('t', theta)", "keep the bytes"),
        ("theta_summary = best_theta\nhistogram = b''", "not a histogram"),
        (
            "theta_summary = tf.summary.scalar('t', tf.reduce_sum(theta))\nwith tf.Session() as s:\n"
            "    histogram = s.run(theta_summary, {theta: best_theta})",
            "not a histogram",
        ),
        (
            "theta_summary = tf.summary.histogram('t', theta)\nwith tf.Session() as s:\n    s.run(init)\n"
            "    histogram = s.run(theta_summary)",
            "not the trained",
        ),
        ("theta_summary = tf.summary.histogram('t', theta)\nhistogram = b'abc'", "does not hold"),
        ("theta_summary = tf.summary.histogram('t', theta)\nhistogram = np.histogram(best_theta)", "keep the bytes"),
        (
            "theta_summary = tf.summary.histogram('t', theta[:3])\nwith tf.Session() as s:\n"
            "    histogram = s.run(theta_summary, {theta: best_theta})",
            "9 numbers",
        ),
        (
            "theta_summary = tf.summary.histogram('t', theta)\nwith tf.Session() as s:\n"
            "    histogram = s.run(theta_summary, {theta: np.full((9, 1), best_theta.max())})",
            "not the trained",
        ),
        (
            "theta_summary = tf.summary.histogram('t', tf.abs(theta))\nwith tf.Session() as s:\n    histogram = s.run(theta_summary, {theta: best_theta})",
            "not the trained",
        ),
        (
            "theta_summary = tf.summary.histogram('t', theta + 1)\nwith tf.Session() as s:\n    histogram = s.run(theta_summary, {theta: best_theta - 1})",
            "9 numbers",
        ),
    ],
    "11": [
        ("train_op = tf.train.GradientDescentOptimizer(0.01)", "no training operation"),
        ("train_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse)", "not inside"),
        ("train_op = training_op", "not inside"),
        (
            "with tf.name_scope('training'):\n    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse)",
            "not inside",
        ),
        ("train_op = tf.train.GradientDescentOptimizer(0.01).minimize(mse, name='train/descent')", "gradients do not"),
        ("with tf.name_scope('train'):\n    train_op = tf.no_op()", "does not change"),
        ("with tf.name_scope('train'):\n    train_op = theta.assign(tf.zeros([n + 1, 1]))", "does not depend"),
        (
            "g = tf.gradients(mse, [theta])\nwith tf.name_scope('train'):\n"
            "    train_op = tf.train.GradientDescentOptimizer(0.01).apply_gradients(zip(g, [theta]))",
            "gradients do not",
        ),
        (
            "with tf.name_scope('train'):\n    o = tf.train.GradientDescentOptimizer(0.01)\ntrain_op = o.minimize(mse)",
            "not inside",
        ),
        ("with tf.name_scope('train_2'):\n    train_op = tf.train.AdamOptimizer().minimize(mse)", "not inside a scope"),
        ("with tf.name_scope('train7'):\n    train_op = tf.train.AdamOptimizer().minimize(mse)", "not inside a scope"),
    ],
    "12": [
        ("leaky_sum = tf.add(relus[0], relus[1])", "no function"),
        ("def leaky_relu(X):\n    return X", "no tensor"),
        (
            "def leaky_relu(X):\n    w = tf.Variable(tf.ones([3, 1]))\n    b = tf.Variable(1.0)\n"
            "    return tf.maximum(tf.matmul(X, w) + b, 0.)\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
            "0.1 * z",
        ),
        (
            "def leaky_relu(X):\n    w = tf.Variable(tf.ones([3, 1]))\n    b = tf.Variable(1.0)\n"
            "    z = tf.matmul(X, w) + b\n    return tf.maximum(z, 0.01 * z)\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
            "0.1 * z",
        ),
        (
            "def leaky_relu(X):\n    w = tf.Variable(tf.ones([3, 1]))\n    z = tf.matmul(X, w)\n"
            "    return tf.maximum(z, 0.1 * z)\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
            "has 1",
        ),
        (
            "w = tf.Variable(tf.ones([3, 1]))\nb = tf.Variable(0.0)\ndef leaky_relu(X):\n    z = tf.matmul(X, w) + b\n"
            "    return tf.maximum(z, 0.1 * z)\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
            "made outside",
        ),
        (
            "def leaky_relu(X):\n    z = tf.layers.dense(X, 1)\n    return tf.maximum(z, 0.1 * z)\n"
            "unit = leaky_relu(X)\nleaky_sum = unit + unit",
            "four variables",
        ),
        (
            "def leaky_relu(X):\n    z = tf.layers.dense(X, 1)\n    return tf.maximum(z, 0.1 * z)\n"
            "leaky_sum = leaky_relu(X) - leaky_relu(X)",
            "not the sum",
        ),
        (
            "def leaky_relu(X):\n    z = tf.layers.dense(X, 1)\n    return tf.minimum(z, 0.1 * z)\n"
            "leaky_sum = leaky_relu(X) + leaky_relu(X)",
            "0.1 * z",
        ),
        (
            "def leaky_relu(X):\n    z = tf.layers.dense(X, 2)\n    return tf.maximum(z, 0.1 * z)\n"
            "leaky_sum = leaky_relu(X) + leaky_relu(X)",
            "three numbers",
        ),
        (
            "def leaky_relu(X):\n    w = tf.Variable(tf.ones([3, 1]))\n    b = tf.Variable(0.0)\n    z = tf.matmul(X, w) + b\n    tf.maximum(z, 0.1 * z)\nleaky_sum = relus[0] + relus[1]",
            "returns no node",
        ),
        (
            "def leaky_relu(X):\n    with tf.variable_scope('u', reuse=tf.AUTO_REUSE):\n        z = tf.matmul(X, tf.get_variable('w', (3, 1))) + tf.get_variable('b', ())\n    return tf.maximum(z, 0.1 * z)\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
            "four variables",
        ),
        (
            "def leaky_relu(X):\n    z = tf.layers.dense(X, 1)\n    return tf.maximum(z, 0.1 * z)\nleaky_sum = leaky_relu(X) + leaky_relu(-X)",
            "not the sum",
        ),
        (
            "def leaky_relu(X):\n    w = tf.Variable(tf.ones([3, 1]))\n    b = tf.Variable(0.0)\n    m = tf.matmul(X, w)\n    return tf.where(m > 0, m + b, 0.1 * (m + b))\nleaky_sum = leaky_relu(X) + leaky_relu(X)",
            "weighted sum",
        ),
    ],
    "13": [
        ("units = 3", "no list"),
        ("reset_graph()\nX = tf.placeholder(tf.float32)\nunits = [2.0 * X for i in range(3)]", "0 variables"),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nunits = [tf.Variable(2.0) * X for i in range(3)]",
            "3 variables",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(2.0)\nunits = [slope * X] * 3",
            "more than once",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(3.0)\nunits = [slope * X for i in range(3)]",
            "begins at 2",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(2.0)\nunits = [slope + X for i in range(3)]",
            "not `slope * X`",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(2.0)\nunits = [slope * X for i in range(2)]",
            "no list",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(2.0)\nunits = [slope * X, slope * X, 2.0 * X]",
            "follow the shared",
        ),
        (
            "reset_graph()\nX = tf.constant([3.0])\nslope = tf.Variable(2.0)\nunits = [slope * X for i in range(3)]",
            "on a placeholder",
        ),
        ("reset_graph()\nunits = [1, 2, 3]", "nodes of the graph"),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(2.0)\nc = tf.constant(3.0)\nunits = [slope * c for i in range(3)]",
            "not `slope * X`",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(2.0)\nunits = [slope * X, slope * X, slope * 3.0]",
            "not `slope * X`",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nslope = tf.Variable(1.0)\nunits = [2.0 * slope * X for i in range(3)]",
            "follow",
        ),
        (
            "reset_graph()\nX = tf.placeholder(tf.float32)\nwith tf.variable_scope('a'):\n    one = tf.get_variable('slope', initializer=2.0)\nwith tf.variable_scope('b'):\n    two = tf.get_variable('slope', initializer=2.0)\nunits = [one * X, two * X, two * X]",
            "2 variables",
        ),
    ],
    "14": [
        ("sess.run(tf.assign(target, 7.5))", "no `set_target`"),
        ("set_target = tf.assign(target, 7.5)\nsess.run(set_target)", "same value"),
        (
            "p = tf.placeholder(tf.float32, ())\nset_target = tf.assign(target, p)\nsess.run(set_target, {p: 7.5})",
            "never 2.5",
        ),
        (
            "p = tf.placeholder(tf.float32, ())\nset_target = tf.assign(target, p)\n"
            "for v in (7.5, 7.5):\n    sess.run(set_target, {p: v})",
            "never 2.5",
        ),
        (
            "p = tf.placeholder(tf.float32, ())\nset_target = tf.assign(target, p)\nsess.run(set_target, {p: 2.5})",
            "is 2.5",
        ),
        ("p = tf.placeholder(tf.float32, ())\nset_target = tf.assign(target, p)", "is 0.0"),
        (
            "p = tf.placeholder(tf.float32, ())\nset_target = target.assign_add(p)\nsess.run(set_target, {p: 2.5})\n"
            "sess.run(set_target, {p: 5.0})",
            "does not give",
        ),
        (
            "p = tf.placeholder(tf.float32, ())\nother = tf.Variable(0.0)\nset_target = tf.assign(other, p)",
            "not an assignment",
        ),
        ("set_target = 7.5", "not an assignment"),
        (
            "p = tf.placeholder(tf.float32, ())\nset_target = tf.assign(target, p)\nsess.run(set_target, {p: 2.5})\n"
            "sess.run(set_target, {p: 7.5})\nsess.close()",
            "is closed",
        ),
        (
            "p = tf.placeholder(tf.float32, ())\nset_target = tf.assign(target, p)\nwith tf.Session() as s:\n"
            "    s.run(set_target, {p: 2.5})\n    s.run(set_target, {p: 7.5})",
            "is 0.0",
        ),
        (
            "p = tf.placeholder(tf.float32)\nset_target = tf.assign(target, p)\nsess.run(set_target, {p: 7.5})\nsess.run(set_target, {p: 2.5})",
            "not 7.5",
        ),
    ],
    "15": [
        ("visits = 10", "not the variable"),
        ("with tf.Session() as s:\n    s.run(init)\n    visits.load(10, s)", "is 3, not 10"),
        ("with tf.Session(server.target) as s:\n    s.run(visit)", "is 4, not 10"),
        ("with tf.Session(server.target) as s:\n    [s.run(visit) for i in range(8)]", "is 11, not 10"),
        ("s = tf.Session(server.target)\n[s.run(visit) for i in range(7)]", "still open"),
        ("tf.Session.reset(server.target)", "has been destroyed"),
        ("with tf.Session(server.target) as s:\n    s.run(init)", "is 0, not 10"),
        (
            "other = tf.train.Server.create_local_server()\nwith tf.Session(other.target) as s:\n    s.run(init)\n"
            "    visits.load(10, s)",
            "is 3, not 10",
        ),
        (
            "visits = tf.Variable(10)\nwith tf.Session(server.target) as s:\n    s.run(visits.initializer)",
            "not the variable",
        ),
        (
            "sessions = [tf.Session(server.target) for i in range(7)]\nfor s in sessions:\n    s.run(visit)\ndel s",
            "`sessions` is still open",
        ),
        ("sess = tf.InteractiveSession(server.target)\nvisits.assign(10).eval()", "`sess` is still open"),
        (
            "with tf.container('other'):\n    more = tf.Variable(10)\nwith tf.Session(server.target) as s:\n    s.run(more.initializer)",
            "is 3, not 10",
        ),
    ],
}
