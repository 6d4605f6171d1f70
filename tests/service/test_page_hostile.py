"""Text that an attacker chose, wherever a log can carry it, in a real browser: seen as text, and nothing happens."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.service.logs import DIVERGING
from tests.service.test_page import answered, browser, page, pytestmark

__all__ = ["browser", "page", "pytestmark"]

ACTS = "document.title='broken'"
TEXTS = (
    f"<img src=x onerror={ACTS}>",
    f"</text></svg><svg onload={ACTS}>",
    f"</script><script>{ACTS}</script>",
    f"[loss](javascript:{ACTS})",
    f'"><iframe srcdoc="<script>parent.{ACTS}</script>">',
    "{{7*7}}${7*7}<%=7*7%>",
)
GROWS = [1.9**n for n in range(12)]


def metrics() -> str:
    return json.dumps({"metrics": {"loss": GROWS} | dict.fromkeys(TEXTS, GROWS)})


def context() -> str:
    return json.dumps({"metrics": {"loss": GROWS}, "context": {"optimizer": TEXTS[0], "framework": TEXTS[1]}})


def words() -> str:
    lines = "\n".join(TEXTS)
    return f"{lines}\n```python\n{lines}\n```\n{DIVERGING.decode()}\n" + "".join(f"{text}: 1.0\n" for text in TEXTS)


def nothing_to_read() -> str:
    return "\n".join(TEXTS)


@pytest.fixture(autouse=True)
def nothing_happens(page: Any) -> Iterator[None]:
    """No dialog opens and no request leaves for elsewhere while the test runs."""
    left: list[str] = []
    home = page.url.rstrip("/")
    page.on("dialog", lambda dialog: (left.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: left.append(asked.url) if not asked.url.startswith((home, "data:")) else None)
    yield
    assert left == []
    assert page.title() != "broken"


def is_harmless(page: Any) -> bool:
    """No element of the answer came out of the text: none that loads or runs anything, no handler, no such link."""
    return bool(
        page.evaluate("""() => [...document.querySelectorAll('#answer, #answer *')].every(element =>
            !['SCRIPT', 'IMG', 'IFRAME', 'OBJECT', 'EMBED'].includes(element.tagName.toUpperCase())
            && ![...element.attributes].some(({name, value}) =>
                name.startsWith('on') || /^\\s*javascript:/i.test(value)))""")
    )


@pytest.mark.parametrize("where", [metrics, context, words])
def test_hostile_text_in_a_log_is_seen_as_text(page: Any, where: Callable[[], str]) -> None:
    page.fill("#text", where())
    page.click("button.primary")
    answer = answered(page)
    for summary in answer.locator("summary").all():
        summary.click()
    assert is_harmless(page)
    if where is metrics:
        assert all(text in answer.inner_text() for text in TEXTS)


def test_hostile_text_that_cannot_be_read_is_told_as_text(browser: Any, address: str) -> None:
    opened = browser.new_page()
    opened.goto(address)
    opened.fill("#text", nothing_to_read())
    opened.click("button.primary")
    opened.wait_for_selector("#answer .banner, #answer .problem")
    assert is_harmless(opened) and opened.title() != "broken"
    opened.close()


def test_hostile_names_of_files_are_seen_as_text(page: Any) -> None:
    names = [text.replace("/", "∕") for text in TEXTS]
    page.set_input_files("#files", [{"name": n, "mimeType": "text/plain", "buffer": DIVERGING} for n in names])
    answered(page)
    assert page.locator("#answer .run").count() == len(names)
    assert is_harmless(page)


def test_a_picture_of_hostile_text_does_nothing_when_it_is_opened(page: Any, browser: Any, address: str) -> None:
    json_body = {"Content-Type": "application/json"}
    answer = page.request.post(f"{address}/v1/diagnoses", data=metrics(), headers=json_body).json()
    opened = browser.new_page()
    opened.goto(f"{address}{answer['links']['chart']}")
    assert opened.title() != "broken"
    assert opened.locator("script, iframe, img, a, foreignObject, [onload], [onerror]").count() == 0
    opened.close()
