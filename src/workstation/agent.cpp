#include "workstation/agent.h"

#include <utility>

#include "net/local_socket.h"
#include "net/notifier.h"

namespace ferry::workstation {
namespace {

/// An agent may wait for a person who confirms the use of a key or touches a token.
constexpr auto patience = std::chrono::seconds{60};

std::unexpected<Error> gone() {
  return failure(ErrorCode::closed, "the SSH agent does not answer");
}

}  // namespace

Result<std::shared_ptr<Agent>> Agent::connect(net::EventLoop& loop, const std::string& path) {
  auto stream = net::connect_local(loop, path);
  if (!stream) return std::unexpected(std::move(stream.error()));
  return std::shared_ptr<Agent>{new Agent{loop, *std::move(stream)}};
}

net::Task<Result<std::vector<AgentKey>>> Agent::keys() {
  auto answer = co_await ask(agent_keys_request());
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return parse_agent_keys(*answer);
}

net::Task<Result<ByteVector>> Agent::sign(Bytes blob, Bytes data, AgentFlags flags) {
  auto answer = co_await ask(agent_sign_request(blob, data, flags));
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return parse_agent_signature(*answer);
}

net::Task<Result<ByteVector>> Agent::ask(ByteVector request) {
  const TimePoint deadline = std::chrono::steady_clock::now() + patience;
  if (stream_ == nullptr) co_return gone();
  loop_.spawn(give_up_later(stream_, deadline));
  const auto sent = co_await stream_->write(request);
  if (!sent) co_return gone();
  auto length = co_await read(agent_length_size);
  if (!length) co_return length;
  const auto size = agent_answer_size(*length);
  if (!size) co_return std::unexpected(size.error());
  co_return co_await read(*size);
}

net::Task<Result<ByteVector>> Agent::read(std::size_t size) {
  ByteVector bytes;
  while (bytes.size() < size) {
    const auto pieces = co_await stream_->read(size - bytes.size());
    if (!pieces || pieces->empty()) co_return gone();
    for (const Bytes piece : *pieces) bytes.insert(bytes.end(), piece.begin(), piece.end());
  }
  co_return bytes;
}

/// What has been answered by then is not affected: each login makes a connection of its own.
net::Task<void> Agent::give_up_later(std::weak_ptr<net::ByteStream> stream, TimePoint deadline) {
  co_await net::sleep_until(deadline);
  const auto still_there = stream.lock();
  if (still_there != nullptr) still_there->close();
}

net::Task<Result<ByteVector>> AgentSigner::sign(const ssh::SignatureRow& algorithm, Bytes message) {
  AgentFlags flags = AgentFlags::none;
  if (algorithm.name == "rsa-sha2-256") flags = AgentFlags::rsa_sha2_256;
  if (algorithm.name == "rsa-sha2-512") flags = AgentFlags::rsa_sha2_512;
  co_return co_await agent_->sign(key_.blob, message, flags);
}

}  // namespace ferry::workstation
