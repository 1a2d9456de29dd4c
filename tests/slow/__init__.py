"""Proofs that take long: other processors, other Pythons, the lowest versions.

`make test-slow` runs them, and the slow tests that are beside the others of their subject. Each
starts a process of its own, in the environment that it is about.
"""
