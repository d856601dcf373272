; What: each turn of floored_quotient keeps that the quotient's bits times the divisor, and the rest, are the
; leading bits of the dividend, and the rest below the divisor. Behind 32 turns the bits are the floor of the
; quotient. `product` is the bits so far times the divisor, `leading` the leading bits, `bit` the next one.
; file signal.c
; source         rest = (rest << 1) | (bits >> 31);
; source         bits <<= 1;
; source         if (rest >= divisor) {
; source             rest -= divisor;
; source             bits |= 1u;
; functions floored_quotient
; fault (>= twice divisor) => (> twice divisor)
(declare-const divisor Int)
(declare-const product Int)
(declare-const rest Int)
(declare-const leading Int)
(declare-const bit Int)
(assert (<= 1 divisor 32768))
(assert (<= 0 bit 1))
(assert (and (<= 0 rest) (< rest divisor)))
(assert (= (+ product rest) leading))
(define-fun twice () Int (+ (* 2 rest) bit))
(define-fun next_rest () Int (ite (>= twice divisor) (- twice divisor) twice))
(define-fun next_product () Int (+ (* 2 product) (ite (>= twice divisor) divisor 0)))
(push)
(assert (not (and (<= 0 next_rest) (< next_rest divisor) (< twice 4294967296)
                  (= (+ next_product next_rest) (+ (* 2 leading) bit)))))
(check-sat)
(pop)
; Of a negative dividend -m the bits are the quotient of divisor - 1 + m, and what is returned is minus that.
(declare-const m Int)
(declare-const whole Int)
(assert (<= 1 m 1073774592))
(assert (and (<= whole (+ divisor (- 1) m)) (< (+ divisor (- 1) m) (+ whole divisor))))
(push)
(assert (not (and (<= (- whole) (- m)) (< (- m) (- divisor whole)) (< (+ divisor (- 1) m) 4294967296))))
(check-sat)
(pop)
