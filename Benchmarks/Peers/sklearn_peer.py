"""scikit-learn as a peer: k-means, its starts, and the published sweep with one ridge per lambda."""

import numpy
import sklearn
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.linear_model import Ridge

import protocol
import rows
import sweep


def make_starts(request):
    """Write k-means++ starts, which every side gets."""
    centroids, _ = kmeans_plusplus(
        rows.inputs(request["folder"]), request["k"], random_state=request["seed"]
    )
    numpy.save(request["path"], numpy.ascontiguousarray(centroids, dtype=numpy.float32))
    return {}


def k_means(request):
    """Cluster from the given starts, or from its own k-means++."""
    data = rows.inputs(request["folder"])
    start = numpy.load(request["path"]) if "path" in request else "k-means++"
    model = KMeans(request["k"], init=start, n_init=1, random_state=request["seed"])
    seconds, _ = protocol.timed(lambda: model.fit(data))
    return {
        "seconds": seconds,
        "iterations": int(model.n_iter_),
        "inertia": rows.inertia(data, model.cluster_centers_, model.labels_),
    }


def region_errors(training, validation, k):
    """Fit one Ridge per region and lambda; score all validation rows for each lambda."""
    tally = sweep.Tally(len(validation.x))
    for region in range(k):
        own = training.of_region(region)
        scored = validation.of_region(region)
        for index, regularization in enumerate(sweep.LAMBDAS):
            model = Ridge(alpha=regularization).fit(own.x, own.y)
            if len(scored.x):
                tally.add_rows(index, model.predict(scored.x), scored)
    return tally


ACTIONS = {
    "starts": make_starts,
    "kmeans": k_means,
    "sweep": lambda request: sweep.answer(request, region_errors),
}

if __name__ == "__main__":
    protocol.serve(ACTIONS, f"scikit-learn {sklearn.__version__}")
