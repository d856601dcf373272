#!/usr/bin/env python3
"""Lists public symbols whose documentation says too little; fails when there are any.

usage: Scripts/undocumented.py MODULE.symbols.json...

Reads the symbol graphs that the documentation is built from. A public symbol, enum cases included,
needs a comment; what throws needs `- Throws:`; and each parameter needs its line of `- Parameters:`
or its name in backticks in the text. A parameter that sets a documented property of the same name
is described there. What the compiler makes and what a protocol's requirement documents is exempt.
"""

import json
import re
import sys

# Requirements of the standard library's protocols: they are documented there.
STANDARD = {"init(from:)", "encode(to:)", "hash(into:)", "==(_:_:)", "<(_:_:)"}


def comment(symbol):
    return "\n".join(line["text"] for line in symbol.get("docComment", {}).get("lines", []))


def declaration(symbol):
    return "".join(part["spelling"] for part in symbol["declarationFragments"])


def described(text):
    """The names that a comment describes: in its parameter list or in backticks."""
    single = re.findall(r"^\s*- Parameter `?(\w+)`?:", text, re.MULTILINE)
    listed = re.findall(r"^\s+- `?(\w+)`?:", text, re.MULTILINE)
    spans = re.findall(r"`([^`]+)`", text)
    return set(single + listed) | {name for span in spans for name in re.findall(r"\w+", span)}


def objections(symbol, properties):
    """The parts that the comment of one symbol lacks."""
    text = comment(symbol)
    if not text.strip():
        yield "no comment"
        return
    name = symbol["pathComponents"][-1]
    if name in STANDARD:
        return
    if re.search(r"\bthrows\b", declaration(symbol)) and "- Throws:" not in text:
        yield "no '- Throws:'"
    if symbol["kind"]["identifier"] in ("swift.enum.case", "swift.func.op"):
        return
    known = described(text)
    if symbol["kind"]["identifier"] == "swift.init":
        known |= properties.get(tuple(symbol["pathComponents"][:-1]), set())
    for parameter in symbol.get("functionSignature", {}).get("parameters", []):
        internal = parameter.get("internalName", parameter["name"])
        if not {internal, parameter["name"]} & known:
            yield f"parameter '{internal}' is not described"


def is_written(symbol):
    """Whether someone wrote the symbol here: not the compiler, not another module."""
    written = "::SYNTHESIZED::" not in symbol["identifier"]["precise"] and "location" in symbol
    return written and symbol["kind"]["identifier"] != "swift.extension"


def main(paths):
    count, found = 0, []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            graph = json.load(file)
        symbols = [symbol for symbol in graph["symbols"] if is_written(symbol)]
        count += len(symbols)
        properties = {}
        for symbol in symbols:
            if symbol["kind"]["identifier"] == "swift.property" and comment(symbol).strip():
                *owner, name = symbol["pathComponents"]
                properties.setdefault(tuple(owner), set()).add(name)
        for symbol in symbols:
            location = symbol["location"]
            file = location["uri"].split("/Sources/")[-1]
            line = location["position"]["line"] + 1
            for objection in objections(symbol, properties):
                found.append((f"Sources/{file}", line, ".".join(symbol["pathComponents"]), objection))
    for file, line, name, objection in sorted(found):
        print(f"{file}:{line}: error: {name}: {objection}")
    if count == 0:
        print("error: no symbol graph, or none with public symbols", file=sys.stderr)
        return 1
    if not found:
        print(f"{count:,} public symbols are documented")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
