"""The only window to the network; nothing here is opened unless it was asked for.

`downloads` fetches countries from GeoNames, `geocoders` asks online services for a name.
"""

from __future__ import annotations

from .downloads import GEONAMES, Download, fetch, fetch_country
from .geocoders import SERVICES, geocode

__all__ = ["GEONAMES", "SERVICES", "Download", "fetch", "fetch_country", "geocode"]
