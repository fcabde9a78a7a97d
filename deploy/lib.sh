# shellcheck shell=bash
# What the scripts here share. Source it after `set -euo pipefail`. Nothing here changes the caller's folder.

# The top of the checkout, for the scripts that source this.
# shellcheck disable=SC2034
top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# Stops with exit code 3: something is missing that only the reader can bring.
stop() {
    say "$@"
    exit 3
}

# Stops unless a Swift of the version that Package.swift asks for is on the path.
need_swift() {
    command -v swift >/dev/null || stop "Swift is missing. Install Swift 6.2 or newer for your Linux from
  https://www.swift.org/install/linux/
and put its usr/bin folder on your PATH. Then run this again."
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
    if [ "$(printf '%s\n' 6.2 "$version" | sort -V | head -n 1)" != 6.2 ]; then
        stop "Swift $version is too old. Install Swift 6.2 or newer from https://www.swift.org/install/linux/"
    fi
}

# Installs the C headers that the build reads, those that the compiler cannot see yet.
need_headers() {
    local compiler missing=()
    compiler=$(command -v gcc || command -v clang) || stop "A C compiler is missing. Run: $(apt_line gcc libc6-dev)"
    has_header() { printf '#include <stddef.h>\n#include <%s>\n' "$1" | "$compiler" -E -x c - >/dev/null 2>&1; }
    has_header openssl/evp.h || missing+=(libssl-dev)
    has_header sqlite3.h || missing+=(libsqlite3-dev)
    has_header zlib.h || missing+=(zlib1g-dev)
    if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi
}

# Installs what makes a virtual environment of Python, if it is missing.
need_python() {
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3 python3-venv
}

# The line that a person would type to install packages.
apt_line() { printf 'sudo apt-get install --no-install-recommends %s' "$*"; }

# Installs distribution packages as root or through sudo without a question; otherwise says the line and stops.
install_packages() {
    local as=()
    if ! command -v apt-get >/dev/null; then
        stop "Missing: $*. Please install them, or what they are called in your distribution, and run this again."
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! { command -v sudo && sudo -n true; } >/dev/null 2>&1; then
            stop "Missing: $*. Please run this line, and then this script again:
  $(apt_line "$@")"
        fi
        as=(sudo -n)
    fi
    say "Installing $*"
    local line=("${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@")
    "${line[@]}" >&2 2>/dev/null && return
    "${as[@]}" apt-get -qq update >&2 || true
    "${line[@]}" >&2 || stop "Could not install $*. Please run: $(apt_line "$@")"
}

# Prints the flag that puts Swift's own library into the program, where the toolchain has it.
static_flag() {
    local runtime
    runtime=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
    if [ -d "${runtime}_static" ]; then printf '%s\n' --static-swift-stdlib; fi
}
