"""oneDAL as a peer: scikit-learn, patched by scikit-learn-intelex."""

from importlib.metadata import version

from sklearnex import patch_sklearn

patch_sklearn()

import protocol  # noqa: E402
import sklearn_peer  # noqa: E402

if __name__ == "__main__":
    protocol.serve(sklearn_peer.ACTIONS, f"oneDAL {version('scikit-learn-intelex')}")
