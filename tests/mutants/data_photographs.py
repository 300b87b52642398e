"""Mutants of helpers/data/photographs.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_photographs.py"]
MUTANTS = [
    ('anti_aliasing=True', 'anti_aliasing=False'),
    ('(h - h_cut) // 2, (w', '0, (w'),
    ('(w - w_cut) // 2', 'w - w_cut'),
    ('round(w * h_out / w_out)', 'h'),
    ('picture.permute(2, 0, 1).contiguous() if colour', 'picture.permute(2, 1, 0).contiguous() if colour'),
    ('if colour and pixels.ndim == 2:', 'if False:'),
    ('if h_out < 1 or w_out < 1:', 'if h_out < 1:'),
]  # fmt: skip
