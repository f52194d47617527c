"""What Jupyter gives to the cells of a notebook: IPython's commands, figures, `display`.

``ipython`` puts commands into Python, line for line; ``shell`` is what they then call; ``figures`` keeps what
matplotlib draws, through ``backend``; ``display`` is IPython's module of that name, as far as a terminal needs it;
``stand_ins`` finds it, and says what is left out where matplotlib is not installed.
"""
