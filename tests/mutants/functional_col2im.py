"""Mutants of helpers/functional/col2im.py: each is one small mistake that its tests must see."""

TESTS = ["functional/test_col2im.py"]
MUTANTS = [
    ('to.dilation[0], to.stride[0])', 'to.stride[0], to.dilation[0])'),
    ('left + size[1] + right, to.dilation[1]', 'left + size[1] + right, to.dilation[0]'),
    ('to.dilation[1], to.stride[1])', 'to.dilation[1], to.stride[0])'),
    ('kh, kw, h_out, w_out)', 'kw, kh, h_out, w_out)'),
    ('top : top + size[0]', 'bottom : bottom + size[0]'),
    ('left : left + size[1]', 'right : right + size[1]'),
    ('if rows == 0 or rows % (kh * kw):', 'if rows % (kh * kw):'),
    ('if rows == 0 or rows % (kh * kw):', 'if rows == 0 or rows % kh:'),
    ('if count != h_out * w_out:', 'if count < h_out * w_out:'),
    ('parts = columns.view(', 'parts = columns.detach().view('),
    ('    if columns.ndim != 3:', '    if columns.ndim > 3:'),
    ('left + size[1]].contiguous()', 'left + size[1]]'),
]  # fmt: skip
