/* Prints the digest of a stream for blocks of 1, 7, 250 and random samples.
 * usage: stream_host STREAM */
#include <stdio.h>
#include <stdlib.h>

#include "stream_digest.h"

static uint32_t bytes[32768], state[4096], memory[4096];

int main(int count, char **arguments)
{
    static const size_t blocks[] = {1, 7, 250, 0};
    FILE *file = (count == 2) ? fopen(arguments[1], "rb") : NULL;
    stream_run run = {(const uint8_t *)bytes, state, sizeof state, memory, sizeof memory,
                      {0},   NULL, 0};
    if (file == NULL || fread(bytes, 1, sizeof bytes, file) < 12u || stream_open(&run) != TESSERA_OK) {
        return EXIT_FAILURE;
    }
    (void)fclose(file);
    for (size_t index = 0; index < sizeof blocks / sizeof blocks[0]; index++) {
        stream_digest digest;
        if (stream_push_all(&run, blocks[index], &digest) != TESSERA_OK) {
            return EXIT_FAILURE;
        }
        printf("%u %08x\n", (unsigned)digest.answers, (unsigned)digest.digest);
    }
    return EXIT_SUCCESS;
}
