#include "scp/server.h"

#include "scp/sink.h"
#include "scp/source.h"

namespace ferry::scp {

net::Task<int> serve(Command command, net::ByteStream& stream, const Environment& environment) {
  if (command.direction == Direction::sink) {
    Sink sink{std::move(command), stream, environment};
    co_return co_await sink.run();
  }
  Source source{std::move(command), stream, environment};
  co_return co_await source.run();
}

net::Task<void> refuse(net::ByteStream& stream, std::string text, const Environment& environment) {
  Dialogue dialogue{stream, environment.trace};
  co_await dialogue.complain(std::move(text));
}

}  // namespace ferry::scp
