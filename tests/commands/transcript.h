#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "test_device.h"

namespace ferry::testing {

/// A session written down: who types into what kind of device, and then keys and screen in turn. A file of
/// it:
///
///     # a comment
///     @ user admin 15          who types: a name and a privilege level, or `@ console`
///     @ pipe                   there is no terminal, so nothing is echoed
///     @ config hostname R1     a line of the configuration that the device starts with
///     @ file a.txt hello       a file on flash:, with the escapes of keys
///     @ far tftp://10.1.1.1/a hello\n         a file on another machine
///     @ far-opens|far-moves|far-stores URL ...  with what words opening, moving, storing fails there
///     @ far-says URL ...       a line that comes from there when the place is opened
///     @ far-asks URL           it wants a password
///     @ far-hangs URL          it never answers
///     @ certificate-trouble FILE ...  what the device has against a file of `ip ssh server certificate`
///     @ advance 90             seconds that the device has been up
///
///     Router#
///     << show clock\r
///     show clock
///     *00:00:00.000 UTC Thu Jan 1 2026
///     Router#
///
/// Behind "<< " stand keys, with \r, \n, \t, \\ and \xNN. Everything else is what the screen got since the
/// last keys; the line end in front of "<< " is not part of it. Lines of the screen end in CR LF on a
/// terminal, which is checked.
struct Transcript {
  struct Step {
    std::string keys;  // none in the first step
    std::string screen;
  };
  commands::Identity who = administrator;
  commands::Echo echo = commands::Echo::on;
  std::string head;  // the lines up to the first empty one, as they stand there
  std::string config;
  std::vector<std::pair<std::string, std::string>> files;
  std::map<std::string, std::string> far_files;
  std::map<std::string, MemoryRemotes::Behaviour> far_behaviours;
  std::map<std::string, std::string> certificate_troubles;
  std::chrono::seconds uptime{0};
  std::vector<Step> steps;
};

[[nodiscard]] Transcript parse_transcript(std::string_view text);
/// The file that `transcript` came from.
[[nodiscard]] std::string write_transcript(const Transcript& transcript);
/// The same session as it really goes.
[[nodiscard]] Transcript play(const Transcript& transcript);

}  // namespace ferry::testing
