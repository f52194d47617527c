"""Summaries, GraphDef, and the small modules that scripts expect."""

NAMES = {
    "tf": {
        "interop.graph_def": "import_graph_def GraphDef NodeDef AttrValue make_tensor_proto=tensor_proto make_ndarray=array_of",
    },
}
