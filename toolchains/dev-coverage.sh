# toolchains/dev coverage: which branches of config/ its unit tests take. Sourced by toolchains/dev.

readonly coverage_directory=build/coverage
readonly coverage_least=85  # Percent of the branches of config/.

# The percentages of a report's last line: regions, functions, lines, branches.
coverage_totals() { awk '$1 == "TOTAL" { print $4, $7, $10, $13 }' | tr -d '%'; }

cmd_coverage() {
  local directory=$coverage_directory branches
  cmd_setup
  install_packages llvm-14 libclang-rt-14-dev
  configure host-clang "$directory" -DPEAPOD_PARTS=config -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping"
  say "building $directory"
  cmake --build "$directory" --target unit_config
  LLVM_PROFILE_FILE=$directory/unit_config.profraw "$directory/unit_config" --gtest_brief=1
  llvm-profdata-14 merge -sparse "$directory/unit_config.profraw" -o "$directory/profile"
  llvm-cov-14 report "$directory/unit_config" -instr-profile="$directory/profile" --show-branch-summary \
    --ignore-filename-regex='^/usr/|/tests/' | sed "s|$PWD/||" | tee "$directory/report"
  read -r _ _ _ branches < <(coverage_totals <"$directory/report")
  say "config/: $branches percent of the branches; at least $coverage_least are wanted"
  awk -v found="$branches" -v least="$coverage_least" 'BEGIN { exit !(found >= least) }'
}
