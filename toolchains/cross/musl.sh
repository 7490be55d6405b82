# A C and C++ library for static programs: musl, the kernel's headers, and libstdc++. Sourced by prepare.sh, which sets
# sources, build, root, machine, arch_flags.

# The triplet that musl and libstdc++ are configured for.
musl_triplet() { sed 's/-gnu/-musl/' <<<"$machine"; }

# Debian's cross packages keep the kernel's headers in one directory, the native ones in two.
copy_kernel_headers() {
  local header directory
  for header in linux/types.h asm/types.h asm-generic/types.h; do
    directory=$("$machine-gcc" -M -x c - <<<"#include <$header>" | tr ' ' '\n' | grep "/$header\$")
    cp -r "${directory%/types.h}" "$root/include/"
  done
}

# printf and strtod count in long double, and where that has 128 bits with them come 28 KB of arithmetic that no processor
# has. Nobody prints or reads so many digits: a double does, as on 32-bit ARM, where musl's long double is one.
count_in_doubles() { # SOURCES
  local doubles=(-e 's/LDBL_/DBL_/g' -e 's/\(frexp\|copysign\|fmod\|fabs\|scalbn\)l(/\1(/g')
  sed -i -e '/va_arg/!s/long double/double/g' "${doubles[@]}" "$1/src/stdio/vfprintf.c"
  sed -i -e 's/long double/double/g' "${doubles[@]}" "$1/src/internal/floatscan.c" "$1/src/internal/floatscan.h"
  sed -i -e '/strtold/!s/long double/double/g' "$1/src/stdlib/strtod.c"
}

build_musl() {
  mkdir -p "$build/musl"
  cp -r "$sources/musl" "$build/musl-source"
  count_in_doubles "$build/musl-source"
  cd "$build/musl"
  CC="$machine-gcc $arch_flags -fno-pie" CFLAGS="-Oz -g0 -fomit-frame-pointer -ffunction-sections -fdata-sections" CROSS_COMPILE="$machine-" \
    "$build/musl-source/configure" --prefix="$root" --target="$(musl_triplet)" --enable-wrapper=gcc --disable-shared
  make -j"$(nproc)"
  make install
  copy_kernel_headers
}

# Without exceptions, as the product: where the library would throw, it aborts, and neither unwinder nor demangler is linked.
# gthr-default.h is what configuring all of GCC would make; without it there are no threads. No clocale, no verbose
# terminate handler: nothing prints through iostreams.
build_libstdcxx() {
  local flags="-Oz -g0 -ffunction-sections -fdata-sections -fomit-frame-pointer -fno-exceptions -fno-unwind-tables -fno-asynchronous-unwind-tables -fno-pie"
  local compiler_flags="$arch_flags -specs=$root/lib/musl-gcc.specs -static -no-pie"
  mkdir -p "$build/gcc/libstdc++-v3" "$build/gcc/libgcc"
  cp "$sources/gcc/libgcc/gthr-posix.h" "$build/gcc/libgcc/gthr-default.h"
  cd "$build/gcc/libstdc++-v3"
  CC="$machine-gcc $compiler_flags" CXX="$machine-g++ $compiler_flags" CFLAGS=$flags CXXFLAGS=$flags AR="$machine-ar" \
    AS="$machine-as" LD="$machine-ld" NM="$machine-nm" RANLIB="$machine-ranlib" STRIP="$machine-strip" \
    "$sources/gcc/libstdc++-v3/configure" --build="$(gcc -dumpmachine)" --host="$(musl_triplet)" --prefix="$root" \
    --with-gxx-include-dir="$root/include/c++" --disable-shared --enable-static --disable-multilib --disable-nls \
    --enable-threads=posix --disable-libstdcxx-pch --disable-libstdcxx-verbose --disable-libstdcxx-filesystem-ts \
    --disable-libstdcxx-debug --disable-libstdcxx-backtrace --disable-werror
  make -j"$(nproc)"
  make install
  mv "$root/include/c++/$(musl_triplet)" "$root/include/c++/target"
}
