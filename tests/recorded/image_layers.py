"""Convolutions, pooling and batch normalization as layers, and layers as objects."""

from typing import Any

from tests.recorded.layers import numbers


def weights(tf: Any, *shape: Any) -> Any:
    """An initializer of numbers without a pattern that every program has alike."""
    count = 1
    for size in shape:
        count *= size
    return tf.constant_initializer([((7 * i) % 11 - 5) / 10.0 for i in range(count)])


def conv2d(tf: Any) -> Any:
    x = numbers(tf, None, 5, 4, 2)
    first = tf.layers.conv2d(x, 3, 3, kernel_initializer=weights(tf, 3, 3, 2, 3), activation=tf.nn.relu)
    second = tf.layers.conv2d(
        x, 2, (2, 3), strides=2, padding="same", use_bias=False, kernel_initializer=weights(tf, 2, 3, 2, 2)
    )
    loss = tf.reduce_sum(tf.square(first)) + tf.reduce_sum(second)
    return [first, second, *tf.gradients(loss, [x, *tf.trainable_variables()])]


def conv2d_shared(tf: Any) -> Any:
    x = numbers(tf, None, 4, 4, 1)
    penalty = tf.contrib.layers.l2_regularizer(0.1)
    options = {"name": "c", "kernel_initializer": weights(tf, 2, 2, 1, 2), "kernel_regularizer": penalty}
    made = [tf.layers.conv2d(x, 2, 2, reuse=reuse, **options) for reuse in (None, True)]
    with tf.variable_scope("vs", reuse=tf.AUTO_REUSE):
        made += [tf.layers.conv2d(x, 2, 2, **options) for _ in range(2)]
    return [*made, tf.losses.get_regularization_loss()]


def conv1d(tf: Any) -> Any:
    x = numbers(tf, None, 6, 2)
    made = [
        tf.layers.conv1d(x, 3, 2, kernel_initializer=weights(tf, 2, 2, 3)),
        tf.layers.conv1d(x, 2, 3, strides=2, padding="same", kernel_initializer=weights(tf, 3, 2, 2)),
        tf.nn.conv1d(x, tf.ones([2, 2, 1]), 2, "VALID"),
    ]
    return [*made, *tf.gradients(tf.reduce_sum(made[0]) + tf.reduce_sum(made[1]), tf.trainable_variables())]


def transposed(tf: Any) -> Any:
    x = numbers(tf, None, 3, 2, 2)
    made = [
        tf.layers.conv2d_transpose(x, 3, 3, strides=2, kernel_initializer=weights(tf, 3, 3, 3, 2)),
        tf.layers.conv2d_transpose(
            x, 1, 2, strides=(2, 1), padding="same", kernel_initializer=weights(tf, 2, 2, 1, 2), name="up"
        ),
    ]
    return [*made, *tf.gradients([tf.square(v) for v in made], tf.trainable_variables())]


def pooled(tf: Any) -> Any:
    image, sequence = numbers(tf, None, 5, 4, 2), tf.reshape(numbers(tf, None, 6, 2), [-1, 6, 2])
    return [
        tf.layers.max_pooling2d(image, 2, 2),
        tf.layers.max_pooling2d(image, (2, 3), 1, padding="same", name="p"),
        tf.layers.average_pooling2d(image, 2, (2, 1)),
        tf.layers.max_pooling1d(sequence, 2, 2),
        tf.layers.average_pooling1d(sequence, 3, 1, padding="SAME"),
    ]


def dilated(tf: Any) -> Any:
    x, sequence = numbers(tf, None, 7, 6, 1), tf.reshape(numbers(tf, None, 7, 2), [-1, 7, 2])
    there = tf.placeholder_with_default(tf.ones([1, 6, 6, 1]), [None, None, None, 1])
    made = [
        tf.layers.conv2d(x, 2, 2, dilation_rate=2, kernel_initializer=weights(tf, 2, 2, 1, 2)),
        tf.layers.conv2d(there, 1, 3, padding="same", dilation_rate=(2, 1), kernel_initializer=weights(tf, 3, 3, 1, 1)),
        tf.layers.conv1d(sequence, 2, 2, padding="same", dilation_rate=3, kernel_initializer=weights(tf, 2, 2, 2)),
        tf.nn.depthwise_conv2d(x, weights(tf, 2, 2, 1, 2)([2, 2, 1, 2]), [1, 1, 1, 1], "SAME", [2, 2]),
    ]
    return [*made, *tf.gradients([tf.square(v) for v in made], [x, *tf.trainable_variables()])]


def of_any_rank(tf: Any) -> Any:
    x, body = numbers(tf, None, 6, 5, 2), tf.ones([1, 3, 4, 3, 1])
    sequence = tf.reshape(numbers(tf, None, 7, 2), [-1, 7, 2])
    pairs = [tf.constant(pair) for pair in ([0.1, 0.2], [1.0, 2.0], [0.0, 1.0], [2.0, 3.0])]
    square = weights(tf, 2, 2, 2, 2)([2, 2, 2, 2])
    of = tf.nn
    made = [
        of.convolution(x, square, "SAME"),
        of.convolution(x, square, "VALID", [2, 1]),
        of.convolution(x, square, "SAME", dilation_rate=[2, 3], name="far"),
        of.convolution(sequence, tf.ones([2, 2, 1]), "VALID"),
        of.atrous_conv2d(x, square, 2, "VALID"),
        of.atrous_conv2d_transpose(x[:2], square, [2, 6, 5, 2], 2, "SAME"),
        of.pool(x, [2, 2], "MAX", "VALID", strides=[2, 1]),
        of.pool(x, [2, 3], "AVG", "VALID", dilation_rate=[2, 1]),
        of.pool(sequence, [2], "AVG", "SAME", name="line"),
        of.pool(body, [2, 2, 1], "MAX", "SAME"),
        of.conv_transpose(x[:2], square, [2, 12, 10, 2], 2),
        of.batch_norm_with_global_normalization(x, *pairs, 1e-3, True),
        tf.extract_image_patches(x, [1, 2, 3, 1], [1, 2, 1, 1], [1, 1, 2, 1], "VALID"),
        *of.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"),
    ]
    return [*made, *tf.gradients([tf.square(v) for v in (*made[:3], *made[4:8], *made[12:14])], [x, square])]


def bodies(tf: Any) -> Any:
    x = numbers(tf, None, 4, 3, 2, 2)
    made = [
        tf.layers.conv3d(x, 2, (2, 1, 2), kernel_initializer=weights(tf, 2, 1, 2, 2, 2), activation=tf.nn.relu),
        tf.layers.conv3d(x, 1, 2, 2, "same", use_bias=False, kernel_initializer=weights(tf, 2, 2, 2, 2, 1)),
        tf.layers.conv3d_transpose(x, 1, 2, (1, 2, 1), kernel_initializer=weights(tf, 2, 2, 2, 1, 2)),
        tf.layers.max_pooling3d(x, 2, (2, 1, 1), padding="same"),
        tf.layers.average_pooling3d(x, (2, 3, 1), 1, name="mean"),
        tf.nn.max_pool3d(x, [1, 2, 2, 2, 1], 1, "VALID"),
        tf.nn.conv3d_transpose(x, tf.ones([2, 1, 1, 1, 2]), tf.stack([tf.shape(x)[0], 8, 3, 2, 1]), [1, 2, 1, 1, 1]),
    ]
    return [*made, *tf.gradients([tf.square(v) for v in made], [x, *tf.trainable_variables()])]


def separable(tf: Any) -> Any:
    x, sequence = numbers(tf, None, 5, 4, 2), tf.reshape(numbers(tf, None, 6, 2), [-1, 6, 2])
    kernels = {"depthwise_initializer": weights(tf, 3, 3, 2, 2), "pointwise_initializer": weights(tf, 1, 1, 4, 3)}
    lines = {"depthwise_initializer": weights(tf, 2, 2, 1), "pointwise_initializer": weights(tf, 1, 2, 3)}
    penalty = tf.contrib.layers.l2_regularizer(0.1)
    made = [
        tf.layers.separable_conv2d(x, 3, 3, padding="same", depth_multiplier=2, activation=tf.nn.relu, **kernels),
        tf.layers.separable_conv2d(
            x, 3, 3, strides=2, depth_multiplier=2, use_bias=False, pointwise_regularizer=penalty, name="s", **kernels
        ),
        tf.layers.separable_conv1d(sequence, 3, 2, **lines),
        tf.layers.separable_conv1d(sequence, 3, 2, padding="same", dilation_rate=2, activation=tf.nn.tanh, **lines),
        tf.nn.conv1d_transpose(sequence, tf.ones([2, 1, 2]), [tf.shape(sequence)[0], 12, 1], 2),
        tf.nn.max_pool1d(sequence, 2, 2, "VALID"),
        tf.nn.avg_pool1d(sequence, 3, 1, "SAME"),
        tf.space_to_batch(x[:, :4], [[0, 0], [1, 1]], 2),
        tf.batch_to_space_nd(tf.tile(x, [6, 1, 1, 1]), [2, 3], [[1, 0], [0, 2]]),
    ]
    slopes = tf.gradients([tf.square(v) for v in made[:5]], [x, *tf.trainable_variables()])
    return [*made, *slopes, tf.losses.get_regularization_loss()]


def normalized(tf: Any, *shape: Any, **options: Any) -> Any:
    x = numbers(tf, *shape)
    y = tf.layers.batch_normalization(x, **options)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    slopes = tf.gradients(tf.square(y) * (y + 1.0), [x, *tf.trainable_variables()])
    with tf.control_dependencies(updates):
        return [tf.identity(y, name="y"), *slopes]


def normalized_when_told(tf: Any, *shape: Any, **options: Any) -> Any:
    return normalized(tf, *shape, training=tf.placeholder_with_default(True, [], name="training"), **options)


def as_objects(tf: Any) -> Any:
    x = numbers(tf, None, 4, 4, 1)
    layer = tf.layers.Conv2D(2, 2, kernel_initializer=weights(tf, 2, 2, 1, 2), name="c")
    norm, out = tf.layers.BatchNormalization(), tf.layers.Dense(2, kernel_initializer=weights(tf, 18, 2))
    a = out(tf.layers.Flatten()(norm(layer(x), training=True)))
    b = out(tf.layers.Flatten()(norm(layer(x + 1.0), training=True)))
    names = [v.name for one in (layer, norm, out) for v in one.variables]
    names += [v.name for v in norm.trainable_weights + norm.non_trainable_weights] + [u.name for u in norm.updates]
    counts = [layer.count_params(), len(norm.updates), len(layer.losses)]
    texts = [layer.name, norm.name, out.name, layer.scope_name, norm.scope_name, out.scope_name, out.dtype]
    return [a, b, tf.constant(names), tf.constant(counts), tf.constant(texts)]


def own_layer(tf: Any) -> Any:
    class Scaled(tf.layers.Layer):  # type: ignore[misc]
        def build(self, input_shape: Any) -> None:
            self.scale = self.add_weight("scale", [int(input_shape[-1])], initializer=tf.ones_initializer())
            self.built = True

        def call(self, inputs: Any) -> Any:
            self.add_loss(tf.reduce_sum(self.scale))
            return inputs * self.scale

    layer = Scaled()
    return [layer(numbers(tf, None, 3)), layer.losses, tf.losses.get_regularization_loss(), Scaled()(tf.ones([2, 2]))]


PROGRAMS = {
    "conv2d": conv2d,
    "conv2d_shared": conv2d_shared,
    "conv1d": conv1d,
    "transposed": transposed,
    "pooled": pooled,
    "dilated": dilated,
    "of_any_rank": of_any_rank,
    "pooled_with_gaps": lambda tf: tf.nn.pool(tf.ones([1, 4, 4, 1]), [2, 2], "MAX", "VALID", strides=[3, 1]),
    "bodies": bodies,
    "separable": separable,
    "dilated_in_steps": lambda tf: tf.layers.conv2d(tf.ones([1, 4, 4, 1]), 2, 2, 2, dilation_rate=2),
    "normalized_rows": lambda tf: normalized(tf, None, 3, training=True),
    "normalized_rows_when_used": lambda tf: normalized(tf, None, 3),
    "normalized_rows_when_told": lambda tf: normalized_when_told(tf, None, 3, momentum=0.9),
    "normalized_images": lambda tf: normalized(tf, None, 3, 2, 2, training=True, momentum=0.9),
    "normalized_images_when_used": lambda tf: normalized(tf, None, 3, 2, 2, center=False, scale=False),
    "normalized_images_when_told": lambda tf: normalized_when_told(tf, None, 3, 2, 2),
    "normalized_images_in_parts": lambda tf: normalized(tf, None, 3, 2, 2, training=True, fused=False),
    "normalized_along_another_axis": lambda tf: normalized(tf, None, 3, 2, training=True, axis=1),
    "as_objects": as_objects,
    "own_layer": own_layer,
    "conv2d_of_a_matrix": lambda tf: tf.layers.conv2d(tf.placeholder(tf.float32, [3, 4]), 2, 2),
    "conv2d_of_unknown_channels": lambda tf: tf.layers.conv2d(tf.placeholder(tf.float32, [1, 4, 4, None]), 2, 2),
    "conv2d_of_a_wrong_padding": lambda tf: tf.layers.conv2d(tf.ones([1, 4, 4, 1]), 2, 2, padding="most"),
    "conv2d_of_a_wrong_size": lambda tf: tf.layers.conv2d(tf.ones([1, 4, 4, 1]), 2, (2, 2, 2)),
    "pooling_of_a_sequence": lambda tf: tf.layers.max_pooling2d(tf.ones([1, 4, 4]), 2, 2),
    "normalized_along_no_axis": lambda tf: tf.layers.batch_normalization(tf.ones([2, 2]), axis=2),
    "another_width": lambda tf: [tf.layers.dense(tf.ones([2, n]), 2, name="h", reuse=tf.AUTO_REUSE) for n in (2, 3)],
}
