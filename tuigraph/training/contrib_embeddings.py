"""Whole numbers as rows of a trained matrix (`tf.contrib.layers.embed_sequence`)."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.gathering import gather
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.ops.layers import embedding_lookup
from tuigraph.engine.ops.reductions import reduce_prod
from tuigraph.engine.ops.sets import unique as distinct
from tuigraph.engine.scopes import variable_scope
from tuigraph.training.model_variables import model_variable


def embed_sequence(
    ids: Any,
    vocab_size: int | None = None,
    embed_dim: int | None = None,
    unique: bool = False,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Tensor:
    """Rows of a trained matrix for whole numbers (`tf.contrib.layers.embed_sequence`), each looked up once if `unique`.

    Raises ValueError without sizes, unless the matrix is shared.
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "Must specify vocab size and embedding dimension when not reusing. "
            f"Got vocab_size={vocab_size} and embed_dim={embed_dim}"
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        size = None if (reuse and vocab_size is None) or embed_dim is None else [vocab_size, embed_dim]
        embeddings = model_variable(
            "embeddings", shape=size, initializer=initializer, regularizer=regularizer, trainable=trainable
        )
        if unique:
            return embedding_lookup_unique(embeddings, ids)
        return embedding_lookup(embeddings, ids)


def embedding_lookup_unique(embeddings: Any, ids: Any) -> Tensor:
    """`tf.nn.embedding_lookup` of each number once (`tf.contrib.layers.embedding_lookup_unique`)."""
    with name_scope(None, "EmbeddingLookupUnique", [embeddings, ids]):
        ids = convert_to_tensor(ids)
        sizes = shape_of(ids)
        found, places = distinct(reshape(ids, reduce_prod(sizes, keepdims=True)))
        rows = embedding_lookup(embeddings, found)
        outputs = reshape(gather(rows, places), concat([sizes, shape_of(rows)[1:]], 0))
        outputs.set_shape(ids.get_shape().concatenate(rows.get_shape()[1:]))
        return outputs
