"""The loops that the ranking runs on: compiled where numba can be had, else NumPy's."""

from functools import cache
from types import ModuleType

from matchmaker.ranking import plain_kernels


@cache
def loops() -> ModuleType:
    """``kernels``, or ``plain_kernels`` where there is no numba."""
    try:
        from matchmaker.ranking import kernels  # numba takes half a second
    except ImportError:
        return plain_kernels
    return kernels
