"""What authors run: see the Makefile."""
