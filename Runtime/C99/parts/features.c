/* ---------------------------------------------------------------- features */

/* Where a stage puts its features, in their order: each is quantised as it comes, with its own
 * scale, where it is an input. */
typedef struct feature_sink {
    scale_table scales;
    const uint8_t *blob;
    uint32_t kept;    /* the section of kept inputs, an offset; 0 when all are kept */
    uint32_t inputs;  /* n */
    uint32_t next;    /* the input that comes next */
    uint32_t feature; /* the feature that comes next */
    uint32_t wide;    /* 1 for elements of 16 bits */
    int8_t *input;
} feature_sink;

static TESSERA_SHARED void put_feature(feature_sink *sink, int32_t feature)
{
    if ((sink->next != sink->inputs) &&
        (kept_feature(sink->blob, sink->kept, sink->next) == sink->feature)) {
        set_element(sink->input, sink->next,
                    scale_integer(&sink->scales, sink->next, feature, sink->wide), sink->wide);
        sink->next++;
    }
    sink->feature++;
}
