"""Small arithmetic on vectors."""

from __future__ import annotations

import numpy as np

from vectorstore.vectors import singles


def test_every_finite_half_is_told_exactly_as_a_single() -> None:
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert singles(finite).dtype == np.float32
    assert singles(finite).tobytes() == finite.astype(np.float32).tobytes()
    assert (singles(finite[:, None]) == finite[:, None]).all()
