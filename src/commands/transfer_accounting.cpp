#include "commands/transfer_accounting.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "crypto/hash.h"

namespace ferry::commands {
namespace {

constexpr std::size_t piece_size = std::size_t{1} << 20;

Result<std::unique_ptr<vfs::ReadableFile>> open(const Services& services, const std::string& name) {
  const auto path = vfs::Path::parse(name, services.files.root());
  if (!path) return std::unexpected(path.error());
  return services.files.open(*path);
}

/// False when nothing more comes.
bool hash_piece(vfs::ReadableFile& file, crypto::Hash& hash, std::uint64_t& at) {
  ByteVector buffer(piece_size);
  const std::array pieces = {MutableBytes{buffer}};
  const auto count = file.read_at(at, pieces);
  if (!count || *count == 0) return false;
  hash.update(Bytes{buffer}.first(*count));
  at += *count;
  return true;
}

// Piece by piece, so that a large file does not keep a thread from the others.
net::Task<std::string> sha256_of(const Services& services, std::string name, std::uint64_t size) {
  const auto opened = co_await services.offload.run([&] { return open(services, name); });
  if (!opened || (*opened)->info().size != size) co_return std::string{};
  crypto::Hash hash{crypto::HashKind::sha256};
  std::uint64_t at = 0;
  bool more = true;
  while (more) more = co_await services.offload.run([&] { return hash_piece(**opened, hash, at); });
  co_return at == size ? to_hex(hash.finish()) : std::string{};
}

}  // namespace

net::Task<void> account_transfer(const Services& services, aaa::AccountedBy who,
                                 aaa::AccountedTransfer transfer) {
  if (services.accounting == nullptr || !services.accounting->accounts_transfers(who)) co_return;
  if (transfer.error.empty()) {
    transfer.sha256 = co_await sha256_of(services, transfer.path, transfer.bytes);
  }
  services.accounting->transfer(std::move(who), std::move(transfer));
}

}  // namespace ferry::commands
