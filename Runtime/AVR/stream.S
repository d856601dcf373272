/* The bytes of STREAM at a multiple of 4 of the program memory. */
    .section .progmem.data.stream, "a"
    .balign 4
    .global stream
stream:
    .incbin STREAM
    .byte 0
