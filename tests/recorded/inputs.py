"""Input pipelines of queues: batches of several sources, and of what is kept."""

import os
import tempfile
from typing import Any


def batches(which: str, several: bool, keep: Any = None, **options: Any) -> Any:
    """What the pipeline builds, and the examples of its first batches in order of size."""

    def program(tf: Any) -> Any:
        source = [tf.constant([1.0, 2.0, 3.0, 4.0]), tf.constant([10, 20, 30, 40])]
        if not options.get("enqueue_many"):
            source = [value[1] for value in source]
        sources: Any = [source, [value + 1 for value in source]] if several else source
        more = {"capacity": 20, "min_after_dequeue": 3, "seed": 5} if "shuffle" in which else {}
        if keep is not None:
            more["keep_input"] = keep(tf)
        found = getattr(tf.train, which)(sources, batch_size=4, **more, **options)
        with tf.Session() as session:
            coord = tf.train.Coordinator()
            threads = tf.train.start_queue_runners(session, coord)
            taken = [session.run(found) for _ in range(30)]
            coord.request_stop()
            coord.join(threads)
        places = sorted({float(one) for batch in taken for one in batch[0]})
        return tf.constant(places)

    return program


def files_that_match(tf: Any) -> Any:
    folder = tempfile.mkdtemp()
    for name in ("b.txt", "a.txt", "c.csv"):
        with open(os.path.join(folder, name), "w") as file:
            file.write("x")
    found = tf.train.match_filenames_once(os.path.join(folder, "*.txt"), name="files")
    with tf.Session() as session:
        session.run(found.initializer)
        names = [os.path.basename(name.decode()) for name in session.run(found)]
    tf.get_collection_ref("local_variables").clear()
    return tf.constant(names)


def unknown(tf: Any) -> Any:
    return tf.placeholder_with_default(True, [])


PROGRAMS = {
    "batch": batches("batch", False),
    "batch_join": batches("batch_join", True),
    "batch_join_of_many": batches("batch_join", True, enqueue_many=True, dynamic_pad=True),
    "shuffle_batch_join": batches("shuffle_batch_join", True, enqueue_many=True, allow_smaller_final_batch=True),
    "maybe_batch": batches("maybe_batch", False, lambda tf: tf.constant(True)),
    "maybe_batch_by_a_placeholder": batches("maybe_batch", False, unknown),
    "maybe_batch_of_many": batches(
        "maybe_batch", False, lambda tf: [True, False, False, True], enqueue_many=True, name="some"
    ),
    "maybe_shuffle_batch_of_many": batches(
        "maybe_shuffle_batch", False, lambda tf: [True, False, False, True], enqueue_many=True
    ),
    "maybe_batch_join": batches("maybe_batch_join", True, lambda tf: tf.constant(True)),
    "maybe_shuffle_batch_join": batches("maybe_shuffle_batch_join", True, unknown),
    "maybe_batch_by_a_vector": batches("maybe_batch", False, lambda tf: [True]),
    "maybe_batch_by_what_is_unknown": batches("maybe_batch", False, lambda tf: tf.placeholder(tf.bool)),
    "batch_join_of_two_types": lambda tf: tf.train.batch_join([[1.0], [1]], 2),
    "batch_join_of_nothing": lambda tf: tf.train.batch_join([], 2),
    "files_that_match": files_that_match,
}
