# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Everything installed is text that fits any architecture, hence share/ and ARCH_INDEPENDENT.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(thermosgd_package_dir ${CMAKE_INSTALL_DATADIR}/cmake/thermosgd)

install(TARGETS thermosgd EXPORT thermosgd_targets FILE_SET HEADERS FILE_SET kernels)
install(EXPORT thermosgd_targets
    NAMESPACE thermosgd:: DESTINATION ${thermosgd_package_dir} FILE thermosgd-targets.cmake)

# The same as one header, for those who copy a file: written now, since nothing need be built before.
install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\"
    \"-DOUTPUT=${PROJECT_BINARY_DIR}/single_include/thermosgd.hpp\"
    -P \"${CMAKE_CURRENT_LIST_DIR}/single_header.cmake\" COMMAND_ERROR_IS_FATAL ANY)")
install(FILES ${PROJECT_BINARY_DIR}/single_include/thermosgd.hpp
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/thermosgd/single)

set(find_components "")
foreach(component IN LISTS thermosgd_components)
    install(TARGETS thermosgd_${component} EXPORT thermosgd_${component}_targets
        FILE_SET HEADERS)
    install(EXPORT thermosgd_${component}_targets
        NAMESPACE thermosgd:: DESTINATION ${thermosgd_package_dir}
        FILE thermosgd-${component}-targets.cmake)
    string(APPEND find_components
        "set(thermosgd_${component}_package ${thermosgd_${component}_package})\n")
endforeach()

configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/thermosgd-config.cmake.in
    ${PROJECT_BINARY_DIR}/thermosgd-config.cmake
    INSTALL_DESTINATION ${thermosgd_package_dir}
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/thermosgd-config-version.cmake
    COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
configure_file(
    ${CMAKE_CURRENT_LIST_DIR}/thermosgd.pc.in ${PROJECT_BINARY_DIR}/thermosgd.pc @ONLY)

install(FILES
    ${PROJECT_BINARY_DIR}/thermosgd-config.cmake
    ${PROJECT_BINARY_DIR}/thermosgd-config-version.cmake
    DESTINATION ${thermosgd_package_dir})
install(FILES ${PROJECT_BINARY_DIR}/thermosgd.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/thermosgd)
