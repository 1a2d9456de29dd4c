"""What the last hints of chapter 2 take for granted, and where their code goes (CODE1, CODE2)."""

START = "from mkt40_helpers import connectivity\n"
VISITS = START + "(visits,) = tables\n"
PEOPLE = START + 'ties = tables[0]\npeople = n = len(set(ties["customer"]) | set(ties["friend"]))\n'
CHOICES = START + "(choices,) = tables\n"

HINTS: dict[str, str | None] = {
    "2.1": VISITS + 'store = visits[visits["channel"] == "store"]\ntold = [CODE1]',
    "2.2": VISITS + 'share = visits.groupby("advice")["bought"].mean()\ntold = [CODE1]',
    "2.3": PEOPLE + "told = [CODE1]",
    "2.4": PEOPLE + "told = [CODE1]",
    "2.5": START + "(weeks,) = tables\n"
    'sales = weeks.groupby(["online_campaign", "store_campaign"])["sales_eur"].mean()\n'
    "neither, online = sales[False, False], sales[True, False]\n"
    "store, both = sales[False, True], sales[True, True]\ntold = [CODE1]",
    "2.6": START + "echo = connectivity.echo(tables[0])\ntold = [CODE1]",
    "2.7": CHOICES + "decides = connectivity.deciding_influence(choices)\ntold = [CODE1]",
    "2.8": CHOICES + 'attention = A = (choices["minutes"] + 2 * choices["sources"]).mean()\n'
    "s, c = 18, 1\ntold = [CODE1, CODE2]",
    "2.9": START + 'rates = tables[0].groupby("criticised")["spoke_up"].mean()\n'
    "woken, silent = rates[True], rates[False]\ntold = [CODE1, CODE2]",
    "2.10": START + '(survey,) = tables\nasked = survey[survey["prompted_by"] == "question"]\n'
    'a = float(asked["recommended_when_prompted"].mean())\ntold = [CODE1, CODE2]',
    "2.12": """
def function(chances):
    silent = 1
    for chance in chances:
        CODE1
            CODE2
    CODE3

told = [function]
""",
    "2.13": VISITS + 'share = visits["channel"].value_counts(normalize=True)\n'
    'difference = connectivity.reversal(visits).set_index("channel")["difference"]\n'
    "told = [CODE1]",
}
