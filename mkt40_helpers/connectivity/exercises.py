"""Exercises of chapter 2: connectivity and its paradoxes.

Every right and every wrong answer is computed here from the learner's own sample, by hand and
not with `connectivity`, so that an error there could not hide itself here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mkt40_helpers.connectivity import NUMBER
from mkt40_helpers.workbook.kinds import Case, Choice, Function, Number, Series
from mkt40_helpers.workbook.records import Exercise, Mistake

__all__ = ["EXERCISES"]

Chances = Sequence[float | None]


# ---- visits: advice and buying ----


def _buys(visits: pd.DataFrame, advice: bool | None = None, channel: str | None = None) -> float:
    """Percentage of the visits that end in a purchase."""
    if advice is not None:
        visits = visits[visits["advice"] == advice]
    if channel is not None:
        visits = visits[visits["channel"] == channel]
    return 100 * float(visits["bought"].mean())


def _gain(visits: pd.DataFrame, channel: str | None = None) -> float:
    return _buys(visits, True, channel) - _buys(visits, False, channel)


def _weighted_gain(visits: pd.DataFrame, advice: bool | None = None) -> float:
    """Mean of the channels' differences, weighted by visits (all, with or without advice)."""
    chosen = visits if advice is None else visits[visits["advice"] == advice]
    share = chosen["channel"].value_counts(normalize=True)
    return float(sum(share[channel] * _gain(visits, str(channel)) for channel in share.index))


# ---- ties ----


def _people(ties: pd.DataFrame) -> int:
    return len(set(ties["customer"]) | set(ties["friend"]))


def _density(ties: pd.DataFrame) -> float:
    n = _people(ties)
    return 100 * len(ties) / (n * (n - 1) / 2)


# ---- region_weeks ----


def _four(weeks: pd.DataFrame) -> tuple[float, float, float, float]:
    """Mean sales with neither campaign, with online, with store, with both."""
    mean = weeks.groupby(["online_campaign", "store_campaign"])["sales_eur"].mean()
    return (
        float(mean[False, False]),
        float(mean[True, False]),
        float(mean[False, True]),
        float(mean[True, True]),
    )


def _interaction(weeks: pd.DataFrame) -> float:
    neither, online, store, both = _four(weeks)
    return both - online - store + neither


def _within_region(weeks: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    values = weeks[columns].astype(float)
    return values - values.groupby(weeks["region"]).transform("mean")


def _interaction_within(weeks: pd.DataFrame) -> float:
    """The interaction with a level for each region, as `connectivity.synergy` estimates it."""
    product = weeks["online_campaign"].astype(float) * weeks["store_campaign"].astype(float)
    table = weeks.assign(product=product)
    parts = _within_region(table, ["online_campaign", "store_campaign", "product", "sales_eur"])
    x, y = parts.iloc[:, :3].to_numpy(), parts["sales_eur"].to_numpy()
    return float(np.linalg.lstsq(x, y, rcond=None)[0][2])


def _echo(weeks: pd.DataFrame) -> list[float]:
    """Searches per 1,000 euro of TV in the same week and one, two and three weeks later."""
    table = weeks.sort_values(["region", "week"])
    lags = [f"lag{lag}" for lag in range(4)]
    for lag, name in enumerate(lags):
        table[name] = table.groupby("region")["tv_eur"].shift(lag)
    table = table.dropna(subset=lags)
    parts = _within_region(table, [*lags, "searches"])
    x, y = parts[lags].to_numpy(), parts["searches"].to_numpy()
    return [1000 * float(b) for b in np.linalg.lstsq(x, y, rcond=None)[0]]


# ---- choices ----


def _crowd(choices: pd.DataFrame) -> dict[str, float]:
    others = choices["weight_others"]
    most = (others > choices["weight_own"]) & (others > choices["weight_outer"])
    return _by_segment(choices, most)


def _by_segment(choices: pd.DataFrame, values: pd.Series) -> dict[str, float]:
    mean = 100 * values.astype(float).groupby(choices["segment"]).mean()
    return {str(name): float(value) for name, value in mean.items()}


def _attention(choices: pd.DataFrame, finding: float = 2) -> float:
    """Minutes of attention: read, and some for finding each source."""
    return float((choices["minutes"] + finding * choices["sources"]).mean())


def _best(attention: float, finding: float) -> float:
    """Best number of sources, half of a source being taken in after 18 minutes."""
    return float(attention * ((18 / finding) ** 0.5 - 1) / (18 - finding))


# ---- conversations and survey ----


def _rate(conversations: pd.DataFrame, criticised: bool) -> float:
    chosen = conversations["criticised"] == criticised
    return float(conversations.loc[chosen, "spoke_up"].mean())


def _answered(survey: pd.DataFrame, by: str = "question") -> float:
    asked = survey["prompted_by"] == by
    return float(survey.loc[asked, "recommended_when_prompted"].mean())


# ---- the function of the challenge, right and wrong ----


def _right_function(chances: Chances) -> float:
    return 1 - math.prod(1 - chance for chance in chances if chance is not None)


def _added(chances: Chances) -> float:
    return sum(chance for chance in chances if chance is not None)


def _all_of_them(chances: Chances) -> float:
    return math.prod(chance for chance in chances if chance is not None)


def _nobody(chances: Chances) -> float:
    return 1 - _right_function(chances)


def _mean_of_them(chances: Chances) -> float:
    known = [chance for chance in chances if chance is not None]
    return 1 - (1 - sum(known) / len(known)) ** len(known) if known else 0.0


def _percent(chances: Chances) -> float:
    return 100 * _right_function(chances)


def _unknown_as_half(chances: Chances) -> float:
    return _right_function([0.5 if chance is None else chance for chance in chances])


EXERCISES = (
    Exercise(
        NUMBER,
        "1",
        title="Advice in the store",
        level="warm-up",
        points=1,
        minutes=4,
        kind=Number("percent", between=(0, 100)),
        tables=("visits",),
        answer=lambda visits: _buys(visits, True, "store"),
        mistakes=(
            Mistake(
                "You took the visits with advice, but of both channels together. "
                "The question is about the store: select that channel as well.",
                lambda visits: _buys(visits, True),
            ),
            Mistake(
                "You took the store, as asked, but all its visits. "
                "Select those with advice as well.",
                lambda visits: _buys(visits, None, "store"),
            ),
            Mistake(
                "You took the store, as asked, but the visits without advice. "
                "Select those where advice is True.",
                lambda visits: _buys(visits, False, "store"),
            ),
            Mistake(
                "You took the visits with advice, but those to the web shop. "
                "Select the other channel.",
                lambda visits: _buys(visits, True, "web shop"),
            ),
            Mistake(
                "You found the right visits. This divides the purchases with advice by all visits "
                "to the store; divide by the visits with advice only.",
                lambda visits: (
                    100
                    * float(
                        (visits["bought"] & visits["advice"])[visits["channel"] == "store"].mean()
                    )
                ),
            ),
            Mistake(
                "You turned the question round: this is the share of the buyers who had advice. "
                "Asked is the share of those with advice who bought.",
                lambda visits: (
                    100
                    * float(
                        visits.loc[
                            visits["bought"] & (visits["channel"] == "store"), "advice"
                        ].mean()
                    )
                ),
            ),
        ),
        hints=(
            "Two selections, one after the other: which channel, and with advice or without?",
            '`visits[visits["channel"] == "store"]` keeps the store; a column of True and False '
            "selects rows in the same way.",
            'It is almost `100 * store["bought"].mean()`, where store holds the visits to the '
            "store: one selection is still missing.",
        ),
        praise="So many of the visits with advice end in a purchase. Only a comparison with the "
        "visits without advice tells whether that is much.",
    ),
    Exercise(
        NUMBER,
        "2",
        title="The figure of the report",
        level="warm-up",
        points=1,
        minutes=5,
        kind=Number("percentage points"),
        tables=("visits",),
        answer=lambda visits: _gain(visits),
        mistakes=(
            Mistake(
                "You took the right difference, with minus without, but of the store only. "
                "The report pools the channels: leave the channel out.",
                lambda visits: _gain(visits, "store"),
            ),
            Mistake(
                "You took the right difference, with minus without, but of the web shop only. "
                "The report pools the channels: leave the channel out.",
                lambda visits: _gain(visits, "web shop"),
            ),
            Mistake(
                "You compared the right two shares, as a change in percent of the first. The "
                "question asks for percentage points: subtract one share from the other.",
                lambda visits: 100 * _gain(visits) / _buys(visits, False),
            ),
            Mistake(
                "This is one of the two shares, that with advice. "
                "Take the share without advice away from it.",
                lambda visits: _buys(visits, True),
            ),
            Mistake(
                "You compared with all visits. Those with advice are among them; compare with "
                "the visits without advice.",
                lambda visits: _buys(visits, True) - _buys(visits),
            ),
        ),
        hints=(
            "Two shares of all visits: one with advice, one without. Which is taken from which?",
            '`visits.groupby("advice")["bought"].mean()` gives both shares, as fractions.',
            "It is almost `100 * (share[True] - share[False]) / share[False]`, where share holds "
            "both; that is one step too many.",
        ),
        praise="That is the figure on the board's table. It is correct, and it compares the web "
        "shop with the store more than advice with no advice.",
    ),
    Exercise(
        NUMBER,
        "3",
        title="Ties per person",
        level="warm-up",
        points=1,
        minutes=5,
        kind=Number("ties", decimals=2, in_percent=False),
        tables=("social_ties",),
        answer=lambda ties: 2 * len(ties) / _people(ties),
        mistakes=(
            Mistake(
                "Your ties and your people are right. But a tie has two ends, and each of the two "
                "people has it: count it for both.",
                lambda ties: len(ties) / _people(ties),
            ),
            Mistake(
                "You counted rows per name in the column customer. Everybody also stands in "
                "the column friend: count people and ties in both columns.",
                lambda ties: len(ties) / ties["customer"].nunique(),
            ),
            Mistake(
                "Both ends of each tie are counted, as they should be. The people are not all "
                "there: some stand in the column friend only.",
                lambda ties: 2 * len(ties) / ties["customer"].nunique(),
            ),
            Mistake(
                "This is the mean strength, contacts a month for a tie. "
                "The question asks how many ties a person has.",
                lambda ties: float(ties["contacts_per_month"].mean()),
            ),
            Mistake(
                "Both ends of each tie are counted, as they should be. Somebody who stands in both "
                "columns was counted as two people: count everybody once.",
                lambda ties: (
                    2 * len(ties) / (ties["customer"].nunique() + ties["friend"].nunique())
                ),
            ),
        ),
        hints=(
            "Each row is one tie between two people. How many ends do all ties have together?",
            "`connectivity.network(ties)` makes a network; `connectivity.network_profile` of it "
            "gives people and ties.",
            "It is almost `len(ties) / people`, where people counts everybody once, in "
            "whichever column she stands; but a tie has two ends.",
        ),
        praise="The mean hides the hubs: most people have fewer ties than this.",
    ),
    Exercise(
        NUMBER,
        "4",
        title="How dense is the network?",
        level="core",
        points=2,
        minutes=6,
        kind=Number("percent", decimals=4, between=(0, 100)),
        tables=("social_ties", "customers"),
        answer=lambda ties, customers: _density(ties),
        mistakes=(
            Mistake(
                "Your people are right. You divided by n (n - 1), which counts every pair twice, "
                "once from each side. Halve the number of pairs.",
                lambda ties, customers: _density(ties) / 2,
            ),
            Mistake(
                "Your ties are right. You divided by all pairs of your customers; the question is "
                "about the network, that is, the people who have a tie.",
                lambda ties, customers: (
                    100 * len(ties) / (len(customers) * (len(customers) - 1) / 2)
                ),
            ),
            Mistake(
                "You counted people in the column customer only. "
                "Those in the column friend belong to the network as well.",
                lambda ties, customers: (
                    100
                    * len(ties)
                    / (ties["customer"].nunique() * (ties["customer"].nunique() - 1) / 2)
                ),
            ),
            Mistake(
                "You divided the ties by the people. Density compares them with all possible "
                "*pairs* of people.",
                lambda ties, customers: 100 * len(ties) / _people(ties),
            ),
        ),
        hints=(
            "Density compares the ties that exist with those that could. How many could there be?",
            "Each of n people could be tied to n - 1 others; that counts every pair twice.",
            "It is almost `100 * len(ties) / (n * (n - 1))`, with n the people in the network; "
            "look at hint 2 once more.",
        ),
        praise="Very few of the possible ties exist, as in any large network. Yours is a little "
        "denser than the whole (0.11 percent): those who lost all their ties are not in it.",
    ),
    Exercise(
        NUMBER,
        "5",
        title="More than the sum",
        level="core",
        points=2,
        minutes=8,
        kind=Number("euro a week", decimals=0, in_percent=False),
        tables=("region_weeks",),
        answer=_interaction,
        mistakes=(
            Mistake(
                "You compared both campaigns with neither. That is the whole effect of both; take "
                "away what each brings alone.",
                lambda weeks: _four(weeks)[3] - _four(weeks)[0],
            ),
            Mistake(
                "The four means are right. You took away the full sales with online and with "
                "store, and so the base level twice: add the sales with neither once.",
                lambda weeks: _four(weeks)[3] - _four(weeks)[1] - _four(weeks)[2],
            ),
            Mistake(
                "You found what the store campaign adds beside the online one. "
                "Take away what it brings alone.",
                lambda weeks: _four(weeks)[3] - _four(weeks)[1],
            ),
            Mistake(
                "You found what the online campaign adds beside the store one. "
                "Take away what it brings alone.",
                lambda weeks: _four(weeks)[3] - _four(weeks)[2],
            ),
            Mistake(
                "You compared both with the mean of the two alone. The sum of each is wanted: "
                "take away both effects in full.",
                lambda weeks: _four(weeks)[3] - (_four(weeks)[1] + _four(weeks)[2]) / 2,
            ),
            Mistake(
                "This is the estimate of connectivity.synergy, which compares each region with "
                "itself: finer, and good work. The exercise asks for the figure from the four "
                "means, which you can do by hand.",
                _interaction_within,
            ),
        ),
        hints=(
            "Four means of sales: neither campaign, online, store, both. What does each add to "
            "'neither'?",
            '`weeks.groupby(["online_campaign", "store_campaign"])["sales_eur"].mean()` gives the '
            "four means.",
            "`(both - neither) - (online - neither) - (store - neither)`: put in the means.",
        ),
        praise="The channels help each other. connectivity.synergy gives nearly the same and adds "
        "an interval, because it compares every region with itself.",
    ),
    Exercise(
        NUMBER,
        "6",
        title="The echo of TV",
        level="core",
        points=2,
        minutes=6,
        kind=Number("searches per 1,000 euro", in_percent=False),
        tables=("region_weeks",),
        answer=lambda weeks: _echo(weeks)[0] + _echo(weeks)[1],
        mistakes=(
            Mistake(
                "You found what the spots bring in their own week. People go on searching in the "
                "week after: add that week.",
                lambda weeks: _echo(weeks)[0],
            ),
            Mistake(
                "You found what comes in the week after the spots. Most people search at once: "
                "add the week of the spots, which is lag 0.",
                lambda weeks: _echo(weeks)[1],
            ),
            Mistake(
                "The two weeks are right, for one euro of TV. The question asks for 1,000 euro.",
                lambda weeks: (_echo(weeks)[0] + _echo(weeks)[1]) / 1000,
            ),
            Mistake(
                "These are the right two weeks, but their mean. The spots bring what both weeks "
                "bring: add them.",
                lambda weeks: (_echo(weeks)[0] + _echo(weeks)[1]) / 2,
            ),
            Mistake(
                "You added the estimates, as you should, but of all four lags. The question asks "
                "for the week of the spots and the week after.",
                lambda weeks: sum(_echo(weeks)),
            ),
            Mistake(
                "You added two estimates, as you should. Lag 0 is the week of the spots; you took "
                "one and two weeks later.",
                lambda weeks: _echo(weeks)[1] + _echo(weeks)[2],
            ),
        ),
        hints=(
            "`connectivity.echo` gives a row for each lag. Which lag is the week of the spots?",
            "The estimates are for one euro. Two of them count here: lag 0 and lag 1.",
            '`echo.loc[[0, 1], "estimate"].sum() * 1000`, where echo is that table.',
        ),
        praise="Most of it comes in the week of the spots, and some a week later. If you look at "
        "the same week only, you miss the rest.",
    ),
    Exercise(
        NUMBER,
        "7",
        title="When does the crowd decide?",
        level="core",
        points=2,
        minutes=7,
        kind=Series("percent", between=(0, 100)),
        tables=("choices",),
        answer=_crowd,
        mistakes=(
            Mistake(
                "You have a figure for each segment. It is the mean weight of others; asked is "
                "how often their weight is the largest of the three.",
                lambda choices: _by_segment(choices, choices["weight_others"]),
            ),
            Mistake(
                "You asked how often others weigh more than half. They can decide with less: "
                "it is enough to weigh more than each of the other two.",
                lambda choices: _by_segment(choices, choices["weight_others"] > 0.5),
            ),
            Mistake(
                "You compared others with her own view. They must also weigh more than the "
                "outer influence.",
                lambda choices: _by_segment(
                    choices, choices["weight_others"] > choices["weight_own"]
                ),
            ),
            Mistake(
                "You compared others with the outer influence. They must also weigh more than "
                "her own view.",
                lambda choices: _by_segment(
                    choices, choices["weight_others"] > choices["weight_outer"]
                ),
            ),
            Mistake(
                "You divided by everybody who followed the crowd: which segment they are from. "
                "Asked is the share within each segment.",
                lambda choices: {
                    str(name): 100 * float(share)
                    for name, share in choices.loc[
                        (choices["weight_others"] > choices["weight_own"])
                        & (choices["weight_others"] > choices["weight_outer"]),
                        "segment",
                    ]
                    .value_counts(normalize=True)
                    .items()
                },
            ),
        ),
        hints=(
            "The crowd decides when the words of others weigh most. Which helper says so?",
            "`connectivity.deciding_influence(choices)` names the largest weight of each row; "
            'compare it with "others".',
            '`decides.eq("others").groupby(choices["segment"]).mean() * 100`, where decides is '
            "what the helper gives back.",
        ),
        praise="Families listen to others far more often. In these invented data that was planted, "
        "and it says nothing about real families.",
    ),
    Exercise(
        NUMBER,
        "8",
        title="If sources were easier to find",
        level="core",
        points=2,
        minutes=8,
        kind=Number("sources", decimals=3, in_percent=False),
        tables=("choices",),
        answer=lambda choices: _best(_attention(choices), 1),
        mistakes=(
            Mistake(
                "Your formula is right. The minutes in the table are those of reading; finding "
                "the sources took 2 minutes each as well, and they belong to her attention.",
                lambda choices: _best(float(choices["minutes"].mean()), 1),
            ),
            Mistake(
                "Your attention is right. This is the best number today, with 2 minutes to find "
                "a source; the question asks for 1 minute.",
                lambda choices: _best(_attention(choices), 2),
            ),
            Mistake(
                "Your formula is right. The attention is that of the diaries, and in those "
                "finding a source took 2 minutes, not 1.",
                lambda choices: _best(_attention(choices, 1), 1),
            ),
            Mistake(
                "Your attention is right. Take 1 away from the square root before you multiply.",
                lambda choices: _attention(choices) * 18**0.5 / 17,
            ),
            Mistake(
                "Your attention is right. Below the line stands s - c, not s + c.",
                lambda choices: _attention(choices) * (18**0.5 - 1) / 19,
            ),
            Mistake(
                "This is the number of sources your customers did consult, on average. "
                "Asked is the number that would serve them best.",
                lambda choices: float(choices["sources"].mean()),
            ),
            Mistake(
                "This is the attention in minutes. Put it into the formula; and if you have: "
                "did you forget the square root of s/c?",
                _attention,
            ),
        ),
        hints=(
            "First the attention: minutes of reading plus minutes of finding, on average.",
            "In the diaries a source took 2 minutes: "
            '`choices["minutes"] + 2 * choices["sources"]`; take the mean.',
            "`connectivity.best_number_of_sources(attention=attention, switching=1)` with that "
            "mean as attention; or `A * ((s / c) ** 0.5 - 1) / (s - c)` with c = 1 and s = 18.",
        ),
        praise="Half the time to find a source makes room for half as many sources again. "
        "Each of them gets less of her time: four minutes of reading in place of six.",
    ),
    Exercise(
        NUMBER,
        "9",
        title="From how many readers on?",
        level="core",
        points=2,
        minutes=6,
        kind=Number("readers", decimals=2, in_percent=False),
        tables=("conversations",),
        answer=lambda talk: 1 / (_rate(talk, True) - _rate(talk, False)),
        mistakes=(
            Mistake(
                "You used the share who speak up after criticism. Some of them would have spoken "
                "anyway: only the *additional* voices are the critic's doing.",
                lambda talk: 1 / _rate(talk, True),
            ),
            Mistake(
                "You used the share who speak up without criticism. "
                "Those are no answer to a critic: what does criticism add?",
                lambda talk: 1 / _rate(talk, False),
            ),
            Mistake(
                "You used all readers together. Separate the criticised threads from the others, "
                "and take the difference of the two shares.",
                lambda talk: 1 / float(talk["spoke_up"].mean()),
            ),
            Mistake(
                "You added the two shares. The effect of criticism is their difference.",
                lambda talk: 1 / (_rate(talk, True) + _rate(talk, False)),
            ),
            Mistake(
                "A good step: these are the voices that criticism wakes per reader. How many "
                "readers make one voice?",
                lambda talk: _rate(talk, True) - _rate(talk, False),
            ),
        ),
        hints=(
            "Two shares of readers who speak up: in criticised threads and in the others.",
            '`readers.groupby("criticised")["spoke_up"].mean()` gives both. Per reader, criticism '
            "wakes their difference.",
            "`1 / (woken - silent)`, where the two are those shares, or "
            "`connectivity.break_even_readers(1, woken, silent)`.",
        ),
        praise="Below that number of content readers a critic costs voices, above it she wins "
        "some. This counts voices as equals.",
    ),
    Exercise(
        NUMBER,
        "10",
        title="She asks four customers",
        level="core",
        points=2,
        minutes=6,
        kind=Number("percent", between=(0, 100)),
        tables=("survey",),
        answer=lambda survey: 100 * (1 - (1 - _answered(survey)) ** 4),
        mistakes=(
            Mistake(
                "You multiplied the share by four. That counts the cases in which two of them "
                "recommend it twice, and can exceed 100. Ask how likely it is that all four fail.",
                lambda survey: 400 * _answered(survey),
            ),
            Mistake(
                "You computed the chance that all four recommend it. "
                "Asked is at least one of them.",
                lambda survey: 100 * _answered(survey) ** 4,
            ),
            Mistake(
                "Nearly there: this is the chance that all four fail her. Asked is the opposite.",
                lambda survey: 100 * (1 - _answered(survey)) ** 4,
            ),
            Mistake(
                "This is the chance with one customer, a good first step. She asks four.",
                lambda survey: 100 * _answered(survey),
            ),
            Mistake(
                "Your formula is right. You took everybody who was prompted, also those who heard "
                "criticism. She asks a question: take those whom somebody asked.",
                lambda survey: (
                    100 * (1 - (1 - float(survey["recommended_when_prompted"].mean())) ** 4)
                ),
            ),
            Mistake(
                "Your formula is right. You took those who recommend unasked; here somebody asks.",
                lambda survey: 100 * (1 - (1 - float(survey["recommended_unasked"].mean())) ** 4),
            ),
            Mistake(
                "Your formula is right. You took those who heard criticism; "
                "here somebody asks a question.",
                lambda survey: 100 * (1 - (1 - _answered(survey, "criticism")) ** 4),
            ),
            Mistake(
                "You took the chance that all four recommend it away from 1. What has to go is the "
                "chance that all four fail her.",
                lambda survey: 100 * (1 - _answered(survey) ** 4),
            ),
            Mistake(
                "Your formula is right. The share is of those whom somebody asked; you divided by "
                "everybody in the sample.",
                lambda survey: (
                    100
                    * (
                        1
                        - (
                            1
                            - _answered(survey)
                            * float((survey["prompted_by"] == "question").mean())
                        )
                        ** 4
                    )
                ),
            ),
        ),
        hints=(
            'First the share: who was asked (prompted_by is "question"), and how many of them '
            "recommended it?",
            "Each of four fails her with chance 1 - a. How likely is it that all four do?",
            "`100 * (1 - (1 - a) ** 4)`, or `100 * connectivity.meeting_chance(a, 4)`.",
        ),
        praise="It takes few customers to meet an advocate. What is rare is not a recommendation, "
        "but a customer among the people one asks.",
    ),
    Exercise(
        NUMBER,
        "11",
        title="Eight seconds",
        level="core",
        points=2,
        minutes=5,
        kind=Choice(("old report", "no primary study", "only canada", "too precise")),
        tables=("choices",),
        answer=lambda choices: "no primary study",
        mistakes=(
            Mistake(
                "The report is some years old: true. A newer one with the same figure would be no "
                "better, though. Where did the report have its figure from?",
                lambda choices: "old report",
            ),
            Mistake(
                "The report asked Canadians: true. But the 8 seconds were not measured on them "
                "either. Where did the report have its figure from?",
                lambda choices: "only canada",
            ),
            Mistake(
                "A whole number of seconds looks more exact than attention can be: well seen. "
                "The weakness lies deeper: was it measured at all?",
                lambda choices: "too precise",
            ),
        ),
        hints=(
            "Read the critical corner of the lesson once more.",
            "Ask the three questions: who measured it, on whom, and where can you read it?",
            "The report quoted a website, and the sources that the website named knew of nothing.",
        ),
        praise="A figure without a measurement behind it is a rumour in a good suit. "
        "That attention is scarce can be said without it.",
    ),
    Exercise(
        NUMBER,
        "12",
        title="Every friend is different",
        level="challenge",
        points=4,
        minutes=12,
        kind=Function(
            (
                Case("[0.5, 0.5]", lambda choices: [0.5, 0.5]),
                Case("[0.2, 0.3, 0.4]", lambda choices: [0.2, 0.3, 0.4]),
                Case("[0.1], a single friend", lambda choices: [0.1]),
                Case("[0.3, 1.0], with a sure advocate", lambda choices: [0.3, 1.0]),
                Case("[0.0, 0.0], two who never recommend", lambda choices: [0.0, 0.0]),
                Case(
                    "[0.4, None, 0.1], with a friend not at home", lambda choices: [0.4, None, 0.1]
                ),
                Case("[None], nobody at home", lambda choices: [None]),
                Case("[], no friends at all", lambda choices: []),
                Case(
                    "the weights of others of your first ten diaries, as a list",
                    lambda choices: [float(w) for w in choices["weight_others"].head(10)],
                ),
            ),
        ),
        tables=("choices",),
        answer=lambda chances: _right_function(chances),
        mistakes=(
            Mistake(
                "You left out friends who are not at home, as you should. But chances do not add: "
                "two halves would make a certainty. Ask how likely it is that everybody fails.",
                lambda chances: _added(chances),
            ),
            Mistake(
                "You multiplied the chances: that is how likely it is that *all* recommend it. "
                "Asked is at least one.",
                lambda chances: _all_of_them(chances),
            ),
            Mistake(
                "Nearly there: this is the chance that nobody recommends it. Return the opposite.",
                lambda chances: _nobody(chances),
            ),
            Mistake(
                "You put the mean chance into the formula for equal friends. It is close, but "
                "friends differ here: multiply the chance of failing of each.",
                lambda chances: _mean_of_them(chances),
            ),
            Mistake(
                "The calculation is right, but it gives a percentage. Return a chance from 0 to 1.",
                lambda chances: _percent(chances),
            ),
            Mistake(
                "The formula is right. A friend who is not at home (None) says nothing: leave her "
                "out instead of giving her an even chance.",
                lambda chances: _unknown_as_half(chances),
            ),
        ),
        hints=(
            "Start from the chance that nobody recommends it: each friend has to fail.",
            "Begin with `silent = 1` and multiply it by 1 - chance for every friend at home.",
            "In the loop, under `if chance is not None:`, comes `silent = silent * (1 - chance)`. "
            "After the loop: `return 1 - silent`.",
        ),
        praise="It works for any circle of friends, also for an empty one. With equal friends it "
        "is the lesson's formula.",
    ),
    Exercise(
        NUMBER,
        "13",
        title="One fair figure for advice",
        level="challenge",
        points=3,
        minutes=9,
        kind=Number("percentage points", decimals=2),
        tables=("visits",),
        answer=lambda visits: _weighted_gain(visits),
        mistakes=(
            Mistake(
                "This is the pooled difference, the figure of the report. It mixes the channels: "
                "compare within each channel first, and then take the weighted mean.",
                lambda visits: _gain(visits),
            ),
            Mistake(
                "Your two differences are right. You weighted them by the visits *with* advice; "
                "the question asks for all visits.",
                lambda visits: _weighted_gain(visits, True),
            ),
            Mistake(
                "Your two differences are right. You weighted them by the visits *without* "
                "advice; the question asks for all visits.",
                lambda visits: _weighted_gain(visits, False),
            ),
            Mistake(
                "You added the two differences. A mean of them is wanted, with the shares of the "
                "channels as weights.",
                lambda visits: _gain(visits, "store") + _gain(visits, "web shop"),
            ),
            Mistake(
                "This is the difference in the store alone. Put in that of the web shop as well, "
                "each weighted by its share of the visits.",
                lambda visits: _gain(visits, "store"),
            ),
            Mistake(
                "This is the difference in the web shop alone. Put in that of the store as well, "
                "each weighted by its share of the visits.",
                lambda visits: _gain(visits, "web shop"),
            ),
        ),
        hints=(
            "Two differences, one for each channel. How much does each count?",
            '`visits["channel"].value_counts(normalize=True)` gives the weights; '
            "`connectivity.reversal(visits)` the differences.",
            '`share["store"] * difference["store"] + share["web shop"] * difference["web shop"]`, '
            "where share holds the weights.",
        ),
        praise="This is called standardising: both groups get the same mix of channels, and the "
        "reversal is gone. Chapter 3 does the same with weights.",
    ),
)
