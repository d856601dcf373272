/* The DSP instructions of Arm cores that have them, for the Swift runtime. */
#ifndef TESSERA_DSP_H
#define TESSERA_DSP_H

#if defined(__ARM_FEATURE_DSP)
#include <arm_acle.h>
#endif

#endif
