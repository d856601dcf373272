"""The table of sections and the layout that follows from it."""

from .core import HEAD, HEADER_BYTES, PROJECTION, SHARED, padded

# Name, condition, rows, columns, element, how many. Swift and C99 have the same table.
TABLE = (
    ("projection", "projection", "d", "n", "map", "1"),
    ("gate", "k>1", "k-1", "d", "scores", "1"),
    ("shared_map", "shared_map", "q", "n", "map", "1"),
    ("region_maps", "always", "q", "d", "map", "k"),
    ("head", "head", "C", "q", "map", "1"))
# In JSON; the index of the region follows the latter.
NAMES = {"shared_map": "sharedMap", "region_maps": "regionMap"}


def table_text():
    """Return the table as text, one line a section."""
    return "".join(f"{kind} {' '.join(row)}\n" for kind, row in enumerate(TABLE))


def section_plan(header):
    """Return (name, element, rows, columns) of every section of parameters, in file order."""
    flags, k = header["flags"], header["regionCount"]
    there = {"always": True, "k>1": k > 1, "projection": flags & PROJECTION,
             "shared_map": flags & SHARED, "head": flags & HEAD}
    value = {"n": header["inputCount"], "d": header["componentCount"], "k-1": k - 1,
             "q": header["mapCount"], "C": header["outputCount"]}
    plan = []
    for name, condition, rows, columns, element, count in TABLE:
        if there[condition]:
            name = NAMES.get(name, name)
            names = [name] if count == "1" else [f"{name}{j}" for j in range(k)]
            plan += [(each, element, value[rows], value[columns]) for each in names]
    return plan


def section_bytes(element, rows, columns):
    """Return the size of a map or scores section."""
    parameters = 4 * rows if element == "scores" else 8 * rows + padded(rows)
    return parameters + padded(rows * columns)


def section_offsets(header):
    """Return ({name: offset}, total file size) as a function of the header."""
    offsets, at = {}, HEADER_BYTES
    for name, element, rows, columns in section_plan(header):
        offsets[name] = at
        at += section_bytes(element, rows, columns)
    offsets["identifier"] = at
    offsets["checksum"] = at + 8
    return offsets, at + 12


def json_layout(header):
    """Return the offsets with the region maps gathered in one list."""
    offsets, _ = section_offsets(header)
    regions = [offsets[f"regionMap{j}"] for j in range(header["regionCount"])]
    plain = {name: at for name, at in offsets.items() if not name.startswith("regionMap")}
    return {**plain, "regionMaps": regions}
