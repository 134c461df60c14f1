#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "commands/copy_ends.h"
#include "commands/digest.h"
#include "commands/file_dialog.h"
#include "commands/file_output.h"
#include "commands/file_words.h"
#include "commands/progress.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using crypto::HashKind;

constexpr std::size_t piece_size = std::size_t{256} << 10;

struct DigestOption {
  std::string_view word;
  HashKind kind;
  std::string_view help;
};
constexpr std::array digest_options{
    DigestOption{"/md5", HashKind::md5, "By its MD5 digest"},
    DigestOption{"/sha256", HashKind::sha256, "By its SHA-256 digest"},
    DigestOption{"/sha512", HashKind::sha512, "By its SHA-512 digest"},
};

net::Task<Status> compare(Session& session, std::string name, std::string computed, std::string expected) {
  if (equal_ignoring_case(computed, expected)) {
    co_await session.write(fmt::format("Verified ({}) = {}\n", name, computed));
    co_return Status::done;
  }
  co_await session.write(
      fmt::format("%Error verifying {}\nComputed signature  = {}\nSubmitted signature = {}\n", name, computed,
                  printable(expected)));
  co_return Status::failed;
}

net::Task<Status> verify(Session& session, Match match) {
  const std::string typed = match.text("path");
  const auto option =
      std::ranges::find_if(digest_options, [&](const DigestOption& one) { return match.has(one.word); });
  auto file = typed_file(session, typed);
  if (!file) co_return co_await file_error(session, "verifying", typed, file.error());
  NameQuestion question{.subject = "Verify filename", .proposed = std::move(*file), .asked = Asked::if_noisy};
  const auto path = co_await settle_name(session, std::move(question));
  if (!path) co_return Status::failed;
  const auto digest = co_await digest_of(session, *path, option->kind);
  if (!digest) {
    const std::string_view doing =
        digest.error().code == ErrorCode::cancelled || digest.error().code == ErrorCode::io ? "verifying"
                                                                                            : "opening";
    co_return co_await file_error(session, std::string{doing}, path->text(), digest.error());
  }
  const std::string name = printable(path->text());
  std::string computed = to_hex(*digest);
  if (match.find("expected") != nullptr)
    co_return co_await compare(session, name, std::move(computed), match.text("expected"));
  co_await session.write(fmt::format("verify {} ({}) = {}\n", option->word, name, computed));
  co_return Status::done;
}

Path verify_path() {
  OneOf options;
  for (const DigestOption& one : digest_options)
    options.paths.push_back(word(std::string{one.word}, std::string{one.help}));
  return word("verify", "Compute or check the digest of a file") / Path{Element{std::move(options)}} /
         file_name("path", "The file") / maybe(text("expected", "Digest that it should have"));
}

}  // namespace

net::Task<Result<ByteVector>> digest_of(Session& session, vfs::Path path, HashKind kind) {
  net::Offload& offload = session.services().offload;
  const auto source = co_await open_source(session.services(), std::move(path));
  if (!source) co_return std::unexpected(source.error());
  crypto::Hash hash{kind};
  Progress progress{session, '.', (*source)->size()};
  ByteVector buffer(piece_size);
  for (;;) {
    const auto count = co_await (*source)->read(buffer);
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) break;
    co_await offload.run([&] { hash.update(Bytes{buffer.data(), *count}); });
    const bool is_wanted = co_await progress.advance(*count);
    if (!is_wanted) co_return failure(ErrorCode::cancelled);
  }
  co_await session.write(progress.has_begun() ? "Done!\n" : ".Done!\n");
  co_return hash.finish();
}

const CommandTable& verify_table() {
  static const CommandTable table{action(verify_path()).runs(verify)};
  return table;
}

}  // namespace ferry::commands
