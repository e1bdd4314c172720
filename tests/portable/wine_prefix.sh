# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced with a folder: programs run under wine keep everything there, show no window, and ask for
# no download. At the end `wineserver -k -w` ends what would still write there.
export WINEPREFIX=$1 WINEDEBUG=-all
export WINEDLLOVERRIDES='winemenubuilder.exe=d;mscoree=d;mshtml=d'
unset DISPLAY
