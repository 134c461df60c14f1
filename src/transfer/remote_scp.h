#pragma once

#include <memory>
#include <string>

#include "scp/command.h"
#include "scp/dialogue.h"
#include "transfer/remote.h"
#include "transfer/ssh_client.h"

namespace ferry::transfer {

/// One scp on another machine, in either direction, with what it says beside its records.
class RemoteScp {
 public:
  /// Starts it for `path`; `direction` is what we are: a sink runs `scp -f` there. With -v, as IOS does, so
  /// that an OpenSSH there says what it sends or stores.
  static net::Task<Result<std::unique_ptr<RemoteScp>>> start(std::unique_ptr<SshClient> client,
                                                             scp::Direction direction, std::string path,
                                                             Correspondent& correspondent);

  [[nodiscard]] scp::Dialogue& dialogue() { return dialogue_; }
  /// Sends content, in packets as large as the other side takes.
  net::Task<Result<void>> send(Bytes content);
  /// What is said to a program that has left does not arrive; why it left may still be heard, as its answer.
  net::Task<Result<void>> say(std::string line);
  net::Task<Result<void>> thank();
  /// The other side's answer. Errors: what it complains of, or why none came.
  net::Task<Result<void>> answer();
  /// The next record. Errors as above; a name in it is not looked at.
  net::Task<Result<scp::Record>> record();
  /// Shows the lines that the other side's scp wrote for a typist since the last call.
  net::Task<void> show_lines();
  /// What `error` of the stream really was: what the program complained of as it ended, if it did.
  net::Task<Error> explain(Error error);
  /// Ends in order: end of input, exit status, DISCONNECT. In bounded time.
  net::Task<void> leave();

 private:
  RemoteScp(std::unique_ptr<SshClient> client, std::unique_ptr<RemoteProgram> program,
            Correspondent& correspondent)
      : client_(std::move(client)),
        program_(std::move(program)),
        correspondent_(correspondent),
        dialogue_(program_->stream(), trace_) {}

  net::Task<Error> not_scp();

  std::unique_ptr<SshClient> client_;
  std::unique_ptr<RemoteProgram> program_;
  Correspondent& correspondent_;
  scp::Trace trace_;
  scp::Dialogue dialogue_;
  std::string complaint_;  // the last line on standard error that is not for a typist
};

}  // namespace ferry::transfer
