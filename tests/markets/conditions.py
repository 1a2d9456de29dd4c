"""What the exercises of chapter 1 ask for, and the mistakes of whoever overlooks it.

Each **bold** word of an exercise is a condition, and so are brackets and other words that the
answer hangs on. Beside it stand the names of its mistakes, or why it has none.
"""

CONDITIONS: dict[str, dict[str, tuple[str, ...] | str]] = {
    "1.1": {"in favour": ("votes_against",)},
    "1.2": {
        "percent of the right answer": ("in_screws", "per_mean_guess"),
        "mean of the first guesses": ("median", "both_rounds", "second_round"),
        "how many screws": ("all_questions", "every_unit"),
        "(or too low: then give a negative number)": "the slip of the sign names it",
    },
    "1.3": {
        "its reviews": ("all_products", "per_all_reviews"),
        "one star": ("five_stars", "up_to_two_stars"),
    },
    "1.4": {
        "mean list price": ("median_price",),
        "of all bicycles reviewed in your sample": ("price_of_all_products", "standard_bike_price"),
        "each review counts once": ("price_list_mean",),
        "Spain": ("other_country",),
        "at the exchange rate": ("purchasing_power",),
        "in euro": ("in_dollars",),
        "5% of a year's income": ("whole_income",),
    },
    "1.5": {
        "one tenth": ("whole_price", "tenth_off"),
        "in place of 2,500 euro, 250": ("the_texts_price",),
        "How many million people": ("in_percent", "single_people"),
        "at the exchange rate": ("purchasing_power", "in_dollars"),
        "5% of a year's income": ("whole_income",),
        "price of exercise 1.4": ("median_price", "price_of_all_products", "price_list_mean"),
    },
    "1.6": {
        "half": ("whole_mean_price", "half_of_last_price"),
        "doublings of cumulative output": ("counts_halvings", "growth_factor"),
        "not to the unit cost": ("unit_cost",),
        "the last price in the table": ("from_first_price",),
        "It need not be a whole number.": ("rounded_up",),
        "price of exercise 1.4": ("median_price", "price_of_all_products", "price_list_mean"),
    },
    "1.7": {
        "each of the four questions": "groups that are lacking are named by its kind",
        "diversity": ("individual_errors", "crowd_errors"),
        "the variance of the relative guesses": ("standard_deviations",),
        "is left": ("part_that_went", "upside_down"),
    },
    "1.8": {
        "percentage points": ("in_percent_of_first", "percent_of_second", "quotient"),
        "shrink": ("without_interest", "with_interest"),
        "Do not round the two effects.": "the answer is then rounded too much, a slip",
        "the five factors of the lesson": ("interest_alone", "without_kinds"),
    },
    "1.9": {
        "shrunken mean": ("own_mean", "mean_of_all"),
        "20 reviews": ("weights_swapped", "half_and_half", "twenty_stars"),
        "the mean of all reviews": ("mean_of_products",),
    },
    "1.11": {
        "function": "what is no function has another form",
        "in points": ("as_fraction", "times_hundred"),
        "If nothing was sold at all": ("zero_for_nothing",),
    },
}
