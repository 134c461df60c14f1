#include "sftp/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "vfs/path.h"

namespace ferry::sftp {
namespace {

/// Most that is taken from the stream at a time.
constexpr std::size_t longest_read = std::size_t{1} << 20;
/// So many bytes of a long answer are a sign of life.
constexpr std::size_t sign_of_life = 4096;

bool is_dot(std::string_view name) {
  return name == "." || name == "..";
}

/// What the server offers, within what we can use. 0 means that it does not say.
std::uint32_t usable(std::uint64_t offered, std::uint32_t usual) {
  if (offered == 0) return usual;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(offered, 1, longest_data));
}

}  // namespace

Client::Client(const Environment& environment)
    : stream_(environment.stream),
      watchdog_(environment.loop, environment.stream, environment.clock, environment.patience) {}

net::Task<Result<std::unique_ptr<Client>>> Client::start(Environment environment) {
  std::unique_ptr<Client> client{new Client{environment}};
  auto greeted = co_await client->greet();
  if (!greeted) co_return std::unexpected(std::move(greeted.error()));
  if (client->can(AskLimits::extension)) {
    auto asked = co_await client->ask_for_limits();
    if (!asked) co_return std::unexpected(std::move(asked.error()));
  }
  co_return client;
}

net::Task<Result<void>> Client::greet() {
  const ByteVector packet = wire::encode(Init{.version = protocol_version, .extensions = {}});
  wire::Writer{output_}.write(Bytes{packet});
  auto sent = co_await flush();
  expect_answer();
  while (sent && !version_) sent = co_await receive();
  watchdog_.rest();
  if (!sent) co_return sent;
  const auto version = wire::decode<Version>(*version_);
  if (!version) co_return broken(ErrorCode::invalid, "the server's SFTP greeting makes no sense");
  if (version->version != protocol_version) {
    co_return broken(ErrorCode::unsupported, fmt::format("the server speaks version {} of SFTP, not {}",
                                                         version->version, protocol_version));
  }
  for (const auto& one : version->extensions.all) extensions_.emplace(one.name, one.data);
  co_return Result<void>{};
}

net::Task<Result<void>> Client::ask_for_limits() {
  const RequestId id = enqueue(Extended{.extension = AskLimits::extension, .data = {}});
  auto reply = co_await answer(id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto extended = wire::decode<ExtendedReply>(reply->packet);
  if (!extended) co_return Result<void>{};  // it says no: the usual sizes will do
  const auto limits = decode_extension<Limits>(extended->data.bytes);
  if (!limits) co_return broken(ErrorCode::invalid, "the server's SFTP limits make no sense");
  read_size_ = usable(limits->read, usual_data);
  write_size_ = usable(limits->write, usual_data);
  co_return Result<void>{};
}

net::Task<Result<Attributes>> Client::stat(std::string path) {
  co_return co_await attributes_of(enqueue(Stat{.path = path}));
}

net::Task<Result<Attributes>> Client::link_stat(std::string path) {
  co_return co_await attributes_of(enqueue(LinkStat{.path = path}));
}

net::Task<Result<Attributes>> Client::attributes_of(RequestId id) {
  auto reply = co_await answer(id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto found = wire::decode<AttributesReply>(reply->packet);
  if (!found) co_return std::unexpected(error_of(*reply));
  co_return found->attributes;
}

net::Task<Result<std::string>> Client::real_path(std::string path) {
  auto reply = co_await answer(enqueue(RealPath{.path = path}));
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto names = wire::decode<Name>(reply->packet);
  if (!names) co_return std::unexpected(error_of(*reply));
  if (names->entries.all.size() != 1) co_return broken(ErrorCode::invalid, "a path has more than one name");
  co_return std::string{names->entries.all.front().name};
}

net::Task<Result<std::string>> Client::open(std::string path, OpenFlags flags, Attributes attributes) {
  co_return co_await handle_of(enqueue(Open{.path = path, .flags = flags, .attributes = attributes}));
}

net::Task<Result<std::string>> Client::handle_of(RequestId id) {
  auto reply = co_await answer(id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto opened = wire::decode<Handle>(reply->packet);
  if (!opened) co_return std::unexpected(error_of(*reply));
  if (opened->handle.size() > longest_handle) co_return broken(ErrorCode::invalid, "a handle is too long");
  co_return std::string{opened->handle};
}

net::Task<Result<void>> Client::close(std::string handle) {
  co_return co_await status_of(enqueue(Close{.handle = handle}));
}

net::Task<Result<void>> Client::set_attributes(std::string path, Attributes attributes) {
  co_return co_await status_of(enqueue(SetStat{.path = path, .attributes = attributes}));
}

net::Task<Result<void>> Client::set_attributes_of(std::string handle, Attributes attributes) {
  co_return co_await status_of(enqueue(HandleSetStat{.handle = handle, .attributes = attributes}));
}

template <class Extension>
net::Task<Result<void>> Client::extended(Extension request) {
  const ByteVector data = encode_extension(request);
  co_return co_await status_of(enqueue(Extended{.extension = Extension::extension, .data = {data}}));
}

net::Task<Result<void>> Client::sync(std::string handle) {
  if (!can(Sync::extension)) co_return Result<void>{};
  co_return co_await extended(Sync{handle});
}

net::Task<Result<void>> Client::remove(std::string path) {
  co_return co_await status_of(enqueue(Remove{.path = path}));
}

net::Task<Result<void>> Client::make_directory(std::string path) {
  co_return co_await status_of(enqueue(MakeDirectory{.path = path, .attributes = {}}));
}

net::Task<Result<void>> Client::remove_directory(std::string path) {
  co_return co_await status_of(enqueue(RemoveDirectory{.path = path}));
}

net::Task<Result<void>> Client::rename(std::string from, std::string to) {
  co_return co_await status_of(enqueue(Rename{.from = from, .to = to}));
}

net::Task<Result<void>> Client::replace(std::string from, std::string to) {
  if (can(PosixRename::extension)) co_return co_await extended(PosixRename{from, to});
  auto renamed = co_await rename(from, to);
  if (renamed || broken_) co_return renamed;
  // What is there steps aside until the new one has its name: nothing is lost if that fails.
  const std::string aside = from + ".old";
  const auto moved = co_await rename(to, aside);
  if (!moved) co_return renamed;
  renamed = co_await rename(from, to);
  if (renamed) {
    co_await remove(aside);
  } else {
    co_await rename(aside, to);
  }
  co_return renamed;
}

net::Task<Result<Listing>> Client::list(std::string path) {
  auto handle = co_await handle_of(enqueue(OpenDirectory{.path = path}));
  if (!handle) co_return std::unexpected(std::move(handle.error()));
  Listing listing;
  auto read = co_await read_entries(*handle, listing);
  const auto closed = co_await close(*handle);
  if (read && !closed) read = closed;
  if (!read) co_return std::unexpected(std::move(read.error()));
  co_return listing;
}

net::Task<Result<void>> Client::read_entries(std::string handle, Listing& listing) {
  while (listing.entries.size() + listing.refused.size() <= longest_listing) {
    auto reply = co_await answer(enqueue(ReadDirectory{.handle = handle}));
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    if (is_end(*reply)) co_return Result<void>{};
    const auto names = wire::decode<Name>(reply->packet);
    if (!names) co_return std::unexpected(error_of(*reply));
    if (names->entries.all.empty()) co_return broken(ErrorCode::invalid, "a directory goes on without names");
    for (const NameEntry& entry : names->entries.all) {
      if (is_dot(entry.name)) continue;
      if (vfs::Path::check_name(entry.name)) {
        listing.entries.push_back({std::string{entry.name}, entry.attributes});
      } else {
        listing.refused.push_back(printable(entry.name.substr(0, vfs::Path::longest_name)));
      }
    }
  }
  co_return failure(ErrorCode::no_space, "a directory with too many files");
}

// Requests and their answers.

RequestId Client::next_id(std::uint32_t most_data) {
  const RequestId id{++last_id_};
  pending_.emplace(id, Pending{.most_data = most_data});
  return id;
}

net::Task<Result<void>> Client::flush() {
  if (broken_) co_return std::unexpected(*broken_);
  if (output_.empty()) co_return Result<void>{};
  const ByteVector bytes = std::exchange(output_, {});
  watchdog_.expect();
  const auto sent = co_await stream_.write(bytes);
  watchdog_.rest();
  if (!sent) co_return broken(sent.error().code, sent.error().message);
  co_return Result<void>{};
}

namespace {

/// Copies bytes behind one another into the room of a batch.
class Filler {
 public:
  explicit Filler(std::span<const MutableBytes> slots) : slots_(slots) {}
  /// Takes from the front of `bytes` what there is room for.
  void put(Bytes& bytes) {
    while (!bytes.empty() && slot_ < slots_.size()) {
      const MutableBytes room = slots_[slot_].subspan(used_);
      const std::size_t size = std::min(room.size(), bytes.size());
      std::copy_n(bytes.begin(), size, room.begin());
      bytes = bytes.subspan(size);
      filled_ += size;
      used_ += size;
      if (used_ < slots_[slot_].size()) continue;
      ++slot_;
      used_ = 0;
    }
  }
  [[nodiscard]] std::size_t filled() const { return filled_; }

 private:
  std::span<const MutableBytes> slots_;
  std::size_t slot_ = 0, used_ = 0, filled_ = 0;
};

/// Everything of a WRITE that stands before its data, with the length of the packet.
ByteVector front_of(const Write& write, std::size_t size) {
  const ByteVector inner = wire::encode(WriteFront{write.id, write.handle, write.offset});
  ByteVector front;
  wire::Writer out{front};
  out.write(static_cast<std::uint32_t>(inner.size() + sizeof(std::uint32_t) + size));
  out.write(wire::Rest{inner});
  out.write(static_cast<std::uint32_t>(size));
  return front;
}

}  // namespace

net::Task<Result<RequestId>> Client::send_write(Write write, Bytes data) {
  auto flushed = co_await flush();
  if (!flushed) co_return std::unexpected(std::move(flushed.error()));
  write.id = next_id(0);
  const ByteVector head = front_of(write, data.size());
  Bytes front{head};
  while (!front.empty() || !data.empty()) {
    watchdog_.expect();
    auto batch = co_await stream_.reserve(front.size() + data.size());
    watchdog_.rest();
    if (!batch) co_return broken(batch.error().code, batch.error().message);
    Filler filler{(*batch)->slots()};
    filler.put(front);
    filler.put(data);
    (*batch)->filled(filler.filled());
    watchdog_.expect();
    const auto sent = co_await stream_.send(*std::move(batch));
    watchdog_.rest();
    if (!sent) co_return broken(sent.error().code, sent.error().message);
  }
  co_return write.id;
}

net::Task<Result<Reply>> Client::answer(RequestId id) {
  auto waited = co_await flush();
  expect_answer();
  for (;;) {
    if (!waited) co_return std::unexpected(std::move(waited.error()));
    const auto found = pending_.find(id);
    if (found->second.reply) {
      Reply reply = *std::move(found->second.reply);
      pending_.erase(found);
      watchdog_.rest();
      co_return reply;
    }
    waited = co_await receive();
  }
}

net::Task<Result<void>> Client::status_of(RequestId id) {
  auto reply = co_await answer(id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto status = wire::decode<Status>(reply->packet);
  if (status && status->code == StatusCode::ok) co_return Result<void>{};
  co_return std::unexpected(error_of(*reply));
}

void Client::forget(RequestId id) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  found->second.is_forgotten = true;
  if (found->second.reply) pending_.erase(found);
}

Error Client::error_of(const Reply& reply) {
  const auto status = wire::decode<Status>(reply.packet);
  if (!status || status->code == StatusCode::ok) {
    return broken(ErrorCode::invalid, "the SFTP server's answer does not fit the request").error();
  }
  return error_for(status->code, status->text.text);
}

bool Client::is_end(const Reply& reply) {
  const auto status = wire::decode<Status>(reply.packet);
  return status && status->code == StatusCode::end_of_file;
}

// What comes.

net::Task<Result<void>> Client::receive() {
  if (broken_) co_return std::unexpected(*broken_);
  const auto pieces = co_await stream_.read(longest_read);
  if (watchdog_.gave_up()) co_return broken(ErrorCode::timed_out, "the SFTP server does not answer");
  if (!pieces) co_return broken(pieces.error().code, pieces.error().message);
  if (pieces->empty()) co_return broken(ErrorCode::closed, "the SFTP server closed the connection");
  for (const Bytes piece : *pieces) {
    const auto taken = take(piece);
    if (!taken) co_return taken;
  }
  co_return Result<void>{};
}

Result<void> Client::take(Bytes input) {
  // A long answer may take its time, as long as it comes; single bytes now and then are no sign of life.
  unseen_ += input.size();
  if (unseen_ >= sign_of_life) expect_answer();
  for (;;) {
    const auto event = splitter_.next(input);
    if (!event) return broken(event.error().code, event.error().message);
    if (!*event) return {};
    const auto taken = std::visit([this](const auto& one) { return take(one); }, **event);
    if (!taken) return taken;
  }
}

Result<Client::Pending*> Client::pending_for(Bytes packet) {
  wire::Reader in{packet};
  std::uint8_t kind = 0;
  RequestId id{};
  in.read(kind);
  in.read(id);
  const auto found = pending_.find(id);
  const bool was_asked = in.error() == wire::WireError::none && found != pending_.end();
  if (!was_asked || found->second.reply) {
    return broken(ErrorCode::invalid, "the SFTP server answers what was not asked");
  }
  bulk_id_ = id;
  return &found->second;
}

Result<void> Client::take(const Packet& packet) {
  const auto kind = static_cast<MessageNumber>(packet.bytes.front());
  if (kind == MessageNumber::version && !version_) {
    version_.emplace(packet.bytes.begin(), packet.bytes.end());
    return {};
  }
  const auto pending = pending_for(packet.bytes);
  if (!pending) return std::unexpected(pending.error());
  (*pending)->reply = Reply{.kind = kind, .packet = {packet.bytes.begin(), packet.bytes.end()}, .data = {}};
  complete(bulk_id_);
  return {};
}

Result<void> Client::take(const BulkBegins& begins) {
  const auto pending = pending_for(begins.front);
  if (!pending) return std::unexpected(pending.error());
  if (begins.size > (*pending)->most_data) {
    return broken(ErrorCode::invalid, "the SFTP server sends more than it was asked for");
  }
  bulk_.clear();
  bulk_.reserve(begins.size);
  return {};
}

Result<void> Client::take(const BulkPiece& piece) {
  bulk_.insert(bulk_.end(), piece.bytes.begin(), piece.bytes.end());
  if (!piece.is_last) return {};
  pending_.at(bulk_id_).reply =
      Reply{.kind = MessageNumber::data, .packet = {}, .data = std::exchange(bulk_, {})};
  complete(bulk_id_);
  return {};
}

void Client::complete(RequestId id) {
  const auto found = pending_.find(id);
  if (found->second.is_forgotten) pending_.erase(found);
  expect_answer();
}

void Client::expect_answer() {
  unseen_ = 0;
  watchdog_.expect();
}

std::unexpected<Error> Client::broken(ErrorCode code, std::string message) {
  watchdog_.rest();
  if (!broken_) broken_ = Error{code, std::move(message)};
  return std::unexpected(*broken_);
}

}  // namespace ferry::sftp
