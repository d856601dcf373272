"""Parts of a page that scripts of their own write, between `<!-- NAME: begin -->` and the end."""

import re


def put(path, name, block):
    """Put the block between its markers, or at the end of the page."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    block = f"<!-- {name}: begin -->\n\n{block}\n<!-- {name}: end -->\n"
    old = kept(text, name)
    if old:
        text = text.replace(old, block)
    else:
        text = f"{text}\n{block}" if text else block
    path.write_text(text, encoding="utf-8")


def kept(text, name):
    """A part of a page from marker to marker, or nothing."""
    found = re.search(f"<!-- {name}: begin -->\n.*?<!-- {name}: end -->\n", text, flags=re.DOTALL)
    return found[0] if found else ""
