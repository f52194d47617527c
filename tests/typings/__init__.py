"""Types of the protocol buffers that the tensorboard package ships without any, for mypy (`mypy_path`)."""
