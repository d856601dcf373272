/* A plugin of QEMU's TCG: what a function of a program on an emulated Cortex-M executes, instruction by
 * instruction. Counted is from its first instruction to its return, without the call.
 *
 *     qemu-system-arm ... -plugin libtrace.so,entry=ADDRESS,calls=COUNT,output=FILE
 *
 * ENTRY is the address of the function, CALLS how many of its calls are traced. FILE gets a line
 * `calls N FEWEST MOST`, with the instructions of its shortest and longest call, and for each executed
 * address one
 *
 *     ADDRESS EXECUTED TAKEN ENTERED READS
 *
 * ADDRESS is hexadecimal. TAKEN: the next instruction was not the one behind it. ENTERED: the one before
 * was not the one in front of it. READS: loads from the code region, below 0x20000000, where flash is.
 *
 * Debian 12 ships no qemu-plugin.h. What is needed of QEMU 7.2's interface is declared here.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { NO_REGISTERS = 0, EVERY_ACCESS = 3 }; /* of reads alone, 7.2 calls back for the writes */
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *instruction);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, void (*)(unsigned, void *), int, void *);
void qemu_plugin_register_vcpu_mem_cb(
    struct qemu_plugin_insn *, void (*)(unsigned, uint32_t, uint64_t, void *), int, int, void *);
_Bool qemu_plugin_mem_is_store(uint32_t kind);
void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
int qemu_plugin_install(plugin_id id, const void *host, int count, char **arguments);

int qemu_plugin_version = 1;

enum { CODE_REGION = 0x20000000, SLOTS = 1 << 21 }; /* 4 MB of two-byte units: the boards' flash */
typedef struct figures {
    uint64_t executed, taken, entered, reads;
} figures;

static figures found[SLOTS];
static uint64_t entry, calls, limit, here, behind, end;
static uint64_t instructions, fewest = UINT64_MAX, most;
static const char *output;
static int is_open;

/* What is known of an instruction is in the number: its address and its bytes. */
static void execute(unsigned processor, void *number)
{
    const uint64_t address = (uintptr_t)number >> 3;
    const int is_next = address == behind;
    (void)processor;
    if (is_open && !is_next) {
        found[here / 2u].taken++;
    }
    if (is_open && address == end) {
        is_open = 0;
        fewest = (instructions < fewest) ? instructions : fewest;
        most = (instructions > most) ? instructions : most;
    } else if (!is_open && address == entry && calls < limit) {
        is_open = 1;
        end = behind;
        instructions = 0;
        calls++;
    }
    here = address;
    behind = address + ((uintptr_t)number & 7u);
    if (is_open) {
        instructions++;
        found[here / 2u].executed++;
        found[here / 2u].entered += !is_next;
    }
}

static void load(unsigned processor, uint32_t kind, uint64_t address, void *number)
{
    (void)processor;
    if (is_open && !qemu_plugin_mem_is_store(kind) && address < CODE_REGION) {
        found[((uintptr_t)number >> 3) / 2u].reads++;
    }
}

static void translate(plugin_id id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t index = 0; index < qemu_plugin_tb_n_insns(block); index++) {
        struct qemu_plugin_insn *one = qemu_plugin_tb_get_insn(block, index);
        const uint64_t address = qemu_plugin_insn_vaddr(one);
        void *number = (void *)(uintptr_t)(address << 3 | qemu_plugin_insn_size(one));
        if (address / 2u < SLOTS) {
            qemu_plugin_register_vcpu_insn_exec_cb(one, execute, NO_REGISTERS, number);
            qemu_plugin_register_vcpu_mem_cb(one, load, NO_REGISTERS, EVERY_ACCESS, number);
        }
    }
}

static void finish(plugin_id id, void *unused)
{
    FILE *file = fopen(output, "w");
    (void)id;
    (void)unused;
    if (file == NULL) {
        return;
    }
    fprintf(file, "calls %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", is_open ? calls - 1u : calls, fewest, most);
    for (uint64_t slot = 0; slot < SLOTS; slot++) {
        const figures *one = &found[slot];
        if (one->executed != 0u) {
            fprintf(file, "%" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", 2u * slot,
                    one->executed, one->taken, one->entered, one->reads);
        }
    }
    fclose(file);
}

int qemu_plugin_install(plugin_id id, const void *host, int count, char **arguments)
{
    (void)host;
    for (int index = 0; index < count; index++) {
        char *value = strchr(arguments[index], '=');
        if (value == NULL) {
            return 1;
        }
        value++;
        switch (arguments[index][0]) {
        case 'e': entry = strtoull(value, NULL, 0); break;
        case 'c': limit = strtoull(value, NULL, 0); break;
        default: output = strdup(value); break;
        }
    }
    if (output == NULL) {
        return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, finish, NULL);
    return 0;
}
