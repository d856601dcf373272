"""The script that runs the commands of a page."""

import subprocess
import sys
import unittest
from pathlib import Path

from exporter_test import ROOT, ExporterTest

sys.path.insert(0, str(ROOT / "Scripts"))
import tutorial  # noqa: E402

PAGE = """# A page
```console
$ export WHO=you
$ printf 'hello %s\\n12 rows\\n34 rows\\n' $WHO
{output}
$ printf '%s\\n' one two \\
>   three
one
...
```
```sh
exit 1
```
"""


class RunningAPage(ExporterTest):
    def run_page(self, mode, output):
        page = Path(self.path("page.md"))
        page.write_text(PAGE.format(output=output))
        done = subprocess.run([sys.executable, ROOT / "Scripts/tutorial.py", mode, page],
                              capture_output=True, text=True)
        return done.returncode, done.stdout, page.read_text()

    def test_numbers_and_repeated_lines_may_differ(self):
        self.assertEqual(self.run_page("--check", "hello you\n5 rows")[0], 0)

    def test_other_words_are_told(self):
        code, output, _ = self.run_page("--check", "hello me\n5 rows")
        self.assertEqual(code, 1)
        self.assertIn("-hello me", output)
        self.assertIn("+hello you", output)

    def test_real_output_is_written_and_ellipses_stay(self):
        code, _, page = self.run_page("--write", "nothing")
        self.assertEqual((code, page), (0, PAGE.format(output="hello you\n12 rows\n34 rows")))

    def test_a_failing_command_fails_the_page(self):
        for mode in ("--check", "--write"):
            code, output, _ = self.run_page(mode, "hello\n$ false")
            self.assertEqual(code, 1)
            self.assertIn("exit code 1", output)


class Masks(unittest.TestCase):
    def test_numbers_structures_and_marks_are_masked_and_names_are_not(self):
        for line, masked in [
            ("int8 on cortex-m4: 2,788 bytes, -1.5e-07", "int8 on cortex-m4: # bytes, #"),
            ("size   824 B    2.0 KB", "size # bytes # bytes"),
            ("corrected, d = 8, k = 8, distilled  2,788  0.9675  <", "STRUCTURE # #"),
            ("chosen: k = 3, lambda = 0.01, head", "chosen: STRUCTURE, lambda = #, head"),
            ("SHA-256 34bd51140fcfb0c885ebb41d", "SHA-256 #"),
        ]:
            self.assertEqual(tutorial.shape(line), masked)


if __name__ == "__main__":
    unittest.main()
