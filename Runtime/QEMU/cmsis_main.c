/* Counts the two fully connected layers of CMSIS-NN that do the work of a student of 140 inputs, 3 regions
 * and 5 outputs: the scores of the gate, 140 to 2, and one map, 140 to 5. The weights do not matter.
 *
 * Prints the instructions of both calls, with what calling them costs; requantisation is CMSIS-NN's. */
#include "arm_nnfunctions.h"
#include "board.h"

enum { REPEATS = 100, INPUTS = 140, SCORES = 2, OUTPUTS = 5 };

static int8_t input[INPUTS];
static int8_t weights[OUTPUTS * INPUTS];
static int8_t output[OUTPUTS];
static int32_t biases[OUTPUTS];
static int32_t sums[OUTPUTS]; /* of the weights: all 0, as the offset of the input is */

static void connect(int32_t outputs)
{
    const cmsis_nn_context context = {.buf = sums, .size = sizeof sums};
    const cmsis_nn_fc_params parameters = {.activation = {.min = -128, .max = 127}};
    const cmsis_nn_per_tensor_quant_params scale = {.multiplier = 1 << 30, .shift = -8};
    const cmsis_nn_dims in = {.n = 1, .h = 1, .w = 1, .c = INPUTS};
    const cmsis_nn_dims filter = {.n = INPUTS, .h = 1, .w = 1, .c = outputs};
    const cmsis_nn_dims bias = {.n = 1, .h = 1, .w = 1, .c = outputs};
    const cmsis_nn_dims out = {.n = 1, .h = 1, .w = 1, .c = outputs};
    (void)arm_fully_connected_s8(&context, &parameters, &scale, &in, input, &filter, weights, &bias,
                                 biases, &out, output);
}

int board_main(void)
{
    for (int32_t index = 0; index < OUTPUTS * INPUTS; index++) {
        weights[index] = (int8_t)(index * 37);
        input[index % INPUTS] = (int8_t)(index * 11);
    }
    machine_start_ticks();
    const uint32_t start = machine_ticks();
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        connect(SCORES);
        connect(OUTPUTS);
    }
    const uint32_t ticks = machine_ticks() - start;
    board_print_number((int32_t)((ticks * INSTRUCTIONS_PER_TWO_TICKS + REPEATS) / (2u * REPEATS)));
    semihosting_print("\n");
    return 0;
}
