"""NumPy as a peer: the sweep by its algebra, Gram matrices, plain products and import."""

import os

import numpy

import features
import protocol
import rows
import stages
import sweep


def region_errors(training, validation, k):
    """One eigendecomposition per region; no lambda touches the rows for its squared error.

    Labels of logits have to be read off the rows of each lambda.
    """
    tally = sweep.Tally(len(validation.x))
    for region in range(k):
        own = training.of_region(region)
        scored = validation.of_region(region)
        x_mean, y_mean = own.x.mean(axis=0), own.y.mean(axis=0)
        x = own.x - x_mean
        values, basis = numpy.linalg.eigh(x.T @ x)
        cross = basis.T @ (x.T @ (own.y - y_mean))
        rotated = (scored.x - x_mean) @ basis
        residual = scored.y - y_mean
        gram, product = rotated.T @ rotated, rotated.T @ residual
        energy = float((residual * residual).sum())
        for index, regularization in enumerate(sweep.LAMBDAS):
            weights = cross / (values + regularization)[:, None]
            error = energy + (weights * (gram @ weights - 2 * product)).sum()
            tally.squared_errors[index] += error
            if scored.labels is not None:
                tally.add_labels(index, rotated @ weights + y_mean, scored)
    return tally


def gram(request):
    """Return the Gram matrices of the rows [x y] of each region, from float32 in float64."""
    inputs = rows.array(request["folder"], "inputs")
    targets = rows.array(request["folder"], request["target"])
    regions = numpy.load(os.path.join(request["folder"], "regions.npy")).ravel().astype(int)

    def products():
        for region in range(regions.max() + 1):
            own = numpy.flatnonzero(regions == region)
            block = numpy.hstack([inputs[own], targets[own]]).astype(numpy.float64)
            block.T @ block

    return {"seconds": protocol.timed(products)[0]}


def gemm(request):
    """Multiply two square matrices; return the rate in flop/s, the best of several."""
    from threadpoolctl import threadpool_limits

    order = request["k"]
    left = numpy.ones((order, order), dtype=request["target"])
    right = numpy.ones((order, order), dtype=request["target"])
    with threadpool_limits(request["threads"]):
        seconds = min(protocol.timed(lambda: left @ right)[0] for _ in range(7))
    return {"seconds": seconds, "value": 2 * order**3 / seconds}


def products(request):
    """Run the products of a sweep and nothing else.

    `passes` Gram matrices of all rows [x y] in float64, and `dots` dot products with every row in
    float32, five at a time.
    """
    inputs = rows.array(request["folder"], "inputs")
    targets = rows.array(request["folder"], request["target"])
    block = 8192
    wide = numpy.hstack([inputs[:block], targets[:block]]).astype(numpy.float64)
    narrow = inputs[:block]
    centroids = numpy.ascontiguousarray(inputs[:5].T)
    share = len(inputs) / len(wide)

    def run():
        for _ in range(round(request["passes"] * share)):
            wide.T @ wide
        for _ in range(round(request["dots"] / 5 * share)):
            narrow @ centroids

    return {"seconds": protocol.timed(run)[0]}


def load(request):
    """Import a dump, and check that all values are finite."""

    def checked():
        for array in rows.arrays(request["dump"]).values():
            if array.dtype.kind == "f" and not numpy.isfinite(array).all():
                raise ValueError("a value is not finite")

    return {"seconds": protocol.timed(checked)[0]}


if __name__ == "__main__":
    protocol.serve(
        {
            "sweep": lambda request: sweep.answer(request, region_errors),
            "gram": gram,
            "gemm": gemm,
            "products": products,
            "import": load,
            "features": lambda request: features.answer(request, stages.STAGES),
        },
        f"NumPy {numpy.__version__}",
    )
