"""A case: one theatre and stretch of time, with everything that was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.errors import UnknownPlaceError

if TYPE_CHECKING:
    from datetime import date

    from frontline.datasets._placing import Pin
    from frontline.ledger import Ledger
    from frontline.model import Actor, Claim, Figure
    from gazetteer import Gazetteer, Place


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

    @property
    def unplaced(self) -> tuple[Claim, ...]:
        """The claims that stand at no point: about areas, parts of areas, or places that could not be found."""
        return tuple(c for c in self.claims if c.scope != "place")
