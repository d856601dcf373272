# make demo   installs what is missing, builds, compresses the bundled dump, reports
# make test   after a change: unit, golden, property and command-line tests, names in pages, lint
# make check  everything else: devices, examples, faults, fuzzing, pages, sanitizers
# make install PREFIX=/usr/local   the tool, the runtimes, manual and completions
# make dist   the tool for other Linux systems, as a tarball and a Debian package
# make wheel  the Python package with the tool in it
# make demo DUMP=../shared/data/ecg5000   the same on PREFIX-train.npz and PREFIX-test.npz

PREFIX ?= /usr/local
DUMP ?= Examples/SyntheticBeats/beats
STUDENT ?= out/$(notdir $(DUMP)).tessera
PACKAGES := libopenblas-dev liblapacke-dev libzip-dev nettle-dev pkg-config
DEVICE_PACKAGES := gcc libc6-dev gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm cmake \
	python3 gcc-avr gcc-m68k-linux-gnu qemu-system-misc gcc-riscv64-unknown-elf gcc-xtensa-lx106 qemu-user \
	libc6-dev-m68k-cross gcc-s390x-linux-gnu libc6-dev-s390x-cross gcc-powerpc-linux-gnu \
	simavr avr-libc \
	libc6-dev-powerpc-cross gcc-mips-linux-gnu libc6-dev-mips-cross
# The page of figures in Benchmarks is of the real dump where that is at hand.
BENCH_DUMP ?= $(if $(wildcard ../shared/data/mitbih-train.npz),--dump ../shared/data/mitbih)
# OpenBLAS takes kernels without AVX for a processor that it does not know. They are slow, and a sum depends
# on the place of its row. With these, all processors with AVX2 give the same sums.
ifeq ($(shell grep -c -m 1 -w avx2 /proc/cpuinfo),1)
export OPENBLAS_CORETYPE ?= Haswell
endif
SWIFT_BUILD := swift build -c release --explicit-target-dependency-import-check error
# Of each target of `make fuzz`.
SECONDS ?= 60

# Where threads are used; the others take as long again.
THREADED := RowsTests|HostRuntimeTests|LinearAlgebraTests|ActivationFormatsTests|ClusteringTests|RegressionTests|StudentTests|ModelSelectionTests|AtomicFileTests

.PHONY: demo build test check names prove setup-proof compare fuzz sanitizers devices examples faults report-pages bit-exact lint setup setup-devices \
	docs manual install install-built uninstall setup-docs setup-install setup-remedies setup-reports bench quality \
	results dist test-dist python wheel test-wheel trees mpi setup-mpi test-mpi bench-ranks clean

demo: setup setup-reports build
	@mkdir -p $(dir $(STUDENT))
	.build/release/tessera compress $(DUMP)-train.npz --test $(DUMP)-test.npz --output $(STUDENT)
	.build/release/tessera report $(STUDENT) --test $(DUMP)-test.npz --output $(STUDENT:.tessera=.html)
	@echo "open the page in a browser: xdg-open $(STUDENT:.tessera=.html)"

build: setup
	@$(SWIFT_BUILD) --product tessera

# What a person runs after a change.
test: setup setup-devices setup-reports setup-remedies lint names
	$(SWIFT_BUILD) --build-tests
	swift test -c release --skip-build

# Everything else that CI runs.
check: build setup-devices setup-install setup-reports setup-remedies
	Scripts/check-benchmarks.sh
	$(MAKE) docs manual
	Scripts/test-install.sh
	$(MAKE) devices
	$(MAKE) examples
	$(MAKE) python
	$(MAKE) test-mpi
	$(MAKE) faults
	Scripts/reproducibility.py
	$(MAKE) report-pages
	Scripts/fuzz.sh --runs 20000 --seed 1
	Scripts/test-sanitizers.sh thread '$(THREADED)'
	Scripts/prove.py --unchanged || { $(MAKE) setup-proof && Scripts/prove.py; }

# Every test under AddressSanitizer and ThreadSanitizer; the latter takes an hour.
sanitizers: setup setup-devices setup-remedies
	Scripts/test-sanitizers.sh address
	Scripts/test-sanitizers.sh thread

# Everything that reads bytes from outside, SECONDS each; FUZZ="npz csv" chooses among them.
fuzz: build
	Scripts/fuzz.sh --seconds $(SECONDS) $(FUZZ)

# Failing and killed runs: every system call once, a full disk, 40 random moments (Docs/Attacks.md).
faults: build
	@Scripts/install-dependencies.sh gcc libc6-dev python3 util-linux mount
	Scripts/test-faults.sh
	Scripts/test-kills.sh 40

# Reports as a reader sees them; screenshots in out/report.
report-pages: build
	Scripts/test-report.sh

# The Swift API, in .build/docs; warnings are errors.
docs: setup setup-docs setup-mpi
	Scripts/build-docs.sh

# The manual pages, in .build/manual.
manual: setup
	@Scripts/build-manual.sh

# DESTDIR is put before PREFIX. As another user than the one who builds:
#   make build manual && sudo make install-built
install: build manual install-built

install-built:
	@DESTDIR="$(DESTDIR)" Scripts/install.sh install "$(PREFIX)"

uninstall:
	@DESTDIR="$(DESTDIR)" Scripts/install.sh uninstall "$(PREFIX)"

# The runtimes on the host and on emulated cores.
devices: setup setup-devices
	@$(SWIFT_BUILD) --product tessera
	@$(SWIFT_BUILD) --product BitExact
	@$(SWIFT_BUILD) --product ProjectedStudents
	Scripts/test-c99.sh
	Scripts/test-big-endian.sh
	Scripts/test-alignment.sh
	Scripts/qemu-c99.sh
	Scripts/test-cycles.sh
	Scripts/qemu-signals.sh cortex-m0plus cortex-m4
	Scripts/qemu-streams.sh cortex-m0plus cortex-m4
	Scripts/qemu-swift.sh cortex-m0plus cortex-m3 cortex-m4 cortex-m4f cortex-m7
	Scripts/embedded-build.sh riscv32
	Scripts/bit-exact.sh --short
	Scripts/bit-exact-avr.sh --short
	Scripts/bit-exact-signals.sh --short
	Scripts/bit-exact-adapt.sh --short
	$(MAKE) -C Examples/Firmware run
	$(MAKE) -C Examples/Firmware run-learn
	$(MAKE) -C Examples/Firmware run-avr

# One million random inputs on the host, 100,000 on every core, and whole test sets.
bit-exact: setup setup-devices
	@$(SWIFT_BUILD) --product tessera
	@$(SWIFT_BUILD) --product BitExact
	@$(SWIFT_BUILD) --product ProjectedStudents
	Scripts/bit-exact.sh
	Scripts/bit-exact-avr.sh
	Scripts/bit-exact-signals.sh
	Scripts/bit-exact-adapt.sh
	Scripts/qemu-signals.sh
	Scripts/qemu-streams.sh

# The exporters for Keras, PyTorch and ONNX, students as ONNX in onnxruntime, teachers of other families, the
# tabular example, every command of the tutorial.
examples: setup setup-devices
	@$(SWIFT_BUILD) --product tessera
	Scripts/test-examples.sh
	Scripts/test-export.sh

# Generated folders in Arduino's trees of Debian.
trees: build
	Scripts/test-trees.sh

# What pages name is there, and what is there is named.
names:
	@Scripts/install-dependencies.sh python3
	Scripts/check_names.py

# What Docs/Proof.md says of the C99 runtime, and that each proof can fail.
prove: setup-proof
	Scripts/prove.py

setup-proof:
	@Scripts/setup-proof.sh

# The same bytes and figures as another revision: make compare BASE=HEAD~3
compare: setup setup-devices setup-reports
	Scripts/compare_revisions.py $(BASE) --devices --time 7 $(COMPARE)

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples Benchmarks Fuzz

setup:
	@Scripts/require-swift.sh
	@Scripts/install-dependencies.sh $(PACKAGES)

setup-devices:
	@Scripts/install-dependencies.sh $(DEVICE_PACKAGES)
	@python3 -c 'import numpy' 2>/dev/null || Scripts/install-dependencies.sh python3-numpy

# What commands in messages need; the tests run these commands.
setup-remedies:
	@Scripts/setup-remedies.sh

setup-reports:
	@Scripts/install-dependencies.sh gnuplot-nox

setup-docs:
	@Scripts/install-dependencies.sh python3

setup-install:
	@Scripts/install-dependencies.sh gcc libc6-dev cmake man-db $(PACKAGES)

# With peers, where they can be installed; BENCH="--section kmeans" and the like go to the program.
bench: build
	Scripts/setup-peers.sh || echo "skipped: no environment for the peers"
	swift run -c release --package-path Benchmarks tessera-bench $(BENCH_DUMP) $(BENCH)

# Peers at equal bytes; QUALITY="--quick" and the like go to the program.
quality: build
	Scripts/setup-peers.sh
	Benchmarks/.venv/bin/python Benchmarks/quality $(QUALITY)

results: build
	python3 Scripts/results.py

# A tool that runs where glibc is 2.35 or newer: out/dist has a tarball and a Debian package.
dist: setup
	@Scripts/install-dependencies.sh gcc libc6-dev binutils dpkg python3 libgfortran5 libquadmath0
	Scripts/build-dist.sh
	Scripts/pack-dist.sh

# The same in bare user spaces of Debian 12 and 13.
test-dist: dist
	Scripts/test-dist.sh

# The tool on the ranks of MPI, .build/release/tessera-mpi: Docs/Scale.md.
mpi: setup setup-mpi
	@TESSERA_MPI=1 $(SWIFT_BUILD) --product tessera-mpi

setup-mpi:
	@Scripts/install-dependencies.sh libopenmpi-dev openmpi-bin iproute2 procps
	@python3 -c 'import numpy' 2>/dev/null || Scripts/install-dependencies.sh python3-numpy

# Ranks beside threads, and Spark on the same rows. RANKS='--rows 4000000' takes 2.5 GB.
bench-ranks: mpi
	@Scripts/install-dependencies.sh python3 python3-venv default-jre-headless time
	@$(SWIFT_BUILD) --product tessera
	@test -x Benchmarks/ranks/.venv/bin/python || python3 -m venv Benchmarks/ranks/.venv
	@Benchmarks/ranks/.venv/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/ranks/requirements.txt \
	  || echo "skipped: a peer cannot be installed" >&2
	Benchmarks/ranks/.venv/bin/python Benchmarks/ranks $(RANKS)

# KILLS=200 kills as many ranks; MPI='--million' takes the real dumps, and 1,000,000 rows.
test-mpi: mpi
	@$(SWIFT_BUILD) --product tessera
	Scripts/test-mpi.sh $(or $(KILLS),10) $(or $(MPI),--dump synthetic --ranks 2,5)

# The Python package from its sources: tests, examples of its documentation, types, notebooks.
python: setup
	@Scripts/install-dependencies.sh gcc libc6-dev python3 procps
	@$(SWIFT_BUILD) --product tessera
	Scripts/test-python.sh

# The Python package, with the tool of `make dist` in it.
wheel: dist
	Scripts/build-runtime.sh
	Scripts/setup-python.sh
	Scripts/build-wheel.sh

# The wheel in a bare user space of Debian 12.
test-wheel: wheel
	Scripts/test-wheel.sh

clean:
	rm -rf .build Benchmarks/.build Benchmarks/.venv Benchmarks/ranks/.venv Examples/Exporters/.venv Python/.venv .venv-report \
	  .venv-remedies Examples/Firmware/build out
