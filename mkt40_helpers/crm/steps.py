"""Steps of lesson 6, by hand and on the whole tables; their words are in ``steps.en.toml``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from mkt40_helpers.crm import by_mistake as wrong
from mkt40_helpers.workbook import shared_mistakes as shared
from mkt40_helpers.workbook.kinds import Number, Series
from mkt40_helpers.workbook.order import Order
from mkt40_helpers.workbook.pairs import Decide
from mkt40_helpers.workbook.picture import Picture
from mkt40_helpers.workbook.records import Exercise

__all__ = ["STEPS"]

HER = "C02841"
MARGIN, COST = 36, 2.10

# ---- part 1 ----


def _open_questions(contacts: pd.DataFrame, tickets: pd.DataFrame) -> int:
    return int(contacts.loc[contacts["customer"] == HER, "case"].notna().sum())


def _hers(contacts: pd.DataFrame, tickets: pd.DataFrame) -> int:
    return int((contacts["customer"] == HER).sum())


def _revenue(transactions: pd.DataFrame, contacts: pd.DataFrame) -> float:
    """Revenue of the customers who have a contact, each purchase once."""
    return float(
        transactions.loc[transactions["customer"].isin(contacts["customer"]), "amount_eur"].sum()
    )


# ---- part 2 ----


def _early(
    sends: pd.DataFrame, campaigns: pd.DataFrame, customers: pd.DataFrame, of: tuple[int, ...]
) -> pd.DataFrame:
    """Those who got these waves or were kept back, with the app that they had before."""
    rows = sends[sends["campaign"].isin(of)].merge(campaigns[["campaign", "start"]], on="campaign")
    rows = rows.merge(
        customers[["customer", "segment", "app_since", "country", "channel"]], on="customer"
    )
    rows["app"] = rows["app_since"] < rows["start"]
    rows["bought"] = rows["responded"].astype(bool)
    rows["ever"] = rows["app_since"].notna()
    rows["kind"] = rows["segment"] + rows["app"].map({True: " with app", False: ""})
    return rows.assign(responded=rows["responded"].astype(float))


def _shares(
    by: str = "app", of: tuple[int, ...] = (1, 2), kind: str | None = "commuter", how: str = "mean"
) -> Callable[..., pd.Series]:
    """Share that bought after a message, of one kind of rider."""

    def made(sends: pd.DataFrame, campaigns: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
        rows = _early(sends, campaigns, customers, of).query("group == 'treated'")
        rows = rows if kind is None else rows[rows["segment"] == kind]
        found: pd.Series = rows.groupby(by)["responded"].agg(how)
        return found

    return made


def _with_control(of: tuple[int, ...] = (1, 2)) -> Callable[..., pd.Series]:
    def made(sends: pd.DataFrame, campaigns: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
        rows = _early(sends, campaigns, customers, of).query("segment == 'commuter'")
        found: pd.Series = rows.groupby("app")["responded"].mean()
        return found

    return made


def _commuters(
    sends: pd.DataFrame, campaigns: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    rows = _early(sends, campaigns, customers, (1, 2))
    return rows.query("segment == 'commuter' and group == 'treated'")


def _of_all_commuters(*tables: pd.DataFrame) -> pd.Series:
    """Buyers with and without the app, as parts of all commuters."""
    rows = _commuters(*tables)
    found: pd.Series = rows.groupby("app")["responded"].sum() / len(rows)
    return found


def _app_of(buyers: bool) -> Callable[..., pd.Series]:
    """Shares with and without the app, among the buyers or among all commuters."""

    def made(*tables: pd.DataFrame) -> pd.Series:
        rows = _commuters(*tables)
        rows = rows[rows["bought"]] if buyers else rows
        found: pd.Series = rows["app"].value_counts(normalize=True)
        return found

    return made


def _yes_and_no(*tables: pd.DataFrame) -> pd.Series:
    """The share that did not buy beside the one that did."""
    found: pd.Series = _commuters(*tables).groupby("app")["bought"].value_counts(normalize=True)
    return found


def _with_the_app(
    sends: pd.DataFrame, campaigns: pd.DataFrame, customers: pd.DataFrame
) -> pd.Series:
    """Share that has the app, of those who bought and of those who did not."""
    found: pd.Series = _commuters(sends, campaigns, customers).groupby("bought")["app"].mean()
    return found


_SENT = (
    'sent = sends.merge(campaigns, on="campaign")\n'
    "sent = sent.query(\"group == 'treated' and channel in ['email', 'phone']\")\n"
    'sent = sent.rename(columns={"channel": "purpose"})'
)
_LATE = (
    "from mkt40_helpers import crm\n"
    "early, late = caravan.query(\"half == 'first'\"), caravan.query(\"half == 'second'\").copy()\n"
    'columns = ["car_premium", "boat_policy", "third_party_policy", "fire_premium", '
    '"purchasing_power"]\n'
    "late['score'] = crm.response_score("
    "early, late, columns, outcome='holders', weight='customers')"
)

# ---- part 3 ----


def _bought(sends: pd.DataFrame, group: str = "treated", opened: bool | None = None) -> float:
    """Share of wave 3 that bought."""
    rows = sends[(sends["campaign"] == 3) & (sends["group"] == group)]
    rows = rows if opened is None else rows[rows["opened"] == opened]
    return float(rows["responded"].astype(float).mean())


def _left(
    cost: float = COST, less: float = 1, opened: bool | None = None, times: float = MARGIN
) -> Callable[[pd.DataFrame], float]:
    """What a call leaves; `less` is the part of the control's share that is taken off."""

    def made(sends: pd.DataFrame) -> float:
        effect = _bought(sends, opened=opened) - less * _bought(sends, "control")
        return effect * times - cost

    return made


def _ratio(sends: pd.DataFrame) -> float:
    return (_bought(sends) / _bought(sends, "control") - 1) * MARGIN - COST


def _of_rounded(sends: pd.DataFrame, less: float = 1) -> float:
    """What is left, with the shares as a picture shows them."""
    treated, control = round(_bought(sends), 2), round(_bought(sends, "control"), 2)
    return (treated - less * control) * MARGIN - COST


def _slips(cost: float) -> dict[str, Callable[[pd.DataFrame], float]]:
    """Slips in the sum, at whatever cost."""
    return {
        "turned_round": lambda sends: -_left(cost=0)(sends) - cost,
        "margin_forgotten": _left(cost=cost, times=1),
        "no_brackets": lambda sends: _bought(sends) - _bought(sends, "control") * MARGIN - cost,
        "cost_before_margin": _left(cost=0, times=MARGIN - cost),
        "cost_of_buyers": lambda sends: (
            _bought(sends) * (MARGIN - cost) - _bought(sends, "control") * MARGIN
        ),
        "cost_added": _left(cost=-cost),
        "points_for_a_share": _left(cost=cost, times=100 * MARGIN),
    }


def _drawn(
    across: str = "segment",
    hue: str = "group",
    how: str = "mean",
    what: str = "responded",
    of: tuple[int, ...] = (3,),
) -> Callable[..., pd.Series]:
    """Share of wave 3 that bought, as the picture shows it."""

    def made(sends: pd.DataFrame, campaigns: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
        rows = _early(sends, campaigns, customers, of)
        found: pd.Series = rows.groupby([across, hue])[what].agg(how).astype(float)
        return found

    return made


STEPS = (
    Exercise(
        "a",
        Number(decimals=0, between=(0, 30_000), in_percent=False),
        tables=("contacts", "tickets"),
        answer=_open_questions,
        mistakes={
            "unchanged": _hers,
            "equals_null": lambda contacts, tickets: 0,
            "is_null": lambda contacts, tickets: (
                _hers(contacts, tickets) - _open_questions(contacts, tickets)
            ),
            "tickets": lambda contacts, tickets: int((tickets["customer"] == HER).sum()),
            "or_for_and": lambda contacts, tickets: int(
                ((contacts["customer"] == HER) | contacts["case"].notna()).sum()
            ),
            "everybody": lambda contacts, tickets: int(contacts["case"].notna().sum()),
        },
        solution=(
            'ask = text(\n    "SELECT COUNT(*) AS n FROM contacts "\n'
            '    "WHERE customer = :who AND ticket IS NOT NULL"\n)\n'
            'my_count = int(pd.read_sql(ask, db, params={"who": "C02841"})["n"].iloc[0])'
        ),
    ),
    Exercise(
        "b",
        Decide(choices=("name", "digits", "e-mail", "none"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("e-mail", "A"),
        also=(("none", "A"),),
        mistakes={
            "most_found": ("name", "D"),
            "name_by_precision": ("name", "A"),
            "name_by_recall": ("name", "B"),
            "name_by_accuracy": ("name", "C"),
            "digits_by_recall": ("digits", "B"),
            "digits_by_precision": ("digits", "A"),
            "digits_by_accuracy": ("digits", "C"),
            "digits_by_number": ("digits", "D"),
            "e_mail_by_recall": ("e-mail", "B"),
            "e_mail_by_accuracy": ("e-mail", "C"),
            "e_mail_by_number": ("e-mail", "D"),
            "none_by_recall": ("none", "B"),
            "none_by_accuracy": ("none", "C"),
            "none_by_number": ("none", "D"),
        },
        solution='my_decision = "e-mail"\nmy_reason = "A"',
    ),
    Exercise(
        "c",
        Order(
            lines={
                "A": 'yes = sent["given"].fillna(False) & (sent["since"] <= sent["sent"])',
                "B": 'sent = sent.merge(consents, on=["customer", "purpose"])',
                "C": "(yes & ~gone).mean()",
                "D": 'gone = sent["withdrawn"] <= sent["sent"]',
                "E": 'gone = sent["withdrawn"].notna()',
                "F": 'sent = sent.merge(consents, on=["customer", "purpose"], how="left")',
            },
            gives=Number(decimals=3, between=(0, 1), in_percent=False),
            traps="BE",
            before=_SENT,
        ),
        tables=("sends", "campaigns", "consents"),
        answer="F A D C",
        mistakes={
            "never_asked_vanish": "B A D C",
            "of_today": "F A E C",
            "both": "B A E C",
        },
        solution='my_order = "F A D C"',
    ),
    Exercise(
        "d",
        Number(decimals=0, between=(0, 1e9), in_percent=False),
        tables=("transactions", "contacts"),
        answer=_revenue,
        mistakes={
            "unchanged": wrong.joined,
            "divided_by_contacts": wrong.per_contact,
            "in_millions": lambda transactions, contacts: _revenue(transactions, contacts) / 1e6,
            "without_purchases": lambda transactions, contacts: int(
                (contacts.groupby("customer").size() ** 2).sum()
            ),
            "mean": lambda transactions, contacts: float(transactions["amount_eur"].mean()),
            "mean_of_a_customer": wrong.of_a_customer,
            "one_row_a_customer": wrong.one_row_a_customer,
            "contacts": lambda transactions, contacts: float(
                transactions["customer"].map(contacts.groupby("customer").size()).sum()
            ),
        },
        solution=(
            'counts = contacts.groupby("customer").size().reset_index(name="contacts")\n'
            'joined = transactions.merge(counts, on="customer")\n'
            'my_sum = joined["amount_eur"].sum()'
        ),
    ),
    Exercise(
        "e",
        Decide(choices=("yes", "no", "test"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("no", "C"),
        also=(("test", "C"),),
        mistakes={
            "stable": ("yes", "A"),
            "above_shuffled": ("yes", "B"),
            "names": ("yes", "D"),
            "yes_though_alike": ("yes", "C"),
            "test_as_stable": ("test", "A"),
            "test_as_above": ("test", "B"),
            "test_by_names": ("test", "D"),
            "no_as_stable": ("no", "A"),
            "no_as_above": ("no", "B"),
            "no_by_names": ("no", "D"),
        },
        solution='my_decision = "no"\nmy_reason = "C"',
    ),
    Exercise(
        "f",
        Series(decimals=3, between=(0, 1), in_percent=False),
        tables=("sends", "campaigns", "customers"),
        answer=_shares(),
        mistakes={
            "all_riders": _shares(kind=None),
            "sums": _shares(how="sum"),
            "counts": _shares(how="count"),
            "control_too": _with_control(),
            "all_waves_and_control": _with_control(of=(1, 2, 3, 4, 5, 6)),
            "turned_round": _with_the_app,
            "of_all_commuters": _of_all_commuters,
            "app_of_the_buyers": _app_of(buyers=True),
            "app_of_all": _app_of(buyers=False),
            "yes_and_no": _yes_and_no,
            "all_waves": _shares(of=(1, 2, 3, 4, 5, 6)),
            "app_of_today": _shares(by="ever"),
            "by_country": _shares(by="country"),
            "kinds": _shares(by="segment", kind=None),
            **shared.only("segment", "commuter", "family", "leisure", but=("every_segment",)),
            **shared.only("group", "treated", but=("every_group",)),
            **shared.other_part("that bought", "that did not"),
            **shared.missing("app_since", zero=False, dropped=True),
            **shared.once_each("customer"),
        },
        solution=(
            "commuters = early.query(\"segment == 'commuter'\")\n"
            'my_shares = commuters.groupby("app")["responded"].mean()'
        ),
    ),
    Exercise(
        "g",
        Decide(choices=("purchases", "opened", "minutes", "amount"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("purchases", "A"),
        mistakes={
            "opened_makes_it_best": ("opened", "B"),
            "minutes_make_it_best": ("minutes", "B"),
            "amount_makes_it_best": ("amount", "B"),
            "opened_known_before": ("opened", "A"),
            "minutes_known_before": ("minutes", "A"),
            "amount_known_before": ("amount", "A"),
            "purchases_as_best": ("purchases", "B"),
            "purchases_as_number": ("purchases", "C"),
            "purchases_without_gaps": ("purchases", "D"),
            "opened_as_number": ("opened", "C"),
            "opened_without_gaps": ("opened", "D"),
            "minutes_as_number": ("minutes", "C"),
            "minutes_without_gaps": ("minutes", "D"),
            "amount_as_number": ("amount", "C"),
            "amount_without_gaps": ("amount", "D"),
        },
        solution='my_decision = "purchases"\nmy_reason = "A"',
    ),
    Exercise(
        "h",
        Order(
            lines={
                "A": 'found = top["holders"].sum()',
                "B": 'late = late.sort_values("score")',
                "C": 'found / late["holders"].sum()',
                "D": 'late["depth"] = late["customers"].cumsum() / late["customers"].sum()',
                "E": 'found / top["customers"].sum()',
                "F": 'late = late.sort_values("score", ascending=False)',
                "G": 'top = late[late["depth"] <= 0.11]',
            },
            gives=Number(decimals=2, between=(0, 1), in_percent=False),
            traps="BE",
            before=_LATE,
        ),
        tables=("caravan",),
        answer="F D G A C",
        mistakes={
            "bottom": "B D G A C",
            "summed_before_sorting": "D F G A C",
            "share_of_the_top": "F D G A E",
            "bottom_and_share": "B D G A E",
        },
        solution='my_order = "F D G A C"',
    ),
    Exercise(
        "i",
        Number(decimals=2, between=(-40, 40), in_percent=False),
        tables=("sends",),
        answer=_left(),
        mistakes={
            "gross": _left(less=0),
            "answered": _left(opened=True),
            "cost_for_both": _left(cost=0),
            "ratio": _ratio,
            "no_margin": _left(times=1, cost=0),
            "rounded_shares": _of_rounded,
            "rounded_gross": partial(_of_rounded, less=0),
            "percent_points": lambda sends: 100 * (_of_rounded(sends) + COST) - COST,
            "rounded_effect": lambda sends: (
                round(_bought(sends) - _bought(sends, "control"), 3) * MARGIN - COST
            ),
            **_slips(COST),
        },
        solution='my_net = (p["treated"] - p["control"]) * 36 - 2.10',
    ),
    Exercise(
        "j",
        Picture(
            figure=Series(decimals=3, between=(0, 1), in_percent=False),
            marks=("points", "bars", "lines"),
        ),
        tables=("sends", "campaigns", "customers"),
        answer=_drawn(),
        mistakes={
            "by_country": _drawn(across="country"),
            "by_app": _drawn(hue="app"),
            "by_opening": _drawn(hue="opened"),
            "turned_round": _drawn(across="group", hue="segment"),
            "by_channel": _drawn(across="channel"),
            "by_kind_and_app": _drawn(across="kind"),
            "people": _drawn(how="size"),
            "buyers": _drawn(how="sum"),
            "euro": _drawn(what="amount_eur"),
            "all_waves": _drawn(of=(1, 2, 3, 4, 5, 6)),
        },
        solution=(
            'my_picture = sns.pointplot(calls, x="segment", y="responded", hue="group", '
            "errorbar=None)"
        ),
    ),
    Exercise(
        "k",
        Number(decimals=2, between=(-40, 40), in_percent=False),
        tables=("sends",),
        answer=_left(cost=0.05),
        mistakes={
            "unchanged": _left(),
            "gross": _left(cost=0.05, less=0),
            "five_cents_as_five": _left(cost=5),
            "all_of_them_together": lambda sends: (
                _left(cost=0.05)(sends) * int((sends["campaign"] == 3).sum())
            ),
            "half_a_euro": _left(cost=0.5),
            "without_cost": _left(cost=0),
            "margin_of_an_e_mail": _left(cost=0.05, times=55),
            **_slips(0.05),
        },
        solution=('cost = 0.05\nmy_net = (p["treated"] - p["control"]) * 36 - cost'),
    ),
    Exercise(
        "l",
        Decide(choices=("best", "likely", "commuters", "nobody"), reasons=("A", "B", "C", "D")),
        tables=(),
        answer=("commuters", "B"),
        also=(("nobody", "B"),),
        mistakes={
            "best_by_promise": ("best", "A"),
            "best_by_share": ("best", "C"),
            "best_by_net": ("best", "B"),
            "best_by_names": ("best", "D"),
            "likely_by_promise": ("likely", "A"),
            "likely_by_share": ("likely", "C"),
            "likely_by_net": ("likely", "B"),
            "likely_by_names": ("likely", "D"),
            "commuters_by_promise": ("commuters", "A"),
            "commuters_by_share": ("commuters", "C"),
            "commuters_by_names": ("commuters", "D"),
            "nobody_by_promise": ("nobody", "A"),
            "nobody_by_share": ("nobody", "C"),
            "nobody_by_names": ("nobody", "D"),
        },
        solution='my_decision = "commuters"\nmy_reason = "B"',
    ),
)
