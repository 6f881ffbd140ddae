# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Dense linear algebra under numpy.linalg's names, in the precision of the elements.

Every function takes ndarrays, array-likes and npublas's wrapped types, of every floating and
complex type: `longdouble` and `clongdouble`, which numpy.linalg refuses, are computed as such.

Examples
--------
>>> import numpy
>>> import npublas.linalg as la
>>> third = numpy.longdouble(1) / 3
>>> x = la.solve([[third, 1], [1, 1]], [2 * third, 4 * third])
>>> x.dtype.name == numpy.dtype(numpy.longdouble).name
True
>>> bool(abs(x - [1, third]).max() < 4 * numpy.finfo(numpy.longdouble).eps)
True
"""

from numpy.linalg import LinAlgError

from npublas._npublas import solve

__all__ = ["LinAlgError", "solve"]
