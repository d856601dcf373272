"""The tag of the wheel: any Python 3, and the programs of one kind of processor."""

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel


class Programs(Distribution):
    """A distribution with programs that no module is compiled for."""

    def has_ext_modules(self) -> bool:
        """Say that files depend on the platform."""
        return True


class Wheel(bdist_wheel):
    """A wheel for every Python 3."""

    def get_tag(self) -> tuple[str, str, str]:
        """Return the tags of Python, its interface and the platform."""
        return "py3", "none", "manylinux_2_35_x86_64"


setup(cmdclass={"bdist_wheel": Wheel}, distclass=Programs)
