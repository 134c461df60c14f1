#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "commands/copy.h"
#include "commands/digest.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/save.h"
#include "commands/tables.h"
#include "commands/tree_removal.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view null_device = "null";

/// One `copy`, from the words to the last line.
class CopyDialog {
 public:
  CopyDialog(Session& session, const Match& match)
      : session_(session),
        services_(session.services()),
        is_atomic_(match.has("/atomic")),
        erases_(match.has("/erase")),
        verifies_(match.has("/verify")),
        source_(session.directory()),
        target_(session.directory()) {
    const auto words = match.words();
    typed_source_ = words[words.size() - 2].text;
    typed_target_ = words[words.size() - 1].text;
  }

  net::Task<Status> run();

 private:
  net::Task<std::optional<vfs::Path>> settle_source();
  net::Task<std::optional<vfs::Path>> settle_target();
  [[nodiscard]] TypedFile proposed_target(TypedFile typed) const;
  net::Task<bool> may_write();
  net::Task<bool> make_room(std::optional<std::uint64_t> size);
  net::Task<Status> transfer();
  net::Task<Status> verify(ByteVector digest);
  net::Task<Status> refuse(std::string doing, const vfs::Path& path, std::string_view why);

  /// Is there a file at the end that can be looked at?
  [[nodiscard]] bool has_file() const {
    return target_.device() != null_device && !is_target(running_configuration_file(services_));
  }
  [[nodiscard]] bool is_target(const vfs::Path& path) const {
    return services_.files.are_same(target_, path);
  }
  [[nodiscard]] bool is_source(const vfs::Path& path) const {
    return services_.files.are_same(source_, path);
  }

  Session& session_;
  Services& services_;
  bool is_atomic_;
  bool erases_;
  bool verifies_;
  std::string typed_source_, typed_target_;
  vfs::Path source_, target_;
};

net::Task<Status> CopyDialog::run() {
  auto source = co_await settle_source();
  if (!source) co_return Status::failed;
  source_ = std::move(*source);
  auto target = co_await settle_target();
  if (!target) co_return Status::failed;
  target_ = std::move(*target);
  if (is_target(source_) && source_.device() != null_device)
    co_return co_await refuse("copying", source_, "Cannot copy a file onto itself");
  const bool saves =
      is_source(running_configuration_file(services_)) && is_target(startup_configuration(services_));
  if (saves) co_return co_await save_configuration(session_);
  co_return co_await transfer();
}

net::Task<std::optional<vfs::Path>> CopyDialog::settle_source() {
  auto typed = typed_file(session_, typed_source_);
  if (!typed) {
    co_await file_error(session_, "opening", typed_source_, typed.error());
    co_return std::nullopt;
  }
  if (typed->path.device() == null_device) co_return std::move(typed->path);
  NameQuestion question{
      .subject = "Source filename", .proposed = std::move(*typed), .asked = Asked::if_noisy};
  co_return co_await settle_name(session_, std::move(question));
}

net::Task<std::optional<vfs::Path>> CopyDialog::settle_target() {
  auto typed = typed_file(session_, typed_target_);
  if (!typed) {
    co_await file_error(session_, "opening", typed_target_, typed.error());
    co_return std::nullopt;
  }
  TypedFile proposed = co_await services_.offload.run([&] { return proposed_target(std::move(*typed)); });
  if (proposed.path.device() == null_device) co_return std::move(proposed.path);
  NameQuestion question{.subject = "Destination filename", .proposed = std::move(proposed)};
  co_return co_await settle_name(session_, std::move(question));
}

// Into a directory goes a file with the name that it has.
TypedFile CopyDialog::proposed_target(TypedFile typed) const {
  if (typed.has_name) {
    const auto info = services_.files.stat(typed.path);
    if (!info || info->type == vfs::FileType::file) return typed;
  }
  auto inside = typed.path.child(source_.name());
  if (!inside) return {.path = std::move(typed.path), .has_name = false};
  return {.path = std::move(*inside), .has_name = true};
}

net::Task<Status> CopyDialog::transfer() {
  const auto source = co_await open_source(services_, source_);
  if (!source) co_return co_await file_error(session_, "opening", source_.text(), source.error());
  const bool may = co_await may_write();
  if (!may) co_return Status::failed;
  const bool has_room = co_await make_room((*source)->size());
  if (!has_room) co_return Status::failed;

  std::unique_ptr<transfer::Target> target;
  if (is_target(running_configuration_file(services_))) {
    target = open_running_configuration(session_,
                                        is_atomic_ ? MergeRule::all_or_nothing : MergeRule::what_is_right);
  } else {
    auto file = co_await open_target(services_, target_, (*source)->size());
    if (!file) {
      const bool is_full = file.error().code == ErrorCode::no_space;
      co_return co_await file_error(session_, is_full ? "copying" : "opening",
                                    is_full ? source_.text() : target_.text(), file.error());
    }
    target = std::move(*file);
  }
  const bool saves = is_target(startup_configuration(services_));
  CopyLabels labels{.from = source_.text(), .to = target_.text(), .stored = saves ? "[OK]\n" : ""};
  Copy copy{session_, **source, *target, std::move(labels),
            verifies_ ? Copy::Digest::md5 : Copy::Digest::none};
  const Status status = co_await copy.run();
  if (status != Status::done && is_atomic_) co_await session_.write("% Nothing was applied.\n");
  if (status != Status::done) co_return status;
  if (saves) services_.history.saved({services_.clock.wall_now(), session_.identity().user});
  if (verifies_ && has_file()) co_return co_await verify(copy.digest());
  co_return status;
}

// A file that stands there already is not written over by accident. Configurations are what a copy to them is
// meant to change, and an erasure has a question of its own.
net::Task<bool> CopyDialog::may_write() {
  if (erases_ || !has_file() || is_target(startup_configuration(services_))) co_return true;
  const auto standing = co_await services_.offload.run([this] { return services_.files.stat(target_); });
  if (!standing || standing->type != vfs::FileType::file) co_return true;
  const std::string name = printable(target_.text());
  Confirmation confirmation{
      .question = "%Warning:There is a file already existing with this name \nDo you want to over write?",
      .instead = fmt::format("remove {} first or use 'file prompt quiet'", name)};
  const bool may = co_await settle(session_, std::move(confirmation));
  if (!may && session_.dialog() != nullptr) co_await refuse("copying", source_, "Aborted");
  co_return may;
}

// `copy /erase`: everything on the file system of the target goes first.
net::Task<bool> CopyDialog::make_room(std::optional<std::uint64_t> size) {
  if (!erases_) co_return true;
  const std::string device = target_.device();
  vfs::FileSystem* const system = services_.files.find(device);
  if (system == services_.files.find(source_.device())) {
    co_await refuse("erasing", vfs::Path{device}, "The source is on it");
    co_return false;
  }
  const vfs::Space space = co_await services_.offload.run([&] { return system->space(); });
  if (size && space.total && *size > *space.total) {
    co_await file_error(session_, "copying", source_.text(), Error{ErrorCode::no_space, {}});
    co_return false;
  }
  Confirmation confirmation{.question = fmt::format("Erase {}: before copying?", device),
                            .instead = "erase it from a shell",
                            .asked = Asked::always};
  const bool may = co_await settle(session_, std::move(confirmation));
  if (!may) co_return false;
  co_return co_await erase_file_system(session_, device);
}

net::Task<Status> CopyDialog::verify(ByteVector digest) {
  const std::string name = printable(target_.text());
  co_await session_.write(fmt::format("Verifying file integrity of {}", name));
  const auto read_back = co_await digest_of(session_, target_, crypto::HashKind::md5);
  if (!read_back) co_return co_await file_error(session_, "verifying", target_.text(), read_back.error());
  co_await session_.write(
      fmt::format("Source Hash   MD5 :{}\nComputed Hash MD5 :{}\n", to_hex(digest), to_hex(*read_back)));
  if (*read_back == digest) co_return Status::done;
  co_return co_await file_error(session_, "verifying", target_.text(), Error{ErrorCode::io, {}});
}

net::Task<Status> CopyDialog::refuse(std::string doing, const vfs::Path& path, std::string_view why) {
  co_await session_.write(fmt::format("%Error {} {} ({})\n", doing, printable(path.text()), why));
  co_return Status::failed;
}

net::Task<Status> copy(Session& session, Match match) {
  CopyDialog dialog{session, match};
  co_return co_await dialog.run();
}

Path any_place(const std::string& name, const std::string& help) {
  return one_of(word("running-config", "The configuration in effect"),
                word("startup-config", "The configuration that the device starts with"),
                file_name(name, help));
}

Path copy_path() {
  const Path options = one_of(word("/atomic", "To running-config: all lines or none"),
                              word("/erase", "Erase the file system of the destination first"),
                              word("/noverify", "Do not read the copy back"),
                              word("/verify", "Read the copy back and compare"));
  return word("copy", "Copy a file") / maybe(repeated(options, 4)) / any_place("source", "The file to copy") /
         any_place("destination", "Where it goes");
}

}  // namespace

const CommandTable& copy_table() {
  static const CommandTable table{action(copy_path()).runs(copy)};
  return table;
}

}  // namespace ferry::commands
