"""How geopy talks to a server: no more bytes and seconds than an answer needs, and only sound rows let through."""

from __future__ import annotations

import json
import time
from typing import Any

from geopy.adapters import AdapterHTTPError, RequestsAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

from .answers import rows_with_points

__all__ = ["make_adapter"]

MAX_BYTES = 4 << 20
"""Most that an answer may hold; twenty places with all their names are below 200 kB."""
_PIECE = 1 << 16


class _GuardedAdapter(RequestsAdapter):  # type: ignore[misc]
    """geopy's adapter with a limit on what a server may send."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        status, answer_headers, body = self._answer(url, timeout, headers)
        if status >= 400:
            raise AdapterHTTPError(
                f"Non-successful status code {status}", status_code=status, headers=answer_headers, text=body[:500]
            )
        try:
            return rows_with_points(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise GeocoderParseError("the answer is no JSON") from error

    def _answer(self, url: str, timeout: float, headers: dict[str, str]) -> tuple[int, Any, str]:
        import requests

        try:
            with self.session.get(url, timeout=timeout, headers=headers, stream=True) as response:
                return response.status_code, response.headers, self._body(response, timeout)
        except requests.Timeout as error:
            raise GeocoderTimedOut("the service did not answer in time") from error
        except requests.ConnectionError as error:
            raise GeocoderUnavailable("the service cannot be reached") from error
        except requests.RequestException as error:
            raise GeocoderServiceError(str(error)[:160]) from error

    @staticmethod
    def _body(response: Any, timeout: float) -> str:
        """The answer, unless it is too long or comes drop by drop."""
        until = time.monotonic() + 3 * timeout
        pieces, size = [], 0
        for piece in response.iter_content(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise GeocoderParseError(f"the answer is longer than {MAX_BYTES >> 20} MiB")
            if time.monotonic() > until:
                raise GeocoderTimedOut("the answer did not end in time")
        return b"".join(pieces).decode("utf-8", "replace")


def make_adapter(*, proxies: Any, ssl_context: Any) -> _GuardedAdapter:
    """Make an adapter, as geopy's `adapter_factory` is called."""
    # Trying again is left to the rate limiter, so that every request is counted.
    return _GuardedAdapter(proxies=proxies, ssl_context=ssl_context, max_retries=0)
