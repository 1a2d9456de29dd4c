"""What the exercises of chapter 5 ask for, and the mistakes of whoever overlooks it.

Each **bold** word of an exercise is a condition, and so are brackets and other words that the
answer hangs on. Beside it stand the names of its mistakes, or why it has none.
"""

CONDITIONS: dict[str, dict[str, tuple[str, ...] | str]] = {
    "5.01": {
        "late": ("all_parcels", "on_time"),
        "95% margin": ("ninety_percent", "whole_width"),
        "1.96 times the standard error": ("standard_error", "two_not_1_96", "error_squared"),
        "many give no rating": ("without_rating_too", "no_rating_as_zero"),
    },
    "5.1": {
        "mean margin of a purchase after the customer's first day": (
            "median",
            "revenue",
            "for_each_buyer",
            "first_day_kept",
            "one_first_day",
        ),
        "1 - unit cost / list price": ("no_brackets", "list_prices"),
    },
    "5.2": {
        "riders' club": (
            "all_programmes",
            "service_plan",
            "programme_points",
            "all_but_riders_club",
        ),
        "still there one year (365 days) after joining": ("there_today", "there_on_one_day"),
        "joined by 31 August 2025": ("newcomers_too",),
        "first one now": ("after_the_renewal", "end_of_the_year"),
        "10% interest": ("no_interest", "percent_of_interest"),
        "If `left` is empty": ("without_an_end_date", "no_end_date_as_gone"),
    },
    "5.3": {"later parcels": ("first_ones_too", "of_all_parcels")},
    "5.5": {
        "service plan": ("every_programme", "programme_points", "programme_riders_club"),
        "retention": ("survival", "leavers"),
        "first four renewals": "groups too many are named by its kind",
        "among them those who left at it": ("without_who_left_then",),
        "of those who came to it": ("of_all_members",),
    },
    "5.6": {
        "31 August 2025": "the table `each` is made with it",
        "in the year after": ("everybody", "days_of_silence"),
        "how many of 100 came back": ("stayed_away", "purchases"),
        "95% interval": ("one_standard_error",),
    },
    "5.7": {
        "repeat": ("first_day_counted",),
        "counted from her first": ("silence",),
        "31 August 2025": ("after_the_cut_too",),
    },
    "5.8": {
        "silent for over 365 days": ("everybody", "the_others", "half_a_year", "class_before"),
        "percentage": ("how_many",),
        "bought in the year after": ("stayed_away", "same_year"),
    },
    "5.9": {"with five neighbours": "they are looked at, and not handed in"},
    "5.10": {
        "after two silent quarters": ("one_silent_quarter", "three_silent_quarters", "one_column"),
        "add up to 1": ("counts", "of_all_moves", "columns"),
    },
    "5.11": {
        "offered": ("members_buy_more", "plan_members_buy_more"),
        "break-even": ("largest_effect",),
        "one": "each choice is one programme, or none",
    },
    "5.12": {
        "all": ("its_own_figure", "others_alone"),
        "what percentage": "a share or a count is a slip",
        "one line is wrong": ("carried_on", "half_of_the_sum", "premise"),
    },
    "5.13": {
        "function": "what is no function has another form",
        "1 or more": ("nothing_refused", "one_not_refused", "interest_not_refused"),
    },
}
