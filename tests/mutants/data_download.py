"""Mutants of helpers/data/download.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_cifar10.py"]
MUTANTS = [
    ('path.parent.mkdir(parents=True, exist_ok=True)', 'path.parent.mkdir(exist_ok=True)'),
    ('digest.update(block)', 'digest.update(block[:9])'),
    ('if size and received != size:', 'if received != size:'),
    ('if size and received != size:', 'if False:'),
    ('if digest.hexdigest() != md5:', 'if False:'),
    ('temporary.chmod(0o644)', 'temporary.chmod(0o600)'),
    ('temporary.replace(path)', 'path.write_bytes(temporary.read_bytes()[:-1])'),
    ('except urllib.error.HTTPError as error:', 'except ZeroDivisionError as error:'),
    ('(urllib.error.URLError, http.client', '(http.client'),
    ('TimeoutError, ConnectionResetError)', 'TimeoutError)'),
    ('TimeoutError, ConnectionResetError)', 'ConnectionResetError)'),
    ('        if temporary:\n            temporary.unlink(missing_ok=True)', '        pass'),
    ('dir=path.parent, ', ''),
    ('except PermissionError as error:', 'except ZeroDivisionError as error:'),
]  # fmt: skip
