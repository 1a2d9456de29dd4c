"""The tables, their descriptions, learners' samples, and the model that the survey comes from."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from mkt40_helpers import advocacy, data
from zwaluw.files import write_cards, write_tables
from zwaluw.people import PeopleParameters, make_people
from zwaluw.survey import make_survey

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
    sizes = [path.stat().st_size for path in data.folder().iterdir()]
    assert max(sizes) < 2_000_000 and sum(sizes) < 20_000_000


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=NAMES)
def test_every_table_says_what_a_reader_must_know(resource):
    assert resource["kind"] in ("real", "invented", "course")
    assert resource["licenses"] and resource["sources"] and resource["made"] and resource["quirks"]
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert resource["schema"]["primaryKey"]
    if resource["kind"] == "real":
        assert resource["accessed"] and resource["sources"][0]["path"].startswith("https://")


def test_what_make_data_writes_is_what_is_there(tmp_path):
    """Byte for byte: on another Python, numpy or pandas this says whether they make the same."""
    write_tables(tmp_path)
    write_cards(tmp_path)
    made = {path.name: _checksum(path) for path in tmp_path.iterdir()}
    assert made.keys() >= {r["path"] for r in PACKAGE["resources"] if r["kind"] == "invented"}
    assert made == {name: _checksum(data.folder() / name) for name in made}


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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


# Fixed here once: the same on every machine, Python and pandas version, for ever.
SAMPLES = {
    ("survey", "respondent", "s123"): (1002, "3985ea5633af0920"),
    ("survey", "respondent", "anonymous"): (1018, "c95b73de8e435d38"),
    ("survey", "respondent", "0123456"): (972, "c0cd46198f146f66"),
    ("customers", "customer", "s123"): (2000, "d9ce715425dc7695"),
    ("customers", "customer", "Ærøskøbing ☃"): (1978, "12cc808c4000ff6b"),
    ("transactions", "transaction", "2026001"): (8974, "df1ad133038e5ff9"),
    ("deals", "deal", "s123"): (366, "05a01426ae3298c7"),
    ("leads", "lead", "s123"): (2020, "ef320e44a899f13a"),
    ("region_weeks", "region", "s123"): (988, "7a28c7221b582d7b"),
    ("visits", "visit", "student 7~1"): (5209, "36214e9580527161"),
}


@pytest.mark.parametrize(("name", "key", "student"), SAMPLES)
def test_a_learners_sample_never_changes(name, key, student):
    mine = data.load(name, student=student)
    rows = ",".join(mine[key].astype(str))
    found = (len(mine), hashlib.sha256(rows.encode()).hexdigest()[:16])
    assert found == SAMPLES[name, key, student]


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


def test_the_catalog_lists_all_tables_or_those_of_a_chapter():
    assert list(data.catalog()["name"]) == NAMES
    of_three = [r["name"] for r in PACKAGE["resources"] if 3 in r["chapters"]]
    assert list(data.catalog(chapter=3)["name"]) == of_three and "survey" in of_three
    for wrong in ("3", 12):
        with pytest.raises(ValueError, match="but of the chapters 1, 2, 3"):
            data.catalog(chapter=wrong)


def test_a_misspelt_name_suggests_the_nearest():
    with pytest.raises(ValueError, match=r"no table 'survy'\. Did you mean 'survey'"):
        data.load("survy")
    with pytest.raises(ValueError, match="The tables are: customers, "):
        data.describe("zzz")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A copy of the data that a test may damage."""
    shutil.copytree(data.folder(), tmp_path / "datasets")
    monkeypatch.setattr(data, "folder", lambda: tmp_path / "datasets")
    for kept in (data._read, data._package, data._sample):
        kept.cache_clear()
    yield tmp_path / "datasets" / "survey.csv"
    for kept in (data._read, data._package, data._sample):
        kept.cache_clear()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text("respondent,score\n1,9\n"),
        lambda path: path.write_text(path.read_text("utf-8").replace(",NL,9,", ",NL,nine,", 1)),
        lambda path: path.write_text(path.read_text("utf-8").replace(",NL,9,", ",NL,8,", 1)),
        lambda path: path.write_text(path.read_text("utf-8") + "\n"),
        lambda path: path.write_text(""),
    ],
    ids=[
        "missing",
        "other columns",
        "a word for a number",
        "one figure edited",
        "a line more",
        "empty",
    ],
)
def test_a_damaged_file_is_reported_with_the_way_back(copied, damage):
    damage(copied)
    with pytest.raises(ValueError, match=r"git checkout -- datasets/survey\.csv"):
        data.load("survey")


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=NAMES)
def test_a_learners_table_is_hers_and_has_rows(resource):
    whole, mine = data.load(resource["name"]), data.load(resource["name"], student="s123")
    assert len(mine) > 0 and list(mine.columns) == list(whole.columns)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    if "customer" in fields and resource["kind"] == "invented":
        hers = set(data.load("customers", student="s123")["customer"])
        assert set(mine["customer"].dropna()) <= hers
        # Where the customer may be missing, all rows stay and the others' numbers are emptied.
        required = fields["customer"]["constraints"].get("required", False)
        assert (len(mine) < 0.6 * len(whole)) == required


def test_her_transactions_are_all_there_and_no_others():
    hers = data.load("customers", student="s9")["customer"]
    whole = data.load("transactions")
    mine = data.load("transactions", student="s9")
    assert mine.equals(whole[whole["customer"].isin(hers)].reset_index(drop=True))


def test_windows_line_ends_do_no_harm(copied):
    copied.write_bytes(copied.read_bytes().replace(b"\n", b"\r\n"))
    assert len(data.load("survey")) == 2000


def test_every_checksum_is_that_of_the_file():
    for resource in PACKAGE["resources"]:
        assert resource["hash"] == data.checksum(data.folder() / resource["path"])


# ---- the model of the survey; its parameters are recovered in test_world.py ----


@pytest.fixture(scope="module")
def large():
    return make_survey(make_people(300_000, seed=7), seed=7)


def test_the_channel_has_no_effect_of_its_own(large):
    table = advocacy.nps_by(large, ["touchpoint", "channel"])
    spread = table.groupby("touchpoint")["nps"].agg(["min", "max"])
    assert ((spread["max"] - spread["min"]) < 6).all()
    by_channel = advocacy.nps_by(large, "channel").set_index("channel")["nps"]
    assert by_channel["store"] - by_channel["web shop"] > 25


def test_nothing_changes_over_time(large):
    months = advocacy.nps_by(large.assign(m=large["date"].dt.to_period("M")), "m")
    overall = advocacy.nps(large["score"]).score
    assert len(months) == 24
    assert ((months["low"] <= overall) & (overall <= months["high"])).sum() >= 20


def test_touchpoints_rank_as_set(large):
    nps = advocacy.nps_by(large, "touchpoint").set_index("touchpoint")["nps"]
    effects = pd.Series(PeopleParameters().touchpoint_effect)
    assert nps.sort_values().index.tolist() == effects.sort_values().index.tolist()


def test_the_dutch_answer_lower_and_do_the_same(large):
    nps = advocacy.nps_by(large, "country").set_index("country")["nps"]
    assert nps["BE"] - nps["NL"] > 12 and abs(nps["BE"] - nps["DE"]) < 3
    did = large.groupby("country", observed=True)[["recommended_unasked", "advised_against"]]
    means = did.mean().astype(float)
    assert ((means.max() - means.min()) < 0.012).all()
