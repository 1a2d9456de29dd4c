"""What the exercises of this chapter practise, and how one is asked again on a fresh sample."""

# Terms of the glossary, by their slugs, and the numbers of the exercises. Those of earlier chapters
# are what its "Again" questions (01, 02) ask everybody.
CONCEPTS = {
    "permission-and-privacy": ("1", "12"),
    "data-quality": ("2",),
    "customer-service-and-support": ("3", "5"),
    "sales-force-automation": ("4",),
    "data-mining": ("6", "8"),
    "campaign-management": ("7", "9", "10", "11", "13"),
    "uncertainty-of-nps": ("01",),
    "relationship-marketing-programmes": ("02",),
}

_SENDS = """fresh_sends = data.load("sends", student=fresh)
fresh_customers = data.load("customers", student=fresh)[["customer", "segment"]]
fresh_waves = fresh_sends.merge(fresh_customers, on="customer")"""

# The lines that make ready what an exercise works with, in any notebook of the course.
AGAIN = {
    "5": """fresh_transactions = data.load("transactions", student=fresh)
fresh_contacts = data.load("contacts", student=fresh)""",
    "9": _SENDS,
    "10": _SENDS,
}
