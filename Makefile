# make demo   installs what is missing, builds, compresses the bundled dump
# make test   the same set-up, then every check
# make demo DUMP=../shared/data/ecg5000   the same on PREFIX-train.npz and PREFIX-test.npz

DUMP ?= Examples/SyntheticBeats/beats
STUDENT ?= out/$(notdir $(DUMP)).tessera
PACKAGES := libopenblas-dev liblapacke-dev libzip-dev pkg-config
# What the tests of firmware use; without them these tests are skipped and say so.
DEVICE_PACKAGES := gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm cmake
SWIFT_BUILD := swift build -c release

.PHONY: demo build test lint setup device-setup bench results clean

demo: build
	@mkdir -p $(dir $(STUDENT))
	.build/release/tessera compress $(DUMP)-train.npz --test $(DUMP)-test.npz --output $(STUDENT)

build: setup
	@$(SWIFT_BUILD) --product tessera

test: setup device-setup lint
	$(SWIFT_BUILD) --build-tests
	swift test -c release --skip-build

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples Benchmarks

setup:
	@Scripts/install-dependencies.sh $(PACKAGES)

device-setup:
	-@Scripts/install-dependencies.sh $(DEVICE_PACKAGES)

bench: setup
	swift run -c release --package-path Benchmarks tessera-bench

results: build
	python3 Scripts/results.py

clean:
	rm -rf .build Benchmarks/.build out
