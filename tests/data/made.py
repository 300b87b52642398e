"""What the tests of the made data sets share."""

import random

import numpy as np
import pytest
import torch


def same(a, b):
    """Whether two data sets hold the same bytes."""
    return all(torch.equal(x, y) and x.dtype == y.dtype for x, y in zip(a, b, strict=True))


def check_seed(make, *args, **kwargs):
    """The same seed gives the same bytes, another seed others, and nobody's global random numbers move."""
    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    states = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()
    first = make(*args, seed=3, **kwargs)
    torch.rand(3), np.random.rand(3), random.random()
    again, other = make(*args, seed=3, **kwargs), make(*args, seed=4, **kwargs)
    assert same(first, again)
    assert not torch.equal(first[0], other[0])
    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    make(*args, seed=3, **kwargs)
    assert torch.equal(torch.get_rng_state(), states[0])
    assert np.array_equal(np.random.get_state()[1], states[1]) and random.getstate() == states[2]


def check_pictures(x, *shape):
    """float32 pictures of that shape with values from 0 to 1 that use most of the range."""
    assert x.shape == shape and x.dtype == torch.float32 and x.is_contiguous()
    assert x.min() >= 0 and x.max() <= 1 and x.isfinite().all()
    assert x.flatten(1).std(dim=1).min() > 0.05, "a picture is blank"


def check_prefix(make, small, large, **kwargs):
    """A smaller n gives the first items of a larger one."""
    assert same(make(small, **kwargs), [part[:small] for part in make(large, **kwargs)])


def check_refused(call, words):
    """A ValueError with these words."""
    with pytest.raises(ValueError, match=words):
        call()
