/* Any directory behind any header that is accepted, in a file of any length. It is proved of one entry, any one. */
#include <stdint.h>

#define NOWHERE 0xFFFFFFFFu

static uint32_t sought;      /* the kind of a section */
static uint32_t witness;     /* the number of any entry */
static uint32_t place;       /* of the entry that was found */
static uint32_t seen;        /* where a kind was seen that is sought */
static uint32_t noted_kinds; /* all that were seen */
static int witness_is_valid; /* what is_entry says of it */

/* The directory: where each section starts, modulo 2^32, and the end; so each size is known. */
static uint16_t numbers[32];
static uint16_t marks[32];
static uint32_t starts[33];

#define NUMBER(entry) ((uint32_t)numbers[entry])
#define MARKS(entry) ((uint32_t)marks[entry])
#define SIZE(entry) (starts[(entry) + 1u] - starts[entry])
#define SECTIONS (header[62] | ((uint32_t)header[63] << 8))
#define TURN(at) (((at) - 64u) / 8u)

/* What loads read of it. */
#define BEHIND16(offset) (((offset) & 7u) == 0u ? NUMBER(TURN(offset)) : MARKS(TURN(offset)))
#define BEHIND32(offset) SIZE(TURN(offset))

/* What is known at a turn of find_entry, and of check_directory. */
#define IS_PLACE(entry, kind, turn)                                                              \
    ((place == NOWHERE)                                                                          \
         ? (((entry)->start | (entry)->flags | (entry)->bytes) == 0u)                            \
         : (place < (turn) && NUMBER(place) == (kind) + 1u && (entry)->start == starts[place] && \
            (entry)->flags == MARKS(place) && (entry)->bytes == SIZE(place)))
#define IS_PASSED(turn, kind) (witness < (turn) && NUMBER(witness) == (kind) + 1u)
#define IS_START(start, fits, end) \
    (((start) & 3u) == 0u && (!(fits) || (starts[0] <= (start) && (start) <= (end))))
#define IS_WELL_PLACED(kinds, fits, end)                                                   \
    ((SIZE(witness) & 3u) == 0u &&                                                         \
     IS_START(starts[witness], fits, end) &&                                               \
     (!(fits) || SIZE(witness) <= (end) - starts[witness]) &&                              \
     (NUMBER(witness) != sought + 1u || (witness_is_valid && ((kinds) & (1u << sought)) != 0u)))

static uint8_t header[64];

#include "tessera.c"

#include "../contracts.h"

/* It says the same of the same entry whenever it is asked; what that is, `entries` proves. */
int contract_is_entry(const uint8_t *blob, uint32_t kind, uint32_t flags, uint32_t bytes)
{
    const int is_witness = kind + 1u == NUMBER(witness) && flags == MARKS(witness) && bytes == SIZE(witness);
    __CPROVER_assert(blob == file && kind < (uint32_t)KIND_COUNT, "a kind");
    return is_witness ? witness_is_valid : (nondet_int() & 1);
}

int contract_agrees_with_program(const uint8_t *blob, uint32_t kinds)
{
    (void)blob;
    (void)kinds;
    return nondet_int() & 1;
}

int main(void)
{
    directory_entry entry;
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_havoc_object(numbers);
    __CPROVER_havoc_object(marks);
    __CPROVER_havoc_object(starts);
    __CPROVER_assume(is_version_2(file) && is_header(file));
    __CPROVER_assume(starts[0] == sections_start(file));
    __CPROVER_assume(sections_start(file) + TRAILER_SIZE <= file_length);
    sought = nondet_uint32_t();
    witness = nondet_uint32_t();
    witness_is_valid = nondet_int() & 1;
    __CPROVER_assume(sought >= (uint32_t)SCALES && sought < (uint32_t)KIND_COUNT && witness < SECTIONS);
    const int found = find_entry(file, sought, &entry);
    __CPROVER_assume(place == NOWHERE || place == witness);
    if (check_directory(file, file_length) == TESSERA_OK) {
        /* The entry is the one that was found, or else the one that was seen, or else any. */
        __CPROVER_assume(place != NOWHERE || seen == NOWHERE || seen == witness);
        __CPROVER_assert((place != NOWHERE) == ((noted_kinds & KIND_BIT(sought)) != 0u), "found, if it was seen");
        __CPROVER_assert(found == (place != NOWHERE), "an entry that was found has a start");
        __CPROVER_assert(is_as_found(sought, found, &entry), "each section lies before the trailer");
    }
}
