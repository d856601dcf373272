#!/bin/sh
# Type-checks the package of benchmarks against the modules that the tests have built: to build it
# would compile all of Tessera once more. Compares the features that NumPy makes with those of the golden
# programs.
set -eu
cd "$(dirname "$0")/.."
maps=$(find Sources -name module.modulemap -exec printf -- '-Xcc -fmodule-map-file=%s ' {} +)
# The features and the language of Benchmarks/Package.swift.
# shellcheck disable=SC2046,SC2086
swiftc -typecheck -parse-as-library -swift-version 6 -warnings-as-errors \
  -module-name tessera_bench -I .build/release/Modules $maps $(pkg-config --cflags openblas libzip) \
  $(grep -o 'enableUpcomingFeature("[A-Za-z]*")' Benchmarks/Package.swift \
    | sed 's/.*"\(.*\)".*/-enable-upcoming-feature \1/') \
  Benchmarks/Sources/TesseraBench/*.swift
echo "the benchmarks type-check"
python3 Benchmarks/Peers/check_features.py 180
