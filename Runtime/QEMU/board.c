/* Files of the host, which an AVR does not reach, and numbers. */
#include "board.h"

#include <stddef.h>

#if defined(__XTENSA__)
enum { SIMULATOR_READ = 3, SIMULATOR_OPEN = 5 };
#elif !defined(__AVR__)
enum { SYS_OPEN = 0x01, SYS_READ = 0x06 };

/* SYS_OPEN's mode "rb". */
enum { READ_BINARY = 1 };
#endif

int main(void);

int main(void) { return board_main(); }

#if defined(__XTENSA__)
int32_t board_open(const char *path)
{
    return simulator_call(SIMULATOR_OPEN, (uint32_t)(uintptr_t)path, 0, 0);
}

uint32_t board_read(int32_t file, void *bytes, uint32_t count)
{
    const int32_t got = simulator_call(SIMULATOR_READ, (uint32_t)file, bytes, count);
    return (got < 0) ? 0u : (uint32_t)got;
}
#elif !defined(__AVR__)
int32_t board_open(const char *path)
{
    uint32_t length = 0;
    while (path[length] != 0) {
        length++;
    }
    const struct {
        const char *path;
        uint32_t mode;
        uint32_t length;
    } block = {path, READ_BINARY, length};
    return semihosting_call(SYS_OPEN, &block);
}

uint32_t board_read(int32_t file, void *bytes, uint32_t count)
{
    const struct {
        int32_t file;
        void *bytes;
        uint32_t count;
    } block = {file, bytes, count};
    return count - (uint32_t)semihosting_call(SYS_READ, &block);
}
#endif

void board_print_number(int32_t number)
{
    char text[12];
    uint32_t rest = (number < 0) ? 0u - (uint32_t)number : (uint32_t)number;
    size_t at = sizeof text - 1u;
    text[at] = 0;
    do {
        text[--at] = (char)('0' + (int)(rest % 10u));
        rest /= 10u;
    } while (rest != 0u);
    if (number < 0) {
        text[--at] = '-';
    }
    semihosting_print(text + at);
}
