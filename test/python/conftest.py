# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What all Python tests share: Hypothesis never fails for slowness, and repeats itself in CI."""

import os

import numpy
from hypothesis import HealthCheck, settings

settings.register_profile(
    "development",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "ci", settings.get_profile("development"), derandomize=True, database=None
)
settings.load_profile("ci" if os.environ.get("CI") else "development")

if numpy.lib.NumpyVersion(numpy.__version__) >= "2.0.0":
    # Examples show numbers as all versions of NumPy can: 6.0, not np.float64(6.0).
    numpy.set_printoptions(legacy="1.25")
