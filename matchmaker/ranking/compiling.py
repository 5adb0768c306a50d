"""Compiles loops with numba."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compiled on first use and kept on disk where Python keeps its own compiled files, or in memory only.

    It may call compiled functions of its own file only: what is kept is compiled anew when that file has changed.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False}
    try:
        return cast("F", njit(cache=True, **options)(function))
    except RuntimeError:  # there is no folder that the machine code could be kept in
        return cast("F", njit(**options)(function))
