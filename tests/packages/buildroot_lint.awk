# What Buildroot's check-package demands of an external tree, as far as it can be told without Buildroot: rules of Config.in,
# .mk, .hash, defconfig and init script files. Exits 1 when one is broken.

function complain(what) {
  printf "%s:%d: %s\n", FILENAME, FNR, what
  broken = 1
}
function ends_with(text, end) { return length(text) >= length(end) && substr(text, length(text) - length(end) + 1) == end }
function file_ends() {
  if (kind == "defconfig" && !forces_hashes) { printf "%s: missing BR2_DOWNLOAD_FORCE_CHECK_HASHES=y\n", last; broken = 1 }
  if (kind == "init" && !daemon) { printf "%s: no DAEMON variable\n", last; broken = 1 }
  if (blank_before) { printf "%s: an empty line at the end\n", last; broken = 1 }
}

BEGIN {
  rank["bool"] = rank["string"] = rank["prompt"] = 1
  rank["default"] = 2
  rank["depends"] = 3
  rank["select"] = 4
  rank["help"] = 5
  for (i = 0; i < 80; ++i) hashes = hashes "#"
}

FNR == 1 {
  if (last != "") file_ends()
  last = FILENAME
  forces_hashes = daemon = in_define = continued = in_help = order = blank_before = 0
  name = FILENAME
  sub(/.*\//, "", name)
  kind = "other"
  if (name ~ /^Config\.in/) kind = "config"
  if (name ~ /\.mk$/ && name != "external.mk") kind = "mk"
  if (name ~ /\.hash$/) kind = "hash"
  if (name ~ /_defconfig$/) kind = "defconfig"
  if (name ~ /^S[0-9][0-9]/) kind = "init"
}

/[ \t]$/ { complain("white space at the end of the line") }
/^$/ && blank_before { complain("two empty lines in a row") }
{ blank_before = $0 == "" }

kind == "config" && !/^[ \t]*(#|$)/ {
  word = $1
  if (word ~ /^(config|menuconfig|menu|endmenu|if|endif|comment|source|choice|endchoice)$/) {
    in_help = order = 0
    if (/^[ \t]/) complain("should not be indented")
  } else if (in_help) {
    if ($0 !~ /^\t  / || length($0) > 65) complain("help text: a tab, two blanks and 62 characters at most")
  } else if (continued) {
    if (!/^\t/) complain("a continuation is indented by tabs")
  } else if (word in rank) {
    if ($0 !~ "^\t" word) complain("should be indented by one tab")
    if (rank[word] < order) complain("order of attributes: type, default, depends on, select, help")
    order = rank[word]
    if (word == "help") in_help = 1
    if ($0 ~ /^\tdefault n$/) complain("default n is what happens anyway")
  }
  continued = ends_with($0, "\\")
}

kind == "mk" {
  if ((FNR == 1 || FNR == 5) && $0 != hashes) complain("should be 80 hashes")
  if ((FNR == 2 || FNR == 4) && $0 != "#") complain("should be one hash")
  if (FNR == 6 && $0 != "") complain("should be empty")
  if (/[^$]\$\{/) complain("variables are written $(NAME)")
  if (/(  |\t)\\$/) complain("one blank before a backslash")
  if (/^define /) in_define = 1
  else if (/^endef/) in_define = 0
  else if (/^(ifeq|ifneq|ifdef|ifndef|else|endif)/) { }
  else if ((in_define || continued) && !/^(\t|[ \t]*#|$)/) complain("should be indented by tabs")
  else if (!in_define && !continued && /^\t/) complain("should not be indented")
  if (match($0, /^(define )?[A-Z0-9]+_[A-Z0-9_]+/)) {
    package = toupper(name)
    sub(/\.MK$/, "", package)
    variable = substr($0, RSTART, RLENGTH)
    sub(/^define /, "", variable)
    if (index(variable, package "_") != 1) complain(variable " is no variable of this package")
    if (variable ~ /_(INSTALL_TARGET)$/ && /= *YES/) complain("useless: that is the default")
  }
  continued = ends_with($0, "\\")
}

kind == "hash" && !/^#/ && !/^$/ {
  if ($0 !~ /^(sha256|sha512|sha1|md5)  [0-9a-f]+  [^ ]+$/) complain("three fields, two blanks between them")
}

kind == "defconfig" && $0 == "BR2_DOWNLOAD_FORCE_CHECK_HASHES=y" { forces_hashes = 1 }
kind == "defconfig" && !/^(#.*|BR2_[A-Za-z0-9_]+=.*|)$/ { complain("not a line of a defconfig") }

kind == "init" {
  if (/^\t* /) complain("should be indented by tabs")
  if (/^DAEMON=/) {
    daemon = 1
    value = $0
    gsub(/^DAEMON=|"/, "", value)
    if (substr(name, 4) != value) complain("the file's name should be S, two digits, and " value)
  }
  if (/^PIDFILE=/ && $0 != "PIDFILE=\"/var/run/$DAEMON.pid\"") complain("should be /var/run/$DAEMON.pid")
}

END {
  file_ends()
  exit broken
}
