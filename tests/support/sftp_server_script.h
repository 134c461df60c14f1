#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/byte_stream.h"
#include "sftp/extensions.h"
#include "sftp/messages.h"
#include "sftp/splitter.h"

namespace ferry::testing {

/// A server that says to each request what a test wants, on the far end of a pipe: zero or more packets.
class SftpServerScript {
 public:
  /// `packet` is the request as it came; what is given goes out.
  using Answerer = std::function<std::vector<ByteVector>(Bytes packet)>;

  SftpServerScript(net::ByteStream& stream, Answerer answerer)
      : stream_(stream), answerer_(std::move(answerer)) {}

  /// Until the client leaves.
  net::Task<void> run() {
    for (;;) {
      const auto pieces = co_await stream_.read(1 << 20);
      if (!pieces || pieces->empty()) co_return;
      ByteVector answers;
      for (const Bytes piece : *pieces) take(piece, answers);
      if (!answers.empty()) co_await stream_.write(answers);
    }
  }
  std::vector<std::string> requests;  // "OPEN", "READ"..., in the order they came

 private:
  void take(Bytes input, ByteVector& answers) {
    for (;;) {
      const auto event = splitter_.next(input);
      if (!event || !*event) return;
      const auto& packet = std::get<sftp::Packet>(**event);
      for (const ByteVector& answer : answerer_(packet.bytes)) {
        wire::Writer{answers}.write(Bytes{answer});
      }
    }
  }

  net::ByteStream& stream_;
  Answerer answerer_;
  sftp::Splitter splitter_{sftp::Splitter::Bulk::data};  // a client sends none: WRITE comes whole
};

inline ByteVector sftp_version(std::vector<sftp::Extensions::One> extensions = {}) {
  return wire::encode(sftp::Version{.version = 3, .extensions = {std::move(extensions)}});
}

inline ByteVector sftp_status(sftp::RequestId id, sftp::StatusCode code, std::string_view text = {}) {
  return wire::encode(sftp::Status{.id = id, .code = code, .text = {text, ""}});
}

/// The number and the id of a request.
inline std::pair<sftp::MessageNumber, sftp::RequestId> sftp_head(Bytes packet) {
  wire::Reader in{packet};
  sftp::MessageNumber number{};
  sftp::RequestId id{};
  in.read(number);
  in.read(id);
  return {number, id};
}

}  // namespace ferry::testing
