#!/bin/sh
# Builds a generated folder and a single header in the trees of other build systems, and runs the sketch.
# usage: Scripts/test-trees.sh        TESSERA=PATH is the tool to use
#
# Debian has Arduino's builder, Arduino-Makefile and the core for AVR. Docs/Firmware.md says which other trees
# were tried.
set -eu
cd "$(dirname "$0")/.."

tessera=$(realpath "${TESSERA:-.build/release/tessera}")
Scripts/install-dependencies.sh arduino-builder arduino-core-avr arduino-mk gcc-avr avr-libc simavr make python3-numpy
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

beats=Examples/SyntheticBeats/beats
"$tessera" compress $beats-train.npz --output "$scratch/s.tessera" --quiet
"$tessera" generate "$scratch/s.tessera" --output "$scratch/libraries/tessera_beats" --name beats --quiet
cd "$scratch"
sketch=$scratch/libraries/tessera_beats/examples/Classify/Classify.ino

# Windows opens no file of these names, and no file whose name ends with a dot or a blank.
find libraries | sed 's,.*/,,' | grep -iE '[<>:"|?*\\]|[. ]$|^(con|aux|nul|prn|com[0-9]|lpt[0-9])(\.|$)' && {
  echo "error: a file name that Windows does not have" >&2
  exit 1
}

# A window of zeros is what the sketch classifies.
/usr/bin/python3 -c 'import numpy; numpy.save("zeros.npy", numpy.zeros((1, 140), "f4"))'
"$tessera" predict s.tessera zeros.npy --output label.npy --labels --quiet
label=$(/usr/bin/python3 -c 'import numpy; print(numpy.load("label.npy")[0])')
names=$(sed -n '/_class_names\[.*= {/,/}/p' libraries/tessera_beats/src/beats.c | sed -n 's/^ *"\(.*\)",*$/\1/p')
expected=$(printf '%s\n' "$names" | sed -n "$((label + 1))p")

# The core of Debian does not compile with its avr-gcc without this name.
mend=-DDECIMAL_DIG=__DECIMAL_DIG__
hardware=/usr/share/arduino/hardware

# build BOARD SKETCH
build() {
  rm -rf build && mkdir build
  arduino-builder -compile -hardware $hardware -tools $hardware/tools -libraries libraries \
    -prefs "compiler.cpp.extra_flags=$mend" -fqbn "$1" -build-path "$scratch/build" -warnings all "$2" >log 2>&1 || {
    cat log
    exit 1
  }
  if grep -E '(tessera_beats|libraries/|Classify).*(warning|error)' log; then exit 1; fi
  echo "built: arduino-builder, $1, $(basename "$2"): $(sed -n 's/^Sketch uses \([0-9]* bytes\).*/\1/p' log)"
}

build arduino:avr:nano:cpu=atmega328 "$sketch"
build arduino:avr:mega:cpu=atmega2560 "$sketch"
build arduino:avr:uno "$sketch"
# simavr colours what the serial port prints, and has a dot for each end of line.
printed=$(timeout 5 simavr -m atmega328p -f 16000000 build/Classify.ino.elf 2>&1 \
  | sed 's/\x1b\[[0-9;]*m//g' | grep -a -m 1 '\.\.$' || true)
[ -n "$expected" ] && [ "$printed" = "$expected.." ] || {
  echo "error: the sketch does not print '$expected'" >&2
  exit 1
}
echo "ran: simavr, atmega328p: '$expected', as the host"

mkdir Header
"$tessera" export s.tessera --c-header-only Header/beats.h --quiet
cat >Header/Header.ino <<'END'
#define BEATS_IMPLEMENTATION
#include "beats.h"
static tessera_model model;
void setup() {
  Serial.begin(115200);
  Serial.println((int)tessera_open(&model, beats_blob, BEATS_SIZE));
}
void loop() {}
END
build arduino:avr:uno "$scratch/Header/Header.ino"

mkdir mk && cp "$sketch" mk/mk.ino
cat >mk/Makefile <<END
ARDUINO_DIR = /usr/share/arduino
AVR_TOOLS_DIR = /usr
USER_LIB_PATH = $scratch/libraries
ARDUINO_LIBS = tessera_beats
BOARD_TAG = uno
CXXFLAGS += $mend
include /usr/share/arduino/Arduino.mk
END
make -C mk >log 2>&1 || {
  cat log
  exit 1
}
echo "built: Arduino-Makefile, uno: $(sed -n 's/^Program: *\([0-9]* bytes\).*/\1/p' log)"
