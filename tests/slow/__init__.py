"""Proofs that take long: other processors, other Pythons, the lowest versions, killed kernels.

`make test-slow` runs them. Each starts a process of its own, in the environment that it is about.
"""
