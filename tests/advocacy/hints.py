"""What the last hints of chapter 3 take for granted, and where their code goes (CODE1, CODE2)."""

START = """
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
from mkt40_helpers import advocacy
(survey,) = tables
"""
VALUE = """
survey["value"] = 100 * (survey["score"] >= 9) - 100 * (survey["score"] <= 6)
survey["group"] = advocacy.groups(survey["score"])
"""

HINTS: dict[str, str | None] = {
    "3.01": START + VALUE + 'desk = survey[(survey["channel"] == "dealer") '
    '& (survey["touchpoint"] == "help desk")]\n'
    'n, own = desk["value"].count(), desk["value"].mean()\noverall = survey["value"].mean()\n'
    "told = [CODE1]",
    "3.1": START + "told = [CODE1]",
    "3.2": START + "told = [CODE1]",
    "3.3": None,  # an order of lines
    "3.4": START + VALUE + "told = [CODE1]",
    "3.5": START + "told = [CODE1]",
    "3.6": START + VALUE + "told = [CODE1]",
    "3.7": START + VALUE + "told = [CODE1]",
    "3.8": START + VALUE + 'survey["month"] = survey["date"].dt.to_period("M").astype(str)\n'
    "plt.figure()\ntold = [CODE1]",
    "3.10": START + VALUE + 'answered = survey.dropna(subset=["score"])\n'
    'each = answered.pivot_table(index="touchpoint", columns="channel", values="value")\n'
    'mix = pd.crosstab(answered["touchpoint"], answered["channel"], normalize="columns")\n'
    "told = [CODE1]",
    "3.12": START + 'delivery = survey[survey["touchpoint"] == "delivery"]\n'
    'd, answers = (delivery["score"] <= 6).sum(), survey["score"].count()\n'
    'told = [("D", CODE1)]',
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
