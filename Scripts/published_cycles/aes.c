/* One call of a function of Ko-/aes-armcortexm, which the compiler is given in capitals. */
#include <stdint.h>

static uint32_t words[2112];

#if defined(AES_128_KEYSCHEDULE)
void AES_128_keyschedule(const void *key, void *rest);
static void call(void) { AES_128_keyschedule(words, words + 4); }
#elif defined(AES_128_ENCRYPT)
void AES_128_encrypt(const void *keys, const void *from, void *to);
static void call(void) { AES_128_encrypt(words, words + 44, words + 48); }
#else
void AES_128_encrypt_ctr(void *state, const void *from, void *to, uint32_t length);
static void call(void) { AES_128_encrypt_ctr(words, words + 64, words + 1088, 4096); }
#endif

int main(void)
{
    call();
    return 0;
}
