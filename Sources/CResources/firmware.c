/* What a generated folder is made of, but for the runtime. */
#include "resources.h"

/* Of C23; the compiler that builds the tool has it. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const struct tessera_resource resources[] = {
    {"CMakeLists.txt.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/CMakeLists.txt.mustache" suffix(, 0)
     }},
    {"Classify.ino.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/Classify.ino.mustache" suffix(, 0)
     }},
    {"Kconfig.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/Kconfig.mustache" suffix(, 0)
     }},
    {"Makefile.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/Makefile.mustache" suffix(, 0)
     }},
    {"README.md.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/README.md.mustache" suffix(, 0)
     }},
    {"compiled.c.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/compiled.c.mustache" suffix(, 0)
     }},
    {"library.properties.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/library.properties.mustache" suffix(, 0)
     }},
    {"model.c.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/model.c.mustache" suffix(, 0)
     }},
    {"model.h.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/model.h.mustache" suffix(, 0)
     }},
    {"module.yml.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/module.yml.mustache" suffix(, 0)
     }},
    {"profile.c.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/profile.c.mustache" suffix(, 0)
     }},
    {"selftest.c.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/selftest.c.mustache" suffix(, 0)
     }},
    {"vectors.c.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/vectors.c.mustache" suffix(, 0)
     }},
    {"vectors.h.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/vectors.h.mustache" suffix(, 0)
     }},
    {"zephyr-CMakeLists.txt.mustache", (const unsigned char[]){
#embed "../Firmware/Resources/zephyr-CMakeLists.txt.mustache" suffix(, 0)
     }},
    {"an505.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/an505.ld" suffix(, 0)
     }},
    {"an547.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/an547.ld" suffix(, 0)
     }},
    {"cores.txt", (const unsigned char[]){
#embed "../../Runtime/Cores/cores.txt" suffix(, 0)
     }},
    {"lx106.c", (const unsigned char[]){
#embed "../../Runtime/Cores/lx106.c" suffix(, 0)
     }},
    {"lx60.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/lx60.ld" suffix(, 0)
     }},
    {"machine.h", (const unsigned char[]){
#embed "../../Runtime/Cores/machine.h" suffix(, 0)
     }},
    {"microbit.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/microbit.ld" suffix(, 0)
     }},
    {"mps2.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/mps2.ld" suffix(, 0)
     }},
    {"sections.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/sections.ld" suffix(, 0)
     }},
    {"semihosting.h", (const unsigned char[]){
#embed "../../Runtime/Cores/semihosting.h" suffix(, 0)
     }},
    {"startup.c", (const unsigned char[]){
#embed "../../Runtime/Cores/startup.c" suffix(, 0)
     }},
    {"virt.ld", (const unsigned char[]){
#embed "../../Runtime/Cores/virt.ld" suffix(, 0)
     }},
    {"trace.c", (const unsigned char[]){
#embed "../../Runtime/QEMU/trace.c" suffix(, 0)
     }},
    {"tessera.h", (const unsigned char[]){
#embed "../CTesseraRuntime/include/tessera.h" suffix(, 0)
     }},
    {0, 0},
};

const struct tessera_resource *tessera_firmware_resources(void) { return resources; }
