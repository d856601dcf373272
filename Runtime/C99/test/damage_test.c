/* Refuses packed students with any one bit flipped, cut at any length, or with bytes behind them.
 *
 *     damage_test STUDENT...
 *
 * Every variant lies in memory of exactly its size, so that a sanitizer sees a byte too many.
 */
#include "tessera.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 16, MOST_BEHIND = 64 };

/* The status of `size` bytes. */
static tessera_status opened(const uint8_t *bytes, size_t size)
{
    tessera_model model;
    void *copy = malloc(size + (size == 0u));
    if (copy == NULL) {
        return TESSERA_OK;
    }
    memcpy(copy, bytes, size);
    const tessera_status status = tessera_open(&model, copy, size);
    free(copy);
    return status;
}

static size_t check(uint8_t *bytes, size_t size, size_t *accepted)
{
    size_t variants = 0;
    for (size_t bit = 0; bit < 8u * size; bit++) {
        bytes[bit / 8u] ^= (uint8_t)(1u << (bit % 8u));
        *accepted += opened(bytes, size) == TESSERA_OK;
        bytes[bit / 8u] ^= (uint8_t)(1u << (bit % 8u));
        variants++;
    }
    for (size_t length = 0; length < size + MOST_BEHIND; length++) {
        if (length != size) {
            *accepted += opened(bytes, length) == TESSERA_OK;
            variants++;
        }
    }
    return variants;
}

int main(int count, char **arguments)
{
    static uint8_t bytes[LARGEST + MOST_BEHIND];
    size_t variants = 0;
    size_t accepted = 0;
    for (int index = 1; index < count; index++) {
        memset(bytes, 0, sizeof bytes);
        FILE *file = fopen(arguments[index], "rb");
        const size_t size = (file != NULL) ? fread(bytes, 1, LARGEST, file) : 0u;
        if (file != NULL) {
            fclose(file);
        }
        if (opened(bytes, size) != TESSERA_OK) {
            printf("%s cannot be opened\n", arguments[index]);
            return 1;
        }
        variants += check(bytes, size, &accepted);
    }
    printf("%zu damaged students, %zu accepted", variants, accepted);
    return accepted != 0u || variants == 0u;
}
