; What: multiply_high of cores without a long multiplication is the high word of the product, and none of its
; sums or products leaves an int32. For all 2^32 x 2^32 arguments, as mathematical integers.
; file requantize.c
; source     const uint32_t low = (uint32_t)acc & 0xFFFFu;
; source     const int32_t high = acc >> 16;
; source     const uint32_t multiplier_low = (uint32_t)multiplier & 0xFFFFu;
; source     const int32_t multiplier_high = multiplier >> 16;
; source         high * (int32_t)multiplier_low + (int32_t)((low * multiplier_low) >> 16);
; source     const int32_t other = (int32_t)low * multiplier_high + (middle & 0xFFFF);
; source     return high * multiplier_high + (middle >> 16) + (other >> 16);
; functions multiply_high
; fault (mod middle 65536) => (mod middle 32768)
(declare-const high Int)
(declare-const low Int)
(declare-const multiplier_high Int)
(declare-const multiplier_low Int)
(assert (<= (- 32768) high 32767))
(assert (<= 0 low 65535))
(assert (<= (- 32768) multiplier_high 32767))
(assert (<= 0 multiplier_low 65535))
(define-fun middle () Int (+ (* high multiplier_low) (div (* low multiplier_low) 65536)))
(define-fun other () Int (+ (* low multiplier_high) (mod middle 65536)))
(define-fun result () Int (+ (* high multiplier_high) (div middle 65536) (div other 65536)))
(define-fun acc () Int (+ (* high 65536) low))
(define-fun multiplier () Int (+ (* multiplier_high 65536) multiplier_low))
(push)
(assert (not (= result (div (* acc multiplier) 4294967296))))
(check-sat)
(pop)
(define-fun within ((value Int)) Bool (<= (- 2147483648) value 2147483647))
(push)
(assert (not (and (<= (* low multiplier_low) 4294967295) (within (* high multiplier_low)) (within middle)
                  (within (* low multiplier_high)) (within other) (within (* high multiplier_high))
                  (within (+ (* high multiplier_high) (div middle 65536))) (within result))))
(check-sat)
(pop)
