"""The published sweep by Spark MLlib in local mode: KMeans, then LinearRegression in each region.

usage: spark.py FOLDER THREADS K,K LAMBDA,LAMBDA FOLDS

FOLDER has inputs.npy and logits.npy. Prints one line of JSON: seconds of the sweep without the reading
of the rows, and the mean squared error of the best candidate."""

import json
import sys
import time

import numpy
from pyspark.ml.clustering import KMeans
from pyspark.ml.linalg import Vectors
from pyspark.ml.regression import LinearRegression
from pyspark.sql import SparkSession, functions


def rows_of(session, folder, threads, fold_count):
    """Return the rows as a cached frame: features, the fold, and one column for each output.

    Rows come from twelve clusters by turns, all of which are in each fold."""
    inputs = numpy.load(f"{folder}/inputs.npy").astype(float)
    outputs = numpy.load(f"{folder}/logits.npy").astype(float)
    rows = [
        (Vectors.dense(x), number // 12 % fold_count, *map(float, y))
        for number, (x, y) in enumerate(zip(inputs, outputs))]
    names = [f"y{index}" for index in range(outputs.shape[1])]
    frame = session.createDataFrame(
        session.sparkContext.parallelize(rows, 4 * threads), ["features", "fold"] + names).cache()
    frame.count()
    return frame, names


def squared_error(regions, held, names, penalty):
    """Return the sum of squared errors of one strength on rows that are held out."""
    error = 0.0
    for train, test in zip(regions, held):
        if train.isEmpty() or test.isEmpty():
            continue
        # Spark's strength is of the mean over rows, ours of the sum. The equations are solved exactly.
        strength, held_count = penalty / train.count(), test.count()
        for name in names:
            model = LinearRegression(
                featuresCol="features", labelCol=name, regParam=strength, standardization=False,
                solver="normal").fit(train)
            error += model.evaluate(test).meanSquaredError * held_count
    return error


def main():
    """Sweep and print."""
    folder, threads = sys.argv[1], int(sys.argv[2])
    counts = [int(count) for count in sys.argv[3].split(",")]
    penalties = [float(penalty) for penalty in sys.argv[4].split(",")]
    fold_count = int(sys.argv[5])
    session = (
        SparkSession.builder.master(f"local[{threads}]").config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", 2 * threads)
        .getOrCreate())
    session.sparkContext.setLogLevel("ERROR")
    frame, names = rows_of(session, folder, threads, fold_count)
    begin = time.monotonic()
    errors = {}
    for fold in range(fold_count):
        train = frame.filter(functions.col("fold") != fold).cache()
        test = frame.filter(functions.col("fold") == fold)
        for count in counts:
            clusters = KMeans(k=count, seed=1, maxIter=300, predictionCol="region").fit(train)
            seen, held = clusters.transform(train), clusters.transform(test)
            regions = [seen.filter(seen.region == region).cache() for region in range(count)]
            held = [held.filter(held.region == region).cache() for region in range(count)]
            for penalty in penalties:
                key = (count, penalty)
                errors[key] = errors.get(key, 0.0) + squared_error(regions, held, names, penalty)
            for part in regions + held:
                part.unpersist()
        train.unpersist()
    seconds = time.monotonic() - begin
    best = min(errors.values()) / (frame.count() * len(names))
    print(json.dumps({"seconds": seconds, "mse": best}))
    session.stop()


if __name__ == "__main__":
    main()
