"""Compiles loops with numba."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False}
_SOURCES = sha256(
    b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()
_tools: Any = cgutils
_TO_READ, _INTO_THE_SECOND_CACHE, _OF_DATA = 0, 2, 1


def compiled(function: F) -> F:
    """Compiled on first use and kept on disk where Python keeps its own compiled files, or in memory only.

    It may call compiled functions of this folder only. What is kept has a name that stands for all of the folder's
    sources: numba itself looks at the function's own file alone, and the functions and constants of others that it
    was compiled with would stay as they were.
    """
    function.__qualname__ = f"{function.__name__}_{_SOURCES[:16]}"
    try:
        return cast("F", njit(cache=True, **_OPTIONS)(function))
    except RuntimeError:  # there is no folder that the machine code could be kept in
        return cast("F", njit(**_OPTIONS)(function))


def compiled_in_place(function: F) -> F:
    """Compiled as a part of each function that calls it, with the constants that it is given there."""
    return cast("F", njit(inline="always", **_OPTIONS)(function))


def _fetch_soon(_: Any, array: Any, place: Any) -> Any:

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        of_array, number = signature.args[0], ir.IntType(32)
        within = context.make_array(of_array)(context, builder, arguments[0])
        pointer = _tools.get_item_pointer(
            context, builder, of_array, within, [arguments[1]], wraparound=False
        )
        address = builder.bitcast(pointer, ir.IntType(8).as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        prefetch = _tools.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        how = _TO_READ, _INTO_THE_SECOND_CACHE, _OF_DATA
        builder.call(prefetch, [address, *map(number, how)])
        return context.get_dummy_value()

    return types.void(array, place), generate


fetch_soon: Callable[[Any, Any], None] = cast("Any", intrinsic(_fetch_soon))
"""Has the processor fetch a place of an array of one dimension, while it goes on; changes nothing else."""


def _trailing_zeros(_: Any, number: Any) -> Any:

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(number), generate


trailing_zeros: Callable[[Any], Any] = cast("Any", intrinsic(_trailing_zeros))
"""How many bits of a number above 0 are 0 below its lowest 1."""
