#include "ssh/certificate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ip_network.h"
#include "ssh/keys.h"

namespace ferry::ssh {
namespace {

/// Far more than anybody has, and little to hold: of each list, and of the bytes of a text.
constexpr std::size_t most_principals = 256;
constexpr std::size_t most_options = 64;
constexpr std::size_t longest_text = 1024;

std::unexpected<Error> malformed() {
  return failure(ErrorCode::invalid, "the certificate is malformed");
}

const SignatureRow* certificate_row(std::string_view blob_name) {
  const auto rows = key_algorithms();
  const auto row = std::ranges::find_if(
      rows, [&](const SignatureRow& each) { return each.certificate && each.blob_name == blob_name; });
  return row == rows.end() ? nullptr : &*row;
}

std::string_view type_name(Bytes blob) {
  wire::Reader in{blob};
  std::string_view name;
  in.read(name);
  return name;
}

std::string text_of(wire::Reader& in) {
  std::string_view text;
  in.read(text);
  if (text.size() > longest_text) in.fail(wire::WireError::bad_value);
  return std::string{text};
}

std::vector<std::string> read_principals(wire::Reader& in) {
  wire::Reader list{in.string()};
  std::vector<std::string> principals;
  while (list.left() > 0 && principals.size() < most_principals) principals.push_back(text_of(list));
  if (list.finish() != wire::WireError::none) in.fail(wire::WireError::bad_value);
  return principals;
}

/// One critical option or extension; `value` is the string that the data consist of.
void take_option(CertificateOptions& options, std::string_view name, Bytes data, wire::Reader& in) {
  wire::Reader value{data};
  if (name == "force-command") {
    options.force_command = text_of(value);
  } else if (name == "source-address") {
    options.source_address = text_of(value);
  } else if (name == "verify-required") {
    options.verify_required = true;
  } else if (!options.unknown) {
    options.unknown = std::string{name};
    return;
  }
  if (value.finish() != wire::WireError::none) in.fail(wire::WireError::bad_value);
}

/// Names in order, each once: whoever looks at the first of two must not be misled by the second.
template <class Take>
void read_options(wire::Reader& in, Take take) {
  wire::Reader list{in.string()};
  std::string_view before;
  for (std::size_t count = 0; list.left() > 0 && list.error() == wire::WireError::none; ++count) {
    std::string_view name;
    Bytes data;
    list.read(name);
    list.read(data);
    const bool in_order = count == 0 || before < name;
    if (!in_order || count == most_options || name.size() > longest_text)
      list.fail(wire::WireError::bad_value);
    if (list.error() == wire::WireError::none) take(name, data);
    before = name;
  }
  if (list.finish() != wire::WireError::none) in.fail(wire::WireError::bad_value);
}

void read_body(wire::Reader& in, Certificate& certificate) {
  in.read(certificate.serial);
  in.read(certificate.kind);
  certificate.key_id = text_of(in);
  certificate.principals = read_principals(in);
  in.read(certificate.valid_after);
  in.read(certificate.valid_before);
  CertificateOptions& options = certificate.options;
  read_options(in, [&](std::string_view name, Bytes data) { take_option(options, name, data, in); });
  read_options(in, [&](std::string_view name, Bytes) {
    options.no_touch_required = options.no_touch_required || name == "no-touch-required";
  });
  Bytes reserved, authority;
  in.read(reserved);
  in.read(authority);
  certificate.authority.assign(authority.begin(), authority.end());
}

/// The row of the algorithm that an authority has signed with; null for none that is good for it.
const SignatureRow* authority_row(Bytes signature_blob) {
  const SignatureRow* row = find_key_algorithm(type_name(signature_blob));
  return row == nullptr || row->certificate || is_weak(*row) ? nullptr : row;
}

ferry::Result<void> check_signature(const Certificate& certificate, Bytes message, Bytes signature) {
  if (is_certificate(certificate.authority))
    return failure(ErrorCode::invalid, "the certificate is signed by another certificate");
  const auto authority = decode_peer_key(certificate.authority);
  if (!authority)
    return failure(authority.error().code, "the certificate's authority: " + authority.error().message);
  const SignatureRow* row = authority_row(signature);
  if (row == nullptr || !verify_use(*authority, *row, message, signature))
    return failure(ErrorCode::invalid, "the signature of the certificate's authority is not good");
  return {};
}

bool is_known(CertificateKind kind) {
  return kind == CertificateKind::user || kind == CertificateKind::host;
}

std::optional<std::string> option_problem(const Certificate& certificate, const CertificateUse& use) {
  const CertificateOptions& options = certificate.options;
  if (options.unknown)
    return fmt::format("it has the critical option {}, which means nothing here", *options.unknown);
  if (use.kind == CertificateKind::host) {
    const bool any = options.force_command || options.source_address || options.verify_required;
    return any ? std::optional<std::string>{"it has critical options, which hosts have not"} : std::nullopt;
  }
  if (!options.source_address) return std::nullopt;
  const auto inside = lies_in_networks(use.address, *options.source_address);
  if (!inside) return "its source-address is malformed";
  if (!*inside) return fmt::format("it is good from {} only", *options.source_address);
  return std::nullopt;
}

}  // namespace

std::string Certificate::words() const {
  return fmt::format("ID \"{}\" (serial {}) CA {} {}", key_id, serial, type_name(authority),
                     sha256_fingerprint(authority));
}

bool is_certificate(Bytes blob) {
  return certificate_row(type_name(blob)) != nullptr;
}

ferry::Result<Certificate> decode_certificate(Bytes blob) {
  wire::Reader in{blob};
  std::string_view name;
  Bytes nonce;
  in.read(name);
  in.read(nonce);
  const SignatureRow* row = certificate_row(name);
  if (row == nullptr || in.error() != wire::WireError::none) return malformed();
  auto key = read_peer_key(in, *row);
  if (!key) return std::unexpected(std::move(key.error()));
  Certificate certificate{.key = std::move(*key)};
  read_body(in, certificate);
  const std::size_t signed_size = blob.size() - in.left();
  Bytes signature;
  in.read(signature);
  if (in.finish() != wire::WireError::none || !is_known(certificate.kind)) return malformed();
  const auto checked = check_signature(certificate, blob.first(signed_size), signature);
  if (!checked) return std::unexpected(checked.error());
  return certificate;
}

std::optional<std::string> why_unusable(const Certificate& certificate, const CertificateUse& use) {
  if (certificate.kind != use.kind)
    return use.kind == CertificateKind::user ? "it is for a host, not for a user"
                                             : "it is for a user, not for a host";
  if (use.now < certificate.valid_after) return "it is not valid yet";
  if (use.now >= certificate.valid_before) return "it has expired";
  // draft-miller-ssh-cert has an empty list match everybody; nobody who signs one knows for whom.
  if (std::ranges::find(certificate.principals, use.principal) == certificate.principals.end())
    return fmt::format("it is not for {}", use.principal);
  return option_problem(certificate, use);
}

}  // namespace ferry::ssh
