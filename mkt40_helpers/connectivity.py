"""Connectivity and its paradoxes.

Networks of customers; channels that help each other; attention that is scarce; critics who wake a
brand's friends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mkt40_helpers.advocacy import share_interval
from mkt40_helpers.inputs import between, number, require_columns

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "best_number_of_sources",
    "break_even_readers",
    "choice_quality",
    "conversations",
    "deciding_influence",
    "echo",
    "meeting_chance",
    "net_effect",
    "net_recommendation",
    "network",
    "network_profile",
    "people_to_ask",
    "reached",
    "reversal",
    "synergy",
    "triangle",
]


# ---- three kinds of connectivity: ties ----


def network(
    ties: pd.DataFrame,
    one: str = "customer",
    other: str = "friend",
    strength: str | None = "contacts_per_month",
) -> nx.Graph:
    """Make a network of people from a table of ties.

    Parameters
    ----------
    ties : DataFrame
        One row per tie; a tie has no direction.
    one, other : str
        Columns with the two people.
    strength : str, optional
        Column with the strength of the tie, zero or more; None when there is none.

    Returns
    -------
    networkx.Graph
        People as nodes; each tie with its ``strength``.

    Raises
    ------
    ValueError
        A column is missing or has gaps, there are no ties, or somebody is tied to herself.

    Examples
    --------
    >>> ties = pd.DataFrame({"customer": ["a", "a"], "friend": ["b", "c"],
    ...                      "contacts_per_month": [4, 1]})
    >>> network(ties).number_of_edges()
    2
    """
    require_columns(ties, [one, other, *([strength] if strength else [])])
    if not len(ties):
        raise ValueError("The table has no ties, so there is no network. Check the selection.")
    for name in (one, other):
        if ties[name].isna().any():
            raise ValueError(f"Column {name!r} has gaps: a tie needs two people.")
    alone = ties[ties[one].astype(str) == ties[other].astype(str)]
    if len(alone):
        raise ValueError(f"Row {alone.index[0]} ties {alone[one].iloc[0]!r} to herself.")
    import networkx as nx

    graph = nx.Graph()
    weights = between(ties[strength], strength, 0) if strength else pd.Series(1.0, ties.index)
    graph.add_weighted_edges_from(
        zip(ties[one].astype(str), ties[other].astype(str), weights, strict=True),
        weight="strength",
    )
    return graph


def network_profile(graph: nx.Graph) -> pd.Series:
    """Measures of a network: how dense, how clustered, how strong, how much hangs on its hub.

    Parameters
    ----------
    graph : networkx.Graph
        From `network`.

    Returns
    -------
    Series
        people; ties; density (ties over all pairs, 0 to 1); clustering (share of pairs of one
        person's contacts who know each other, mean over the people, 0 to 1); mean_strength;
        largest_hub (most ties of one person); connected (share of the people in the largest
        connected part, 0 to 1).

    Raises
    ------
    ValueError
        `graph` is no network, or has nobody in it.

    Notes
    -----
    Watts, D. J. and Strogatz, S. H. (1998). Collective dynamics of small-world networks. Nature,
    393. Computed by networkx.

    Examples
    --------
    >>> import networkx as nx
    >>> network_profile(nx.complete_graph(4))[["density", "clustering"]].tolist()
    [1.0, 1.0]
    """
    import networkx as nx

    _require_people(graph)
    strengths = [tie.get("strength", 1.0) for _, _, tie in graph.edges(data=True)]
    return pd.Series(
        {
            "people": float(len(graph)),
            "ties": float(graph.number_of_edges()),
            "density": nx.density(graph),
            "clustering": nx.average_clustering(graph),
            "mean_strength": float(np.mean(strengths)) if strengths else math.nan,
            "largest_hub": float(max(ties for _, ties in graph.degree())),
            "connected": max(map(len, nx.connected_components(graph))) / len(graph),
        }
    )


def reached(graph: nx.Graph, steps: int, without: int = 0) -> float:
    """Share of the people whom a message reaches from one person, on average over all starts.

    Parameters
    ----------
    graph : networkx.Graph
        From `network`. Everybody passes the message on to all contacts.
    steps : int
        How many times it is passed on.
    without : int
        Leave out so many people with the most ties first: what do the hubs do?

    Returns
    -------
    float
        0 to 1; the person who starts is not counted.

    Raises
    ------
    ValueError
        `graph` has fewer than two people left, or a number is negative.

    Examples
    --------
    >>> import networkx as nx
    >>> star = nx.star_graph(4)
    >>> reached(star, steps=2), reached(star, steps=2, without=1)
    (1.0, 0.0)
    """
    import networkx as nx

    _require_people(graph)
    number(steps, "steps", 0)
    number(without, "without", 0)
    if without:
        most = sorted(graph.degree(), key=lambda pair: (-pair[1], str(pair[0])))[: int(without)]
        # A copy: searching a view of the network takes ten times as long.
        graph = graph.subgraph([person for person in graph if person not in dict(most)]).copy()
    if len(graph) < 2:
        raise ValueError("Fewer than two people are left: there is nobody to reach.")
    counts = [
        len(nx.single_source_shortest_path_length(graph, person, cutoff=int(steps))) - 1
        for person in graph
    ]
    return float(np.mean(counts) / (len(graph) - 1))


def conversations(graph: nx.Graph, pass_on: float, times: int = 200, seed: int = 2127) -> pd.Series:
    """Let conversations about the brand begin with somebody, and count how far each gets.

    Parameters
    ----------
    graph : networkx.Graph
        From `network`.
    pass_on : float
        Chance that somebody who heard it tells a certain contact, 0 to 1.
    times : int
        Number of conversations, each begun by somebody drawn by lot.
    seed : int
        The same number gives the same conversations.

    Returns
    -------
    Series
        People reached by each conversation; who began it is not counted.

    Raises
    ------
    ValueError
        `graph` is no network, or a number is out of its range.

    Notes
    -----
    The independent cascade: Goldenberg, J., Libai, B. and Muller, E. (2001). Talk of the network.
    Marketing Letters, 12(3). Each has one chance to tell each contact.

    Examples
    --------
    >>> import networkx as nx
    >>> conversations(nx.star_graph(4), pass_on=1, times=3).tolist()
    [4, 4, 4]
    """
    _require_people(graph)
    number(pass_on, "pass_on", 0, 1)
    number(times, "times", 1)
    number(seed, "seed", 0)
    rng = np.random.default_rng(int(seed))
    people = sorted(graph, key=str)
    contacts = {person: sorted(graph[person], key=str) for person in people}
    sizes = []
    for _ in range(int(times)):
        first = people[int(rng.random() * len(people))]
        heard, queue = {first}, [first]
        for teller in queue:  # grows while it is read
            for contact in contacts[teller]:
                if contact not in heard and rng.random() < pass_on:
                    heard.add(contact)
                    queue.append(contact)
        sizes.append(len(heard) - 1)
    return pd.Series(sizes, name="reached")


# ---- paradox 1: online and offline ----


def reversal(
    data: pd.DataFrame, outcome: str = "bought", by: str = "advice", within: str = "channel"
) -> pd.DataFrame:
    """Compare shares with and without something, pooled and within each group (Simpson).

    Parameters
    ----------
    data : DataFrame
        One row per visit (or person).
    outcome, by : str
        Columns with True or False: what happened, and what is compared.
    within : str
        Column with the groups.

    Returns
    -------
    DataFrame, one row for all together and one for each group
        The group; without, with: shares of `outcome`; difference, low, high: in percentage
        points, with a 95% interval; rows; used: share of the rows with `by`.

    Raises
    ------
    ValueError
        A column is missing or holds something else, or a group lacks one side of the comparison.

    Notes
    -----
    Simpson, E. H. (1951). The interpretation of interaction in contingency tables. Journal of the
    Royal Statistical Society B, 13(2). The interval of a difference joins the Wilson intervals of
    both shares: Newcombe, R. G. (1998). Statistics in Medicine, 17.

    Examples
    --------
    >>> visits = pd.DataFrame({"channel": ["web"] * 10 + ["store"] * 10,
    ...     "advice": [True] * 8 + [False] * 2 + [True] * 2 + [False] * 8,
    ...     "bought": [True] * 2 + [False] * 8 + [True] * 2 + [True] * 6 + [False] * 2})
    >>> reversal(visits)[["channel", "difference"]].round(1).values.tolist()
    [['all', -20.0], ['store', 25.0], ['web', 25.0]]
    """
    require_columns(data, [outcome, by, within])
    for name in (outcome, by):
        _require_yes_no(data, name)
    rows = [_compared(data, outcome, by, {within: "all"})]
    for group, part in data.groupby(within, observed=True):
        rows.append(_compared(part, outcome, by, {within: group}))
    return pd.DataFrame(rows)


def _compared(data: pd.DataFrame, outcome: str, by: str, label: dict[str, Any]) -> dict[str, Any]:
    counts = data.groupby(data[by].astype(bool))[outcome].agg(["sum", "size"])
    if len(counts) < 2:
        group = next(iter(label.values()))
        raise ValueError(
            f"In {group!r} all values of {by!r} are the same: there is nothing to compare."
        )
    no, n_no = map(float, counts.loc[False])
    yes, n_yes = map(float, counts.loc[True])
    low_no, high_no = share_interval(no, n_no)
    low_yes, high_yes = share_interval(yes, n_yes)
    without, with_it = no / n_no, yes / n_yes
    difference = with_it - without
    return label | {
        "without": without,
        "with": with_it,
        "difference": 100 * difference,
        "low": 100 * (difference - math.hypot(with_it - low_yes, high_no - without)),
        "high": 100 * (difference + math.hypot(high_yes - with_it, without - low_no)),
        "rows": len(data),
        "used": n_yes / len(data),
    }


def synergy(
    data: pd.DataFrame,
    outcome: str = "sales_eur",
    first: str = "online_campaign",
    second: str = "store_campaign",
    unit: str | None = "region",
) -> pd.DataFrame:
    """Effect of two measures, alone and together, and whether both are more than the sum.

    Parameters
    ----------
    data : DataFrame
        One row per period and unit, with and without either measure.
    outcome : str
        Column with numbers.
    first, second : str
        Columns with True or False.
    unit : str, optional
        Column with the units that are compared with themselves only, such as regions.

    Returns
    -------
    DataFrame, one row per effect
        effect: the first alone, the second alone, both together, "more than the sum" (the
        interaction); estimate, low, high: in the unit of the outcome, with 95% intervals.

    Raises
    ------
    ValueError
        A column is missing or holds something else, or one of the four combinations never occurs.

    Notes
    -----
    Least squares with both measures, their product, and a level for each unit, by statsmodels;
    errors that allow unequal variances (HC1).

    Examples
    --------
    >>> table = pd.DataFrame({"a": [False, True, False, True] * 2,
    ...                       "b": [False, False, True, True] * 2,
    ...                       "sales": [10, 12, 13, 20, 10, 12, 13, 20]})
    >>> synergy(table, "sales", "a", "b", unit=None)["estimate"].round().tolist()
    [2.0, 3.0, 10.0, 5.0]
    """
    require_columns(data, [outcome, first, second, *([unit] if unit else [])])
    for name in (first, second):
        _require_yes_no(data, name)
    sales = between(data[outcome], outcome).to_numpy()
    one, two = (data[name].to_numpy(dtype=float) for name in (first, second))
    if len(set(zip(one, two, strict=True))) < 4:
        raise ValueError(
            f"{first!r} and {second!r} must occur alone, together, and both not: one is missing."
        )
    import statsmodels.api as sm

    x = np.column_stack([one, two, one * two])
    if unit:
        # Deviations from the unit's own mean: the same as a level for each unit, but quicker.
        codes = pd.factorize(data[unit])[0]
        x, sales = (_within(values, codes) for values in (x, sales))
        lost = codes.max()
    else:
        x, lost = np.column_stack([x, np.ones(len(x))]), 0
    fit = sm.OLS(sales, x).fit()
    fit.df_resid -= lost + bool(unit)
    fit = fit.get_robustcov_results("HC1", use_t=True)
    extra = [0.0] * (x.shape[1] - 3)
    sums = np.array([[1, 0, 0, *extra], [0, 1, 0, *extra], [1, 1, 1, *extra], [0, 0, 1, *extra]])
    tested = fit.t_test(sums)
    low, high = tested.conf_int().T
    return pd.DataFrame(
        {
            "effect": [f"{first} alone", f"{second} alone", "both together", "more than the sum"],
            "estimate": tested.effect,
            "low": low,
            "high": high,
        }
    )


def _within(values: np.ndarray[Any, Any], codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    means = pd.DataFrame(values).groupby(codes).transform("mean").to_numpy()
    return values - means.reshape(values.shape)


def echo(
    data: pd.DataFrame,
    cause: str = "tv_eur",
    effect: str = "searches",
    time: str = "week",
    unit: str = "region",
    lags: int = 3,
) -> pd.DataFrame:
    """How a cause echoes in later periods.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period, no period left out; in any order.
    cause, effect : str
        Columns with numbers.
    time, unit : str
        Columns with the period and the unit (such as a region).
    lags : int
        Number of periods after the same one, 0 or more.

    Returns
    -------
    DataFrame, one row per lag from 0
        lag; estimate: change of the effect for one unit of the cause; low, high: 95% interval.

    Raises
    ------
    ValueError
        A column is missing or holds something else, a period occurs twice in a unit, or there
        are too few periods.

    Notes
    -----
    Least squares on the cause of this and earlier periods, with a level for each unit, by
    statsmodels. All units see the same spots, so the errors are clustered by period.

    Examples
    --------
    >>> table = pd.DataFrame({"region": "R1", "week": range(8), "tv_eur": [0, 5, 0, 0, 9, 0, 0, 0],
    ...                       "searches": [10, 10, 20, 10, 10, 28, 10, 10.0]})
    >>> echo(table, lags=1)["estimate"].round(2).abs().tolist()
    [0.0, 2.0]
    """
    require_columns(data, [cause, effect, time, unit])
    lags = int(number(lags, "lags", 0))
    if data.duplicated([unit, time]).any():
        raise ValueError(f"A {time} occurs twice in the same {unit}: give one row for each.")
    table = data.sort_values([unit, time], kind="stable")
    causes = between(table[cause], cause)
    between(table[effect], effect)
    shifted = pd.DataFrame(
        {lag: causes.groupby(table[unit].to_numpy()).shift(lag) for lag in range(lags + 1)}
    )
    use = shifted.notna().all(axis=1).to_numpy()
    periods = pd.factorize(table[time])[0][use]
    if len(np.unique(periods)) < lags + 3:
        raise ValueError(f"There are too few periods for {lags} lags.")
    import statsmodels.api as sm

    codes = pd.factorize(table[unit])[0][use]
    x = _within(shifted.to_numpy(dtype=float)[use], codes)
    y = _within(table[effect].to_numpy(dtype=float)[use], codes)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError(f"{cause!r} changes too little over time to tell {lags} lags apart.")
    fit = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": periods})
    low, high = fit.conf_int().T
    return pd.DataFrame({"lag": range(lags + 1), "estimate": fit.params, "low": low, "high": high})


# ---- paradox 2: informed and distracted ----


def choice_quality(
    sources: Any,
    attention: float = 60,
    switching: float = 2,
    half_time: float = 18,
    precision: float = 0.5,
    blind: float = 20,
) -> pd.Series:
    """Quality of a choice by the number of sources consulted, when attention is scarce.

    Parameters
    ----------
    sources : number or list of numbers
        Sources consulted, above 0.
    attention : float
        Minutes of attention for the choice (A).
    switching : float
        Minutes lost with each source before a word is read (c).
    half_time : float
        Reading minutes after which half of a source is taken in (s); above `switching`.
    precision : float
        What a source read in full adds to what she knows (h).
    blind : float
        Quality of a guess (q0), 0 to 100; 100 is the best choice for her.

    Returns
    -------
    Series
        Expected quality, 0 to 100, by number of sources.

    Raises
    ------
    ValueError
        A number out of its range, or more sources than the attention allows.

    Notes
    -----
    This course's own model. With k sources there are t = A/k - c minutes to read each, a source
    gives h t/(t + s), so that all give P = h k (A - c k)/(A + (s - c) k); the quality is
    q0 + (100 - q0) P/(1 + P).

    Examples
    --------
    >>> choice_quality([1, 8, 20]).round(1).tolist()
    [42.1, 58.7, 47.6]
    """
    k = between(np.atleast_1d(sources), "sources", 0, above=True)
    best_number_of_sources(attention, switching, half_time)
    number(precision, "precision", 0)
    number(blind, "blind", 0, 100)
    minutes = attention / k - switching
    if (minutes <= 0).any():
        most = k[minutes <= 0].iloc[0]
        raise ValueError(
            f"{most:g} sources take {most * switching:g} minutes to find, and there are "
            f"{attention:g}: no time is left to read."
        )
    known = precision * k * minutes / (minutes + half_time)
    quality = blind + (100 - blind) * known / (1 + known)
    return pd.Series(quality.to_numpy(), index=pd.Index(k, name="sources"), name="quality")


def best_number_of_sources(
    attention: float = 60, switching: float = 2, half_time: float = 18
) -> float:
    """Number of sources with the best choice: k* = A (√(s/c) - 1)/(s - c).

    Parameters
    ----------
    attention, switching, half_time : float
        As in `choice_quality`, in minutes.

    Returns
    -------
    float
        Where the derivative of the quality is zero.

    Raises
    ------
    ValueError
        A number that is not above 0, or `half_time` not above `switching`.

    Examples
    --------
    >>> best_number_of_sources()
    7.5
    """
    number(attention, "attention", 0, above=True)
    number(switching, "switching", 0, above=True)
    number(half_time, "half_time", switching, above=True)
    return attention * (math.sqrt(half_time / switching) - 1) / (half_time - switching)


def triangle(
    data: pd.DataFrame,
    own: str = "weight_own",
    others: str = "weight_others",
    outer: str = "weight_outer",
) -> pd.DataFrame:
    """Place three weights that add up to 1 in a triangle.

    Parameters
    ----------
    data : DataFrame
        One row per decision.
    own, others, outer : str
        Columns: weight of her own view, of others' words, of outer influence; each 0 to 1.

    Returns
    -------
    DataFrame, same index
        x, y: own view at (0, 0), outer influence at (1, 0), others at (0.5, 0.87).

    Raises
    ------
    ValueError
        A column is missing or holds something else, or the weights do not add up to 1.

    Examples
    --------
    >>> one = pd.DataFrame({"weight_own": [0.2], "weight_others": [0.5], "weight_outer": [0.3]})
    >>> triangle(one).round(3).values.tolist()
    [[0.55, 0.433]]
    """
    weights = _weights(data, [own, others, outer])
    return pd.DataFrame(
        {
            "x": weights[outer] + weights[others] / 2,
            "y": weights[others] * math.sqrt(3) / 2,
        }
    )


def deciding_influence(
    data: pd.DataFrame,
    own: str = "weight_own",
    others: str = "weight_others",
    outer: str = "weight_outer",
) -> pd.Series:
    """Say which of the three influences weighs most in each decision.

    Parameters
    ----------
    data : DataFrame
        One row per decision.
    own, others, outer : str
        Columns with the three weights, which add up to 1.

    Returns
    -------
    Series, same index
        "own", "others", "outer", or "none" when two weigh the same.

    Raises
    ------
    ValueError
        As in `triangle`.

    Examples
    --------
    >>> one = pd.DataFrame({"weight_own": [0.2], "weight_others": [0.5], "weight_outer": [0.3]})
    >>> deciding_influence(one).tolist()
    ['others']
    """
    weights = _weights(data, [own, others, outer]).to_numpy()
    most = weights.max(axis=1, keepdims=True)
    names = np.array(["own", "others", "outer"])[weights.argmax(axis=1)]
    alone = (weights == most).sum(axis=1) == 1
    return pd.Series(np.where(alone, names, "none"), index=data.index, name="decides")


def _weights(data: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    require_columns(data, names)
    weights = pd.DataFrame({name: between(data[name], name, 0, 1) for name in names})
    total = weights.sum(axis=1)
    # The tables give three decimals, so a sum may be off by a little.
    odd = total[(total - 1).abs() > 0.0051]
    if len(odd):
        raise ValueError(
            f"Row {odd.index[0]}: the three weights add up to {odd.iloc[0]:g}, and should to 1."
        )
    return weights


# ---- paradox 3: critics and advocates ----


def meeting_chance(advocates: float, asked: float) -> float:
    """Chance that somebody who asks around meets at least one advocate: 1 - (1 - a)^k.

    Parameters
    ----------
    advocates : float
        Share of the people she may ask who are advocates, 0 to 1 (a).
    asked : float
        How many she asks (k).

    Returns
    -------
    float
        0 to 1; the people asked are taken as drawn by chance, independent of each other.

    Raises
    ------
    ValueError
        A share that is none, or a negative number of people.

    Examples
    --------
    >>> round(meeting_chance(0.10, 5), 2)
    0.41
    """
    number(advocates, "advocates", 0, 1)
    number(asked, "asked", 0)
    return float(1 - (1 - advocates) ** asked)


def people_to_ask(advocates: float, chance: float = 0.5) -> int:
    """Fewest people to ask for at least this chance of meeting an advocate.

    Parameters
    ----------
    advocates : float
        Share of advocates, above 0 and up to 1.
    chance : float
        Wanted chance, 0 to below 1.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        A number out of its range.

    Examples
    --------
    >>> people_to_ask(0.10, chance=0.5)
    7
    """
    number(advocates, "advocates", 0, 1, above=True)
    if number(chance, "chance", 0, 1) == 1:
        raise ValueError("A chance of 1 is never reached: give a number below 1.")
    if advocates == 1:
        return int(chance > 0)
    # Rounding first keeps an exact 2 from becoming 3 by a last binary digit.
    return math.ceil(round(math.log(1 - chance) / math.log(1 - advocates), 9))


def net_effect(
    readers: float,
    advocates: float,
    woken: float,
    silent: float = 0.0,
    harm: float = 1.0,
) -> float:
    """What one negative voice does: advocates it wakes, minus the harm it does.

    Parameters
    ----------
    readers : float
        People who read along.
    advocates : float
        Share of them who are advocates, 0 to 1.
    woken, silent : float
        Share of advocates who speak up with the negative voice, and who would without, 0 to 1.
    harm : float
        How many voices in favour make good for one negative voice, zero or more.

    Returns
    -------
    float
        Voices in favour, net: above 0 the brand gains.

    Raises
    ------
    ValueError
        A number out of its range.

    Notes
    -----
    This course's own model: readers x advocates x (woken - silent) - harm.

    Examples
    --------
    >>> round(net_effect(readers=40, advocates=0.25, woken=0.30, silent=0.08), 2)
    1.2
    """
    number(readers, "readers", 0)
    for name, share in (("advocates", advocates), ("woken", woken), ("silent", silent)):
        number(share, name, 0, 1)
    number(harm, "harm", 0)
    return float(readers * advocates * (woken - silent) - harm)


def break_even_readers(
    advocates: float, woken: float, silent: float = 0.0, harm: float = 1.0
) -> float:
    """Readers from which on a negative voice does more good than harm.

    Parameters
    ----------
    advocates, woken, silent, harm : float
        As in `net_effect`.

    Returns
    -------
    float
        Where the net effect is zero; infinite when criticism wakes nobody.

    Raises
    ------
    ValueError
        A number out of its range.

    Examples
    --------
    >>> round(break_even_readers(advocates=0.25, woken=0.30, silent=0.08), 1)
    18.2
    """
    gain = net_effect(1, advocates, woken, silent, harm=0)
    number(harm, "harm", 0)
    return harm / gain if gain > 0 else math.inf


def net_recommendation(
    negative: Any, contacts: float, woken: float, silent: float = 0.0
) -> pd.DataFrame:
    """What somebody hears who asks around, when some of her contacts are critics.

    Parameters
    ----------
    negative : number or list of numbers
        Share of her contacts who are critics, 0 to 1; the others are content customers.
    contacts : float
        How many she asks, 1 or more.
    woken, silent : float
        Chance that a content customer speaks up when a critic is among the contacts, and when
        there is none, 0 to 1.

    Returns
    -------
    DataFrame, one row per share of critics
        negative; net: expected voices in favour minus voices against; meets: chance that at
        least one content customer speaks up, 0 to 1.

    Raises
    ------
    ValueError
        A number out of its range.

    Notes
    -----
    This course's own model. Each contact is a critic with chance n, independent of the others. A
    content customer is woken if a critic is among the other k - 1, chance 1 - (1 - n)^(k - 1).

    Examples
    --------
    >>> net_recommendation([0, 0.05, 0.3], contacts=12, woken=0.30, silent=0.08)["net"].round(
    ...     1).tolist()
    [1.0, 1.4, -1.1]
    """
    n = between(np.atleast_1d(negative), "negative", 0, 1).to_numpy()
    k = number(contacts, "contacts", 1)
    number(woken, "woken", 0, 1)
    number(silent, "silent", 0, 1)
    speaks = silent + (woken - silent) * (1 - (1 - n) ** (k - 1))
    nobody = (
        ((1 - n) * (1 - silent)) ** k  # no critic, and all silent
        + (1 - (1 - n) * woken) ** k  # critics, and nobody woken by them
        - ((1 - n) * (1 - woken)) ** k
    )
    return pd.DataFrame(
        {"negative": n, "net": k * ((1 - n) * speaks - n), "meets": 1 - nobody},
    )


def _require_yes_no(data: pd.DataFrame, name: str) -> None:
    if not len(data):
        raise ValueError("The table has no rows. Check the selection.")
    if not pd.api.types.is_bool_dtype(data[name]) or data[name].isna().any():
        raise ValueError(f"Column {name!r} must hold True or False in every row.")


def _require_people(graph: Any) -> None:
    import networkx as nx

    if not isinstance(graph, nx.Graph) or not len(graph):
        raise ValueError("Give a network with people in it: make one with network(ties).")
