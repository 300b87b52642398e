"""The Fourier transforms against torch.fft, and the convolution theorem against sums written out."""

import pytest
import torch
import torch.nn.functional as F
from scipy.linalg import circulant
from test_convolution import assert_same

from helpers.functional import circular_convolution, circular_correlation, conv1d, dft, dft_matrix, fft, ifft

SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 31, 64, 96, 127]


@pytest.mark.parametrize("ours, theirs", [(dft, torch.fft.fft), (fft, torch.fft.fft), (ifft, torch.fft.ifft)])
@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
def test_values_and_gradients_are_torchs(ours, theirs, dtype):
    torch.manual_seed(0)
    for d in SIZES:
        x = (torch.randn(2, 3, d, dtype=dtype) + 1e2).requires_grad_()
        assert_same(ours(x), theirs(x), (x,))
    for x in (torch.randn(8), torch.arange(6), torch.randn(5, dtype=torch.complex64)):
        torch.testing.assert_close(ours(x), theirs(x))
    assert ours(torch.zeros(0, 6, dtype=dtype)).shape == (0, 6)


def test_the_matrix_holds_the_transforms_of_the_unit_vectors():
    for d in (1, 2, 5, 8, 1000):
        torch.testing.assert_close(dft_matrix(d, torch.complex128), torch.fft.fft(torch.eye(d, dtype=torch.float64)), rtol=0, atol=1e-12)
    assert dft_matrix(3).dtype == torch.complex64
    waves = dft_matrix(6, torch.complex128)
    torch.testing.assert_close(waves @ waves.conj() / 6, torch.eye(6, dtype=torch.complex128))
    shifts = torch.from_numpy(circulant([1.0, 2, 3, 4, 5, 6])) + 0j
    spectrum = waves @ shifts @ waves.conj() / 6  # the waves are the eigenvectors of every circulant matrix
    torch.testing.assert_close(spectrum, torch.diag(fft(torch.arange(1.0, 7).double())))


def test_there_and_back_and_parseval():
    torch.manual_seed(0)
    for d in SIZES:
        x = torch.randn(3, d, dtype=torch.complex128)
        torch.testing.assert_close(ifft(fft(x)), x)
        torch.testing.assert_close(fft(x).abs().square().sum(), d * x.abs().square().sum())


def test_a_power_of_two_needs_no_matrix(monkeypatch):
    """Radix 2 all the way down: the matrix is asked for single samples only, and for the odd factor elsewhere."""
    import helpers.functional.fourier as fourier

    asked = []
    monkeypatch.setattr(fourier, "dft", lambda x: asked.append(x.shape[-1]) or dft(x))
    for d, matrices in ((64, {1}), (12, {3}), (15, {15}), (22, {11})):
        asked.clear()
        fourier.fft(torch.ones(d))
        assert set(asked) == matrices and len(asked) == d // max(matrices)


@pytest.mark.parametrize("ours, sign", [(circular_correlation, 1), (circular_convolution, -1)])
def test_the_theorem_gives_the_sums(ours, sign):
    torch.manual_seed(0)
    for d in SIZES:
        a, b = (torch.randn(2, d, dtype=torch.float64, requires_grad=True) for _ in range(2))
        places = (torch.arange(d)[:, None] + sign * torch.arange(d)) % d  # i j
        assert_same(ours(a, b).contiguous(), torch.einsum("nij,nj->ni", a[:, places], b), (a, b))


def test_the_worked_example_and_the_layer():
    a = torch.tensor([1.0, 2, 3, 4, 5, 4, 3, 2, 1], dtype=torch.float64)
    b = torch.tensor([1.0, -1, 0, 0, 0, 0, 0, 0, 0], dtype=torch.float64)
    assert circular_correlation(a, b).round().tolist() == [-1, -1, -1, -1, 1, 1, 1, 1, 0]
    assert circular_convolution(a, b).round().tolist() == [0, 1, 1, 1, 1, -1, -1, -1, -1]
    kernel = torch.randn(4, dtype=torch.float64)
    layer = conv1d(a.view(1, 1, -1), kernel.view(1, 1, -1), padding=(0, 3), padding_mode="circular")
    torch.testing.assert_close(circular_correlation(a, F.pad(kernel, (0, 5))), layer.flatten())


@pytest.mark.parametrize("name", ["correlation", "convolution"])
def test_pairs_that_do_not_fit_are_refused(name):
    ours = {"correlation": circular_correlation, "convolution": circular_convolution}[name]
    with pytest.raises(ValueError, match=rf"circular_{name} needs a and b with the same number of samples, got shapes \(4,\) and \(2, 3\)"):
        ours(torch.zeros(4), torch.zeros(2, 3))
    text = rf"circular_{name} needs leading axes of one size, or of size 1; got shapes \(5, 2, 4\) and \(3, 4\)"
    for a, b in (((5, 2, 4), (3, 4)), ((5, 3, 4), (2, 4))):
        with pytest.raises(ValueError, match="leading axes of one size" if b == (2, 4) else text):
            ours(torch.zeros(a), torch.zeros(b))
    assert ours(torch.ones(5, 1, 4), torch.ones(3, 4)).shape == ours(torch.ones(4), torch.ones(5, 3, 4)).shape == (5, 3, 4)
    with pytest.raises(ValueError, match=r"the same number of samples, got shapes \(\) and \(3,\)"):
        ours(torch.tensor(1.0), torch.zeros(3))
    with pytest.raises(ValueError, match=rf"circular_{name} needs real numbers, got torch.float32 and torch.complex64"):
        ours(torch.zeros(3), torch.zeros(3) + 0j)
    with pytest.raises(ValueError, match="d must be at least 1, got 0"):
        ours(torch.zeros(0), torch.zeros(0))


@pytest.mark.parametrize("transform", [dft, fft, ifft])
def test_no_samples_are_refused(transform):
    with pytest.raises(ValueError, match=f"{transform.__name__} needs at least one axis of samples, got one number"):
        transform(torch.tensor(1.0))
    with pytest.raises(ValueError, match="d must be at least 1, got 0"):
        transform(torch.zeros(3, 0))
    with pytest.raises(ValueError, match="d must be at least 1, got 0"):
        dft_matrix(0)
