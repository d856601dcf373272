"""Opens report pages in headless Chromium and looks for what a reader would stumble over.

usage: check.py PAGE.html...
"""

import pathlib
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

# Of one student.
BYTE_LIMIT = 1_000_000
# Every width and scheme; accessibility is checked where both differ.
VIEWS = [(width, scheme) for width in (1200, 390) for scheme in ("light", "dark")]

# Texts of a drawing that lie over one another, or stick out of it.
COLLISIONS = """
() => [...document.querySelectorAll('figure svg[role=img]')].flatMap(svg => {
  const name = svg.querySelector('title').id;
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')]
    .map(text => ({ text: text.textContent.trim(), box: text.getBoundingClientRect() }))
    .filter(({ text }) => text);
  const found = [];
  texts.forEach(({ text, box }, index) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1
        || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
      found.push(`${name}: '${text}' is cut`);
    }
    for (const other of texts.slice(index + 1)) {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (across > 0.5 && down > 2) found.push(`${name}: '${text}' lies over '${other.text}'`);
    }
  });
  return found;
})
"""

# The least size of letters in drawings, in pixels.
LETTERS = """
() => Math.min(...[...document.querySelectorAll('figure svg[role=img]')].map(svg =>
  14 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))
"""

# Paints that are no custom property of the page.
PAINTS = """
() => [...document.querySelectorAll('figure svg[role=img] *')].flatMap(mark =>
  ['fill', 'stroke', 'color'].map(name => mark.getAttribute(name))
    .filter(paint => paint && !['none', 'currentColor'].includes(paint)
      && !paint.startsWith('var(--')))
"""


def complaints(browser, page_path, width, scheme):
    """The faults of a page in one view."""
    is_checked = (width > 1000) == (scheme == "light")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    found = []
    page.on("console", lambda message: found.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "data:"))
        or found.append(f"loads {request.url}"),
    )
    page.goto(page_path.resolve().as_uri())
    found += page.evaluate(COLLISIONS)
    found += [f"a paint {paint}" for paint in set(page.evaluate(PAINTS))]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("the page scrolls sideways")
    letters = page.evaluate(LETTERS)
    if letters < 9:
        found.append(f"letters of {letters:.1f} pixels in a drawing")
    found += keyboard(page)
    for violation in Axe().run(page).response["violations"] if is_checked else []:
        places = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
        found.append(f"{violation['id']}: {violation['help']} at {places}")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found += page.evaluate(COLLISIONS)
    page.screenshot(
        path=page_path.with_name(f"{page_path.stem}-{width}-{scheme}.png"), full_page=True
    )
    context.close()
    return found


def keyboard(page):
    """Whether the first stops of the Tab key are the skip link and the sections, in sight."""
    found = []
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "(() => { const box = document.activeElement.getBoundingClientRect();"
                " return [document.activeElement.tagName, box.right > 0 && box.width > 0]; })()"
            )
        )
    if stops[0] != ["A", True]:
        found.append("the first stop of the Tab key is not the link to the content")
    if not all(visible for _, visible in stops):
        found.append("a stop of the Tab key is out of sight")
    return found


def main():
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for path in map(pathlib.Path, sys.argv[1:]):
            size = path.stat().st_size
            students = path.read_text().count("<article")
            if size > BYTE_LIMIT * max(1, students):
                print(f"{path}: {size:,} bytes for {students} students", file=sys.stderr)
                failed += 1
            for width, scheme in VIEWS:
                found = complaints(browser, path, width, scheme)
                for complaint in sorted(set(found)):
                    print(f"{path} {width} {scheme}: {complaint}", file=sys.stderr)
                failed += len(found)
            print(f"{path}: {size:,} bytes, {len(VIEWS)} views")
        browser.close()
    if failed:
        sys.exit(f"error: {failed} complaints")


main()
