"""Trains the learner. Nothing of the running line imports this."""
