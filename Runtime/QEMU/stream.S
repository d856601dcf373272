/* The bytes of STREAM at a multiple of 4; on AVR in the memory of the program. */
#if defined(__AVR__)
    .section .progmem.data.stream, "a"
#else
    .section .rodata.stream, "a"
#endif
    .balign 4
    .global stream
stream:
    .incbin STREAM
    .byte 0
