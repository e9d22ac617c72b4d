"""The contact: its life, its place in the queue, its level, and who holds it."""
