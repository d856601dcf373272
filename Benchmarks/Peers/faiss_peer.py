"""faiss as a peer: k-means on all rows (no sampling), 25 iterations, and the labels."""

import faiss
import numpy

import protocol
import rows

ITERATIONS = 25


def k_means(request):
    """Cluster from the given starts, or from its own k-means++."""
    data = rows.inputs(request["folder"])
    start = numpy.load(request["path"]) if "path" in request else None
    model = faiss.Kmeans(
        data.shape[1],
        request["k"],
        niter=ITERATIONS,
        seed=request["seed"] + 1,
        min_points_per_centroid=1,
        max_points_per_centroid=len(data),
        init_method=faiss.ClusteringInitMethod_KMEANS_PLUS_PLUS,
    )

    def fit():
        model.train(data, init_centroids=start)
        return model.assign(data)[1]

    seconds, labels = protocol.timed(fit)
    return {
        "seconds": seconds,
        "iterations": ITERATIONS,
        "inertia": rows.inertia(data, model.centroids, labels),
    }


if __name__ == "__main__":
    protocol.serve({"kmeans": k_means}, f"faiss {faiss.__version__}")
