#include "ssh/connection/channel_request.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

using Text = std::string_view;

ByteVector fields(auto... values) {
  ByteVector data;
  wire::Writer out{data};
  (out.write(values), ...);
  return data;
}

struct Case {
  Text name;
  Role receiver;
  ByteVector bytes;
  RequestKind request;
};

/// The fields as RFC 4254 section 6 and RFC 4335 section 3 list them.
std::vector<Case> cases() {
  constexpr std::uint32_t zero = 0;
  return {
      {"pty-req", Role::server,
       fields(Text{"vt100"}, std::uint32_t{511}, std::uint32_t{1000}, zero, zero, Text{}),
       PtyRequest{"vt100", 511, 1000}},
      {"env", Role::server, fields(Text{"LANG"}, Text{"C"}), EnvRequest{"LANG", "C"}},
      {"shell", Role::server, {}, ShellRequest{}},
      {"exec", Role::server, fields(Text{"scp -t flash:/a b"}), ExecRequest{"scp -t flash:/a b"}},
      {"subsystem", Role::server, fields(Text{"sftp"}), SubsystemRequest{"sftp"}},
      {"window-change", Role::server, fields(std::uint32_t{80}, std::uint32_t{24}, zero, zero),
       WindowChange{80, 24}},
      {"signal", Role::server, fields(Text{"INT"}), SignalRequest{"INT"}},
      {"break", Role::server, fields(zero), BreakRequest{}},
      {"exit-status", Role::client, fields(std::uint32_t{255}), ExitStatus{255}},
      {"exit-signal", Role::client, fields(Text{"KILL"}, false, Text{"gone"}, Text{}),
       ExitSignal{"KILL", "gone"}},
  };
}

Role other(Role role) {
  return role == Role::server ? Role::client : Role::server;
}

TEST(ChannelRequest, IsWrittenAsTheRfcListsItsFields_Rfc4254Section6) {
  for (const Case& one : cases()) {
    EXPECT_EQ(request_name(one.request), one.name);
    EXPECT_EQ(to_hex(encode_request(one.request)), to_hex(one.bytes)) << one.name;
  }
}

TEST(ChannelRequest, IsReadBackAsItWasWritten) {
  for (const Case& one : cases()) {
    const auto read = decode_request(one.receiver, one.name, one.bytes, {});
    ASSERT_TRUE(read && *read) << one.name;
    EXPECT_EQ((*read)->index(), one.request.index());
    EXPECT_EQ(to_hex(encode_request(**read)), to_hex(one.bytes)) << one.name;
  }
}

TEST(ChannelRequest, IsRefusedByTheSideThatItIsNotFor) {
  for (const Case& one : cases()) {
    const auto read = decode_request(other(one.receiver), one.name, one.bytes, {});
    ASSERT_TRUE(read) << one.name;
    EXPECT_FALSE(*read) << one.name;
  }
}

TEST(ChannelRequest, IsRefusedWhenNobodyKnowsIt) {
  for (const Text name :
       {"auth-agent-req@openssh.com", "x11-req", "eow@openssh.com", "EXEC", "exec ", "", "xon-xoff"}) {
    const auto read = decode_request(Role::server, name, fields(Text{"anything"}), {});
    ASSERT_TRUE(read) << name;
    EXPECT_FALSE(*read) << name;
  }
}

TEST(ChannelRequest, IsAnErrorCutAtAnyByteOrWithOneTooMany) {
  for (const Case& one : cases()) {
    for (std::size_t size = 0; size <= one.bytes.size() + 1; ++size) {
      if (size == one.bytes.size()) continue;
      ByteVector changed = one.bytes;
      changed.resize(size);
      const auto read = decode_request(one.receiver, one.name, changed, {});
      ASSERT_FALSE(read) << one.name << " with " << size << " bytes";
      EXPECT_EQ(read.error().fault, Fault::malformed);
    }
  }
}

TEST(ChannelRequest, IsRefusedWhenAValueIsTooLong) {
  const ConnectionLimits limits;
  const auto refused = [&](Text name, const ByteVector& bytes) {
    const auto read = decode_request(Role::server, name, bytes, limits);
    return read.has_value() && !*read;
  };
  const auto text = [](std::size_t size) { return std::string(size, 'x'); };
  const std::uint32_t size = 80;
  const auto pty = [&](std::size_t name, std::size_t modes) {
    return fields(Text{text(name)}, size, size, size, size, Text{text(modes)});
  };
  EXPECT_FALSE(refused("pty-req", pty(limits.terminal_name, limits.terminal_modes)));
  EXPECT_TRUE(refused("pty-req", pty(limits.terminal_name + 1, 0)));
  EXPECT_TRUE(refused("pty-req", pty(5, limits.terminal_modes + 1)));
  EXPECT_TRUE(refused("env", fields(Text{"A"}, Text{text(limits.environment_value + 1)})));
  EXPECT_TRUE(refused("env", fields(Text{text(limits.name_length + 1)}, Text{})));
  EXPECT_TRUE(refused("exec", fields(Text{text(limits.command + 1)})));
  EXPECT_TRUE(refused("subsystem", fields(Text{text(limits.name_length + 1)})));
  EXPECT_TRUE(refused("signal", fields(Text{text(limits.name_length + 1)})));
}

}  // namespace
}  // namespace ferry::ssh
