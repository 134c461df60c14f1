# The checks of the design, each a test of its own, so that one command runs everything.

foreach(CHECK rooms coroutines sizes words format shell rfc_checklist)
  add_test(NAME "check: ${CHECK}" COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/checks/${CHECK}.py)
  set_tests_properties("check: ${CHECK}" PROPERTIES LABELS check TIMEOUT 120)
endforeach()

file(GLOB ROOMS RELATIVE ${PROJECT_SOURCE_DIR}/src CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/CMakeLists.txt)
foreach(ROOM ${ROOMS})
  get_filename_component(ROOM ${ROOM} DIRECTORY)
  # A large room is several tests, so that no processor waits for it alone.
  file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${ROOM}/*.cpp)
  list(LENGTH SOURCES COUNT)
  math(EXPR PARTS "(${COUNT} + 19) / 20")
  if(PARTS EQUAL 0)
    set(PARTS 1)
  endif()
  foreach(PART RANGE 1 ${PARTS})
    set(NAME "tidy: ${ROOM}")
    if(PARTS GREATER 1)
      string(APPEND NAME " ${PART} of ${PARTS}")
    endif()
    add_test(NAME ${NAME} COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/checks/tidy.py
                                  ${PROJECT_BINARY_DIR} ${ROOM} ${PART} ${PARTS})
    set_tests_properties(${NAME} PROPERTIES LABELS tidy TIMEOUT 900)
  endforeach()
endforeach()
