"""What the exercises of chapter 3 ask for, and the mistakes of whoever overlooks it.

Each **bold** word of an exercise is a condition, and so are brackets and other words that the
answer hangs on. Beside it stand the names of its mistakes, or why it has none.
"""

CONDITIONS: dict[str, dict[str, tuple[str, ...] | str]] = {
    "3.01": {
        "help desk of a dealer": ("every_channel", "every_touchpoint"),
        "20 average answers": ("weights_swapped", "half_and_half", "twenty_points"),
        "the score of all answers": ("towards_the_dealers",),
    },
    "3.1": {"promoters": ("detractors", "passives", "counts_passives")},
    "3.2": {
        "detractors": ("promoters", "passives"),
        "of the answers": ("all_rows", "missing_as_zero"),
    },
    "3.3": {"Net Promoter Score": ("without_passives",)},
    "3.4": {"each channel": ("by_country", "by_touchpoint", "all_channels_answers")},
    "3.5": {"every one of them": ("moves_sevens_too", "moves_everybody", "drops_eights")},
    "3.6": {
        "when something prompted them": ("unasked", "question_only", "criticism_only"),
        "of the promoters, of the passives and of the detractors": ("by_occasion", "by_channel"),
    },
    "3.7": {
        "app": ("whole_survey", "all_but_app", "channel_store"),
        "95% margin": ("ninety_percent", "whole_width"),
        "1.96 times the standard error": ("standard_error", "two_not_1_96", "error_squared"),
    },
    "3.8": {
        "24 months": ("quarters", "months_of_the_year"),
        "95% interval": ("one_standard_error",),
        "the score of each": ("mean_answer",),
    },
    "3.9": {"with three neighbours": "fewer or more have another form"},
    "3.10": {
        "web shop": ("stores_scores",),
        "with the stores' contacts": ("own_shares", "plain_mean"),
    },
    "3.12": {
        "half of the detractors of the touchpoint `delivery` into passives": (
            "two_groups_up",
            "people_dropped",
            "all_touchpoints",
        ),
        "of your whole sample": ("its_own_figure",),
        "one line is wrong": ("sum_of_the_slip", "premise"),
        "(Half a person may count here.)": "in half of all samples no half is left over",
    },
    "3.13": {
        "function": "what is no function has another form",
        "a missing answer is `None`": ("counts_missing", "missing_as_zero"),
        "If there is no answer at all": ("zero_for_nobody",),
    },
}
