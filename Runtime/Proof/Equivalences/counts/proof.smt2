; What: facts on products of counts, in integers, for all counts up to 16,384 and all regions up to 1,024. The proofs
; of functions that walk over rows, columns and regions take them as they are.
; file open.c
; file product.c
; file infer.c
; file wide_rows.c
; source     const uint32_t weights = rows * columns;
; source         walk->w = w + rows * columns;
; source     product(&walk, model->region_maps + region * model->region_stride, REGION_MAPS);
; source             const int8_t *plain = w + row * columns;
; functions pass find_values run are_wide_rows
; fault (* more columns)) (* rows columns))) => (* more columns) 1) (* rows columns)))
; fault (<= 0 region) (< region regions) => (<= 0 region) (<= region regions)
(declare-const rows Int)
(declare-const columns Int)
(declare-const before Int)
(declare-const more Int)
(assert (and (<= 0 rows 16384) (<= 0 columns 16384)))
; A product of two counts is 2^28 at most, and 0 only where a count is.
(push)
(assert (not (and (<= 0 (* rows columns) 268435456)
                  (= (= (* rows columns) 0) (or (= rows 0) (= columns 0))))))
(check-sat)
(pop)
; Weights before a row, and those of the next ones, are among all.
(push)
(assert (and (<= 0 before) (<= 1 more) (<= (+ before more) rows)))
(assert (not (and (= (* (+ before more) columns) (+ (* before columns) (* more columns)))
                  (<= (+ (* before columns) (* more columns)) (* rows columns)))))
(check-sat)
(pop)
; A region lies among all.
(declare-const region Int)
(declare-const regions Int)
(declare-const stride Int)
(assert (and (<= 0 region) (< region regions) (<= regions 1024) (<= 0 stride 4294967295)))
(push)
(assert (not (and (<= 0 (* region stride)) (<= (+ (* region stride) stride) (* regions stride)))))
(check-sat)
(pop)
