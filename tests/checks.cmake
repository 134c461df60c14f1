# The checks of the design, each a test of its own, so that one command runs everything.

foreach(CHECK rooms coroutines sizes words format shell rfc_checklist)
  add_test(NAME "check: ${CHECK}" COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/checks/${CHECK}.py)
  set_tests_properties("check: ${CHECK}" PROPERTIES LABELS check TIMEOUT 120)
endforeach()

file(GLOB ROOMS RELATIVE ${PROJECT_SOURCE_DIR}/src CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/CMakeLists.txt)
foreach(ROOM ${ROOMS})
  get_filename_component(ROOM ${ROOM} DIRECTORY)
  add_test(NAME "tidy: ${ROOM}"
           COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/checks/tidy.py ${PROJECT_BINARY_DIR} ${ROOM})
  set_tests_properties("tidy: ${ROOM}" PROPERTIES LABELS tidy TIMEOUT 900)
endforeach()
