# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# Sourced by tests/run, examples/*/run, benchmarks/run and .ci/run: which Debian packages each needs,
# and a function that installs those that are missing.

packages_build=(cmake g++ ninja-build)
packages_mnist=(libfmt-dev libcli11-dev nlohmann-json3-dev libxtensor-dev zlib1g-dev
    libcurl4-openssl-dev libmd-dev gnuplot-nox dataset-fashion-mnist)
packages_contact=(libfmt-dev libcli11-dev zlib1g-dev libcurl4-openssl-dev libmd-dev gnuplot-nox
    dataset-fashion-mnist)
# What the benchmarks and their peers need, beyond packages_mnist for the trainer.
packages_benchmarks=(libbenchmark-dev libboost-dev libeigen3-dev libxsimd-dev libtbb-dev libtorch-dev
    python3 python3-numpy)
packages_tests=(catch2 libeigen3-dev libxtensor-dev pkg-config valgrind
    g++-aarch64-linux-gnu qemu-user)
# Other compilers that the headers are compiled by, and what runs the programs for Windows.
packages_compilers=(g++-11 clang-14 clang-16 clang-19 libc++-19-dev libc++abi-19-dev
    g++-mingw-w64-x86-64-posix)
# What the long tests need beyond these.
packages_page=(chromium)
packages_tests_all=("${packages_page[@]}" "${packages_compilers[@]}" wine wine64)
# What the reference needs.
packages_docs=(doxygen)

# require_packages NAME...: installs what is missing, quietly; on a system without dpkg it trusts
# that all is there, and CMake says what is not.
require_packages() {
    command -v dpkg-query >/dev/null || return 0
    local package missing=()
    for package in "$@"; do
        if [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed* ]]; then
            missing+=("$package")
        fi
    done
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "missing packages, and neither root nor sudo to install them: ${missing[*]}" >&2
            return 2
        fi
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}"
    quietly "${as_root[@]}" apt-get update -qq &&
        quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# quietly COMMAND...: runs it without input and shows its output only where it fails.
quietly() {
    local output status=0
    output=$("$@" </dev/null 2>&1) || status=$?
    if ((status)); then
        printf '%s\n' "$output" >&2
        echo "failed ($status): $*" >&2
    fi
    return "$status"
}
