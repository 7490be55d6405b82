#!/bin/bash
# Consoles of guests, good and bad, and what verdict.awk makes of them. Exit status 0: as expected.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
status=0

# expect WHAT GOOD|BAD TEXT [AWK ARGS...]: the console is standard input; TEXT must be in the verdict.
expect() {
  local what=$1 wanted=$2 text=$3 verdict found=GOOD
  shift 3
  verdict=$(awk -v boot=x -v seconds=1 -v may_skip='^Old' "$@" -f "$here/verdict.awk") || found=BAD
  if [ "$found" != "$wanted" ] || ! grep -qF -e "$text" <<<"$verdict"; then
    printf 'FAILED: %s: %s instead of %s with "%s":\n%s\n' "$what" "$found" "$wanted" "$text" "$verdict" >&2
    status=1
  fi
}

console() { # EXIT_STATUS TAP_LINES...
  local exit_status=$1
  shift
  printf '%s\n' '@@ begin unit' "$@" '' "@@ end unit status $exit_status seconds 1" '@@ complete'
}

console 0 1..2 'ok 1 - A' 'ok 2 - B' '# ok - Group' | expect "all pass" GOOD "2 passed, 0 failed, 0 skipped"
console 1 1..2 'ok 1 - A' 'not ok 2 - B' '# why' '# not ok - Group' | expect "a failure" BAD "FAILED unit.Group.B"
console 139 1..2 'ok 1 - A' | expect "a crash" BAD "1 of 2 tests have a result"
console 1 1..1 'ok 1 - A' '# ok - Group' | expect "a bad exit status" BAD "exit status 1"
console 0 | expect "no test" BAD "no test ran"
console 0 | expect "no test was wanted" GOOD "0 passed, 0 failed" -v chosen=Other.*
console 0 1..1 'ok 1 # SKIP A' 'skipped: Old.A: no such kernel' '# ok - Old' |
  expect "an expected skip" GOOD "skipped Old.A: no such kernel"
console 0 1..1 'ok 1 # SKIP A' 'skipped: New.A: no such kernel' '# ok - New' | expect "another skip" BAD "not expected: New.A"
printf '@@ begin unit\n1..1\n' | expect "a guest that hangs" BAD "it took too long; the last test was of unit" -v timed_out=1
printf '@@ begin unit\n1..1\nok 1 - A\n' | expect "a guest that dies" BAD "did not come to its end, in unit"
: | expect "a guest that does not boot" BAD "did not come to its end"
printf '@@ kernel [1.0] BUG: bad page\n@@ complete\n' | expect "a kernel with a bug" BAD "BUG: bad page"
printf '@@ figure musl: never Ready\n@@ complete\n' | expect "a figure that is none" BAD "musl: never Ready"
printf '@@ figure small: 700 kB are resident, more than 600\n@@ complete\n' | expect "a figure that is too large" BAD "more than 600"
exit $status
