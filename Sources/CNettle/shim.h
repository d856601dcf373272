/* SHA-2 of Nettle. */
#include <nettle/sha2.h>
