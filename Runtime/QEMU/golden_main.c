/* Checks every golden file in the image; prints the counts; fails on any difference. */
#include "board.h"
#include "golden.h"

extern const uint8_t stream[];

static void complain(const char *file, uint32_t at, const char *what)
{
    semihosting_print(file);
    semihosting_print(", case ");
    board_print_number((int32_t)at);
    semihosting_print(": ");
    semihosting_print(what);
    semihosting_print("\n");
}

static void tell(uint32_t count, const char *what)
{
    board_print_number((int32_t)count);
    semihosting_print(what);
}

int board_main(void)
{
    golden_report report = {0, 0, 0, 0, 0};
    golden_check(stream, &report, complain);
    tell(report.students, " students, ");
    tell(report.refused, " refused files, ");
    tell(report.cases, " cases, ");
    tell(report.checks, " checks, ");
    tell(report.differences, " differences\n");
    return (report.differences == 0u && report.cases != 0u) ? 0 : 1;
}
