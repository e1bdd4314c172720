# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Builds and runs the user's project in program/ against the library as FROM says: an installed
# package, a subproject, or pkg-config. LIBRARY_BUILD is the library's own build folder.
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
set(arguments "")
if(FROM STREQUAL "subproject")
    list(APPEND arguments -DTHERMOSGD_SOURCE_DIR=${SOURCE_DIR})
else()
    # Installed in one place and moved to another: nothing may remember the first.
    run(${CMAKE_COMMAND} --install ${LIBRARY_BUILD} --prefix ${WORK}/first)
    file(RENAME ${WORK}/first ${WORK}/prefix)
    foreach(adapter IN LISTS ADAPTERS)
        if(NOT EXISTS ${WORK}/prefix/include/thermosgd/adapt/${adapter})
            message(FATAL_ERROR "adapt/${adapter} is not installed")
        endif()
    endforeach()
    if(FROM STREQUAL "package")
        list(APPEND arguments
            -DCMAKE_PREFIX_PATH=${WORK}/prefix "-DTHERMOSGD_COMPONENTS=${COMPONENTS}")
    else()
        set(ENV{PKG_CONFIG_PATH} ${WORK}/prefix/share/pkgconfig)
    endif()
endif()

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/program -B ${WORK}/build -G ${GENERATOR}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DTHERMOSGD_FROM=${FROM}
    -DLISTING=${SOURCE_DIR}/examples/listings/observe.cpp ${arguments})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --no-tests=error --output-on-failure)
