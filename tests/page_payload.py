"""The page's payload, read back without the page: what `assets/unpack.js` does, in a few lines of Python."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def unpack(text: str) -> list[int]:
    """Whole numbers of seven bits a byte, the sign in the lowest bit."""
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    return numbers


def unpack_table(text: str, columns: int) -> Ints:
    """Rows of a table, whose first column is a difference from the row before."""
    table = np.array(unpack(text), np.int64).reshape(-1, columns)
    table[:, 0] = np.cumsum(table[:, 0])
    return table


def unpack_lines(text: str) -> list[NDArray[np.float64]]:
    """Lines in degrees, shape (points, 2)."""
    numbers, lines, at = unpack(text), [], 0
    while at < len(numbers):
        end = at + 1 + 2 * numbers[at]
        lines.append(np.array(numbers[at + 1 : end]).reshape(-1, 2).cumsum(axis=0) / 1e5)
        at = end
    return lines


def unpack_cells(cells: dict[str, str]) -> dict[int, list[NDArray[np.float64]]]:
    """The rings of each cell, in degrees."""
    corners = np.array(unpack(cells["corners"])).reshape(-1, 2).cumsum(axis=0) / 1e5
    refs, met, numbers = unpack(cells["refs"]), 0, []
    for ref in refs:
        numbers.append(met - ref)
        met += ref == 0
    found: dict[int, list[NDArray[np.float64]]] = {}
    start = 0
    for cell, length in unpack_table(cells["rings"], 2):
        found.setdefault(int(cell), []).append(corners[numbers[start : start + length]])
        start += length
    return found
