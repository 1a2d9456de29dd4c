"""The tables, their descriptions, learners' samples, and the model that the survey comes from."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import frictionless
import numpy as np
import pandas as pd
import pytest

from mkt40_helpers import advocacy, data
from mkt40_helpers.exercises import tables_of
from mkt40_helpers.world.__main__ import write
from mkt40_helpers.world.survey import SurveyParameters, make_survey

PACKAGE = json.loads((data.folder() / "datapackage.json").read_text("utf-8"))
NAMES = [resource["name"] for resource in PACKAGE["resources"]]


@pytest.mark.filterwarnings("ignore")  # frictionless' own dependencies warn of their future
def test_every_file_fits_its_description():
    report = frictionless.validate(str(data.folder() / "datapackage.json"))
    assert report.valid, report.flatten(["fileName", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == len(NAMES)


@pytest.mark.filterwarnings("ignore")
def test_the_description_would_notice_a_wrong_value(tmp_path):
    shutil.copytree(data.folder(), tmp_path / "d")
    survey = tmp_path / "d" / "survey.csv"
    text = survey.read_text("utf-8")
    assert ",commuter,NL,10," in text
    survey.write_text(text.replace(",commuter,NL,10,", ",commuter,NL,11,", 1), "utf-8")
    assert not frictionless.validate(str(tmp_path / "d" / "datapackage.json")).valid


def test_every_file_in_the_folder_is_described_and_small():
    files = {path.name for path in data.folder().glob("*.csv")}
    assert files == {resource["path"] for resource in PACKAGE["resources"]}
    assert all(path.stat().st_size < 2_000_000 for path in data.folder().iterdir())


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=NAMES)
def test_every_table_says_what_a_reader_must_know(resource):
    assert resource["kind"] in ("real", "invented", "course")
    assert resource["licenses"] and resource["sources"] and resource["made"] and resource["quirks"]
    assert all(field["description"] for field in resource["schema"]["fields"])
    if resource["kind"] == "real":
        assert resource["accessed"] and resource["sources"][0]["path"].startswith("https://")


def test_what_make_data_writes_is_what_is_there(tmp_path):
    write(tmp_path)
    for name in ("survey.csv", "README.md"):
        assert (tmp_path / name).read_bytes() == (data.folder() / name).read_bytes(), name


def test_hcahps_percentages_add_up_but_for_rounding():
    table = data.load("hcahps_national")
    for columns in (table.filter(like="rating_"), table.filter(like="recommend_")):
        assert columns.sum(axis=1).between(99, 101).all()


# ---- loading ----


@pytest.mark.parametrize("name", NAMES)
def test_load_gives_the_whole_table_with_its_types(name):
    table = data.load(name)
    lines = (data.folder() / f"{name}.csv").read_text("utf-8").strip().count("\n")
    assert len(table) == lines
    resource = PACKAGE["resources"][NAMES.index(name)]
    fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    assert list(table.columns) == list(fields)
    for column, kind in fields.items():
        if kind == "integer":
            assert table[column].dtype == "Int64"
        if kind == "boolean":
            assert table[column].dtype == "boolean"
        if kind == "date":
            assert pd.api.types.is_datetime64_dtype(table[column])


def test_load_gives_a_copy():
    first = data.load("survey")
    first["score"] = 0
    assert data.load("survey")["score"].max() == 10


def test_a_learners_sample_never_changes():
    # Fixed here once: the same on every machine, Python and pandas version, for ever.
    mine = data.load("survey", student="s123")
    rows = ",".join(mine["respondent"].astype(str))
    assert len(mine) == 1002
    assert hashlib.sha256(rows.encode()).hexdigest()[:16] == "f86e13c62fc68fb2"


def test_samples_differ_keep_whole_customers_and_fit_all_texts():
    survey = data.load("survey")
    whole = survey["customer"].value_counts()
    seen = set()
    for student in ["s1", "s2", "12345678", "Ærøskøbing ☃", "", "x" * 500]:
        mine = data.load("survey", student=student)
        kept = mine["customer"].value_counts()
        assert (kept == whole[kept.index]).all()
        assert 0.4 < len(mine) / len(survey) < 0.6
        assert mine.index.equals(pd.RangeIndex(len(mine)))
        seen.add(tuple(mine["respondent"]))
    assert len(seen) == 6


def test_two_samples_share_half_of_their_customers():
    one, other = (set(data.load("survey", student=s)["customer"]) for s in ("a", "b"))
    assert 0.4 < len(one & other) / len(one) < 0.6


def test_real_series_are_the_same_for_everybody():
    assert data.load("hcahps_national", student="s1").equals(data.load("hcahps_national"))


def test_a_card_is_shown_as_a_page_and_says_all():
    card = data.describe("survey")
    assert card._repr_markdown_() == card and "**Invented data.**" in card
    assert all(f"| {column} |" in card for column in data.load("survey"))
    assert "**Real data.**" in data.describe("hcahps_national")


def test_a_misspelt_name_suggests_the_nearest():
    with pytest.raises(ValueError, match=r"no table 'survy'\. Did you mean 'survey'"):
        data.load("survy")
    with pytest.raises(ValueError, match="The tables are: survey"):
        data.describe("zzz")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A copy of the data that a test may damage."""
    shutil.copytree(data.folder(), tmp_path / "datasets")
    monkeypatch.setattr(data, "folder", lambda: tmp_path / "datasets")
    data._read.cache_clear()
    data._package.cache_clear()
    yield tmp_path / "datasets" / "survey.csv"
    data._read.cache_clear()
    data._package.cache_clear()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text("respondent,score\n1,9\n"),
        lambda path: path.write_text(path.read_text("utf-8").replace(",NL,9,", ",NL,nine,", 1)),
        lambda path: path.write_text(""),
    ],
    ids=["missing", "other columns", "a word for a number", "empty"],
)
def test_a_damaged_file_is_reported_with_the_way_back(copied, damage):
    damage(copied)
    with pytest.raises(ValueError, match=r"git checkout -- datasets/survey\.csv"):
        data.load("survey")


# ---- the model ----


@pytest.fixture(scope="module")
def large():
    truth = SurveyParameters(answers=200_000)
    return truth, make_survey(seed=7, parameters=truth)


def test_the_same_seed_gives_the_same_table():
    assert make_survey(5).equals(make_survey(5))
    assert not make_survey(5).equals(make_survey(6))


def test_shares_come_out_as_set(large):
    truth, survey = large
    for column, shares in (("channel", truth.channels), ("country", truth.countries)):
        found = survey[column].value_counts(normalize=True)
        assert found.to_dict() == pytest.approx(shares, abs=0.006)
    assert survey["score"].isna().mean() == pytest.approx(truth.no_score, abs=0.002)
    for channel, shares in truth.touchpoints.items():
        found = survey.loc[survey["channel"] == channel, "touchpoint"].value_counts(normalize=True)
        assert found.to_dict() == pytest.approx(shares, abs=0.015)


def test_the_channel_has_no_effect_of_its_own(large):
    _, survey = large
    table = advocacy.nps_by(survey, ["touchpoint", "channel"])
    spread = table.groupby("touchpoint")["nps"].agg(["min", "max"])
    assert ((spread["max"] - spread["min"]) < 6).all()
    by_channel = advocacy.nps_by(survey, "channel").set_index("channel")["nps"]
    assert by_channel["store"] - by_channel["web shop"] > 25


def test_nothing_changes_over_time(large):
    _, survey = large
    months = advocacy.nps_by(survey.assign(m=survey["date"].dt.to_period("M")), "m")
    overall = advocacy.nps(survey["score"]).score
    assert len(months) == 24
    assert ((months["low"] <= overall) & (overall <= months["high"])).sum() >= 20


def test_touchpoints_rank_as_set(large):
    truth, survey = large
    nps = advocacy.nps_by(survey, "touchpoint").set_index("touchpoint")["nps"]
    effects = pd.Series(truth.touchpoint_effect)
    assert nps.sort_values().index.tolist() == effects.sort_values().index.tolist()


def test_the_dutch_answer_lower_and_do_the_same(large):
    _, survey = large
    nps = advocacy.nps_by(survey, "country").set_index("country")["nps"]
    assert nps["BE"] - nps["NL"] > 12 and abs(nps["BE"] - nps["DE"]) < 3
    did = survey.groupby("country")[["recommended_unasked", "bought_again", "advised_against"]]
    means = did.mean().astype(float)
    assert ((means.max() - means.min()) < 0.012).all()


@pytest.mark.parametrize(
    ("column", "line"),
    [("recommended_unasked", "unasked"), ("advised_against", "against"), ("bought_again", "again")],
)
def test_deeds_follow_satisfaction_as_set(column, line):
    # One touchpoint and no spread between customers: then the mean can be integrated by hand.
    effect = {"advice": 0.4}
    truth = SurveyParameters(
        answers=200_000,
        channels={"store": 1.0},
        touchpoints={"store": {"advice": 1.0}},
        touchpoint_effect=effect,
        customer_spread=0.0,
    )
    survey = make_survey(seed=8, parameters=truth)
    u = (np.arange(20_000) + 0.5) / 20_000
    satisfaction = 0.4 + truth.contact_spread * np.log(u / (1 - u))
    intercept, slope = getattr(truth, line)
    expected = np.mean(1 / (1 + np.exp(-(intercept + slope * satisfaction))))
    assert survey[column].mean() == pytest.approx(expected, abs=0.004)


def test_exercise_tables_are_the_learners_own():
    from mkt40_helpers.exercises import find

    (survey,) = tables_of(find("3.1"), "s5")
    assert survey.equals(data.load("survey", student="s5"))
