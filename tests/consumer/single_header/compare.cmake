# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

execute_process(COMMAND ${ALONE} OUTPUT_VARIABLE alone COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${IN_FOLDERS} OUTPUT_VARIABLE in_folders COMMAND_ERROR_IS_FATAL ANY)
if(NOT alone MATCHES "linear")
    message(FATAL_ERROR "no report was printed:\n${alone}")
endif()
if(NOT alone STREQUAL in_folders)
    message(FATAL_ERROR "with one header:\n${alone}\nwith the headers in folders:\n${in_folders}")
endif()
