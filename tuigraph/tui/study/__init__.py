"""What the study screen is made of, beside its widgets: each part has the actions of some of its keys."""
