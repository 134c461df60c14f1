#include "commands/copy_run.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "commands/copy.h"
#include "commands/copy_ends.h"
#include "commands/digest.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/line_settings.h"
#include "commands/merge.h"
#include "commands/save.h"
#include "commands/session_accounting.h"
#include "commands/transfer_accounting.h"
#include "commands/tree_removal.h"

namespace ferry::commands {
namespace {

using cli::Status;
using transfer::Scheme;
using transfer::Url;

bool is_login_scheme(Scheme scheme) {
  return scheme == Scheme::scp || scheme == Scheme::sftp;
}

std::string host_text(const Url& url) {
  return url.host.find(':') == std::string::npos ? url.host : fmt::format("[{}]", url.host);
}

/// One `copy`, from the settled names to the last line.
class CopyRun {
 public:
  CopyRun(Session& session, CopyRequest request)
      : session_(session), services_(session.services()), request_(std::move(request)) {}

  net::Task<Status> run();

 private:
  net::Task<Status> transfer();
  net::Task<Result<std::unique_ptr<transfer::Source>>> open_from();
  net::Task<Result<std::unique_ptr<transfer::Target>>> open_to(std::optional<std::uint64_t> size);
  net::Task<Status> move(transfer::Source& source, transfer::Target& target);
  net::Task<void> account(const Copy& copy, Status status, TimePoint started);
  net::Task<bool> may_write();
  net::Task<bool> make_room(std::optional<std::uint64_t> size);
  net::Task<Status> verify(ByteVector digest);
  net::Task<Status> refuse(std::string_view doing, std::string_view why);
  net::Task<Status> cannot_open_target(Error error);
  [[nodiscard]] CopyLabels labels() const;

  [[nodiscard]] const vfs::Path* local_source() const { return std::get_if<vfs::Path>(&request_.source); }
  [[nodiscard]] const vfs::Path* local_target() const { return std::get_if<vfs::Path>(&request_.target); }
  [[nodiscard]] bool is_target(const vfs::Path& path) const {
    return local_target() != nullptr && services_.files.are_same(*local_target(), path);
  }
  [[nodiscard]] bool is_source(const vfs::Path& path) const {
    return local_source() != nullptr && services_.files.are_same(*local_source(), path);
  }
  /// Is there a file of the device at the end that can be looked at?
  [[nodiscard]] bool has_file() const {
    return local_target() != nullptr && local_target()->device() != null_device &&
           !is_target(running_configuration_file(services_));
  }

  Session& session_;
  Services& services_;
  CopyRequest request_;
};

net::Task<Status> CopyRun::run() {
  const vfs::Path* const source = local_source();
  if (source != nullptr && is_target(*source) && source->device() != null_device)
    co_return co_await refuse("copying", "Cannot copy a file onto itself");
  if (request_.erases && !has_file())
    co_return co_await refuse("copying", "Only a file system of the device can be erased");
  const bool saves =
      is_source(running_configuration_file(services_)) && is_target(startup_configuration(services_));
  if (saves) co_return co_await save_configuration(session_);
  co_return co_await transfer();
}

// A file of the device is opened before anything is asked: what is not there is said first. A far side would
// have to wait for the answer.
net::Task<Status> CopyRun::transfer() {
  std::unique_ptr<transfer::Source> source;
  bool may = true;
  if (is_remote(request_.source)) may = co_await may_write();
  if (!may) co_return Status::failed;
  auto opened = co_await open_from();
  if (!opened) co_return co_await place_error(session_, "opening", clone(request_.source), opened.error());
  source = std::move(*opened);
  if (!is_remote(request_.source)) may = co_await may_write();
  if (!may) co_return Status::failed;
  const bool has_room = co_await make_room(source->size());
  if (!has_room) co_return Status::failed;
  auto target = co_await open_to(source->size());
  if (!target) co_return co_await cannot_open_target(std::move(target.error()));
  co_return co_await move(*source, **target);
}

net::Task<Result<std::unique_ptr<transfer::Source>>> CopyRun::open_from() {
  const auto* url = std::get_if<Url>(&request_.source);
  if (url != nullptr && !is_login_scheme(url->scheme))
    co_await session_.write(fmt::format("Accessing {}...\n", transfer::masked(*url)));
  co_return co_await open_place(session_, clone(request_.source));
}

net::Task<Result<std::unique_ptr<transfer::Target>>> CopyRun::open_to(std::optional<std::uint64_t> size) {
  const auto rule = request_.is_atomic ? MergeRule::all_or_nothing : MergeRule::what_is_right;
  if (is_target(running_configuration_file(services_))) co_return open_running_configuration(session_, rule);
  const auto* url = std::get_if<Url>(&request_.target);
  if (url != nullptr && url->scheme != Scheme::tftp)
    co_await session_.write(fmt::format("Writing {} \n", printable(url->file_name())));
  co_return co_await open_place_to_write(session_, clone(request_.target), size);
}

net::Task<Status> CopyRun::cannot_open_target(Error error) {
  if (error.code == ErrorCode::no_space && local_target() != nullptr)
    co_return co_await place_error(session_, "copying", clone(request_.source),
                                   Error{ErrorCode::no_space, {}});
  co_return co_await place_error(session_, "opening", clone(request_.target), std::move(error));
}

CopyLabels CopyRun::labels() const {
  CopyLabels labels{.from = clone(request_.source), .to = clone(request_.target)};
  if (is_target(startup_configuration(services_))) labels.stored = "[OK]\n";
  const auto* url = std::get_if<Url>(&request_.source);
  if (url == nullptr || is_login_scheme(url->scheme)) return labels;
  const bool is_web = url->scheme == Scheme::http || url->scheme == Scheme::https;
  labels.loading = is_web ? fmt::format("Loading {} ", transfer::masked(*url))
                          : fmt::format("Loading {} from {}: ", printable(url->path), host_text(*url));
  labels.tells_size = true;
  return labels;
}

net::Task<Status> CopyRun::move(transfer::Source& source, transfer::Target& target) {
  Copy copy{session_, source, target, labels(), request_.verifies ? Copy::Digest::md5 : Copy::Digest::none};
  const TimePoint started = services_.clock.now();
  const Status status = co_await copy.run();
  co_await account(copy, status, started);
  if (status != Status::done && request_.is_atomic) co_await session_.write("% Nothing was applied.\n");
  if (status != Status::done) co_return status;
  if (is_target(startup_configuration(services_)))
    services_.history.saved({services_.clock.wall_now(), session_.identity().user});
  if (!request_.verifies) co_return status;
  if (has_file()) co_return co_await verify(copy.digest());
  if (is_remote(request_.target)) co_await session_.write("% What is on another machine is not read back.\n");
  co_return status;
}

// What stays on the device is no transfer.
net::Task<void> CopyRun::account(const Copy& copy, Status status, TimePoint started) {
  if (!is_remote(request_.source) && !is_remote(request_.target)) co_return;
  using enum aaa::AccountedTransfer::Direction;
  const bool is_received = is_remote(request_.source);
  const Place& own = is_received ? request_.target : request_.source;
  const auto config = services_.running.snapshot();
  aaa::AccountedBy who = accounted_by(session_);
  who.list = line_settings(*config, session_.identity().line_id()).accounting.connection;
  aaa::AccountedTransfer transfer{.direction = is_received ? received : sent,
                                  .protocol = "copy",
                                  .path = shown(own),
                                  .peer = shown(is_received ? request_.source : request_.target),
                                  .bytes = copy.copied(),
                                  .elapsed = services_.clock.now() - started,
                                  .error = status == Status::done ? "" : copy.error()};
  co_await account_transfer(services_, std::move(who), std::move(transfer));
}

// A file that stands there already is not written over by accident. Configurations are what a copy to them is
// meant to change, and an erasure has a question of its own.
net::Task<bool> CopyRun::may_write() {
  if (request_.erases || !has_file() || is_target(startup_configuration(services_))) co_return true;
  const auto standing =
      co_await services_.offload.run([this] { return services_.files.stat(*local_target()); });
  if (!standing || standing->type != vfs::FileType::file) co_return true;
  const std::string name = printable(local_target()->text());
  Confirmation confirmation{
      .question = "%Warning:There is a file already existing with this name \nDo you want to over write?",
      .instead = fmt::format("remove {} first or use 'file prompt quiet'", name)};
  const bool may = co_await settle(session_, std::move(confirmation));
  if (!may && session_.dialog() != nullptr) co_await refuse("copying", "Aborted");
  co_return may;
}

// `copy /erase`: everything on the file system of the target goes first.
net::Task<bool> CopyRun::make_room(std::optional<std::uint64_t> size) {
  if (!request_.erases) co_return true;
  const std::string device = local_target()->device();
  vfs::FileSystem* const system = services_.files.find(device);
  if (local_source() != nullptr && system == services_.files.find(local_source()->device())) {
    co_await session_.write(fmt::format("%Error erasing {}:/ (The source is on it)\n", device));
    co_return false;
  }
  const vfs::Space space = co_await services_.offload.run([&] { return system->space(); });
  if (size && space.total && *size > *space.total) {
    co_await place_error(session_, "copying", clone(request_.source), Error{ErrorCode::no_space, {}});
    co_return false;
  }
  Confirmation confirmation{.question = fmt::format("Erase {}: before copying?", device),
                            .instead = "erase it from a shell",
                            .asked = Asked::always};
  const bool may = co_await settle(session_, std::move(confirmation));
  if (!may) co_return false;
  co_return co_await erase_file_system(session_, device);
}

net::Task<Status> CopyRun::verify(ByteVector digest) {
  const std::string name = shown(request_.target);
  co_await session_.write(fmt::format("Verifying file integrity of {}", name));
  const auto read_back = co_await digest_of(session_, *local_target(), crypto::HashKind::md5);
  if (!read_back)
    co_return co_await place_error(session_, "verifying", clone(request_.target), read_back.error());
  co_await session_.write(
      fmt::format("Source Hash   MD5 :{}\nComputed Hash MD5 :{}\n", to_hex(digest), to_hex(*read_back)));
  if (*read_back == digest) co_return Status::done;
  co_return co_await place_error(session_, "verifying", clone(request_.target), Error{ErrorCode::io, {}});
}

net::Task<Status> CopyRun::refuse(std::string_view doing, std::string_view why) {
  co_await session_.write(fmt::format("%Error {} {} ({})\n", doing, shown(request_.source), why));
  co_return Status::failed;
}

}  // namespace

net::Task<Status> run_copy(Session& session, CopyRequest request) {
  CopyRun run{session, std::move(request)};
  co_return co_await run.run();
}

}  // namespace ferry::commands
