"""What every family of peers offers: variants to choose among, and models of chosen variants.

A family has a `name`; a `criterion`, the cross-validated measure that chooses among the variants
of one size ("accuracy" where labels were learnt, "agreement" where the teacher was); `variants`, a
list of `Variant`; and `fit(training, variants, seed) -> {variant: Model}`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Variant:
    """One candidate: variants of one size are alternatives, of which one is deployed."""

    size: str
    settings: tuple

    def __str__(self):
        """Return the settings as the page shows them."""
        return ", ".join(f"{name} {value}" for name, value in self.settings)

    def __getitem__(self, name):
        """Return one setting."""
        return dict(self.settings)[name]


@dataclass(frozen=True)
class Model:
    """Something with `predict(inputs) -> labels`, its bytes when deployed, and its MACs."""

    predictor: Any
    byte_count: int
    macs: int = 0

    def predict(self, inputs):
        """Return one label per row."""
        return self.predictor.predict(inputs)
