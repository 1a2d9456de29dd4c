"""Three kinds of connectivity: ties between people, and what runs along them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mkt40_helpers.inputs import (
    between,
    number,
    require_columns,
    require_one_kind,
)

if TYPE_CHECKING:
    import networkx as nx


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
        Columns with the two people: texts or numbers (1.0 is the same person as 1).
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
    require_one_kind(ties, one, other)
    people, friends = _ids(ties[one]), _ids(ties[other])
    alone = ties[people == friends]
    if len(alone):
        raise ValueError(f"Row {alone.index[0]} ties {alone[one].iloc[0]!r} to herself.")
    import networkx as nx

    graph = nx.Graph()
    weights = between(ties[strength], strength, 0) if strength else pd.Series(1.0, ties.index)
    graph.add_weighted_edges_from(
        zip(people, friends, weights, strict=True),
        weight="strength",
    )
    return graph


def _ids(people: pd.Series) -> pd.Series:
    """Return the people as texts; a number has no point, as it has in a column with gaps."""
    whole = people.map(lambda one: int(one) if isinstance(one, float) and one.is_integer() else one)
    return whole.astype(object).astype(str)


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
        person's contacts who know each other, mean over the people, 0 to 1); transitivity (the
        same share over all such pairs at once, in which hubs have most of the pairs);
        mean_strength; largest_hub (most ties of one person); connected (share of the people in
        the largest connected part, 0 to 1).

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
    >>> friends = nx.star_graph(9)  # one hub; two of its nine contacts know each other
    >>> friends.add_edge(1, 2)
    >>> network_profile(friends)[["clustering", "transitivity"]].round(2).tolist()
    [0.2, 0.08]
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
            "transitivity": nx.transitivity(graph),
            "mean_strength": float(np.mean(strengths)) if strengths else math.nan,
            "largest_hub": float(max(ties for _, ties in graph.degree())),
            "connected": max(map(len, nx.connected_components(graph))) / len(graph),
        }
    )


def hubs(graph: nx.Graph, number_of: int = 1) -> pd.Series:
    """People with the most ties.

    Parameters
    ----------
    graph : networkx.Graph
        From `network`.
    number_of : int
        How many of them, 1 or more.

    Returns
    -------
    Series
        Ties by person, most first; by name where they have as many.

    Raises
    ------
    ValueError
        `graph` is no network, or has fewer people.

    Examples
    --------
    >>> import networkx as nx
    >>> hubs(nx.star_graph(["a", "b", "c"]), 2).to_dict()
    {'a': 2, 'b': 1}
    """
    _require_people(graph)
    number(number_of, "number_of", 1, len(graph))
    people = _by_ties(graph)[: int(number_of)]
    ties = [graph.degree[person] for person in people]
    return pd.Series(ties, index=pd.Index(people, name="person"), name="ties")


def contacts_of(graph: nx.Graph, person: Any) -> nx.Graph:
    """Network of somebody's contacts, and of the ties among them.

    Parameters
    ----------
    graph : networkx.Graph
        From `network`.
    person : str
        Whose contacts; not one of them herself.

    Returns
    -------
    networkx.Graph
        In the order of the names.

    Raises
    ------
    ValueError
        That person is not in the network.

    Examples
    --------
    >>> import networkx as nx
    >>> around = contacts_of(nx.Graph(["ab", "ac", "ad", "bc", "de"]), "a")
    >>> list(around), list(around.edges)
    (['b', 'c', 'd'], [('b', 'c')])
    """
    import networkx as nx

    _require_people(graph)
    if person not in graph:
        raise ValueError(f"{person!r} is not in the network. Choose one of its people.")
    contacts = sorted(graph[person], key=str)
    around = nx.Graph()
    # Not graph.subgraph: its order is that of a set, which differs from run to run.
    around.add_nodes_from(contacts)
    for one in contacts:
        around.add_edges_from(
            (one, other, graph[one][other]) for other in contacts if other in graph[one]
        )
    return around


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
        # A copy: searching a view of the network takes ten times as long.
        graph = graph.subgraph(_by_ties(graph)[int(without) :]).copy()
    if len(graph) < 2:
        raise ValueError("Fewer than two people are left: there is nobody to reach.")
    counts = [
        len(nx.single_source_shortest_path_length(graph, person, cutoff=int(steps))) - 1
        for person in graph
    ]
    return float(np.mean(counts) / (len(graph) - 1))


def conversations(
    graph: nx.Graph, pass_on: float, times: int = 200, seed: int = 2127, hubs: int = 0
) -> pd.Series:
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
    hubs : int
        0: anybody may begin; else one of so many people with the most ties.

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
    number(hubs, "hubs", 0, len(graph))
    rng = np.random.default_rng(int(seed))
    people = sorted(graph, key=str)
    starts = _by_ties(graph)[: int(hubs)] or people
    contacts = {person: sorted(graph[person], key=str) for person in people}
    sizes = []
    for _ in range(int(times)):
        first = starts[int(rng.random() * len(starts))]
        heard, queue = {first}, [first]
        for teller in queue:  # grows while it is read
            for contact in contacts[teller]:
                if contact not in heard and rng.random() < pass_on:
                    heard.add(contact)
                    queue.append(contact)
        sizes.append(len(heard) - 1)
    return pd.Series(sizes, name="reached")


def _by_ties(graph: nx.Graph) -> list[Any]:
    """People by their ties, most first; by name where they have as many."""
    return sorted(graph, key=lambda person: (-graph.degree[person], str(person)))


def _require_people(graph: Any) -> None:
    import networkx as nx

    if not isinstance(graph, nx.Graph) or not len(graph):
        raise ValueError("Give a network with people in it: make one with network(ties).")
