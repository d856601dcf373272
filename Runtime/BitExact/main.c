#include "include/bit_exact_main.h"

int main(int argc, char **argv) { return bit_exact_main(argc, argv); }
