/* The bytes of STREAM at a multiple of 4. */
    .section .rodata.stream, "a"
    .balign 4
    .global stream
stream:
    .incbin STREAM
    .byte 0
