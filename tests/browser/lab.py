"""What somebody does in JupyterLab with an open notebook."""

import re

from playwright.sync_api import Locator, Page, expect


class Lab:
    """One notebook, open in JupyterLab.

    Parameters
    ----------
    page : Page
        The browser's page.
    address : str
        JupyterLab's.
    notebook : str
        The notebook's path from JupyterLab's folder on.
    """

    def __init__(self, page: Page, address: str, notebook: str):
        self.page = page
        page.goto(f"{address}lab/tree/{notebook}")
        self.notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        expect(self.notebook).to_be_visible()
        self.idle()

    def idle(self) -> None:
        """Wait until there is a kernel, and it has nothing to do.

        The status bar tells; the circle beside the notebook's kernel is "idle" before any kernel has been asked for,
        and a cell that is run then is only cleared.
        """
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle")

    def cell(self, beginning: str) -> Locator:
        """Find the code cell that holds a text."""
        return self.notebook.locator(".jp-CodeCell", has_text=beginning)

    def fill(self, cell: Locator, text: str) -> None:
        """Replace what stands in a cell."""
        editor = cell.locator(".jp-InputArea .cm-content")
        editor.scroll_into_view_if_needed()
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def menu(self, *names: str) -> None:
        """Choose from the menu bar, name by name."""
        self.page.get_by_role("menuitem", name=names[0], exact=True).first.click()
        for name in names[1:]:
            self.page.locator(".lm-Menu").get_by_role("menuitem", name=name).first.click()

    def run_all(self) -> None:
        """Run all cells from the menu."""
        self.menu("Run", "Run All Cells")

    def save(self) -> None:
        """Save the notebook and wait until it is on the disk."""
        with self.page.expect_response(lambda r: "/api/contents/" in r.url and r.request.method == "PUT") as saved:
            self.page.keyboard.press("Control+S")
        assert saved.value.ok

    def run(self, cell: Locator) -> None:
        """Run one cell by the keyboard, and wait until the kernel has done it."""
        editor = cell.locator(".jp-InputArea .cm-content")
        editor.scroll_into_view_if_needed()
        editor.click()
        self.page.keyboard.press("Control+Enter")
        expect(cell.locator(".jp-InputPrompt").first).to_have_text(re.compile(r"\[\d+\]:"))
        self.idle()

    def validate(self) -> str:
        """Press nbgrader's button and give what its dialog says."""
        self.notebook.get_by_role("button", name="Validate").click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_contain_text("Validation Results")
        return dialog.inner_text()
