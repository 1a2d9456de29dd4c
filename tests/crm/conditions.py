"""What the exercises of chapter 6 ask for, and the mistakes of whoever overlooks it.

Each **bold** word of an exercise is a condition, and so are brackets and other words that the
answer hangs on. Beside it stand the names of its mistakes, or why it has none.
"""

CONDITIONS: dict[str, dict[str, tuple[str, ...] | str]] = {
    "6.01": {
        "chat": ("of_the_calls",),
        "phone": ("of_the_chats",),
        "95% margin": ("ninety_percent", "whole_width"),
        "difference": ("margins_added", "pooled", "difference_of_margins"),
        "1.96 times its standard error": ("standard_error", "two_not_1_96", "without_root"),
    },
    "6.02": {
        "invitation": ("installed", "invited_and_installed"),
        "effect of the offer": ("users_less_the_others", "divided_by_installers"),
        "the mean spend": ("sums", "medians", "purchases"),
        "less that of those who were not": ("invited_only", "second_only", "added", "quotient"),
    },
    "6.1": {
        "said yes and did not take it back": ("given_left_out", "withdrawn_kept", "refused"),
        "any open ticket": ("any_ticket", "closed_ones"),
        "asked about calls": ("purpose_left_out", "email"),
        "one SELECT": "what is no SELECT is named by its kind",
    },
    "6.2": {"pairs of records": ("missing_matched",), "once": ("each_pair_twice",)},
    "6.3": {
        "share of the repairs": ("all_topics", "all_but_repair", "counts"),
        "within 48 hours": ("later", "whole_days", "first_answer"),
        "An open repair was not closed in time": ("open_dropped", "open_as_quick"),
    },
    "6.5": {
        "mean revenue of the customers who have complained": (
            "median",
            "mean_purchase",
            "everybody",
            "the_others",
        ),
        "some customers have several": ("one_row_a_complaint", "complaints_weigh"),
    },
    "6.6": {
        "first half": ("the_half_that_taught",),
        "second half": ("holders_of_both_halves",),
        "gains curve": ("each_group", "nothing_added_up"),
        "percentage of all holders": ("holders_counted", "of_all_customers"),
        "the highest score first": ("lowest_first", "most_holders_first"),
    },
    "6.7": {
        "Down to which tenth": ("first_tenth", "everybody", "one_too_deep"),
        "sum": ("by_the_letter", "its_own_tenth"),
        "euro": ("the_depth", "the_tenth", "letters"),
        "your own `cost` of a letter and `margin`": ("others_prices",),
    },
    "6.8": {
        "who will buy after the next message": ("opened_alone",),
        "one line is wrong": ("carried_on", "other_people", "cut_between"),
        "right lift": ("its_own_figure", "share_of_the_top", "gain_of_the_top"),
    },
    "6.9": {
        "effect of a message, in points": ("treated_only", "ratio", "quotient"),
        "each kind of rider": ("by_wave",),
        "all six waves": ("wave_3_alone", "mean_of_waves"),
    },
    "6.10": {
        "left in wave 2": ("wave_1", "effect_of_all_waves"),
        "commuters chosen for wave 2": ("all_kinds", "commuters_of_all_waves"),
        "all": ("treated_only", "one_letter"),
        "euro": ("points_for_a_share",),
        "Count only sales that the letter has caused": ("gross",),
    },
    "6.11": {"all customers": "it tells what the table shows"},
    "6.12": {
        "function": "what is no function has another form",
        "on the day of a withdrawal the yes is gone already": ("day_of_withdrawal",),
        "there is no row then": ("never_asked_is_yes", "never_asked_is_none"),
        "somebody has probably misspelt it": ("false_for_unknown",),
    },
    "6.13": {
        "with three neighbours": "fewer or more have another form",
        "farthest apart": "half of an interval that is right is named by its kind",
        "95% interval of the gap": ("one_standard_error", "margins_added", "one_margin"),
    },
}
