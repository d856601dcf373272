/* The program for a board in QEMU: one student in flash, inputs read from the host.
 *
 * RANDOM is the number of random inputs; INPUTS, when defined, the path of a file of float32
 * inputs on the host, or of int16 counts where a program makes nodes. */
#include "bit_exact.h"
#include "board.h"
#if defined(__AVR__)
#include <avr/pgmspace.h>
#define STREAM_BYTE(at) pgm_read_byte(&stream[at])
#else
#define STREAM_BYTE(at) stream[at]
#endif

extern const uint8_t stream[];

/* The largest student of the comparison; the smallest board has 16 KB. */
enum { LARGEST_INPUT = 1024, LARGEST_COUNTS = 2048, LARGEST_SCRATCH = 4352 };

static int16_t input[LARGEST_INPUT];
/* On some cores a uint32_t has a smaller alignment. */
static uint32_t scratch[LARGEST_SCRATCH / 4] __attribute__((__aligned__(4)));
static union {
    float values[LARGEST_INPUT];
    int16_t counts[LARGEST_COUNTS];
} row;

static void print_hexadecimal(uint32_t word)
{
    char text[9];
    for (int digit = 7; digit >= 0; digit--) {
        text[digit] = "0123456789abcdef"[word & 15u];
        word >>= 4;
    }
    text[8] = 0;
    semihosting_print(text);
}

static void print(const char *what, const bit_exact_digest *digest)
{
    semihosting_print(what);
    board_print_number((int32_t)digest->count);
    semihosting_print(" ");
    print_hexadecimal(digest->first);
    print_hexadecimal(digest->second);
    semihosting_print("\n");
}

#ifdef INPUTS
static int add_file(bit_exact_digest *digest, const bit_exact_student *student)
{
    const int is_signal = bit_exact_is_signal(&student->model);
    const uint32_t size = (uint32_t)tessera_window_count(&student->model) *
                          (is_signal ? sizeof(int16_t) : sizeof(float));
    const int32_t file = board_open(INPUTS);
    if (file < 0) {
        semihosting_print("the inputs cannot be opened\n");
        return 1;
    }
    while (board_read(file, row.values, size) == size) {
        if (is_signal) {
            bit_exact_add_i16(digest, student, row.counts);
        } else {
            bit_exact_add_f32(digest, student, row.values);
        }
    }
    return 0;
}
#endif

int board_main(void)
{
    bit_exact_student student = {.input = input, .scratch = scratch, .memory = scratch};
    bit_exact_digest digest;
    const uint32_t length = (uint32_t)STREAM_BYTE(8) | ((uint32_t)STREAM_BYTE(9) << 8) |
                            ((uint32_t)STREAM_BYTE(10) << 16) | ((uint32_t)STREAM_BYTE(11) << 24);
    if (tessera_open(&student.model, stream, (size_t)length) != TESSERA_OK) {
        semihosting_print("refused\n");
        return 1;
    }
    student.scratch_size = tessera_scratch_size(&student.model);
    student.memory_size = tessera_classify_size(&student.model);
    const uint32_t most = bit_exact_is_signal(&student.model) ? LARGEST_COUNTS : LARGEST_INPUT;
    if (tessera_input_size(&student.model) > sizeof input ||
        tessera_window_count(&student.model) > most || student.scratch_size > sizeof scratch ||
        student.memory_size > sizeof scratch) {
        semihosting_print("too large\n");
        return 1;
    }
    bit_exact_start(&digest);
    bit_exact_add_random(&digest, &student, RANDOM, row.counts);
    print("random ", &digest);
#ifdef INPUTS
    bit_exact_start(&digest);
    const int status = add_file(&digest, &student);
    print("inputs ", &digest);
    return status;
#else
    return 0;
#endif
}
