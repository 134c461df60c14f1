#include "log/line_sink.h"

#include <unistd.h>

#include <cerrno>

namespace ferry::log {
namespace {

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void LineSink::write(const Message& message) {
  write_(message.line + '\n');
}

LineSink::Write to_descriptor(int descriptor) {
  return [descriptor](std::string_view line) { write_all(descriptor, line); };
}

}  // namespace ferry::log
