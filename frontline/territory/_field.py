"""How strongly each actor's hold reaches a point, learned from the places around it: local kriging of labels.

A label is a noisy sign of the ground around it. Ground a few kilometres apart goes together closely, ground tens of
kilometres apart loosely: the covariance is a sum of two exponentials, one for each. Everything here is plane
geometry in kilometres.

References
----------
Rasmussen and Williams (2006): Gaussian processes for machine learning, chapters 2 and 5.4 (kriging, leave-one-out).
Vecchia (1988): Estimation and model identification for continuous spatial processes, J. R. Statist. Soc. B 50
(nearest neighbours in place of all places).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCALES_KM = (8.0, 80.0)
SCALE_SHARES = (0.3, 0.7)
"""Lengths of the two exponentials and their shares of the variance: on areas of control in Ukraine (four dates, 5,000
and 19,000 places) the line came out nearest with them, and values within a third of these do as well."""

NEIGHBOURS = 20
"""Places that speak for a point: with 32 the line moves by less than 0.3 % of its error, at twice the time."""

NUGGET = 0.02
"""Noise of a label that is taken as right, in units of the covariance: a place rarely stands on the line itself."""

LOOSE_NUGGET = 0.2
"""The same while labels are still on trial, so that two wrong neighbours do not hold each other up."""

ODDS_SLOPE, ODDS_CUBE, ODDS_DEEP = 4.3, 1.3, 4.0
"""Log odds that a place is what the places around it say, by how clearly they say it (-1 to 1): slope and cube as
fitted to places left out one at a time. The last, a fifteenth power, counts only deep behind a line, where no
true exception was found among 2,000 places."""

FEWEST_WRONG = 0.002
"""Share of wrong labels that is always reckoned with: no table of news is perfect."""

MOST_WRONG = 0.2
"""More wrong labels than this near a line cannot be told from a line that runs differently."""

ADJACENT = 5
"""Nearest places that count as adjacent."""

POCKET_RATE = 3e-4
"""Share of places that lie in a small pocket of their own behind a line: three in ten thousand. With it five that agree
stay where 2 % of labels are wrong, and three where none is; lone wrong labels go."""

LARGEST_POCKET = 50
"""More places than this are no pocket: a wrong label at the rim of a side's own ground is judged by itself."""

JURY = 8
"""A label is tried only where at least so many other places are there to speak: three villages outvote nobody."""

ROUNDS = 6
"""Rounds of trial; the probabilities settle within four to six."""

SUREST = 0.99
"""A stated confidence above this counts as this: nobody is sure enough to outshout every neighbour."""


class Trial(NamedTuple):
    """What the places around each place make of its label.

    Parameters
    ----------
    wrong : ndarray of float, shape (n,)
        Probability that the label is wrong.
    rate : float
        Share of wrong labels near a line, as learned.
    """

    wrong: NDArray[np.float64]
    rate: float


def covariance(apart_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance of the hold at two points by their distance.

    Examples
    --------
    >>> covariance(np.array([0.0, 8.0, 80.0])).round(2).tolist()
    [1.0, 0.74, 0.26]
    """
    total = np.zeros_like(apart_km)
    for scale, share in zip(SCALES_KM, SCALE_SHARES, strict=True):
        total += share * np.exp(apart_km / -scale)
    return total


def krige(
    targets: NDArray[np.float64],
    near: NDArray[np.int_],
    places: NDArray[np.float64],
    values: NDArray[np.float64],
    nugget: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Estimate values at points, each from its own few places.

    Parameters
    ----------
    targets : ndarray of float, shape (m, 2)
        Kilometres on a plane.
    near : ndarray of int, shape (m, k)
        The places that speak for each.
    places : ndarray of float, shape (n, 2)
    values : ndarray of float, shape (n, c)
        One column an actor, 1 where it holds the place and -1 where not; between, where that is not sure.
    nugget : ndarray of float, shape (n,)
        Noise of each place's values.

    Returns
    -------
    ndarray of float, shape (m, c)

    Examples
    --------
    Halfway between a place of one side and one of the other, nothing is known:

    >>> places = np.array([[0.0, 0.0], [10.0, 0.0]])
    >>> halfway = krige(np.array([[5.0, 0.0]]), np.array([[0, 1]]), places, np.array([[1.0], [-1.0]]), np.zeros(2))
    >>> bool(abs(halfway[0, 0]) < 1e-12)
    True
    """
    around = places[near]
    joint = covariance(_apart(around[:, :, None], around[:, None, :]))
    diagonal = np.arange(near.shape[1])
    joint[:, diagonal, diagonal] += nugget[near] + 1e-9
    towards = covariance(_apart(around, targets[:, None]))
    weights = np.linalg.solve(joint, towards[..., None])[..., 0]
    # Rounded, so that a point comes out the same in whatever company it is computed.
    return np.asarray(np.einsum("mk,mkc->mc", weights, values[near]).round(8))


def _apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    across, up = one[..., 0] - other[..., 0], one[..., 1] - other[..., 1]
    return np.asarray(np.sqrt(across * across + up * up))


def as_values(actors: NDArray[np.int_], count: int, wrong: NDArray[np.float64]) -> NDArray[np.float64]:
    """Labels as expected values from -1 to 1: a doubtful one speaks less, and by its doubt for all the others.

    Examples
    --------
    >>> as_values(np.array([0, 1]), 2, np.array([0.0, 0.25])).tolist()
    [[1.0, -1.0], [-0.5, 0.5]]
    """
    shares = np.repeat((wrong / max(count - 1, 1))[:, None], count, axis=1)
    shares[np.arange(len(actors)), actors] = 1 - wrong
    return 2 * shares - 1


def log_odds(clearness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds that a point is an actor's, by the actor's value there."""
    value = np.clip(clearness, -1.0, 1.0)
    return np.asarray(ODDS_SLOPE * value + ODDS_CUBE * value**3 + ODDS_DEEP * value**15)


def try_labels(
    places: NDArray[np.float64],
    actors: NDArray[np.int_],
    count: int,
    confidence: NDArray[np.float64] | None = None,
    prior: NDArray[np.float64] | None = None,
) -> Trial:
    """Weigh each label against the places around it, and learn how many labels are wrong.

    Expectation and maximisation in turn: given the share of wrong labels, each label's probability of being wrong
    follows from what the others say of its place; given those, the share follows.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Kilometres on a plane, no two alike.
    actors : ndarray of int, shape (n,)
        Who is said to hold each, as a position among `count` actors.
    confidence : ndarray of float, shape (n,), optional
        How likely each label is right, as its source sees it; nan where that is not told. Only the differences
        count: the overall share of wrong labels is learned.
    prior : ndarray of float, shape (n,), optional
        Probability that each label is wrong, before the places around it are asked; then nothing is learned.

    Returns
    -------
    Trial
    """
    wrong = np.zeros(len(places))
    rows, near, around = _contradicted(places, actors)
    rate = 0.02
    if not len(rows):
        return Trial(wrong, FEWEST_WRONG)
    relative = _relative(confidence, rows)
    for _ in range(ROUNDS):
        values = as_values(actors, count, wrong)
        said = krige(places[rows], near, places, values, LOOSE_NUGGET + 4 * wrong * (1 - wrong))
        own = log_odds(said[np.arange(len(rows)), actors[rows]])
        before = np.clip(rate * relative if prior is None else prior[rows], 1e-6, 0.5)
        wrong[rows] = expit(np.log(before / (1 - before)) - own)
        # A fifth of a label is counted as wrong before any is seen, among forty.
        rate = float(np.clip((wrong[rows].sum() + 0.2) / (len(rows) + 40), FEWEST_WRONG, MOST_WRONG))
    return Trial(np.minimum(wrong, _by_chance(actors, around, rate)), rate)


def _by_chance(actors: NDArray[np.int_], around: NDArray[np.int_], rate: float) -> NDArray[np.float64]:
    """Probability that the places of a pocket agree by chance, all wrong together; for each place that of its own.

    One by one the places around a small pocket would overrule each of its places. But that m neighbours are wrong alike
    is ever less likely: a first one with the rate of wrong labels, each further one with that rate for each of some
    five neighbours that it may be. Against it stands how often there is a pocket.
    """
    own, other = np.repeat(np.arange(len(actors)), around.shape[1]), around.ravel()
    alike = actors[own] == actors[other]
    links = coo_array((np.ones(alike.sum(), bool), (own[alike], other[alike])), shape=(len(actors), len(actors)))
    _, pocket = connected_components(links, directed=False)
    size = np.bincount(pocket)[pocket]
    chance = rate * np.minimum(ADJACENT * rate, 1.0) ** np.minimum(size - 1, LARGEST_POCKET)
    return np.where(size > LARGEST_POCKET, 1.0, chance / (chance + POCKET_RATE))


def _contradicted(
    places: NDArray[np.float64], actors: NDArray[np.int_]
) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]:
    """Places with another actor's among their neighbours, those without the place itself, and the nearest of all."""
    k = min(NEIGHBOURS, len(places) - 1)
    if k < JURY:
        none = np.empty((0, max(k, 0)), int)
        return np.empty(0, int), none, none
    near = KDTree(places).query(places, k=k + 1)[1]
    rows = np.flatnonzero((actors[near] != actors[:, None]).any(axis=1))
    own = near[rows] == rows[:, None]
    own[~own.any(axis=1), -1] = True
    return rows, near[rows][~own].reshape(len(rows), k), near[:, 1 : ADJACENT + 1]


def _relative(confidence: NDArray[np.float64] | None, rows: NDArray[np.int_]) -> NDArray[np.float64]:
    """How much likelier than the average each label is to be wrong, as its source sees it."""
    if confidence is None:
        return np.ones(len(rows))
    doubt = 1 - np.clip(confidence, 0.0, SUREST)
    average = float(np.nanmean(doubt[rows])) if np.isfinite(doubt[rows]).any() else 1.0
    return np.asarray(np.nan_to_num(doubt / average, nan=1.0)[rows])
