"""Bytes of a deployed model, counted for all peers as Docs/Format.md counts ours.

Linear models and networks: int8 weights, and per row an int32 bias, an int32 multiplier and a
shift. Forests: as emlearn lays them out (0.23.2, eml_trees.h): a decision node is an int8 feature,
an int16 threshold and two int16 children, 8 bytes when aligned; leaves are bytes in a table where
equal ones are stored once; a tree is an int32 root. All get the 60 bytes of header, identifier and
checksum of a packed student.
"""

ENVELOPE = 60
NODE = 8
ROOT = 4


def padded(count):
    """Round up to a multiple of 4."""
    return (count + 3) // 4 * 4


def dense(rows, columns):
    """Return the bytes of one affine map."""
    return 8 * rows + padded(rows) + padded(rows * columns)


def linear(features, classes):
    """Return the bytes of one map from inputs to classes."""
    return ENVELOPE + dense(classes, features)


def perceptron(features, hidden, classes):
    """Return the bytes of a network with one hidden layer."""
    return ENVELOPE + dense(hidden, features) + dense(classes, hidden)


def convolution(kernel, parts, filters, classes):
    """Return the bytes of a convolution, and a map from its averages over parts of the input."""
    return ENVELOPE + dense(filters, kernel) + dense(classes, parts * filters)


def hidden_within(budget, features, classes):
    """Return the largest hidden layer that fits, 0 if none does."""
    hidden = 0
    while perceptron(features, hidden + 1, classes) <= budget:
        hidden += 1
    return hidden


def forest(trees, decisions, leaf_bytes):
    """Return the bytes of a forest with so many decision nodes in all its trees."""
    return ENVELOPE + NODE * decisions + ROOT * trees + leaf_bytes
