"""What the exercises of this chapter practise, and how one is asked again on a fresh sample."""

# Terms of the glossary, by their slugs, and the numbers of the exercises.
CONCEPTS = {
    "co-creation": ("1",),
    "wisdom-of-the-crowd": ("2", "7"),
    "online-reviews": ("3", "9"),
    "exclusive-to-inclusive": ("4", "5", "6"),
    "f-factor": ("8",),
    "clone-company": ("10",),
    "globalisation-level-playing-field": ("11",),
}

_GUESSES = """fresh_guesses = data.load("crowd_guesses", student=fresh)
fresh_guesses = fresh_guesses.merge(data.load("questions"), on="question")"""
_REVIEWS = """fresh_reviews = data.load("reviews", student=fresh)
fresh_reviews = fresh_reviews.merge(data.load("products"), on="product")"""

# The lines that make ready what an exercise works with, in any notebook of the course.
AGAIN = {
    "1": 'fresh_votes = data.load("votes", student=fresh)',
    "2": _GUESSES,
    "3": _REVIEWS,
    "4": f"""from mkt40_helpers import markets
{_REVIEWS}
fresh_world = data.load("gdp_per_head").query("year == 2020")[["country", "gdp_per_head"]]
fresh_world = data.load("countries").dropna().merge(fresh_world, on="country")
fresh_world["income_eur"] = 0.88 * fresh_world["gdp_per_head"]""",
    "7": f"""{_GUESSES}
fresh_guesses["relative"] = fresh_guesses["estimate"] / fresh_guesses["true_value"]""",
    "8": """from mkt40_helpers import markets
fresh_decisions = data.load("purchase_decisions", student=fresh)
fresh_decisions["bought"] = fresh_decisions["bought"].astype(bool)""",
    "9": _REVIEWS,
}
