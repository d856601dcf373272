"""k-means from explicit centres, checked against a plain Lloyd loop."""

import numpy as np
from sklearn.cluster import KMeans

from .ridge import float32


def lloyd(points, centres, name):
    """Lloyd's iteration; refuses problems where rounding or an empty cluster could decide."""
    labels = None
    for _ in range(100):
        distances = np.square(points[:, None, :] - centres[None, :, :]).sum(axis=2)
        if len(centres) > 1:
            nearest = np.sort(distances, axis=1)
            assert (nearest[:, 1] - nearest[:, 0]).min() > 1e-4, f"{name}: a near tie"
        assigned = distances.argmin(axis=1)
        assert len(set(assigned)) == len(centres), f"{name}: an empty cluster"
        if labels is not None and np.array_equal(assigned, labels):
            return labels, centres, distances.min(axis=1).sum()
        labels = assigned
        centres = np.array([points[labels == j].mean(axis=0) for j in range(len(centres))])
    raise AssertionError(f"{name}: no convergence")


def kmeans_case(name, points, initial):
    points, initial = float32(points), float32(initial)
    model = KMeans(
        n_clusters=len(initial), init=initial, n_init=1, algorithm="lloyd", tol=0, max_iter=300)
    model.fit(points)
    labels, centres, inertia = lloyd(points, initial, name)
    assert np.array_equal(model.labels_, labels), name
    assert np.allclose(model.cluster_centers_, centres, rtol=0, atol=1e-13 * np.abs(points).max())
    assert np.isclose(model.inertia_, inertia, rtol=1e-12, atol=1e-12), name
    return {
        "name": name, "point_count": points.shape[0], "dimension": points.shape[1],
        "cluster_count": len(initial), "points": points, "initial_centres": initial,
        "centres": model.cluster_centers_, "labels": model.labels_, "inertia": model.inertia_,
        "iterations": model.n_iter_}


def kmeans_cases():
    rng = np.random.default_rng(11)

    def blobs(centres, count, spread=0.5):
        centres = np.asarray(centres, dtype=float)
        labels = np.arange(count) % len(centres)
        return centres[labels] + spread * rng.normal(size=(count, centres.shape[1]))

    square = blobs([[0, 0], [6, 0], [0, 6], [6, 6]], 32)
    line = blobs([[-4], [0], [5]], 18)
    space = blobs(8 * np.eye(5), 30)
    far = blobs([[1000, -1000, 500], [1010, -1000, 500]], 20, spread=1.0)
    twins = np.repeat(blobs([[0, 0, 0], [4, 4, 4]], 6), 3, axis=0)
    overlapping = rng.normal(size=(40, 2)) * [3.0, 1.0]
    return [
        kmeans_case("four squares, one start in each", square, square[:4]),
        kmeans_case("four squares, starts in one corner", square,
                    [[0.0, 0.0], [0.5, 0.1], [0.2, 0.7], [1.0, 1.1]]),
        kmeans_case("one cluster", square[:9], [[10.0, 10.0]]),
        kmeans_case("one dimension", line, [[-1.0], [0.5], [1.0]]),
        kmeans_case("five axes", space, space[[0, 1, 2, 3, 4]] * 0.5),
        kmeans_case("far from the origin", far, far[[0, 2]]),
        kmeans_case("repeated points", twins, twins[[0, 3]]),
        kmeans_case("overlapping, many iterations", overlapping,
                    [[-0.5, 0.0], [0.0, 0.1], [0.5, 0.0]]),
    ]
