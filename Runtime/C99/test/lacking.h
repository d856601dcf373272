/* What a build of the runtime lacks (Docs/Format.md, What is compiled). */
#ifndef LACKING_H
#define LACKING_H

#include "../parts/choices.h"

static uint32_t half_at(const uint8_t *blob, uint32_t at)
{
    return (uint32_t)blob[at] | ((uint32_t)blob[at + 1u] << 8);
}

/* Whether a student of version 2 has a section of a kind. */
static int has_kind(const uint8_t *blob, uint32_t kind)
{
    for (uint32_t entry = 0; entry < half_at(blob, 62); entry++) {
        if (half_at(blob, 64u + 8u * entry) == kind) {
            return 1;
        }
    }
    return 0;
}

/* Whether this build has an operation. */
static int has_stage(uint32_t op)
{
    static const uint8_t built[] = {
        0,
        TESSERA_WITH_STAGE_SAMPLES,
        TESSERA_WITH_STAGE_STANDARDIZE,
        TESSERA_WITH_STAGE_MOMENTS,
        TESSERA_WITH_STAGE_POOL,
        TESSERA_WITH_STAGE_CENTRE,
        TESSERA_WITH_STAGE_DIFFERENCE,
        TESSERA_WITH_STAGE_EVENTS,
        TESSERA_WITH_STAGE_CROSSINGS,
        TESSERA_WITH_STAGE_RANKS,
        TESSERA_WITH_STAGE_AUTOCORRELATION,
        TESSERA_WITH_STAGE_BANDS,
        TESSERA_WITH_STAGE_SPECTRUM,
        TESSERA_WITH_STAGE_POSITIVES,
    };
    return op < sizeof built && built[op] != 0u;
}

/* Whether a valid student has a stage that this build does not. */
static int lacks_stage(const uint8_t *blob)
{
    uint32_t at = 64u + 8u * half_at(blob, 62);
    for (uint32_t entry = 64u; entry < 64u + 8u * half_at(blob, 62); entry += 8u) {
        const uint32_t bytes = half_at(blob, entry + 4u) | (half_at(blob, entry + 6u) << 16);
        if (half_at(blob, entry) == 8u) {
            for (uint32_t stage = at + 4u * blob[50]; stage < at + bytes; stage += 16u) {
                if (!has_stage(blob[stage])) {
                    return 1;
                }
            }
        }
        at += bytes;
    }
    return 0;
}

static tessera_status lacking_of_2(const uint8_t *blob)
{
    if (!TESSERA_WITH_WIDE && ((blob[60] == 16u) || (blob[61] == 16u))) {
        return TESSERA_ERROR_HEADER;
    }
    if ((!TESSERA_WITH_SCALES && has_kind(blob, 6)) ||
        (!TESSERA_WITH_KEPT_INPUTS && has_kind(blob, 7)) ||
        (!TESSERA_WITH_PROGRAM && has_kind(blob, 8)) ||
        (!TESSERA_WITH_DIRECT && !has_kind(blob, 8)) ||
        (!TESSERA_WITH_CONSTANTS && has_kind(blob, 9))) {
        return TESSERA_ERROR_SECTION;
    }
    return lacks_stage(blob) ? TESSERA_ERROR_PROGRAM : TESSERA_OK;
}

/* The status with which this build refuses a valid student. */
static tessera_status lacking(const uint8_t *blob)
{
    const uint32_t version = half_at(blob, 4);
    const uint32_t flags = half_at(blob, 6);
    if ((!TESSERA_WITH_FORMAT_1 && version == 1u) || (!TESSERA_WITH_FORMAT_2 && version == 2u)) {
        return TESSERA_ERROR_VERSION;
    }
    if ((!TESSERA_WITH_STANDARDIZED && (flags & 1u) != 0u) ||
        (!TESSERA_WITH_PROJECTION && (flags & 2u) != 0u) ||
        (!TESSERA_WITH_SHARED_MAP && (flags & 4u) != 0u) ||
        (!TESSERA_WITH_HEAD && (flags & 8u) != 0u) ||
        (!TESSERA_WITH_GATE && half_at(blob, 18) > 1u)) {
        return TESSERA_ERROR_HEADER;
    }
    return (version == 2u) ? lacking_of_2(blob) : TESSERA_OK;
}

static int has_all_stages(void)
{
    for (uint32_t op = 1; op <= 13u; op++) {
        if (!has_stage(op)) {
            return 0;
        }
    }
    return 1;
}

/* Whether this build may answer so for a file that is not valid: what it lacks comes before the
 * error, or the error is in a section that it skips. */
static int may_differ(tessera_status status, tessera_status wanted)
{
    const int versions = TESSERA_WITH_FORMAT_1 && TESSERA_WITH_FORMAT_2;
    const int parts = TESSERA_WITH_STANDARDIZED && TESSERA_WITH_PROJECTION &&
                      TESSERA_WITH_SHARED_MAP && TESSERA_WITH_HEAD && TESSERA_WITH_GATE &&
                      TESSERA_WITH_WIDE;
    const int kinds = TESSERA_WITH_SCALES && TESSERA_WITH_KEPT_INPUTS && TESSERA_WITH_PROGRAM &&
                      TESSERA_WITH_DIRECT && TESSERA_WITH_CONSTANTS;
    const int others = TESSERA_WITH_LIMITS && TESSERA_WITH_ADAPTATION && TESSERA_WITH_BEATS;
    const int skips = !(kinds && others) && (wanted == TESSERA_ERROR_SECTION ||
                                             wanted == TESSERA_ERROR_PARAMETER);
    return skips || (status == TESSERA_ERROR_VERSION && !versions) ||
           (status == TESSERA_ERROR_HEADER && !parts) ||
           (status == TESSERA_ERROR_SECTION && !kinds) ||
           (status == TESSERA_ERROR_PROGRAM && !has_all_stages());
}

#endif
