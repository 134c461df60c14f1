#include "sftp/client.h"

#include <fmt/format.h>

#include <algorithm>

namespace ferry::sftp {
namespace {

/// Most that is taken from the stream at a time.
constexpr std::size_t longest_read = std::size_t{1} << 20;
/// So many bytes of a long answer are a sign of life.
constexpr std::size_t sign_of_life = 4096;

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
