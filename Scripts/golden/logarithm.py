"""The logarithm of the front-end."""


def logarithm(value):
    """Return 16 e + the four bits below the leading one of an integer; 0 for 0."""
    if value == 0:
        return 0
    e = value.bit_length() - 1
    return 16 * e + (value * 16 >> e) - 16
