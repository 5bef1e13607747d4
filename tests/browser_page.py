"""What the browser tests share: a page opened from its file, with the network off and everything listened to."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@contextmanager
def opened(browser: Browser, path: Path, anchor: str = "", **options: Any) -> Iterator[Page]:
    """Open a page from its file; whatever it asks for or complains about fails the test."""
    context = browser.new_context(offline=True, **options)
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda r: requests.append(r.url))
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("dialog", lambda d: (complaints.append(d.message), d.dismiss()))
    page.goto(path.as_uri() + anchor)
    page.wait_for_selector("html[data-ready='1']", state="attached", timeout=15_000)
    yield page
    page.wait_for_timeout(50)
    assert complaints == []
    assert [url for url in requests if not url.startswith(("data:", path.as_uri()))] == []
    assert len([url for url in requests if url.startswith(path.as_uri())]) == 1
    context.close()


def holders_of(page: Page) -> dict[str, str | None]:
    """Return who holds each place, as drawn."""
    return dict(page.evaluate("frontlineMap.state().holders"))
