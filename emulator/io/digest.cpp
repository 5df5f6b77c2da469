// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/digest.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace gonogo {
namespace {

std::string to_hex(const unsigned char* bytes, size_t count) {
  std::string text(count * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, count);
  text.pop_back();
  return text;
}

}  // namespace

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct Sha256::State {
  crypto_hash_sha256_state hash{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->hash); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_->hash, bytes_of(bytes), bytes.size());
}

std::string Sha256::finish() {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state_->hash, digest);
  crypto_hash_sha256_init(&state_->hash);
  return to_hex(digest, sizeof digest);
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

Result<std::string> sha256_of_file(const Path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return fail(system_error("cannot-open", "cannot open " + path.string(), errno));
  Sha256 hash;
  std::vector<char> piece(1U << 18U);
  for (;;) {
    const ssize_t count = read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(system_error("cannot-read", "cannot read " + path.string(), errno));
    if (count == 0) return hash.finish();
    hash.add({piece.data(), static_cast<size_t>(count)});
  }
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(bytes), bytes.size());
  unsigned char mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, mac);
  return std::string(reinterpret_cast<const char*>(mac), sizeof mac);
}

std::string to_base64(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
  text.pop_back();
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  for (const int variant : {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_URLSAFE}) {
    size_t count = 0;
    const char* end = nullptr;
    const int result =
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &count, &end, variant);
    if (result == 0 && end == text.data() + text.size()) return bytes.substr(0, count);
  }
  return std::nullopt;
}

std::string random_bytes(size_t count) {
  // Sets the generator up once, whichever thread comes first.
  static const int ready = sodium_init();
  static_cast<void>(ready);
  std::string random(count, '\0');
  randombytes_buf(random.data(), random.size());
  return random;
}

std::string random_hex(size_t bytes) {
  const std::string random = random_bytes(bytes);
  return to_hex(bytes_of(random), random.size());
}

}  // namespace gonogo
