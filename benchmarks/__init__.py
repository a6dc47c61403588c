"""Benchmarks: ratios side by side with a named peer in one run, never absolute gates. `make bench` runs them all."""
