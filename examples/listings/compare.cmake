# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Runs PROGRAM and compares what it prints with the file GOLDEN. The instruction set of the sums,
# which a report names, depends on the machine and is left out of the comparison.
#
# With THERMOSGD_UPDATE_GOLDEN set in the environment the file is written instead; read the difference
# before you commit it.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "sums on [^\n]*" "sums on ..." printed "${printed}")
if(DEFINED ENV{THERMOSGD_UPDATE_GOLDEN})
    file(WRITE ${GOLDEN} "${printed}")
    return()
endif()
file(READ ${GOLDEN} expected)
if(NOT printed STREQUAL expected)
    message(FATAL_ERROR "printed:\n${printed}\nexpected, as in ${GOLDEN}:\n${expected}")
endif()
