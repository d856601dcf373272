"""The golden files: written, compared byte for byte, interpreted again."""

import hashlib
import json

import numpy as np

from .core import compact
from .crafted import crafted_students, extreme_students
from .description import description
from .directory import kinds_text
from .infer import interpret
from .open import read_student, refusal_of
from .pack import pack_student
from .refused import refused_files
from .sections import table_text
from .usual import usual_students

DEFAULT_SEED = 1


def golden_json(data, cases):
    """Interpret the cases of a file and return the text of its JSON, one case per line."""
    header, sections = read_student(data)
    lines = [f"{compact(name)}:{compact(value)}" for name, value in description(data).items()]
    done = ",\n".join(compact(interpret(header, sections, case)) for case in cases)
    return "{" + ",\n".join(lines) + ',\n"cases":[\n' + done + "\n]}\n"


def golden_files(seed):
    """Return {relative path: bytes} of every golden file."""
    files = {}
    students = [*usual_students(seed), *extreme_students(seed), *crafted_students(seed)]
    for name, header, sections, cases in students:
        data = pack_student(header, sections)
        read_header, read_sections = read_student(data)
        assert all(read_header[field] == value for field, value in header.items())
        for part, section in sections.items():
            again = read_sections[part]
            assert np.array_equal(again["weights"], section["weights"])
            assert all(list(again[key]) == list(value) for key, value in section.items()
                       if key != "weights")
        files[f"{name}.tessera"] = data
        files[f"{name}.json"] = golden_json(data, cases).encode()
    tables = (table_text() + kinds_text()).encode()
    return {**files, **refused_files(seed), "sections.txt": tables}


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
    refused = json.loads((folder / "refused/index.json").read_text())
    for entry in refused:
        code = refusal_of((folder / "refused" / entry["file"]).read_bytes())
        if code != entry["error"]:
            differences += 1
            print(f"refused/{entry['file']}: {code}, not {entry['error']}")
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
    (folder / "refused").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes")
    return 0
