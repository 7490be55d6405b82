# From the console of a boot (guest.sh) to a line with its counts, and what failed. Variables: boot, seconds, may_skip
# (variants.sh), timed_out, chosen (not all tests are wanted). Exit status 1: something failed.

function fail(what) {
  ++failed
  failures = failures "  FAILED " what "\n"
}

# The TAP line knows a test by its bare name; its group is told when the group ends.
function end_group(group,    i) {
  for (i = 0; i < pending; ++i) fail(test "." group "." names[i] "\n" details[i])
  pending = 0
  in_failure = 0
}

$1 == "@@" && $2 == "begin" {
  test = $3
  planned = done_here = failed_here = pending = 0
  next
}
$1 == "@@" && $2 == "end" {
  end_group("?")
  if (planned != done_here) fail(test ": " done_here " of " planned " tests have a result")
  if ($5 != 0 && failed_here == 0) fail(test ": exit status " $5)
  if (planned == 0 && chosen == "") fail(test ": no test ran")
  test = ""
  next
}
$1 == "@@" && $2 == "kernel" { fail("the kernel said: " substr($0, 11)); next }
$1 == "@@" && $2 == "figure" {
  figures = figures "  " substr($0, 11) "\n"
  if ($NF == "Ready" || /, more than [0-9]+$/) fail(substr($0, 11))
  next
}
$1 == "@@" && $2 == "complete" { complete = 1; next }

test != "" && /^1\.\.[0-9]+$/ { planned += substr($0, 4); next }
test != "" && /^ok [0-9]+ - / { ++passed; ++done_here; in_failure = 0; next }
test != "" && /^ok [0-9]+ # SKIP / { ++skipped; ++done_here; in_failure = 0; next }
test != "" && /^not ok [0-9]+ - / {
  ++done_here
  ++failed_here
  in_failure = 1
  names[pending] = substr($0, index($0, " - ") + 3)
  lines = 0
  details[pending++] = ""
  next
}
test != "" && /^# (not )?ok - / { end_group($NF); next }
test != "" && in_failure && /^# / { if (++lines <= 30) details[pending - 1] = details[pending - 1] "    " $0 "\n"; next }
test != "" && /^skipped: / {
  full = substr($2, 1, length($2) - 1)
  why = substr($0, 10)
  if (full ~ may_skip) skips = skips "  skipped " why "\n"
  else fail("a skip that is not expected: " why)
}

END {
  if (timed_out) fail("it took too long; the last test was of " test)
  else if (!complete) fail("the guest did not come to its end" (test == "" ? "" : ", in " test))
  printf "%-24s %4d passed, %d failed, %d skipped, %d s\n", boot, passed, failed, skipped, seconds
  printf "%s%s%s", figures, skips, failures
  exit failures != ""
}
