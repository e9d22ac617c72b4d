"""The roof (`app`, `demo`, `__main__`) and the ground (`core`, `contacts`) of the line."""
