"""Benchmarks: what the promises cost, each against a baseline of the same run."""
