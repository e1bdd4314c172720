# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# The library as one header: what <thermosgd/thermosgd.hpp> reaches, in the order of its includes.
#
#   cmake --build BUILD --target single_header      writes BUILD/single_include/thermosgd.hpp
#   cmake --install BUILD                           puts it in include/thermosgd/single/
#
# Included by the project, this file defines the target. Run as a script it writes the file:
#
#   cmake -DOUTPUT=FILE -P cmake/single_header.cmake
#
# A header of the library is inlined where it is included first. A kernel (.inl) is inlined wherever
# it is included, by name or by a macro that holds its name, since macros differ from place to place. Standard headers are kept, once each,
# except inside a condition.

get_filename_component(single_header_source "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(single_header_script ${CMAKE_CURRENT_LIST_FILE})

if(NOT CMAKE_SCRIPT_MODE_FILE)
    set(thermosgd_single_header ${PROJECT_BINARY_DIR}/single_include/thermosgd.hpp)
    add_custom_command(OUTPUT ${thermosgd_single_header}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${thermosgd_single_header} -P ${single_header_script}
        DEPENDS ${thermosgd_headers} ${thermosgd_kernels} LICENSE ${single_header_script}
        COMMENT "Writing single_include/thermosgd.hpp"
        VERBATIM)
    add_custom_target(single_header DEPENDS ${thermosgd_single_header})
    return()
endif()

cmake_minimum_required(VERSION 3.25)

set(text "")       # of the header so far
set(inlined "")    # headers of the library in it
set(standard "")   # standard headers in it, outside of conditions
set(depth 0)       # of conditions around the end of the text

# Appends CODE, which holds no include, and follows its conditions.
macro(append_code code)
    string(REGEX MATCHALL "\n *#if" opened "\n${${code}}")
    string(REGEX MATCHALL "\n *#endif" closed "\n${${code}}")
    list(LENGTH opened opened)
    list(LENGTH closed closed)
    math(EXPR depth "${depth} + ${opened} - ${closed}")
    string(APPEND text "${${code}}")
endmacro()

# Appends the file NAME of the include folder, and what it includes.
function(append_file name)
    file(READ ${single_header_source}/include/${name} rest)
    string(REGEX REPLACE "^(// SPDX-[^\n]*\n)+" "" rest "${rest}")
    string(REPLACE "#pragma once\n" "" rest "${rest}")
    string(APPEND text "// ${name}\n")
    while(rest MATCHES "(^|\n)(#include [<A-Z_][^\n]*)\n")
        set(line "${CMAKE_MATCH_2}")
        string(REGEX REPLACE "^#include <?([^> ]+).*" "\\1" included "${line}")
        string(FIND "\n${rest}" "\n${line}\n" position)
        string(SUBSTRING "${rest}" 0 ${position} before)
        string(LENGTH "${line}\n" length)
        math(EXPR position "${position} + ${length}")
        string(SUBSTRING "${rest}" ${position} -1 rest)
        append_code(before)
        if(included MATCHES "^[A-Z_]+$")
            string(REGEX MATCHALL "#define ${included} <[^>]+>" named "${text}")
            list(GET named -1 named)
            string(REGEX REPLACE ".*<(.+)>" "\\1" included "${named}")
        endif()
        if(included MATCHES "^thermosgd/.*\\.inl$")
            append_file(${included})
        elseif(included MATCHES "^thermosgd/")
            if(NOT included IN_LIST inlined)
                if(depth GREATER 0)
                    message(FATAL_ERROR "${name}: includes ${included} in a condition")
                endif()
                list(APPEND inlined ${included})
                append_file(${included})
            endif()
        elseif(name MATCHES "\\.inl$")
            message(FATAL_ERROR "${name}: a kernel includes <${included}>")
        elseif(depth GREATER 0)
            string(APPEND text "${line}\n")
        elseif(NOT included IN_LIST standard)
            list(APPEND standard ${included})
            string(APPEND text "${line}\n")
        endif()
    endwhile()
    append_code(rest)
    foreach(variable text inlined standard depth)
        set(${variable} "${${variable}}" PARENT_SCOPE)
    endforeach()
endfunction()

file(READ ${single_header_source}/include/thermosgd/version.hpp version)
string(REGEX MATCHALL "version_[a-z]+ = [0-9]+" version "${version}")
list(TRANSFORM version REPLACE "version_[a-z]+ = " "")
list(JOIN version "." version)
file(READ ${single_header_source}/LICENSE licence)
string(REGEX REPLACE "\n+$" "" licence "${licence}")
string(REGEX REPLACE "\n" "\n// " licence "// ${licence}")
string(REGEX REPLACE " +\n" "\n" licence "${licence}")

append_file(thermosgd/thermosgd.hpp)
if(NOT depth EQUAL 0)
    message(FATAL_ERROR "${depth} conditions are open at the end")
endif()
if(text MATCHES "\n *# *include *([^< ]|<thermosgd/)[^\n]*")
    message(FATAL_ERROR "an include was not understood: '${CMAKE_MATCH_0}'")
endif()
string(REGEX REPLACE "\n\n\n+" "\n\n" text "${text}")
file(WRITE ${OUTPUT} "\
// thermosgd ${version}: all of <thermosgd/thermosgd.hpp> in one header. Made by the target
// single_header; do not edit. One translation unit includes either this or the headers in folders.
//
${licence}
#pragma once

${text}")
