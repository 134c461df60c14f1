// rooms: crypto base
// What each primitive costs: packets of 32 KiB and of 64 bytes, key agreements, signatures, password hashes.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "crypto/cipher.h"
#include "crypto/key_agreement.h"
#include "crypto/mac.h"
#include "crypto/password_hash.h"
#include "crypto/random.h"
#include "crypto/signature.h"
#include "crypto/sntrup761.h"

namespace ferry::crypto {
namespace {

ByteVector filled(std::size_t size) {
  return ByteVector(size, 0x5a);
}

std::size_t packet_size(const benchmark::State& state) {
  return static_cast<std::size_t>(state.range(0));
}

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void packet_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(64)->Arg(32768);
}

void seal_aes_gcm(benchmark::State& state, std::size_t key_size) {
  AesGcm cipher{Direction::encrypt, filled(key_size), filled(AesGcm::iv_size)};
  ByteVector text = filled(packet_size(state));
  ByteVector tag = filled(AesGcm::tag_size);
  const ByteVector length = filled(4);
  for (auto _ : state) cipher.seal(length, text, tag);
  count_bytes(state);
}

/// Opening a packet undoes its encryption, and sealing it again would be measured too; so the counters of
/// both sides are taken back to the start with new objects when a stock of sealed packets is used up.
void open_aes_gcm(benchmark::State& state, std::size_t key_size) {
  constexpr std::size_t stock = 256;
  std::vector<ByteVector> texts(stock);
  std::vector<ByteVector> tags(stock);
  std::size_t next = stock;
  const ByteVector key = filled(key_size);
  const ByteVector iv = filled(AesGcm::iv_size);
  const ByteVector length = filled(4);
  AesGcm opening{Direction::decrypt, key, iv};
  for (auto _ : state) {
    if (next == stock) {
      state.PauseTiming();
      AesGcm sealing{Direction::encrypt, key, iv};
      for (next = 0; next < stock; ++next) {
        texts[next] = filled(packet_size(state));
        tags[next] = filled(AesGcm::tag_size);
        sealing.seal(length, texts[next], tags[next]);
      }
      opening = AesGcm{Direction::decrypt, key, iv};
      next = 0;
      state.ResumeTiming();
    }
    if (opening.open(length, texts[next], tags[next]) != Verdict::genuine) state.SkipWithError("forged");
    ++next;
  }
  count_bytes(state);
}

BENCHMARK_CAPTURE(seal_aes_gcm, aes128, 16U)->Apply(packet_sizes);
BENCHMARK_CAPTURE(seal_aes_gcm, aes256, 32U)->Apply(packet_sizes);
BENCHMARK_CAPTURE(open_aes_gcm, aes128, 16U)->Apply(packet_sizes);
BENCHMARK_CAPTURE(open_aes_gcm, aes256, 32U)->Apply(packet_sizes);

void seal_chacha20_poly1305(benchmark::State& state) {
  ChaCha20Poly1305 cipher{filled(ChaCha20Poly1305::key_size)};
  ByteVector packet = filled(4 + packet_size(state));
  ByteVector tag = filled(ChaCha20Poly1305::tag_size);
  std::uint32_t sequence = 0;
  for (auto _ : state) cipher.seal(sequence++, packet, tag);
  count_bytes(state);
}
BENCHMARK(seal_chacha20_poly1305)->Apply(packet_sizes);

void open_chacha20_poly1305(benchmark::State& state) {
  constexpr std::uint32_t stock = 256;
  std::vector<ByteVector> packets(stock);
  std::vector<ByteVector> tags(stock);
  std::uint32_t next = stock;
  ChaCha20Poly1305 cipher{filled(ChaCha20Poly1305::key_size)};
  for (auto _ : state) {
    if (next == stock) {
      state.PauseTiming();
      for (next = 0; next < stock; ++next) {
        packets[next] = filled(4 + packet_size(state));
        tags[next] = filled(ChaCha20Poly1305::tag_size);
        cipher.seal(next, packets[next], tags[next]);
      }
      next = 0;
      state.ResumeTiming();
    }
    benchmark::DoNotOptimize(cipher.open_length(next, Bytes{packets[next]}.first(4)));
    if (cipher.open(next, packets[next], tags[next]) != Verdict::genuine) state.SkipWithError("forged");
    ++next;
  }
  count_bytes(state);
}
BENCHMARK(open_chacha20_poly1305)->Apply(packet_sizes);

void apply_stream(benchmark::State& state, StreamCipherKind kind, std::size_t key_size, Direction direction) {
  StreamCipher cipher{kind, direction, filled(key_size), filled(16)};
  ByteVector packet = filled(packet_size(state));
  for (auto _ : state) cipher.apply(packet);
  count_bytes(state);
}
BENCHMARK_CAPTURE(apply_stream, aes128_ctr, StreamCipherKind::aes128_ctr, 16U, Direction::encrypt)
    ->Apply(packet_sizes);
BENCHMARK_CAPTURE(apply_stream, aes256_ctr, StreamCipherKind::aes256_ctr, 32U, Direction::encrypt)
    ->Apply(packet_sizes);
BENCHMARK_CAPTURE(apply_stream, aes128_cbc_decrypt, StreamCipherKind::aes128_cbc, 16U, Direction::decrypt)
    ->Apply(packet_sizes);

void compute_hmac(benchmark::State& state, HashKind kind, std::size_t key_size) {
  Hmac mac{kind, filled(key_size)};
  const ByteVector packet = filled(packet_size(state));
  ByteVector tag = filled(mac.tag_size());
  std::uint32_t sequence = 0;
  for (auto _ : state) mac.compute(sequence++, packet, tag);
  count_bytes(state);
}
BENCHMARK_CAPTURE(compute_hmac, sha256, HashKind::sha256, 32U)->Apply(packet_sizes);
BENCHMARK_CAPTURE(compute_hmac, sha512, HashKind::sha512, 64U)->Apply(packet_sizes);

void fill_random(benchmark::State& state) {
  SystemRandom random;
  ByteVector bytes = filled(packet_size(state));
  for (auto _ : state) random.fill(bytes);
  count_bytes(state);
}
BENCHMARK(fill_random)->Arg(8)->Arg(64)->Arg(4096);

/// Both halves that one side does: its fresh key, and the secret from the peer's share.
void agree_on_curve(benchmark::State& state, Curve curve) {
  const auto peer = start_agreement(curve);
  for (auto _ : state) benchmark::DoNotOptimize(start_agreement(curve)->agree(peer->public_share()));
}
BENCHMARK_CAPTURE(agree_on_curve, x25519, Curve::x25519);
BENCHMARK_CAPTURE(agree_on_curve, nistp256, Curve::nistp256);
BENCHMARK_CAPTURE(agree_on_curve, nistp384, Curve::nistp384);
BENCHMARK_CAPTURE(agree_on_curve, nistp521, Curve::nistp521);

/// What either side of a hybrid exchange does.
void agree_as_initiator(benchmark::State& state, Kem kem) {
  const auto initiator = start_hybrid_agreement(kem, HybridSide::initiator);
  const auto responder = start_hybrid_agreement(kem, HybridSide::responder);
  if (!responder->agree(initiator->public_share())) state.SkipWithError("no agreement");
  const Bytes share = responder->public_share();
  // A ciphertext for another key costs the same.
  for (auto _ : state) {
    benchmark::DoNotOptimize(start_hybrid_agreement(kem, HybridSide::initiator)->agree(share));
  }
}
BENCHMARK_CAPTURE(agree_as_initiator, mlkem768, Kem::ml_kem_768);
BENCHMARK_CAPTURE(agree_as_initiator, sntrup761, Kem::sntrup761);

void agree_as_responder(benchmark::State& state, Kem kem) {
  const auto initiator = start_hybrid_agreement(kem, HybridSide::initiator);
  const Bytes share = initiator->public_share();
  for (auto _ : state) {
    benchmark::DoNotOptimize(start_hybrid_agreement(kem, HybridSide::responder)->agree(share));
  }
}
BENCHMARK_CAPTURE(agree_as_responder, mlkem768, Kem::ml_kem_768);
BENCHMARK_CAPTURE(agree_as_responder, sntrup761, Kem::sntrup761);

void generate_sntrup761_keys(benchmark::State& state) {
  SystemRandom random;
  for (auto _ : state) benchmark::DoNotOptimize(sntrup761::generate_keys(random));
}
BENCHMARK(generate_sntrup761_keys);

void encapsulate_sntrup761(benchmark::State& state) {
  SystemRandom random;
  const auto pair = sntrup761::generate_keys(random);
  for (auto _ : state) benchmark::DoNotOptimize(sntrup761::encapsulate(pair.encapsulation_key, random));
}
BENCHMARK(encapsulate_sntrup761);

void decapsulate_sntrup761(benchmark::State& state) {
  SystemRandom random;
  const auto pair = sntrup761::generate_keys(random);
  const auto made = sntrup761::encapsulate(pair.encapsulation_key, random).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(sntrup761::decapsulate(pair.decapsulation_key, made.ciphertext));
  }
}
BENCHMARK(decapsulate_sntrup761);

void agree_in_group(benchmark::State& state, ModpGroup group) {
  const auto peer = start_agreement(group);
  for (auto _ : state) benchmark::DoNotOptimize(start_agreement(group)->agree(peer->public_share()));
}
BENCHMARK_CAPTURE(agree_in_group, group14, ModpGroup::group14_2048);
BENCHMARK_CAPTURE(agree_in_group, group16, ModpGroup::group16_4096);
BENCHMARK_CAPTURE(agree_in_group, group18, ModpGroup::group18_8192);

void sign_rsa(benchmark::State& state) {
  const auto key = PrivateKey::generate_rsa(static_cast<unsigned>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(key.sign_rsa(HashKind::sha512, as_bytes("exchange hash")));
}
BENCHMARK(sign_rsa)->Arg(2048)->Arg(3072)->Arg(4096);

void verify_rsa_2048(benchmark::State& state) {
  const auto key = PrivateKey::generate_rsa(2048);
  const auto signature = key.sign_rsa(HashKind::sha512, as_bytes("exchange hash"));
  const auto& public_key = std::get<RsaPublicKey>(key.public_key());
  for (auto _ : state) {
    benchmark::DoNotOptimize(verify_rsa(public_key, HashKind::sha512, as_bytes("exchange hash"), signature));
  }
}
BENCHMARK(verify_rsa_2048);

void sign_ecdsa(benchmark::State& state, Curve curve) {
  const auto key = PrivateKey::generate_ecdsa(curve);
  for (auto _ : state) benchmark::DoNotOptimize(key.sign_ecdsa(as_bytes("exchange hash")));
}
BENCHMARK_CAPTURE(sign_ecdsa, nistp256, Curve::nistp256);
BENCHMARK_CAPTURE(sign_ecdsa, nistp384, Curve::nistp384);
BENCHMARK_CAPTURE(sign_ecdsa, nistp521, Curve::nistp521);

void verify_ecdsa(benchmark::State& state, Curve curve) {
  const auto key = PrivateKey::generate_ecdsa(curve);
  const auto signature = key.sign_ecdsa(as_bytes("exchange hash"));
  const auto& public_key = std::get<EcdsaPublicKey>(key.public_key());
  for (auto _ : state) {
    benchmark::DoNotOptimize(verify_ecdsa(public_key, as_bytes("exchange hash"), signature));
  }
}
BENCHMARK_CAPTURE(verify_ecdsa, nistp256, Curve::nistp256);
BENCHMARK_CAPTURE(verify_ecdsa, nistp384, Curve::nistp384);

void sign_ed25519(benchmark::State& state) {
  const auto key = PrivateKey::generate_ed25519();
  for (auto _ : state) benchmark::DoNotOptimize(key.sign_ed25519(as_bytes("exchange hash")));
}
BENCHMARK(sign_ed25519);

void verify_ed25519(benchmark::State& state) {
  const auto key = PrivateKey::generate_ed25519();
  const auto signature = key.sign_ed25519(as_bytes("exchange hash"));
  const auto& public_key = std::get<Ed25519PublicKey>(key.public_key());
  for (auto _ : state) {
    benchmark::DoNotOptimize(verify_ed25519(public_key, as_bytes("exchange hash"), signature));
  }
}
BENCHMARK(verify_ed25519);

void hash_a_password(benchmark::State& state, SecretType type) {
  SystemRandom random;
  const Secret password{"s3cret"};
  for (auto _ : state) benchmark::DoNotOptimize(hash_password(type, password, random));
}
BENCHMARK_CAPTURE(hash_a_password, type5, SecretType::md5);
BENCHMARK_CAPTURE(hash_a_password, type8, SecretType::sha256);
BENCHMARK_CAPTURE(hash_a_password, type9, SecretType::scrypt);

}  // namespace
}  // namespace ferry::crypto

BENCHMARK_MAIN();
