# A room is a folder of src/ that becomes one static library with one job.
#
#   ferry_room(wire DEPENDS base)            src/wire/**/*.cpp, may include base
#   ferry_room_tests(wire)                   tests/wire/*_test.cpp, one program per room
#
# The checks compare DEPENDS with the #include lines, so the list here is the law. PRECOMPILE names headers of the room
# that nearly all its sources include.

# Reading the same headers again and again is most of what a build does. Where a target has enough sources to be worth it,
# they are read once; the preset `dev` does without, so that it notices a source that does not name what it uses.
option(FERRY_PRECOMPILE "Precompile the headers that most sources include" OFF)

function(ferry_precompile TARGET)
  get_target_property(SOURCES ${TARGET} SOURCES)
  list(LENGTH SOURCES COUNT)
  if(FERRY_PRECOMPILE AND COUNT GREATER 3)
    target_precompile_headers(${TARGET} PRIVATE
      <algorithm> <array> <chrono> <cstdint> <expected> <functional> <map> <memory> <optional> <span> <string>
      <string_view> <utility> <variant> <vector> <fmt/format.h> ${ARGN})
  endif()
endfunction()

function(ferry_room NAME)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LIBRARIES;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(TRANSFORM ROOM_DEPENDS PREPEND "ferry_")
  if(NOT SOURCES)  # headers only
    add_library(ferry_${NAME} INTERFACE)
    target_include_directories(ferry_${NAME} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(ferry_${NAME} INTERFACE ${ROOM_DEPENDS} ${ROOM_LIBRARIES})
    return()
  endif()
  add_library(ferry_${NAME} STATIC ${SOURCES})
  target_include_directories(ferry_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(ferry_${NAME} PUBLIC ${ROOM_DEPENDS} ${ROOM_LIBRARIES})
  list(TRANSFORM ROOM_PRECOMPILE PREPEND ${PROJECT_SOURCE_DIR}/src/)
  ferry_precompile(ferry_${NAME} ${ROOM_PRECOMPILE})
endfunction()

function(ferry_room_tests NAME)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;PRECOMPILE" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${NAME}/*_test.cpp)
  if(NOT SOURCES)
    return()
  endif()
  list(TRANSFORM ROOM_DEPENDS PREPEND "ferry_")
  add_executable(test_${NAME} ${SOURCES})
  target_include_directories(test_${NAME} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${NAME} PRIVATE FERRY_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(test_${NAME} PRIVATE ferry_${NAME} ${ROOM_DEPENDS} GTest::gmock GTest::gtest_main)
  list(TRANSFORM ROOM_PRECOMPILE PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  ferry_precompile(test_${NAME} <gmock/gmock.h> <gtest/gtest.h> ${ROOM_PRECOMPILE})
  gtest_discover_tests(test_${NAME} TEST_PREFIX "${NAME}: " DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 120)
endfunction()
