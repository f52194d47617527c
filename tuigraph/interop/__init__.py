"""Other people's programs and files: scripts that import tensorflow, graph definitions as protocol buffers."""
