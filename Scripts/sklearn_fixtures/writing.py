"""JSON with readable rows and doubles that survive the round trip."""

import json

import numpy as np
import sklearn


def is_table(value):
    return isinstance(value, list) and any(isinstance(item, (list, dict)) for item in value)


def render(value, indent=""):
    """JSON with one key per line and one matrix row per line; floats by repr."""
    deeper = indent + " "
    if isinstance(value, dict):
        lines = [f"{deeper}{json.dumps(k)}: {render(v, deeper)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + indent + "}"
    if is_table(value):
        return "[\n" + ",\n".join(deeper + render(v, deeper) for v in value) + "\n" + indent + "]"
    return json.dumps(value, allow_nan=False)


def plain(value):
    """NumPy values as the Python values that json writes by repr."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def write(directory, name, payload):
    header = {"scikit_learn": sklearn.__version__, "numpy": np.__version__}
    text = render(plain({**header, **payload})) + "\n"
    (directory / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(text):,} bytes")
    return len(text)
