"""CRM types: record what a customer does, learn from it, and act on what a message really moves."""

__all__: list[str] = []

NUMBER = 6
