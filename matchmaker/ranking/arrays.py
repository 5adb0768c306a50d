"""The kinds of arrays that ranking computes with."""

from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

A = TypeVar("A", bound=npt.NDArray[np.generic])

Floats: TypeAlias = npt.NDArray[np.float64]
Booleans: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.int32]
Ids: TypeAlias = npt.NDArray[np.int64]
Strengths: TypeAlias = npt.NDArray[np.float32]
Codes: TypeAlias = npt.NDArray[np.uint8]
Postings: TypeAlias = npt.NDArray[np.uint32]


def frozen(array: A) -> A:
    """The array, never to be changed again: numba compiles one version for all that are."""
    array.flags.writeable = False
    return array
