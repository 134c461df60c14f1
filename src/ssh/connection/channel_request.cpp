#include "ssh/connection/channel_request.h"

#include <algorithm>
#include <iterator>

#include "ssh/decode.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

/// Reads the fields of a request; remembers whether one of them was too long for us.
class FieldReader {
 public:
  explicit FieldReader(Bytes fields) : in_(fields) {}

  void text(std::string& into, std::size_t longest) {
    std::string_view value;
    in_.read(value);
    if (value.size() > longest) {
      too_long_ = true;
    } else {
      into = value;
    }
  }
  void number(std::uint32_t& into) { in_.read(into); }
  /// Fields that mean nothing to us.
  void unused_number() {
    std::uint32_t ignored = 0;
    in_.read(ignored);
  }
  void unused_flag() {
    bool ignored = false;
    in_.read(ignored);
  }
  void unused_text(std::size_t longest) { too_long_ = in_.string().size() > longest || too_long_; }

  [[nodiscard]] wire::WireError finish() const { return in_.finish(); }
  [[nodiscard]] bool too_long() const { return too_long_; }

 private:
  wire::Reader in_;
  bool too_long_ = false;
};

/// Writes them; fields without meaning for us are zero or empty.
class FieldWriter {
 public:
  explicit FieldWriter(ByteVector& into) : out_(into) {}

  void text(const std::string& value, std::size_t /*longest*/) { out_.write(std::string_view{value}); }
  void number(std::uint32_t value) { out_.write(value); }
  void unused_number() { out_.write(std::uint32_t{0}); }
  void unused_flag() { out_.write(false); }
  void unused_text(std::size_t /*longest*/) { out_.write(std::string_view{}); }

 private:
  wire::Writer out_;
};

// The fields of each request, in wire order, for reading and for writing.

void fields_of(auto& fields, PtyRequest& request, const ConnectionLimits& limits) {
  fields.text(request.terminal, limits.terminal_name);
  fields.number(request.columns);
  fields.number(request.rows);
  fields.unused_number();  // width in pixels
  fields.unused_number();  // height in pixels
  fields.unused_text(limits.terminal_modes);
}
void fields_of(auto& fields, EnvRequest& request, const ConnectionLimits& limits) {
  fields.text(request.name, limits.name_length);
  fields.text(request.value, limits.environment_value);
}
void fields_of(auto& /*fields*/, ShellRequest& /*request*/, const ConnectionLimits& /*limits*/) {}
void fields_of(auto& fields, ExecRequest& request, const ConnectionLimits& limits) {
  fields.text(request.command, limits.command);
}
void fields_of(auto& fields, SubsystemRequest& request, const ConnectionLimits& limits) {
  fields.text(request.name, limits.name_length);
}
void fields_of(auto& fields, WindowChange& request, const ConnectionLimits& /*limits*/) {
  fields.number(request.columns);
  fields.number(request.rows);
  fields.unused_number();
  fields.unused_number();
}
void fields_of(auto& fields, SignalRequest& request, const ConnectionLimits& limits) {
  fields.text(request.name, limits.name_length);
}
void fields_of(auto& fields, BreakRequest& /*request*/, const ConnectionLimits& /*limits*/) {
  fields.unused_number();  // RFC 4335 section 3: its length in milliseconds
}
void fields_of(auto& fields, ExitStatus& request, const ConnectionLimits& /*limits*/) {
  fields.number(request.status);
}
void fields_of(auto& fields, ExitSignal& request, const ConnectionLimits& limits) {
  fields.text(request.name, limits.name_length);
  fields.unused_flag();  // core dumped
  fields.text(request.message, limits.environment_value);
  fields.unused_text(limits.name_length);  // language
}

struct Row {
  std::string_view name;
  Role receiver;
  RequestKind (*make)();
};

template <class Request>
RequestKind make() {
  return Request{};
}

/// In the order of RequestKind's alternatives. RFC 4254 section 6: what starts and steers a program goes to
/// the server, how it ended comes to the client.
constexpr Row rows[] = {
    {"pty-req", Role::server, make<PtyRequest>},         {"env", Role::server, make<EnvRequest>},
    {"shell", Role::server, make<ShellRequest>},         {"exec", Role::server, make<ExecRequest>},
    {"subsystem", Role::server, make<SubsystemRequest>}, {"window-change", Role::server, make<WindowChange>},
    {"signal", Role::server, make<SignalRequest>},       {"break", Role::server, make<BreakRequest>},
    {"exit-status", Role::client, make<ExitStatus>},     {"exit-signal", Role::client, make<ExitSignal>},
};
static_assert(std::size(rows) == std::variant_size_v<RequestKind>);

}  // namespace

std::string_view request_name(const RequestKind& request) {
  return rows[request.index()].name;
}

ByteVector encode_request(const RequestKind& request) {
  ByteVector fields;
  FieldWriter out{fields};
  RequestKind copy = request;
  std::visit([&](auto& kind) { fields_of(out, kind, ConnectionLimits{}); }, copy);
  return fields;
}

Result<std::optional<RequestKind>> decode_request(Role receiver, std::string_view name, Bytes fields,
                                                  const ConnectionLimits& limits) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  if (row == std::end(rows) || row->receiver != receiver) return std::optional<RequestKind>{};
  RequestKind request = row->make();
  FieldReader in{fields};
  std::visit([&](auto& kind) { fields_of(in, kind, limits); }, request);
  if (const auto error = in.finish(); error != wire::WireError::none) {
    return std::unexpected(malformed(std::string{row->name} + " request", error));
  }
  if (in.too_long()) return std::optional<RequestKind>{};
  return std::optional{std::move(request)};
}

}  // namespace ferry::ssh
