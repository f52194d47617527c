"""The panes of the study screen, drawn line by line on demand."""
