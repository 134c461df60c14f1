#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cli/command.h"
#include "commands/session.h"
#include "net/run_unless.h"
#include "transfer/ends.h"
#include "transfer/remote.h"
#include "transfer/url.h"
#include "vfs/path.h"

namespace ferry::commands {

/// Where a command reads or writes: a file of the device, or a place on another machine.
using Place = std::variant<vfs::Path, transfer::Url>;

[[nodiscard]] inline bool is_remote(const Place& place) {
  return std::holds_alternative<transfer::Url>(place);
}
[[nodiscard]] Place clone(const Place& place);
/// As messages show it: printable, without who and password.
[[nodiscard]] std::string shown(const Place& place);

/// A place as it was typed, when nobody is asked for more: a URL has to name a host and a file. For commands
/// that take a URL besides `copy`: `more`, `configure replace`.
[[nodiscard]] Result<Place> parse_place(const Session& session, std::string_view typed);

/// Opens a place for reading, wherever it is. Asks the typist of `session` for a password where one is
/// needed. Ctrl-C, and a typist who is gone, give an error `cancelled` within a second. `session` outlives
/// the source. The message of an error goes into the brackets of `%Error opening PLACE (...)`: see
/// `place_error`.
net::Task<Result<std::unique_ptr<transfer::Source>>> open_place(Session& session, Place place);
/// The same for writing; `size` is what will be written, if that is known.
net::Task<Result<std::unique_ptr<transfer::Target>>> open_place_to_write(Session& session, Place place,
                                                                         std::optional<std::uint64_t> size);
/// All of a place, if it is a text that fits into memory (`longest_text_file`): a configuration. Errors as
/// `open_place`.
net::Task<Result<std::string>> read_place(Session& session, Place place);

/// "%Error opening tftp://10.1.1.1/a (Timed out)", and the status that goes with it. Shown also to a typist
/// who has just pressed Ctrl-C.
net::Task<cli::Status> place_error(Session& session, std::string doing, Place place, Error error);

/// Runs `work` unless the typist gives it up, or is gone; then nothing, and what `work` had opened is closed.
template <class T>
net::Task<std::optional<T>> unless_given_up(Session& session, net::Task<T> work) {
  co_return co_await net::run_unless(std::move(work), session.given_up());
}

}  // namespace ferry::commands
