# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Component X is the header adapt/X.hpp and the third party that the header includes. The headers
# are always installed; the third party is looked for by whoever asks for the component.
set(thermosgd_components eigen xtensor)
set(thermosgd_eigen_package Eigen3)
set(thermosgd_eigen_target Eigen3::Eigen)
set(thermosgd_xtensor_package xtensor)
set(thermosgd_xtensor_target xtensor)

# Sets thermosgd_NAME_found: whether the third party is here and compiles with this compiler. Only
# tests and examples need to know.
function(thermosgd_find_component name)
    set(found FALSE)
    if(THERMOSGD_BUILD_TESTS OR THERMOSGD_BUILD_EXAMPLES)
        find_package(${thermosgd_${name}_package} QUIET)
        set(found ${${thermosgd_${name}_package}_FOUND})
    endif()
    if(name STREQUAL "xtensor" AND CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND found
       AND xtensor_VERSION VERSION_LESS 0.25)
        message(STATUS "thermosgd: xtensor ${xtensor_VERSION} does not compile with clang, left out")
        set(found FALSE)
    endif()
    set(thermosgd_${name}_found ${found} PARENT_SCOPE)
endfunction()

# Defines thermosgd::NAME.
function(thermosgd_add_component name)
    set(target thermosgd_${name})
    add_library(${target} INTERFACE)
    add_library(thermosgd::${name} ALIAS ${target})
    target_sources(${target} INTERFACE
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include
        FILES ${PROJECT_SOURCE_DIR}/include/thermosgd/adapt/${name}.hpp)
    target_link_libraries(${target} INTERFACE thermosgd ${thermosgd_${name}_target})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${name}
        VERIFY_INTERFACE_HEADER_SETS "${thermosgd_${name}_found}")
endfunction()
