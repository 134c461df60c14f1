#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "ssh/certificate.h"
#include "ssh/keys.h"
#include "wire/writer.h"

/// OpenSSH certificates and security tokens, made by hand so that each part can be wrong.
namespace ferry::testing {

struct Option {
  std::string name;
  ByteVector data;
};

/// An option whose data consist of one string.
inline Option option(std::string name, std::string_view value) {
  ByteVector data;
  wire::Writer{data}.write(value);
  return {std::move(name), std::move(data)};
}

inline ByteVector packed(const std::vector<Option>& options) {
  ByteVector bytes;
  wire::Writer out{bytes};
  for (const Option& each : options) {
    out.write(std::string_view{each.name});
    out.write(Bytes{each.data});
  }
  return bytes;
}

/// What stands behind the type name of a blob.
inline ByteVector fields_of(Bytes blob) {
  wire::Reader in{blob};
  std::string_view type;
  wire::Rest rest;
  in.read(type);
  in.read(rest);
  return {rest.bytes.begin(), rest.bytes.end()};
}

/// A certificate for `alice`, valid from 1000 to 2000, that says nothing more.
struct CertificatePlan {
  ssh::PeerKey key;
  std::string_view type = "ssh-ed25519-cert-v01@openssh.com";
  std::uint64_t serial = 7;
  ssh::CertificateKind kind = ssh::CertificateKind::user;
  std::string key_id = "alice's";
  std::vector<std::string> principals{"alice"};
  std::uint64_t valid_after = 1000, valid_before = 2000;
  std::vector<Option> critical = {}, extensions = {};
  std::string_view signed_with = "ssh-ed25519";
  ByteVector authority = {};  // instead of the signer's own blob
};

inline ByteVector certificate_body(const CertificatePlan& plan, Bytes authority) {
  ByteVector body;
  wire::Writer out{body};
  out.write(plan.type);
  out.write(std::string_view{"nonce"});
  out.raw(fields_of(ssh::encode_peer_key(plan.key)));
  out.write(plan.serial);
  out.write(plan.kind);
  out.write(std::string_view{plan.key_id});
  ByteVector principals;
  for (const std::string& each : plan.principals) wire::Writer{principals}.write(std::string_view{each});
  out.write(Bytes{principals});
  out.write(plan.valid_after);
  out.write(plan.valid_before);
  out.write(Bytes{packed(plan.critical)});
  out.write(Bytes{packed(plan.extensions)});
  out.write(std::string_view{});
  out.write(authority);
  return body;
}

inline ByteVector make_certificate(const CertificatePlan& plan, const crypto::PrivateKey& authority) {
  const ByteVector own = ssh::encode_public_key(authority.public_key());
  ByteVector blob = certificate_body(plan, plan.authority.empty() ? own : plan.authority);
  const ByteVector signature = ssh::sign(authority, *ssh::find_signature_algorithm(plan.signed_with), blob);
  wire::Writer{blob}.write(Bytes{signature});
  return blob;
}

/// A security token in software: signs as PROTOCOL.u2f says.
struct SoftwareToken {
  crypto::PrivateKey key = crypto::PrivateKey::generate_ed25519();
  std::string application = "ssh:";
  std::uint8_t flags = 1;
  std::uint32_t counter = 5;

  [[nodiscard]] ssh::PeerKey public_key() const { return {key.public_key(), application}; }
  [[nodiscard]] std::string_view algorithm() const {
    return ssh::key_type(key.public_key()) == ssh::KeyType::ed25519 ? "sk-ssh-ed25519@openssh.com"
                                                                    : "sk-ecdsa-sha2-nistp256@openssh.com";
  }
  [[nodiscard]] ByteVector sign(Bytes message) const {
    ByteVector text = crypto::hash(crypto::HashKind::sha256, as_bytes(std::string_view{application}));
    wire::Writer out{text};
    out.write(flags);
    out.write(counter);
    out.raw(crypto::hash(crypto::HashKind::sha256, message));
    const bool is_ed25519 = ssh::key_type(key.public_key()) == ssh::KeyType::ed25519;
    const auto& row = *ssh::find_signature_algorithm(is_ed25519 ? "ssh-ed25519" : "ecdsa-sha2-nistp256");
    const ByteVector plain = ssh::sign(key, row, text);
    ByteVector blob;
    wire::Writer signature{blob};
    signature.write(algorithm());
    signature.raw(fields_of(plain));
    signature.write(flags);
    signature.write(counter);
    return blob;
  }
};

}  // namespace ferry::testing
