"""What the last hints of chapter 1 take for granted, and where their code goes (CODE1, CODE2)."""

START = "import math\nfrom mkt40_helpers import markets\n"
PRICE = (
    "reviews = tables[0].merge(tables[1], on='product')\n"
    "price = reviews.loc[reviews['category'] == 'bicycles', 'list_price_eur'].mean()\n"
)
WORLD = (
    'countries = tables[2].dropna(subset=["population", "income", "gini"])\n'
    'gdp = tables[3].query("year == 2020")\n'
    'world = countries.merge(gdp[["country", "gdp_per_head"]], on="country")\n'
    'world["income_eur"] = 0.88 * world["gdp_per_head"]\n'
)
GUESSES = (
    'guesses = tables[0].merge(tables[1], on="question")\n'
    'guesses["relative"] = guesses["estimate"] / guesses["true_value"]\n'
)

HINTS: dict[str, str | None] = {
    "1.1": "(votes,) = tables\ntold = [CODE1]",
    "1.2": GUESSES
    + 'chosen = guesses[(guesses["unit"] == "screws") & (guesses["condition"] == "alone")]\n'
    'screws, truth = chosen["estimate"], chosen["true_value"].iloc[0]\ntold = [CODE1]',
    "1.3": PRICE + 'rain = reviews[reviews["name"] == "rain cover"]\ntold = [CODE1]',
    "1.4": START + PRICE + WORLD + 'row = world.set_index("country").loc["Spain"]\ntold = [CODE1]',
    "1.5": START
    + PRICE
    + WORLD
    + 'four = world[world["country"].isin(["Brazil", "China", "India", "Indonesia"])]\n'
    "CODE1\ntold = [CODE2]",
    "1.6": START + PRICE + "prices = tables[2]\n"
    'curve = markets.experience_curve(prices, cost="price_eur")\n'
    'target, last = price / 2, prices["price_eur"].iloc[-1]\n'
    "rate = 1 - curve.learning_rate\ntold = [CODE1]",
    "1.7": GUESSES + "CODE1\ntold = [CODE2]",
    "1.8": START + 'decisions = tables[0].assign(bought=tables[0]["bought"].astype(bool))\n'
    'factors = ["saw_advertising", "friends", "family", "fans", "followers"]\n'
    'short = markets.decision_factors(decisions, "bought", factors)\ntold = [CODE1]',
    "1.9": PRICE + 'seat = reviews.loc[reviews["name"] == "child seat", "stars"]\n'
    'count, own, overall = len(seat), seat.mean(), reviews["stars"].mean()\ntold = [CODE1]',
    "1.11": """
def function(sales):
    total = sum(sales)
    if total == 0:
        return None
    CODE1

told = [function]
""",
}
