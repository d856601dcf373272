/* ---------------------------------------------------------------- features */

/* Where a stage puts its features, in their order: each is quantised as it comes, with its own
 * scale, where it is an input. */
typedef struct feature_sink {
    const tessera_model *model;
    int8_t *input;
    uint16_t next;    /* the input that comes next */
    uint16_t feature; /* the feature that comes next, where some are left out */
} feature_sink;

static TESSERA_SHARED void put_feature(feature_sink *sink, int32_t feature)
{
    const tessera_model *model = sink->model;
    const uint8_t *blob = model->blob;
    const uint32_t inputs = load16(blob + AT_INPUTS);
    const uint32_t next = sink->next;
    if ((next != inputs) && (!TESSERA_WITH_KEPT_INPUTS ||
                             (kept_feature(blob, model->kept_inputs, next) == sink->feature))) {
        const scale_table scales = {blob + model->scales, NULL, inputs};
        const uint32_t wide = is_wide_at(blob, AT_FEATURE_BITS);
        set_element(sink->input, next, scale_feature(&scales, next, feature, wide), wide);
        sink->next++;
    }
    if (TESSERA_WITH_KEPT_INPUTS) {
        sink->feature++;
    }
}
