"""Saved models: what is in their folder, and what comes of loading them."""

import os
import tempfile
from typing import Any

from tests.recorded.describe import plain


def net(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.get_variable("w", initializer=[[1.0], [2.0]])
    return x, tf.matmul(x, w, name="y")


def tree(folder: str) -> Any:
    found: Any = []
    for path, _, names in os.walk(folder):
        found.extend(os.path.relpath(os.path.join(path, name), folder) for name in names)
    return sorted(found)


def loaded(tf: Any, folder: str, tags: Any, **options: Any) -> Any:
    """The value of the prediction, and what the graph has after loading."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        meta = tf.saved_model.loader.load(session, tags, folder, **options)
        signature = meta.signature_def["serving_default"]
        scope = options.get("import_scope")
        tensors = [
            tf.saved_model.utils.get_tensor_from_tensor_info(info, import_scope=scope)
            for info in (signature.inputs["a"], signature.outputs["b"])
        ]
        value = plain(session.run(tensors[1], {tensors[0]: [[3.0, 4.0]]}))
        keys = [key for key in sorted(graph.get_all_collection_keys()) if graph.get_collection(key)]
        return [str(value), signature.method_name, *[t.name for t in tensors], *sorted(meta.meta_info_def.tags), *keys]


def simple(tf: Any) -> Any:
    folder = os.path.join(tempfile.mkdtemp(), "model")
    notes = [str(tf.saved_model.maybe_saved_model_directory(folder))]
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = net(tf)
        session.run(tf.global_variables_initializer())
        tf.saved_model.simple_save(session, folder, {"a": x}, {"b": y})
    notes += [str(tf.saved_model.maybe_saved_model_directory(folder)), *tree(folder)]
    notes += loaded(tf, folder, ["serve"]) + loaded(tf, folder, ["serve"], import_scope="m")
    return tf.constant(notes)


def built(as_text: bool) -> Any:
    """With a table of a file, something to run at the start, and two graphs."""

    def program(tf: Any) -> Any:
        words = os.path.join(tempfile.mkdtemp(), "words.txt")
        with open(words, "w") as file:
            file.write("one\ntwo\n")
        folder = tempfile.mkdtemp()
        saved = tf.saved_model
        with tf.Graph().as_default(), tf.Session() as session:
            x, y = net(tf)
            tf.contrib.lookup.index_table_from_file(words).lookup(tf.constant(["two", "?"]), name="looked")
            session.run(tf.global_variables_initializer())
            infos = [{name: saved.utils.build_tensor_info(t)} for name, t in (("a", x), ("b", y))]
            signature = saved.signature_def_utils.build_signature_def(*infos, method_name="mine")
            builder = saved.builder.SavedModelBuilder(folder)
            builder.add_meta_graph_and_variables(
                session,
                [saved.tag_constants.SERVING, "more"],
                {saved.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature},
                assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
                legacy_init_op=tf.tables_initializer(),
            )
            builder.add_meta_graph(["other"])
            path = builder.save(as_text)
        os.remove(words)
        notes = [os.path.basename(path).decode(), *tree(folder), *loaded(tf, folder, {"more", "serve"})]
        with tf.Graph().as_default(), tf.Session() as session:
            saved.loader.load(session, ["other"], folder)
            notes.append(str(plain(session.run("w:0"))))
        with tf.Graph().as_default(), tf.Session() as session:
            saved.loader.load(session, ["serve", "more"], folder)
            notes.append(str(plain(session.run("looked/LookupTableFindV2:0"))))
        return tf.constant(notes)

    return program


def infos(tf: Any) -> Any:
    saved = tf.saved_model
    sparse = tf.sparse_placeholder(tf.float32, [2, 3], name="s")
    examples, scores = tf.placeholder(tf.string, [None], name="e"), tf.placeholder(tf.float32, None, name="f")
    made = [
        saved.utils.build_tensor_info(sparse),
        saved.utils.build_tensor_info(scores),
        saved.signature_def_utils.regression_signature_def(examples, scores),
        saved.signature_def_utils.classification_signature_def(examples, examples, scores),
    ]
    again = saved.utils.get_tensor_from_tensor_info(made[0])
    return tf.constant([message.SerializeToString(deterministic=True).hex() for message in made] + [again.values.name])


def refused(tf: Any) -> Any:
    saved = tf.saved_model
    notes: Any = []
    x, y = net(tf)
    folder = tempfile.mkdtemp()
    empty = saved.builder.SavedModelBuilder(os.path.join(folder, "inner"))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        wrong = saved.signature_def_utils.build_signature_def({"a": type(saved.utils.build_tensor_info(x))()})
        for work in (
            lambda: saved.builder.SavedModelBuilder(folder),
            lambda: empty.add_meta_graph(["a"]),
            lambda: empty.add_meta_graph_and_variables(session, ["a"], {"b": wrong}),
            lambda: empty.add_meta_graph_and_variables(session, ["a"], main_op=x),
            lambda: empty.add_meta_graph_and_variables(session, ["a"], assets_collection=[y]),
            lambda: saved.simple_save(session, tempfile.mkdtemp(), {}, {"b": y}),
            lambda: saved.signature_def_utils.regression_signature_def(x, y),
            lambda: saved.loader.load(session, ["a"], folder),
            lambda: saved.utils.get_tensor_from_tensor_info(type(saved.utils.build_tensor_info(x))()),
        ):
            try:
                work()
                notes.append("nothing")
            except (AssertionError, KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
                notes.append(type(error).__name__)
    return tf.constant(notes)


PROGRAMS = {
    "simple": simple,
    "built": built(False),
    "built_as_text": built(True),
    "infos": infos,
    "refused": refused,
}
