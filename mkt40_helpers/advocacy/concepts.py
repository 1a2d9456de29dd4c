"""What the exercises of this chapter practise, and how one is asked again on a fresh sample."""

# Terms of the glossary, by their slugs, and the numbers of the exercises. Those of earlier chapters
# are what its "Again" questions (01, 02) ask everybody.
CONCEPTS = {
    "promoter": ("1",),
    "detractor": ("2",),
    "passive": ("5",),
    "net-promoter-score": ("3", "4", "12", "13"),
    "prompted-advocacy": ("6",),
    "uncertainty-of-nps": ("7", "8", "9"),
    "limits-of-nps": ("10", "11"),
    "online-reviews": ("01",),
    "paradox-online-offline": ("02",),
}

_SURVEY = 'fresh_survey = data.load("survey", student=fresh)'
_HELPER = "from mkt40_helpers import advocacy\n"
_VALUE = f"""{_SURVEY}
fresh_survey["value"] = 100 * (fresh_survey["score"] >= 9) - 100 * (fresh_survey["score"] <= 6)"""

# The lines that make ready what an exercise works with, in any notebook of the course.
AGAIN = {
    "1": _SURVEY,
    "2": _SURVEY,
    "4": _VALUE,
    "5": _HELPER + _SURVEY,
    "6": f"""{_HELPER}{_SURVEY}
fresh_survey["group"] = advocacy.groups(fresh_survey["score"]).astype(object)""",
    "7": f"""{_VALUE}
fresh_app = fresh_survey[fresh_survey["channel"] == "app"]""",
    "8": f"""{_VALUE}
fresh_survey["month"] = fresh_survey["date"].dt.to_period("M").astype(str)""",
    "10": f"""import pandas as pd
{_VALUE}
fresh_rows = fresh_survey.dropna(subset=["score"])
fresh_each = fresh_rows.pivot_table(index="touchpoint", columns="channel", values="value")
fresh_mix = pd.crosstab(fresh_rows["touchpoint"], fresh_rows["channel"], normalize="columns")""",
}
