"""Sagas, studios and people: how many films, and what they took."""

from __future__ import annotations

import pandas as pd

from etl.eda.figures.money import by_column, returns_by
from etl.eda.frames import Frames


def collections(frames: Frames) -> pd.DataFrame:
    """Sagas: films, known (with revenue), revenue (their sum), mean; the highest revenue first."""
    return _revenues(frames, by_column(frames, frames.films["collection"]))


def companies(frames: Frames) -> pd.DataFrame:
    """Companies, likewise; a film counts in full for each company it has."""
    return _revenues(frames, frames.lists["companies"])


def _revenues(frames: Frames, groups: pd.DataFrame) -> pd.DataFrame:
    members = groups.assign(revenue=frames.films["revenue"].reindex(groups["film"]).to_numpy())
    grouped = members.groupby("value", observed=True)["revenue"]
    found = pd.DataFrame(
        {
            "films": grouped.size(),
            "known": grouped.count(),
            "revenue": grouped.sum(),
            "mean": grouped.mean(),
        }
    )
    order = ["revenue", "films"]
    return found.rename_axis(None).sort_values(order, ascending=False, kind="stable")


def people(frames: Frames, role: str) -> pd.DataFrame:
    """People in a role by number of films: name, films; indexed by person, the busiest first."""
    credits_ = _in_role(frames, role)
    grouped = credits_.groupby("person")
    found = pd.DataFrame({"name": grouped["name"].first(), "films": grouped.size()})
    return found.sort_values(["films", "name"], ascending=[False, True], kind="stable")


def returns_by_person(frames: Frames, role: str) -> pd.DataFrame:
    """`etl.eda.figures.money.returns_by` person in a role, with their names.

    The one with the highest lower end of the interval comes first: what their median film
    returned at the least, so that one lucky film makes nobody the best.
    """
    credits_ = _in_role(frames, role)
    groups = credits_[["film", "person"]].rename(columns={"person": "value"})
    found = returns_by(frames, groups)
    names = credits_.groupby("person")["name"].first()
    found.insert(0, "name", names.reindex(found.index).to_numpy())
    return found.sort_values("low", ascending=False, kind="stable")


def _in_role(frames: Frames, role: str) -> pd.DataFrame:
    credits_ = frames.credits[frames.credits["role"] == role]
    return credits_.assign(name=credits_["name"].astype("str")).drop_duplicates(["film", "person"])
