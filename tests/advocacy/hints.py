"""What the last hints of chapter 3 take for granted, and where their code goes (CODE1, CODE2)."""

START = "from mkt40_helpers import advocacy\n(survey,) = tables\n"
COUNTS = """
promoters = (survey["score"] >= 9).sum()
detractors = (survey["score"] <= 6).sum()
answers = survey["score"].count()
"""

HINTS: dict[str, str | None] = {
    "3.1": START + "told = [CODE1]",
    "3.2": START + "told = [CODE1]",
    "3.3": START + COUNTS + "answers = CODE2\ntold = [CODE1]",
    "3.4": START + "told = [CODE1]",
    "3.5": START + "told = [CODE1]",
    "3.6": None,  # algebra
    "3.7": START + COUNTS + "n, p, d = answers, promoters / answers, detractors / answers\n"
    "variance = p + d - (p - d) ** 2\ntold = [CODE1]",
    "3.8": START + 'survey["week"] = survey["date"].dt.to_period("W")\n'
    'weeks, overall = advocacy.nps_by(survey, by="week"), advocacy.nps(survey["score"]).score\n'
    "CODE1\ntold = [CODE2]",
    "3.9": START + 'store = advocacy.nps(survey.loc[survey["channel"] == "store", "score"])\n'
    'web = advocacy.nps(survey.loc[survey["channel"] == "web shop", "score"])\n'
    "told = [CODE1]",
    "3.10": START + 'result = advocacy.nps(survey["score"])\ntold = [CODE1]',
    "3.12": START + COUNTS + 'delivery = survey[survey["touchpoint"] == "delivery"]\n'
    'unhappy = (delivery["score"] <= 6).sum()\ntold = [CODE1]',
    "3.13": """
def function(scores):
    answers = [score for score in scores if score is not None]
    if len(answers) == 0:
        return None
    promoters = CODE1
    detractors = sum(score <= 6 for score in answers)
    CODE2

told = [function]
""",
}
