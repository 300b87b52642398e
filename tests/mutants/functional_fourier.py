"""Mutants of helpers/functional/fourier.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_fourier.py"]
MUTANTS = [
    ('angles = -2 * torch.pi', 'angles = 2 * torch.pi'),
    ('steps.to(torch.float64) / d', 'steps.to(torch.float32) / d'),
    ('t[:, None] * t % d, d, dtype', 't[:, None] + t, d, dtype'),
    ('fft(x[..., 0::2]), fft(x[..., 1::2])', 'fft(x[..., 1::2]), fft(x[..., 0::2])'),
    ('torch.cat([even + odd, even - odd], -1)', 'torch.cat([even - odd, even + odd], -1)'),
    ('torch.cat([even + odd, even - odd], -1)', 'torch.stack([even + odd, even - odd], -1).flatten(-2)'),
    ('_wave(torch.arange(d // 2), d, x.dtype)', '_wave(torch.arange(d // 2), d // 2, x.dtype)'),
    ('    if d % 2:\n', '    if d % 4:\n'),
    ('    if d % 2:\n', '    if True:\n'),
    ('fft(x.conj()).conj() / x.shape[-1]', 'fft(x.conj()).conj()'),
    ('fft(x.conj()).conj() / x.shape[-1]', 'fft(x.conj()) / x.shape[-1]'),
    ('fft(a) * fft(b).conj()).real', 'fft(a).conj() * fft(b)).real'),
    ('return ifft(fft(a) * fft(b)).real', 'return ifft(fft(a) * fft(b).detach()).real'),
    ('or a.shape[-1] != b.shape[-1]:', 'or a.shape[-1] < b.shape[-1]:'),
    ('zip(a.shape[::-1], b.shape[::-1], strict=False)', 'zip(a.shape, b.shape, strict=False)'),
    (' and 1 not in (left, right)', ''),
    ('if any(left != right', 'if any(left > right'),
    ('if a.is_complex() or b.is_complex():', 'if a.is_complex():'),
    ('    require_at_least(1, d=x.shape[-1])\n', ''),
    ('dtype: torch.dtype = torch.complex64', 'dtype: torch.dtype = torch.complex128'),
]  # fmt: skip
