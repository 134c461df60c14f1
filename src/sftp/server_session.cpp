#include "sftp/server_session.h"

#include <algorithm>

#include "sftp/limits.h"

namespace ferry::sftp {
namespace {

/// So many requests of somebody who may do nothing are answered.
constexpr unsigned most_refusals = 16;
/// Most that is taken, and written, at a time.
constexpr std::size_t longest_read = std::size_t{1} << 20;
/// Less than this is not worth a trip to an offload thread while more of a WRITE is to come.
constexpr std::uint64_t usual_write = std::uint64_t{256} << 10;

/// 0 if the packet is too short to have one.
RequestId id_of(Bytes packet) {
  wire::Reader in{packet.subspan(1)};
  RequestId id{};
  in.read(id);
  return id;
}

}  // namespace

ServerSession::ServerSession(net::ByteStream& stream, const ServerEnvironment& environment)
    : stream_(stream),
      environment_(environment),
      service_(environment),
      replies_(environment.loop, stream, environment.offload, [this](const Download& download) {
        const bool was_read = download.sent > 0 || download.file->info().size == 0;
        if (was_read && environment_.record) environment_.record(service_.record_of(download));
      }) {}

net::Task<int> ServerSession::take_requests() {
  for (;;) {
    if (incoming_.left > 0) {
      stream_.expect(static_cast<std::size_t>(std::min(incoming_.left, usual_write)));
    }
    const auto pieces = co_await stream_.read(longest_read);
    if (!pieces || pieces->empty()) co_return 0;
    for (const Bytes piece : *pieces) {
      const bool goes_on = co_await take(piece);
      if (!goes_on) co_return 1;
    }
    // What was lent ends with the next read.
    co_await write_gathered();
  }
}

net::Task<bool> ServerSession::take(Bytes input) {
  for (;;) {
    const auto event = splitter_.next(input);
    if (!event && environment_.warn) environment_.warn(event.error().message);
    if (!event) co_return false;
    if (!*event) co_return true;
    bool goes_on = false;
    if (const auto* const packet = std::get_if<Packet>(&**event)) {
      goes_on = co_await take(*packet);
    } else if (const auto* const begins = std::get_if<BulkBegins>(&**event)) {
      goes_on = co_await take(*begins);
    } else {
      goes_on = co_await take(std::get<BulkPiece>(**event));
    }
    if (!goes_on) co_return false;
  }
}

net::Task<bool> ServerSession::take(Packet packet) {
  co_await write_gathered();
  if (!greeted_) co_return greet(packet.bytes);
  co_return co_await answer(packet.bytes);
}

/// Draft section 4: INIT comes first.
bool ServerSession::greet(Bytes packet) {
  const auto init = wire::decode<Init>(packet);
  if (!init || init->version < protocol_version) return false;
  greeted_ = true;
  replies_.put(FileService::greeting());
  return true;
}

net::Task<bool> ServerSession::answer(Bytes packet) {
  if (environment_.trace) trace(false, FileService::describe(packet));
  const bool has_room = co_await replies_.wait_for_room();
  if (!has_room) co_return false;
  if (!environment_.refusal.empty()) co_return refuse(packet);
  const Result<void> permitted = co_await permit(packet);
  if (!permitted) {
    replies_.put(status(id_of(packet), permitted.error()));
    co_return true;
  }
  // Two threads that wake each other cost more than most answers.
  auto answer = service_.answer_at_once(packet);
  if (!answer) answer = co_await environment_.offload.run([&] { return service_.answer(packet); });
  if (!answer) co_return false;
  tell(*answer);
  replies_.put(*std::move(answer));
  co_return true;
}

net::Task<Result<void>> ServerSession::permit(Bytes packet) const {
  if (!environment_.permit) co_return Result<void>{};
  auto operation = service_.operation_of(packet);
  if (!operation) co_return Result<void>{};
  co_return co_await environment_.permit(*std::move(operation));
}

bool ServerSession::refuse(Bytes packet) {
  replies_.put(status(id_of(packet), StatusCode::permission_denied, environment_.refusal));
  // Clients give up at the first such answer, or at the second.
  return ++refused_ < most_refusals;
}

net::Task<bool> ServerSession::take(BulkBegins begins) {
  const auto front = wire::decode<WriteFront>(begins.front);
  if (!front || !greeted_) co_return false;
  const bool has_room = co_await replies_.wait_for_room();
  if (!has_room) co_return false;
  incoming_ = {.id = front->id,
               .upload = service_.find_upload(front->handle),
               .offset = front->offset,
               .left = begins.size};
  const bool belongs =
      incoming_.upload == gathered_.upload && gathered_.offset + gathered_.size == front->offset;
  if (!belongs) co_await write_gathered();
  co_return true;
}

net::Task<bool> ServerSession::take(BulkPiece piece) {
  incoming_.left -= piece.bytes.size();
  if (!incoming_.upload) {
    if (piece.is_last) replies_.put(status(incoming_.id, StatusCode::failure, "no such handle"));
    co_return true;
  }
  if (gathered_.pieces.empty() && gathered_.complete.empty()) {
    gathered_.upload = incoming_.upload;
    gathered_.offset = incoming_.offset;
  }
  gathered_.pieces.push_back(piece.bytes);
  gathered_.size += piece.bytes.size();
  incoming_.offset += piece.bytes.size();
  if (piece.is_last) gathered_.complete.push_back(incoming_.id);
  co_return true;
}

net::Task<void> ServerSession::write_gathered() {
  const Gathered now = std::exchange(gathered_, {});
  if (!now.upload) co_return;
  Result<void> written;
  if (now.size > 0 && !FileService::hold(*now.upload, now.offset, now.pieces)) {
    written = co_await environment_.offload.run(
        [&] { return service_.write(*now.upload, now.offset, now.pieces); });
  }
  // A WRITE that began in an earlier call has failed if that did: the upload remembers.
  if (now.upload->failed) written = std::unexpected(*now.upload->failed);
  for (const RequestId id : now.complete) replies_.put(status(id, written));
}

net::Task<void> ServerSession::end() {
  replies_.finish();
  co_await replies_.wait_for_end();
  const auto records = co_await environment_.offload.run([this] { return service_.end(); });
  if (!environment_.record) co_return;
  for (const TransferRecord& record : records) environment_.record(record);
}

void ServerSession::tell(Answer& answer) const {
  if (answer.record && environment_.record) environment_.record(*answer.record);
  if (!environment_.warn) return;
  for (const std::string& warning : answer.warnings) environment_.warn(warning);
}

void ServerSession::trace(bool outgoing, std::string_view text) const {
  environment_.trace(outgoing, (outgoing ? "send " : "recv ") + std::string{text});
}

namespace {

net::Task<void> send_replies(std::shared_ptr<ServerSession> session) {
  co_await session->replies().run();
}

}  // namespace

net::Task<int> serve(net::ByteStream& stream, const ServerEnvironment& environment) {
  const auto session = std::make_shared<ServerSession>(stream, environment);
  environment.loop.spawn(send_replies(session));
  const int status = co_await session->take_requests();
  co_await session->end();
  co_return status;
}

}  // namespace ferry::sftp
