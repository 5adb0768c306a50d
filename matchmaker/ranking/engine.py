"""The loops that the ranking runs on: compiled where numba can be had, else NumPy's."""

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def loops() -> ModuleType:
    """``kernels``, or ``plain_kernels`` where there is no numba."""
    # Here, as numba takes half a second and either knows the parts, which are made with these loops.
    try:
        return import_module("matchmaker.ranking.kernels")
    except ImportError:
        return import_module("matchmaker.ranking.plain_kernels")
