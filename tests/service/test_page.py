"""The web page in a real browser."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.logs import DIVERGING, HEALTHY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HOSTILE = "<img src=x onerror=document.title='broken'>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The form, with everything that the browser complains about collected; none is allowed."""
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(address)
    yield opened
    opened.close()
    assert complaints == []


def answered(page: Any) -> Any:
    page.wait_for_selector("#answer .banner")
    return page.locator("#answer")


def test_a_pasted_log_is_answered_with_curves_findings_and_code(page: Any) -> None:
    page.fill("#text", DIVERGING.decode())
    page.keyboard.press("Control+Enter")
    answer = answered(page)
    assert "critical" in answer.locator(".banner .tag").inner_text()
    assert answer.locator("canvas").count() >= 1
    assert "diverging" in answer.locator(".finding .code").first.inner_text()
    assert "lr" in answer.locator(".suggestions code").first.inner_text()


def test_the_code_is_shown_in_the_framework_that_is_chosen(page: Any) -> None:
    page.fill("#text", DIVERGING.decode())
    page.click("button.primary")
    answer = answered(page)
    code = answer.locator(".suggestions code").first
    choice = answer.locator(".choice select")
    choice.select_option("keras")
    keras = code.inner_text()
    choice.select_option("pytorch")
    assert code.inner_text() != keras


def test_the_address_of_an_answer_can_be_shared(page: Any, browser: Any) -> None:
    page.click("[data-example=overfitting]")
    headline = answered(page).locator("h2").first.inner_text()
    other = browser.new_page()
    other.goto(page.url)
    assert answered(other).locator("h2").first.inner_text() == headline
    other.close()


def test_an_explanation_of_a_finding_opens(page: Any) -> None:
    page.click("[data-example=diverging]")
    answer = answered(page)
    answer.get_by_text("What this means").first.click()
    page.wait_for_selector(".explained h5")


def test_hostile_text_is_shown_as_text(page: Any) -> None:
    page.fill("#text", json.dumps({"metrics": {"loss": [1.9**n for n in range(12)], HOSTILE: [1, 2]}}))
    page.click("button.primary")
    answer = answered(page)
    answer.get_by_text("Numbers and context").click()
    assert HOSTILE in answer.inner_text()
    assert page.locator("#answer img").count() == 0
    assert page.title() != "broken"


def test_files_are_taken_and_several_are_several_runs(page: Any) -> None:
    files = [
        {"name": "good.log", "mimeType": "text/plain", "buffer": HEALTHY},
        {"name": "bad.log", "mimeType": "text/plain", "buffer": DIVERGING},
    ]
    page.set_input_files("#files", files)
    assert answered(page).locator(".run").count() == 2


def test_what_cannot_be_read_is_told_with_an_example(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.fill("#text", "hello")
    page.click("button.primary")
    page.wait_for_selector("#answer .problem")
    assert "epoch 1: loss" in page.locator("#answer .problem pre").inner_text()
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "dark")])
def test_nothing_is_wider_than_the_screen(browser: Any, address: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    page.click("[data-example=diverging]")
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("path", ["docs", "findings", "specs"])
def test_pages_to_read_fit_a_phone(browser: Any, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{address}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_everything_can_be_reached_by_keyboard(page: Any) -> None:
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)")
        )
    assert {"text", "Diagnose", "files", "a diverging run"} <= reached


LINE = """\
x = np.arange(1.0, 21.0)
y = x / 2
model = keras.models.Sequential()
model.add(keras.layers.Dense(units=1, input_shape=[1]))
model.compile(optimizer="sgd", loss="mean_squared_error")
model.fit(x, y, epochs=40)
"""


@pytest.mark.timeout(150)
def test_a_network_in_the_text_is_tried_and_what_helped_is_shown(page: Any) -> None:
    page.fill("#text", LINE + DIVERGING.decode())
    page.click("#form button.primary")
    assert "Inputs reach a size of 12" in answered(page).inner_text()
    assert "Dense(units=1" in page.input_value("#spec")
    page.select_option("#seconds", "10")
    page.click("#try-form button.primary")
    page.wait_for_selector("#tried .banner", timeout=120_000)
    tried = page.locator("#tried")
    assert "What helps:" in tried.locator(".banner").inner_text()
    assert tried.locator("canvas").count() == 3
    assert "times lower than it begins" in tried.locator("table").first.inner_text()
    assert "scale inputs" in tried.locator("table").first.inner_text()
    assert "unchanged" in tried.locator("figcaption").first.inner_text()
    assert "keras.Sequential" in tried.locator(".suggestions code").first.inner_text()


def test_what_is_no_network_is_told_beside_the_form(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.click("#try summary")
    page.fill("#spec", "nothing of the kind")
    page.click("#try-form button.primary")
    page.wait_for_selector("#tried [role=alert]")
    told = page.locator("#tried .problem").inner_text()
    assert "No network was found" in told and "print(model)" in told
    page.close()


def test_nothing_to_read_is_said_beside_the_form(page: Any) -> None:
    page.click("#form button.primary")
    assert "paste a log" in page.locator("#status").inner_text()
    page.click("#try summary")
    page.click("#try-form button.primary")
    assert "no network yet" in page.locator("#progress").inner_text()


def test_of_several_runs_the_worst_stands_first_and_code_is_shown_once(page: Any) -> None:
    files = [("a.log", HEALTHY), ("b.log", DIVERGING), ("c.log", DIVERGING)]
    page.set_input_files("#files", [{"name": name, "mimeType": "text/plain", "buffer": log} for name, log in files])
    answer = answered(page)
    assert "Of 3 runs, b.log" in answer.locator(".banner h2").inner_text()
    names = [each.split()[0] for each in answer.locator(".run summary h2").all_inner_texts()]
    assert names == ["b.log", "c.log", "a.log"]
    assert "With the code shown at b.log." in answer.locator(".run").nth(1).inner_text()
    assert answer.locator(".run").nth(1).locator(".suggestions .snippet").count() == 0


def test_a_printed_network_is_tried(page: Any) -> None:
    page.click("#try summary")
    page.fill("#spec", "Sequential(\n  (0): Linear(in_features=8, out_features=2, bias=True)\n)")
    page.select_option("#seconds", "10")
    page.click("#try-form button.primary")
    page.wait_for_selector("#tried .banner", timeout=120_000)
    assert "stand-in" in page.locator("#tried .banner").inner_text()
