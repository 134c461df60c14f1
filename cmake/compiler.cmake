# The language, the warnings and the sanitizers: one place for the whole tree.

# g++ 12 miscompiles coroutines, silently, so it is refused here rather than found out in the field.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Use clang 19 "
                      "(scripts/deps installs it; the presets choose it) or g++ 14 or newer.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)

set(FERRY_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address,undefined' or 'thread'")
if(FERRY_SANITIZE)
  add_compile_options(-fsanitize=${FERRY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${FERRY_SANITIZE})
  if(FERRY_SANITIZE MATCHES "undefined")
    # clang's function-type check reports Asio's type-erased handlers, which are called as they were made.
    add_compile_options(-fno-sanitize=function)
  endif()
endif()

if(FERRY_FUZZ)
  # The rooms tell the fuzzer which branches an input reached; without that it only guesses.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 gates std::expected on a concepts version that clang reports as older than it is.
  add_compile_options(-Wno-builtin-macro-redefined -D__cpp_concepts=202002L)
  # A precompiled header without the time of its making is the same one in the next clone, which ccache needs.
  add_compile_options(SHELL:-Xclang\ -fno-pch-timestamp)
  add_link_options(-fuse-ld=lld-19)
endif()
