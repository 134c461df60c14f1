#include "crypto/tls.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

using ContextHandle = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using BioHandle = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using CertificateHandle = std::unique_ptr<X509, FreeWith<X509_free>>;
using ConnectionHandle = std::unique_ptr<SSL, FreeWith<SSL_free>>;

/// RFC 9887 section 3.2.2: at least 16 octets of key and of identity.
constexpr std::size_t shortest_psk = 16;

BioHandle open(Bytes text) {
  return BioHandle{require(BIO_new_mem_buf(text.data(), to_int(text.size())), "BIO_new_mem_buf")};
}

/// The certificates of a PEM text, in order; they end at the first thing that is none.
std::vector<CertificateHandle> read_certificates(std::string_view pem) {
  const BioHandle bio = open(as_bytes(pem));
  std::vector<CertificateHandle> found;
  while (X509* const certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    found.emplace_back(certificate);
  ERR_clear_error();  // the end of the text
  return found;
}

std::unexpected<Error> wrong(std::string message) {
  ERR_clear_error();
  return failure(ErrorCode::invalid, std::move(message));
}

Result<void> trust(SSL_CTX* context, std::string_view pem) {
  const auto certificates = read_certificates(pem);
  if (certificates.empty()) return wrong("there is no certificate of an issuer");
  for (const CertificateHandle& certificate : certificates)
    require(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()), "X509_STORE_add_cert");
  return {};
}

/// A key with a passphrase cannot be read: nobody is there to type it.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

Result<void> prove(SSL_CTX* context, std::string_view pem, const Secret& key_pem) {
  const auto certificates = read_certificates(pem);
  if (certificates.empty()) return wrong("there is no certificate of this device");
  require(SSL_CTX_use_certificate(context, certificates.front().get()), "SSL_CTX_use_certificate");
  for (std::size_t i = 1; i < certificates.size(); ++i)
    require(static_cast<int>(SSL_CTX_add1_chain_cert(context, certificates[i].get())),
            "SSL_CTX_add1_chain_cert");
  const BioHandle bio = open(key_pem.reveal());
  const KeyHandle key{PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)};
  if (!key) return wrong("the private key cannot be read");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return wrong("the private key is not that of the certificate");
  return {};
}

}  // namespace

struct TlsContext::Parts {
  ContextHandle context;
  TlsRole role;
  std::string psk_identity;
  Secret psk;
};

struct Tls::Connection {
  ConnectionHandle ssl;
  BIO* in = nullptr;   // owned by `ssl`
  BIO* out = nullptr;  // the same
};

namespace {

const TlsContext::Parts& parts_of(const SSL* ssl) {
  return *static_cast<const TlsContext::Parts*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

unsigned copy_psk(const Secret& psk, unsigned char* into, unsigned size) {
  const Bytes bytes = psk.reveal();
  if (bytes.size() > size) return 0;
  std::ranges::copy(bytes, into);
  return static_cast<unsigned>(bytes.size());
}

// OpenSSL says what it takes. NOLINTNEXTLINE(readability-function-size)
unsigned offer_psk(SSL* ssl, const char*, char* identity, unsigned identity_size, unsigned char* into,
                   unsigned size) {
  const TlsContext::Parts& parts = parts_of(ssl);
  if (parts.psk_identity.size() >= identity_size) return 0;
  *std::ranges::copy(parts.psk_identity, identity).out = '\0';
  return copy_psk(parts.psk, into, size);
}

unsigned find_psk(SSL* ssl, const char* identity, unsigned char* into, unsigned size) {
  const TlsContext::Parts& parts = parts_of(ssl);
  return identity == parts.psk_identity ? copy_psk(parts.psk, into, size) : 0;
}

void restrict_versions(SSL_CTX* context) {
  // RFC 9887 section 3.2: TLS 1.3 and nothing older. Section 3.2.3: no early data.
  require(static_cast<int>(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION)),
          "SSL_CTX_set_min_proto_version");
  require(SSL_CTX_set_max_early_data(context, 0), "SSL_CTX_set_max_early_data");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  require(static_cast<int>(SSL_CTX_set_num_tickets(context, 0)), "SSL_CTX_set_num_tickets");
}

// A shared key looks like a resumed session to OpenSSL, and a server that demands a certificate resumes none
// without a context of its own. A client's session has none.
void allow_shared_key(SSL_CTX* server) {
  constexpr std::array<unsigned char, 5> session_context{'f', 'e', 'r', 'r', 'y'};
  require(SSL_CTX_set_session_id_context(server, session_context.data(), session_context.size()),
          "SSL_CTX_set_session_id_context");
}

Result<void> use_psk(TlsContext::Parts& parts) {
  if (parts.psk_identity.size() < shortest_psk || parts.psk.reveal().size() < shortest_psk)
    return wrong("a shared key and its identity have at least 16 characters each");
  if (parts.role == TlsRole::server) allow_shared_key(parts.context.get());
  SSL_CTX_set_psk_client_callback(parts.context.get(), offer_psk);
  SSL_CTX_set_psk_server_callback(parts.context.get(), find_psk);
  return {};
}

Result<void> use_certificates(SSL_CTX* context, const TlsSettings& settings) {
  if (auto trusted = trust(context, settings.trusted); !trusted) return trusted;
  return prove(context, settings.certificates, settings.private_key);
}

bool is_address(const std::string& name) {
  std::array<Byte, sizeof(in6_addr)> ignored{};
  return inet_pton(AF_INET, name.c_str(), ignored.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), ignored.data()) == 1;
}

/// RFC 9525: DNS-ID or IP-ID, never the common name, no wildcard for a part of a label.
void demand_name(SSL* ssl, const std::string& name) {
  X509_VERIFY_PARAM* const demands = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(demands,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (is_address(name)) {
    require(X509_VERIFY_PARAM_set1_ip_asc(demands, name.c_str()), "X509_VERIFY_PARAM_set1_ip_asc");
    return;
  }
  require(SSL_set1_host(ssl, name.c_str()), "SSL_set1_host");
  require(static_cast<int>(SSL_set_tlsext_host_name(ssl, name.c_str())), "SSL_set_tlsext_host_name");
}

/// Why OpenSSL says no: what is wrong with the certificate, or what it makes of the peer's bytes.
std::unexpected<Error> refusal(const SSL* ssl) {
  const auto verified = SSL_get_verify_result(ssl);
  const auto code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  ERR_clear_error();
  if (verified != X509_V_OK)
    return failure(ErrorCode::permission_denied,
                   fmt::format("TLS: {}", X509_verify_cert_error_string(verified)));
  return failure(ErrorCode::permission_denied,
                 fmt::format("TLS: {}", reason != nullptr ? reason : "the peer broke off"));
}

}  // namespace

TlsContext::TlsContext(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<const TlsContext>> TlsContext::make(TlsSettings settings) {
  auto parts = std::make_unique<Parts>();
  parts->context.reset(require(SSL_CTX_new(TLS_method()), "SSL_CTX_new"));
  parts->role = settings.role;
  parts->psk_identity = settings.psk_identity;
  parts->psk = std::move(settings.psk);
  SSL_CTX* const context = parts->context.get();
  SSL_CTX_set_app_data(context, parts.get());
  restrict_versions(context);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  const bool by_psk = !parts->psk_identity.empty();
  if (auto used = by_psk ? use_psk(*parts) : use_certificates(context, settings); !used)
    return std::unexpected(std::move(used.error()));
  return std::make_shared<const TlsContext>(std::move(parts));
}

Tls::Tls(std::shared_ptr<const TlsContext> context, const std::string& peer_name)
    : context_(std::move(context)), connection_(std::make_unique<Connection>()) {
  const TlsContext::Parts& parts = context_->parts();
  connection_->ssl.reset(require(SSL_new(parts.context.get()), "SSL_new"));
  connection_->in = require(BIO_new(BIO_s_mem()), "BIO_new");
  connection_->out = require(BIO_new(BIO_s_mem()), "BIO_new");
  SSL_set_bio(connection_->ssl.get(), connection_->in, connection_->out);
  if (parts.role == TlsRole::server) {
    SSL_set_accept_state(connection_->ssl.get());
    return;
  }
  SSL_set_connect_state(connection_->ssl.get());
  if (parts.psk_identity.empty()) demand_name(connection_->ssl.get(), peer_name);
}

Tls::~Tls() = default;

void Tls::receive(Bytes bytes) {
  BIO_write(connection_->in, bytes.data(), to_int(bytes.size()));
}

ByteVector Tls::take_output() {
  ByteVector bytes(BIO_ctrl_pending(connection_->out));
  if (!bytes.empty()) BIO_read(connection_->out, bytes.data(), to_int(bytes.size()));
  return bytes;
}

Result<bool> Tls::shake_hands() {
  SSL* const ssl = connection_->ssl.get();
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl);
  if (outcome == 1) return true;
  if (SSL_get_error(ssl, outcome) == SSL_ERROR_WANT_READ) return false;
  return refusal(ssl);
}

Result<std::optional<std::size_t>> Tls::read(MutableBytes into) {
  SSL* const ssl = connection_->ssl.get();
  ERR_clear_error();
  std::size_t size = 0;
  const int outcome = SSL_read_ex(ssl, into.data(), into.size(), &size);
  if (outcome == 1) return std::optional{size};
  const int error = SSL_get_error(ssl, outcome);
  if (error == SSL_ERROR_WANT_READ) return std::optional<std::size_t>{};
  if (error == SSL_ERROR_ZERO_RETURN) return std::optional<std::size_t>{0};
  return refusal(ssl);
}

Result<void> Tls::write(Bytes bytes) {
  SSL* const ssl = connection_->ssl.get();
  ERR_clear_error();
  std::size_t written = 0;
  if (SSL_write_ex(ssl, bytes.data(), bytes.size(), &written) == 1) return {};
  return refusal(ssl);
}

void Tls::close() {
  SSL_shutdown(connection_->ssl.get());
  ERR_clear_error();
}

}  // namespace ferry::crypto
