"""A case: one theatre and stretch of time, with everything that was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.errors import UnknownPlaceError, UnplacedCaseError

if TYPE_CHECKING:
    from datetime import date

    from frontline.datasets._placing import Pin
    from frontline.ledger import Ledger
    from frontline.model import Actor, Claim, Figure
    from gazetteer import Gazetteer, Place

_EXAMPLES = 5
"""Names that an error gives as examples."""
_WAY_OUT = (
    "what to do, any of these: write the places into a places.csv beside claims.csv (place_id, name, kind, lon, lat)",
    'or name other tables in case.toml: gazetteer = ["world"], or ["SD"] after `frontline gazetteer add SD`',
    "or give the claims columns lon and lat; or pin a name to a place that a table has under another, in places.lock",
    "to see what a table finds: `frontline resolve --world NAME`; README, \"Another country\", goes through it",
)


class PlaceTable(Mapping[str, "Place"]):
    """The places of a case, by id or by any spelling that names one place only.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where the places come from.

    Examples
    --------
    >>> import frontline as fl
    >>> fl.datasets.load("hama-2024").places["Hama"].place_id
    'hama'
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def __getitem__(self, key: str) -> Place:
        """Return a place.

        Raises
        ------
        UnknownPlaceError
            If the name is unknown or may mean several places; says which.
        """
        if key in self._gazetteer.places:
            return self._gazetteer.places[key]
        namesakes = [p for p in self._gazetteer.places.values() if p.name.casefold() == key.casefold()]
        if len(namesakes) == 1:  # a chief name outweighs another place's variant
            return namesakes[0]
        answer = self._gazetteer.resolve(key)
        if answer.place is None:
            raise UnknownPlaceError(f"place {key!r}: {answer.status}: {answer.reason}")
        return answer.place

    def __iter__(self) -> Iterator[str]:
        return iter(self._gazetteer.places)

    def __len__(self) -> int:
        return len(self._gazetteer.places)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as loaded.

    Parameters
    ----------
    start, end : date
        First day (whose end the baseline describes) and last day of interest.
    city : str
        Id of the place that distances are measured from unless another is asked for.
    credits : tuple of str
        Licences and attributions that every map of the case must carry.
    """

    case_id: str
    title: str
    description: str
    start: date
    end: date
    city: str | None
    credits: tuple[str, ...]
    gazetteer: Gazetteer
    places: PlaceTable
    ledger: Ledger
    figures: tuple[Figure, ...]
    pins: Mapping[tuple[str, str], Pin] = field(default_factory=dict)
    """Choices of place made by hand, by name and context."""
    tables: tuple[str, ...] = ("syria",)
    """The packaged tables of places that it reads names with."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims of the case, placed or not."""
        return self.ledger.claims

    @property
    def actors(self) -> Mapping[str, Actor]:
        """The sides, by id."""
        return self.ledger.actors

    def check_placed(self) -> None:
        """Refuse a case of which no map can be made: nothing in it stands anywhere.

        Raises
        ------
        UnplacedCaseError
            If no claim stands at a place and no baseline says who held one; tells examples, and the way out.
        """
        grounds = self.ledger.outlines
        if self.ledger.baseline or any(
            c.scope == "place" or c.geometry or c.place_id in grounds for c in self.claims
        ):
            return
        reasons = {c.place_as_written: c.placed_because or "speaks of an area, not of a place" for c in self.claims}
        told = [f"  {name!r}: {why}" for name, why in reasons.items()]
        if len(told) > _EXAMPLES:
            told[_EXAMPLES:] = [f"  and {len(told) - _EXAMPLES:,} more names"]
        head = f"none of the {len(self.claims):,} claims of {self.case_id!r} stands at a place, so no map can be made"
        sought = f"names were sought in: {', '.join(self.tables)}, and in places.csv where there is one"
        raise UnplacedCaseError("\n".join([head, *told, sought, *_WAY_OUT]))

    @property
    def unplaced(self) -> tuple[Claim, ...]:
        """The claims that stand at no point: about areas, parts of areas, or places that could not be found."""
        return tuple(c for c in self.claims if c.scope != "place")
