/* ---------------------------------------------------------------- transform of segments */

#if TESSERA_WITH_STAGE_SPECTRUM
/* N complex values of int32, radix 2, decimation in time, without scaling. Docs/Format.md has
 * why nothing overflows. */
typedef struct segment_transform {
    scratch_word *real;
    scratch_word *imaginary;
    uint32_t length; /* N, a power of 2 up to 256 */
    uint32_t step;   /* 256 / N */
} segment_transform;

/* Two segments, faded by sin^2, in the order that the butterflies need; the second may be NULL. */
TESSERA_NOINLINE static void load_segments(const segment_transform *it, const sample *first,
                                           const sample *second)
{
    uint32_t place = 0;
    for (uint32_t index = 0; index < it->length; index++) {
        const int32_t height = sine((2u * index + 1u) * it->step);
        const int32_t window = (height * height) >> 14;
        uint32_t bit = it->length >> 1;
        it->real[place] = (first[index] * window + 2048) >> 12;
        it->imaginary[place] = (second == NULL) ? 0 : ((second[index] * window + 2048) >> 12);
        while ((place & bit) != 0u) {
            place ^= bit;
            bit >>= 1;
        }
        place |= bit;
    }
}

/* The butterflies of the factor 1, which leaves a value as it is. */
static void join_halves(const segment_transform *it, uint32_t half)
{
    for (uint32_t upper = 0; upper < it->length; upper += 2u * half) {
        const uint32_t lower = upper + half;
        const int32_t x = it->real[lower];
        const int32_t y = it->imaginary[lower];
        it->real[lower] = it->real[upper] - x;
        it->imaginary[lower] = it->imaginary[upper] - y;
        it->real[upper] += x;
        it->imaginary[upper] += y;
    }
}

/* The butterflies of another factor, in 1/8192. */
static void join_parts(const segment_transform *it, uint32_t offset, uint32_t half, int32_t c,
                       int32_t s)
{
    for (uint32_t upper = offset; upper < it->length; upper += 2u * half) {
        const uint32_t lower = upper + half;
        const int32_t a = it->real[lower];
        const int32_t b = it->imaginary[lower];
        const int32_t x = (a * c - b * s + 4096) >> 13;
        const int32_t y = (a * s + b * c + 4096) >> 13;
        it->real[lower] = it->real[upper] - x;
        it->imaginary[lower] = it->imaginary[upper] - y;
        it->real[upper] += x;
        it->imaginary[upper] += y;
    }
}

TESSERA_NOINLINE static void run_transform(const segment_transform *it)
{
    uint32_t step = 512;
    for (uint32_t half = 1; half != it->length; half <<= 1) {
        join_halves(it, half);
        for (uint32_t offset = 1; offset < half; offset++) {
            join_parts(it, offset, half, cosine(offset * step), -sine(offset * step));
        }
        step >>= 1;
    }
}

static uint64_t square_of(int32_t value)
{
    const uint64_t magnitude = magnitude_of(value);
    return magnitude * magnitude;
}

/* The power of both segments in the bins from `first` up to `end`. */
static uint64_t power_between(const segment_transform *it, uint32_t first, uint32_t end)
{
    uint64_t sum = 0;
    for (uint32_t bin = first; bin < end; bin++) {
        const uint32_t other = it->length - bin;
        sum += (square_of(it->real[bin]) + square_of(it->imaginary[bin]) +
                square_of(it->real[other]) + square_of(it->imaginary[other])) >> 1;
    }
    return sum;
}
#endif
