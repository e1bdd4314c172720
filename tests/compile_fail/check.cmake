# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Compiles SNIPPET with COMPILER. Comments at the start of a line of the snippet say what to expect:
#   // expect: TEXT   it must not compile, and the message must contain TEXT (each, where several; no semicolon)
#   // flags: FLAGS   more compiler flags
#   // needs: NAME    only where the third party of thermosgd::NAME is installed
# A snippet without `expect` is a control: it must compile.
function(comments_of keyword result)
    file(STRINGS ${SNIPPET} lines REGEX "^// ${keyword}: ")
    list(TRANSFORM lines REPLACE "^// ${keyword}: *" "")
    set(${result} ${lines} PARENT_SCOPE)
endfunction()
comments_of(expect expected)
comments_of(flags flags)
separate_arguments(flags UNIX_COMMAND "${flags}")
list(REMOVE_DUPLICATES INCLUDE_DIRS)
list(TRANSFORM INCLUDE_DIRS PREPEND -I)

# The C locale keeps the quotes in messages plain.
set(ENV{LC_ALL} C)
execute_process(
    COMMAND ${COMPILER} -std=c++20 -fsyntax-only -fmessage-length=0 ${flags} ${INCLUDE_DIRS}
            -x c++ ${SNIPPET}
    RESULT_VARIABLE status
    OUTPUT_VARIABLE message
    ERROR_VARIABLE message)

if(NOT expected)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "expected to compile, but:\n${message}")
    endif()
    return()
endif()
if(status EQUAL 0)
    message(FATAL_ERROR "expected not to compile, but it does")
endif()
foreach(text IN LISTS expected)
    string(FIND "${message}" "${text}" position)
    if(position EQUAL -1)
        message(FATAL_ERROR "expected the message to contain\n${text}\nbut it is\n${message}")
    endif()
endforeach()
