"""What the exercises of chapter 2 ask for, and the mistakes of whoever overlooks it.

Each **bold** word of an exercise is a condition, and so are brackets and other words that the
answer hangs on. Beside it stand the names of its mistakes, or why it has none.
"""

CONDITIONS: dict[str, dict[str, tuple[str, ...] | str]] = {
    "2.1": {
        "to the store, with advice": ("both_channels", "with_and_without_advice", "all_visits")
    },
    "2.2": {
        "with": ("second_only",),
        "without": ("with_advice_only", "against_all_visits"),
        "percentage points": ("in_percent_of_first", "quotient", "numbers_of_purchases"),
        "pools both channels": ("store_only", "web_shop_only", "mean_of_channel"),
    },
    "2.3": {"ties": ("mean_strength",), "at least one tie": ("people_of_one_column",)},
    "2.4": {
        "dense": ("ties_per_person",),
        "possible ones": ("pairs_counted_twice",),
        "among the people in the network": ("all_customers", "people_of_one_column"),
    },
    "2.5": {
        "four means": ("medians", "sums", "within_regions"),
        "beyond the sum": ("both_against_neither", "sum_of_the_two"),
    },
    "2.6": {
        "searches": "the helper's table has nothing else",
        "1,000 euro": ("for_one_euro",),
        "in the week of the spots": ("next_week_only",),
        "in the week after": ("same_week_only",),
        "together": ("mean_of_two_weeks",),
    },
    "2.7": {
        "the crowd decide": ("mean_weight", "more_than_half"),
        "both other weights": ("against_own_view", "against_outer"),
        "each segment": ("by_category",),
        "of 100 diaries": ("count", "part_of_all"),
    },
    "2.8": {
        "one minute": ("two_minutes_to_find",),
        "attention": ("reading_only", "sources_consulted"),
        "at that time": ("one_minute_in_diaries",),
        "mean": ("median_attention",),
    },
    "2.9": {
        "readers": ("not_turned_over",),
        "in a thread with criticism": ("uncriticised_only",),
        "without": ("criticised_only", "all_readers"),
    },
    "2.10": {
        "four customers": ("one_customer", "times_four"),
        "at least one": ("all_four",),
        "whom somebody asked": ("all_prompted", "after_criticism", "per_everybody"),
    },
    "2.12": {
        "function": "what is no function has another form",
        "at least one": ("all_of_them", "added_chances"),
        "not at home": ("unknown_as_half",),
    },
    "2.13": {
        "one fair figure": ("pooled", "added_differences"),
        "(with minus without)": "the slip of the sign names it",
        "within each channel": ("store_only", "web_shop_only"),
        "the channels' shares": ("mean_of_channel", "weights_swapped"),
        "*all*": ("weighted_with_advice", "weighted_without_advice"),
    },
}
