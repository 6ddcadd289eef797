"""What a page does while somebody reads it."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, Request

GRAVE = ("serious", "critical")
REACHED = """() => {
    const found = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';
    const shown = e => e.checkVisibility() && !e.disabled && !e.closest('[inert]');
    window.__wanted = [...document.querySelectorAll(found)].filter(shown);
    window.__got = new Set();
    document.activeElement?.blur();
    return window.__wanted.length;
}"""
NOTE = "() => { window.__got.add(document.activeElement); }"
MISSED = "() => window.__wanted.filter(e => !window.__got.has(e)).map(e => e.outerHTML.slice(0, 120))"


class Seen:
    """The log of one page: what it asks for, says, and opens.

    Attributes
    ----------
    requests : list of str
        Addresses in the order they were asked for; data in the page itself is none.
    console : list of str
        Errors and warnings, those of blocked scripts and images too.
    dialogs : list of str
        What `alert` and its kin showed.
    """

    def __init__(self, page: Page):
        self.page = page
        self.requests: list[str] = []
        self.console: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", self._request)
        page.on("console", lambda said: self.console.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("dialog", self._dialog)

    def _request(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.requests.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: Path) -> None:
        """Open a file, all its parts unfolded, and wait until nothing moves any more."""
        self.page.goto(path.resolve().as_uri())
        self.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
        self.page.wait_for_load_state("networkidle")

    def faults_of_access(self) -> list[str]:
        """Let axe-core look for what shuts readers out; give the serious faults."""
        found = Axe().run(self.page).response
        return [
            f"{fault['id']}: {fault['help']} ({fault['nodes'][0]['html'][:120]})"
            for fault in found["violations"]
            if fault["impact"] in GRAVE
        ]

    def not_reached_by_keyboard(self) -> list[str]:
        """Press Tab through the page; give the links, buttons and fields at which it never stops."""
        wanted = self.page.evaluate(REACHED)
        for _ in range(3 * wanted + 5):  # Chromium stops at scrolling areas, too
            self.page.keyboard.press("Tab")
            self.page.evaluate(NOTE)
        return list(self.page.evaluate(MISSED))
