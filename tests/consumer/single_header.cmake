# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Writes the single header, and builds and runs the user's project in single_header/ with it.
cmake_minimum_required(VERSION 3.25)

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status
        OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}\n${output}")
    endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} -DOUTPUT=${WORK}/thermosgd.hpp -P ${SOURCE_DIR}/cmake/single_header.cmake)
file(READ ${WORK}/thermosgd.hpp text)
if(text MATCHES "include <thermosgd/")
    message(FATAL_ERROR "the single header includes a header of the library")
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/single_header -B ${WORK}/build -G ${GENERATOR}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DHEADER=${WORK}/thermosgd.hpp
    -DFOLDERS=${SOURCE_DIR}/include)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --no-tests=error --output-on-failure)
