"""The golden files: written, compared byte for byte, interpreted again."""

import hashlib
import json

import numpy as np

from .canonical import host_status
from .core import compact
from .crafted import crafted_students, extreme_students
from .description import description
from .directory import kinds_text
from .infer import interpret
from .limited import limited_students
from .noncanonical import noncanonical_files
from .open import read_student, refusal_of
from .pack import pack_student
from .programs import node_students
from .refused import refused_files
from .reserved import reserved_students
from .scaled import scaled_students
from .sections import table_text
from .usual import usual_students
from .widened import widened_students
from .windowed import windowed_students

DEFAULT_SEED = 1


def golden_json(data, cases):
    """Interpret the cases of a file and return the text of its JSON, one case per line."""
    header, sections = read_student(data)
    lines = [f"{compact(name)}:{compact(value)}" for name, value in description(data).items()]
    done = ",\n".join(compact(interpret(header, sections, case)) for case in cases)
    return "{" + ",\n".join(lines) + ',\n"cases":[\n' + done + "\n]}\n"


def students(seed):
    """Yield (name, header, sections, cases) of every student, those of version 1 first."""
    for make in (usual_students, extreme_students, crafted_students, scaled_students,
                 widened_students, windowed_students, reserved_students,
                 limited_students, node_students):
        yield from make(seed)


def is_same(again, section):
    """Return whether a section was read as it was written."""
    if isinstance(section, bytes) or "weights" not in section:
        return again == section
    rest = all(list(again[key]) == list(value) for key, value in section.items()
               if key != "weights")
    return rest and np.array_equal(again["weights"], section["weights"])


def golden_files(seed):
    """Return {relative path: bytes} of every golden file."""
    files = {}
    for name, header, sections, cases in students(seed):
        data = pack_student(header, sections)
        read_header, read_sections = read_student(data)
        assert all(read_header[field] == value for field, value in header.items())
        assert all(is_same(read_sections[part], section) for part, section in sections.items())
        assert host_status(data) == 0, name
        files[f"{name}.tessera"] = data
        files[f"{name}.json"] = golden_json(data, cases).encode()
    tables = (table_text() + kinds_text()).encode()
    return {**files, **refused_files(seed), **noncanonical_files(seed), "sections.txt": tables}


def verdicts(folder):
    """Yield (file, status of a device, status of a host) of the files that one of them refuses."""
    for entry in json.loads((folder / "refused/index.json").read_text()):
        yield f"refused/{entry['file']}", entry["error"], entry["error"]
    for entry in json.loads((folder / "noncanonical/index.json").read_text()):
        yield f"noncanonical/{entry['file']}", 0, entry["hostStatus"]


def check(folder):
    """Read and interpret the files of a folder again; return the number of differences."""
    differences, names = 0, sorted(folder.glob("*.json"))
    for path in names:
        data = path.with_suffix(".tessera").read_bytes()
        wanted = json.loads(path.read_text())
        found = description(data)
        header, sections = read_student(data)
        if data[-12:-4] != hashlib.sha256(data[:-12]).digest()[:8]:
            differences += 1
            print(f"{path.name}: identifier")
        found["cases"] = [interpret(header, sections, case) for case in wanted["cases"]]
        for part in sorted({*wanted, *found}):
            if wanted.get(part) != found.get(part):
                differences += 1
                print(f"{path.name}: {part} differs")
    refused = list(verdicts(folder))
    for name, *wanted in refused:
        data = (folder / name).read_bytes()
        found = [refusal_of(data), host_status(data)]
        if found != wanted:
            differences += 1
            print(f"{name}: {found}, not {wanted}")
    print(f"{len(names)} students, {len(refused)} refused files, {differences} differences")
    return differences or not names


def verify(folder, seed):
    """Regenerate every file in memory; return the number that differ from the folder's."""
    files = golden_files(seed)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*")
               if path.suffix in (".tessera", ".json", ".txt")}
    wrong = sorted(present ^ set(files))
    wrong += [name for name in sorted(present & set(files))
              if (folder / name).read_bytes() != files[name]]
    for name in wrong:
        print(f"{name}: differs")
    print(f"{len(files)} files, {len(wrong)} differences")
    return len(wrong)


def write(folder, seed):
    """Write every golden file."""
    files = golden_files(seed)
    for name in ("refused", "noncanonical"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes")
    return 0
