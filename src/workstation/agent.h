#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/byte_stream.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "transfer/ssh_login.h"
#include "workstation/agent_protocol.h"

namespace ferry::workstation {

/// An SSH agent behind a Unix socket. One request at a time, on one loop; the time that it may take is
/// bounded, because an agent may ask a person first.
class Agent {
 public:
  /// Error: nobody listens there.
  [[nodiscard]] static Result<std::shared_ptr<Agent>> connect(net::EventLoop& loop, const std::string& path);

  net::Task<Result<std::vector<AgentKey>>> keys();
  /// `blob` and `data` live until it returns.
  net::Task<Result<ByteVector>> sign(Bytes blob, Bytes data, AgentFlags flags);

 private:
  Agent(net::EventLoop& loop, std::unique_ptr<net::ByteStream> stream)
      : loop_(loop), stream_(std::move(stream)) {}

  net::Task<Result<ByteVector>> ask(ByteVector request);
  net::Task<Result<ByteVector>> read(std::size_t size);
  static net::Task<void> give_up_later(std::weak_ptr<net::ByteStream> stream, TimePoint deadline);

  net::EventLoop& loop_;
  std::shared_ptr<net::ByteStream> stream_;
};

/// A key that an agent keeps.
class AgentSigner final : public transfer::Signer {
 public:
  AgentSigner(std::shared_ptr<Agent> agent, AgentKey key) : agent_(std::move(agent)), key_(std::move(key)) {}
  [[nodiscard]] const ByteVector& public_key() const override { return key_.blob; }
  net::Task<Result<ByteVector>> sign(const ssh::SignatureRow& algorithm, Bytes message) override;

 private:
  std::shared_ptr<Agent> agent_;
  AgentKey key_;
};

}  // namespace ferry::workstation
