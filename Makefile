# Needs Python 3.11 to 3.14: the tested torch has no build for newer ones. The first run of `make lab` or `make test` sets up .venv;
# later ones start at once.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(if $(shell $(p) -c 'import sys; print("ok" if (3, 11) <= sys.version_info < (3, 15) else "")' 2>/dev/null),$(p))))
# Where Linux takes torch from: PyTorch's own CPU build (0.2 GB instead of 3 GB). `make lab TORCH_INDEX=` takes the default build.
TORCH_INDEX ?= $(if $(filter Linux,$(shell uname -s)),$(if $(CI),,https://download.pytorch.org/whl/cpu))
PORT ?= 8888
BIN = .venv/bin
ONE_THREAD = OMP_NUM_THREADS=1
FIRST = $(notdir $(firstword $(sort $(wildcard notebooks/*.ipynb))))
NEWS_QUESTION = @jupyterlab/apputils-extension:announcements
NBVAL = $(ONE_THREAD) $(BIN)/python -m pytest --nbval-current-env --nbval-cell-timeout=300 -n 2 --dist=loadfile -p no:cacheprovider

.PHONY: lab test notebooks experiments lint bench clean
.DEFAULT_GOAL := lab

lab: .venv/ready  ## open JupyterLab on work/, your own copy of the notebooks
	@$(BIN)/python tools/work_folder.py
	$(ONE_THREAD) $(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)/work" --LabApp.default_url=/lab/tree/$(FIRST) --port=$(PORT) $(ARGS)

test: .venv/ready  ## everything that CI runs: lint, unit tests, browser tests, every notebook
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2 --dist=loadfile tests
	$(NBVAL) --nbval notebooks/solutions
	$(NBVAL) --nbval-lax $(wildcard notebooks/*.ipynb)

notebooks: .venv/ready  ## rebuild learner's copies and solutions from notebooks/source, and run the solutions
	$(BIN)/python notebooks/build.py --execute $(NAMES)

experiments: .venv/ready  ## run the training experiments again over all seeds and record them (long)
	$(ONE_THREAD) $(BIN)/python tools/record.py $(NAMES)

lint: .venv/ready  ## mend layout and order of imports
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: .venv/ready  ## cost of every notebook, headline results, convolution against torch, cost of an import, key-to-paint of the explorers
	$(ONE_THREAD) $(BIN)/python tools/bench_notebooks.py
	$(ONE_THREAD) TQDM_DISABLE=1 $(BIN)/python tools/bench_headlines.py
	$(ONE_THREAD) $(BIN)/python tools/bench_convolution.py
	$(ONE_THREAD) $(BIN)/python tools/bench_import.py
	$(ONE_THREAD) $(BIN)/python tools/bench_explorers.py

clean:  ## remove the environment; work/ stays
	rm -rf .venv

.venv/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "No Python from 3.11 to 3.14 was found on PATH. Install one, or name it: make lab PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/python -m pip install --quiet --retries 1 --timeout 20 --no-deps --index-url $(TORCH_INDEX) -c constraints.txt torch || echo "PyTorch's CPU index did not answer; taking torch from the default index.")
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[test]"
	$(BIN)/jupyter labextension disable --level=sys_prefix $(NEWS_QUESTION) > /dev/null 2>&1 || echo "JupyterLab will ask whether to fetch news."
	touch $@
