#include "aaa/tacacs/connection.h"

#include <array>
#include <utility>

#include "net/closing_timer.h"

namespace ferry::aaa::tacacs {
namespace {

using Kind = NoReply::Kind;

std::unexpected<NoReply> refused(Refusal refusal) {
  return std::unexpected(NoReply{Kind::refused, std::move(refusal)});
}

}  // namespace

net::Task<std::expected<ByteVector, NoReply>> Connection::exchange(Session& session, ByteVector packet,
                                                                   TimePoint deadline) {
  const net::ClosingTimer timer{loop_, *link_, deadline};
  const bool written = co_await write(std::move(packet));
  std::expected<ByteVector, NoReply> reply = std::unexpected(NoReply{Kind::closed_before});
  if (written) reply = co_await receive(session);
  const bool refused = !reply && reply.error().kind == Kind::refused;
  if (timer.has_closed() && !reply && !refused) co_return std::unexpected(NoReply{Kind::timed_out});
  co_return reply;
}

net::Task<std::expected<ByteVector, NoReply>> Connection::receive(Session& session) {
  std::array<Byte, header_size> head{};
  const std::size_t size = co_await read(head);
  if (size == 0) co_return std::unexpected(NoReply{Kind::closed_before});
  if (size < head.size()) co_return std::unexpected(NoReply{Kind::cut_off});
  const auto header = decode_header(head);
  if (!header) co_return refused({Outcome::error, header.error().message});
  // Noise may announce a long body that never comes; nobody waits for that.
  if (auto checked = session.check(*header); !checked) co_return refused(std::move(checked.error()));
  ByteVector body(header->length);
  const std::size_t body_size = co_await read(body);
  if (body_size < body.size()) co_return std::unexpected(NoReply{Kind::cut_off});
  auto opened = session.open(*header, std::move(body));
  if (!opened) co_return refused(std::move(opened.error()));
  co_return std::move(*opened);
}

net::Task<bool> Connection::write(ByteVector packet) {
  Bytes left = packet;
  while (!left.empty()) {
    const auto written = link_->try_write({&left, 1});
    if (!written) {
      co_await link_->writable();
      continue;
    }
    if (!*written) break;
    left = left.subspan(**written);
  }
  const bool all_sent = left.empty();
  wipe(packet);  // a password may be in it
  co_return all_sent;
}

net::Task<std::size_t> Connection::read(MutableBytes into) {
  std::size_t size = 0;
  while (size < into.size()) {
    const auto came = link_->try_read(into.subspan(size));
    if (!came) {
      co_await link_->readable();
      continue;
    }
    if (!*came || **came == 0) break;
    size += **came;
  }
  co_return size;
}

void Connection::send_last(Bytes packet) {
  if (link_) static_cast<void>(link_->try_write({&packet, 1}));
}

bool Connection::is_quiet() {
  std::array<Byte, 1> unexpected{};
  return !link_->try_read(unexpected);
}

}  // namespace ferry::aaa::tacacs
