// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/signing.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/dsse.h"

using namespace gonogo;

namespace {

// RFC 8032, 7.1, test 1.
const std::string_view seed_hex =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const std::string_view public_hex =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const std::string hello_type = "http://example.com/HelloWorld";

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

SigningKey test_key() { return {Secret(bytes_of_hex(seed_hex))}; }

std::string signed_base64(const std::string& type, const std::string& body) {
  return to_base64(sign(test_key(), pre_authentication_encoding(type, body)));
}

}  // namespace

TEST_CASE("the pre-authentication encoding is that of the DSSE specification") {
  CHECK(pre_authentication_encoding("", "") == "DSSEv1 0  0 ");
  CHECK(pre_authentication_encoding(hello_type, "hello world") ==
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  // Bytes are counted, not characters.
  CHECK(pre_authentication_encoding(hello_type, "\xe0\xb2\xa0") ==
        "DSSEv1 29 http://example.com/HelloWorld 3 \xe0\xb2\xa0");
}

TEST_CASE("signatures are those of RFC 8032 over that encoding") {
  CHECK(test_key().public_key().bytes == bytes_of_hex(public_hex));
  CHECK(to_base64(sign(test_key(), "")) ==
        to_base64(
            bytes_of_hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb882"
                         "1590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")));
  CHECK(signed_base64(hello_type, "hello world") ==
        "4DHX3Zn4qpBKvEj7maE8O9u9bjXEnPLLnyXVUJ2PXJR8DSLcL3QDpFvfJOj3pB/SPHsl6Jg4boxsMb6KvuYABw==");
  CHECK(signed_base64("application/vnd.in-toto+json", "{}") ==
        "vW8iDoS+pQIrO8G9pV+VHVGcvY/XcGMh2vfWpJJwwrH/m4CRZswsl9wIASL/n2XN7RSNIqdiogwYkqskDFZiAQ==");
}

TEST_CASE("keys are the PEM of openssl, and come back") {
  const SigningKey key = test_key();
  // openssl pkey -in KEY -pubout
  CHECK(to_pem(key.public_key()) ==
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----\n");
  CHECK(to_pem(key) ==
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n");
  const std::string pem = to_pem(key);
  const std::string forms[] = {pem, replace_all(pem, "\n", " "), replace_all(pem, "\n", "\\n"),
                               split_lines(pem)[1], "key for the pipeline\n" + pem};
  for (const std::string& form : forms) {
    CAPTURE(form);
    const auto read = signing_key_of(form, "x");
    REQUIRE(read);
    CHECK(read->seed.reveal() == key.seed.reveal());
  }
  CHECK(public_key_of(to_pem(key.public_key()), "x")->id() == key.public_key().id());
  CHECK(make_signing_key().seed.reveal() != make_signing_key().seed.reveal());
}

TEST_CASE("what is no such key is refused, and never printed") {
  const std::string private_pem = to_pem(test_key());
  const std::string public_pem = to_pem(test_key().public_key());
  const std::string not_signing[] = {"", "hunter2secret", public_pem,
                                     private_pem.substr(0, private_pem.size() - 30),
                                     replace_all(private_pem, "MC4C", "MC5C")};
  for (const std::string& text : not_signing) {
    CAPTURE(text);
    const auto key = signing_key_of(text, "ci.key");
    REQUIRE_FALSE(key);
    CHECK(key.error().code == "bad-key");
    CHECK(to_text(key.error()).find("hunter2") == std::string::npos);
    CHECK(to_text(key.error()).find("ci.key") != std::string::npos);
  }
  CHECK(signing_key_of(public_pem, "x").error().seen == "a public key");
  CHECK(public_key_of(private_pem, "x").error().seen == "a private key");
}

TEST_CASE("an envelope opens with the key that made it, and no other") {
  const SigningKey key = test_key();
  const std::string text = make_envelope("some/type", "body \xc3\xa9", key);
  const auto opened =
      open_envelope(text, "e.json", {make_signing_key().public_key(), key.public_key()});
  REQUIRE(opened);
  CHECK(opened->type == "some/type");
  CHECK(opened->body == "body \xc3\xa9");
  CHECK(opened->key_id == key.public_key().id());
  CHECK(open_envelope(text, "e.json", {make_signing_key().public_key()}).error().code ==
        "bad-signature");
  CHECK(open_envelope(text, "e.json", {}).error().code == "no-key");
}

TEST_CASE(
    "envelopes of others: URL-safe base64, members we do not know, more signatures, other key "
    "ids") {
  const SigningKey key = test_key();
  const std::string body = "\xfb\xff\xfe";  // "+//+"
  const std::string signature = sign(key, pre_authentication_encoding("t", body));
  const std::string standard = to_base64(signature);
  const std::string url_safe = replace_all(replace_all(standard, "+", "-"), "/", "_");
  const auto opens = [&](const std::string& text) {
    return open_envelope(text, "e.json", {key.public_key()}).has_value();
  };
  CHECK(
      opens(R"({"payload":"-__-","payloadType":"t","signatures":[{"sig":")" + url_safe + "\"}]}"));
  CHECK(
      opens(R"({"x":1,"payload":"+//+","payloadType":"t","signatures":[{"keyid":"z","sig":"AAAA"},)"
            R"({"keyid":"someone else","sig":")" +
            standard + "\"}]}"));
  CHECK_FALSE(
      opens(R"({"payload":"-__+","payloadType":"t","signatures":[{"sig":")" + standard + "\"}]}"));
  CHECK_FALSE(
      opens(R"({"payload":"+//+","payloadType":"u","signatures":[{"sig":")" + standard + "\"}]}"));
}

TEST_CASE("what is no envelope is refused by name") {
  const char* const texts[] = {"",
                               "{",
                               "[]",
                               "{}",
                               R"({"payloadType":"t","payload":"e30="})",
                               R"({"payloadType":"t","payload":"e30=","signatures":[]})",
                               R"({"payloadType":"t","payload":"e30","signatures":[{"sig":""}]})",
                               R"({"payloadType":"t","payload":"","signatures":[{"sig":""}]})",
                               R"({"payload":"e30=","signatures":[{"sig":""}]})",
                               R"({"payloadType":"t","payload":"e30=","signatures":[{}]})",
                               R"({"payloadType":"t","payload":"e30=","signatures":[7]})"};
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK_FALSE(open_envelope(text, "e.json", {test_key().public_key()}));
  }
}

TEST_CASE("base64 is read strictly, so that one text stands for one value") {
  CHECK(from_base64("aGk=") == "hi");
  for (const char* text :
       {"aGk", "aGl=", "aGk= ", " aGk=", "aG\nk=", "aGk=aGk=", "a-b/", "a", "===="}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text));
  }
}
