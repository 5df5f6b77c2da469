// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "tests/torture/torture.h"

namespace gonogo::torture {
namespace {

void change(Stage& stage, void (*edit)(Stage&, std::string&)) {
  const std::string name = stage.any_file();
  std::string text = stage.text(name);
  edit(stage, text);
  stage.write(name, text);
}

void truncate(Stage& stage) {
  change(stage, [](Stage& s, std::string& text) { text.resize(s.below(text.size())); });
}

void flip_bits(Stage& stage) {
  change(stage, [](Stage& s, std::string& text) {
    for (size_t n = 1 + s.below(8); n > 0; --n) {
      char& byte = text[s.below(text.size())];
      byte = static_cast<char>(byte ^ static_cast<char>(1U << s.below(8)));
    }
  });
}

void cut_out(Stage& stage) {
  change(stage,
         [](Stage& s, std::string& text) { text.erase(s.below(text.size()), 1 + s.below(200)); });
}

void repeat_part(Stage& stage) {
  change(stage, [](Stage& s, std::string& text) {
    const size_t from = s.below(text.size());
    text.insert(s.below(text.size()), text.substr(from, 1 + s.below(200)));
  });
}

void change_digit(Stage& stage) {
  change(stage, [](Stage& s, std::string& text) {
    const size_t at = text.find_first_of("0123456789", s.below(text.size()));
    if (at != std::string::npos) text[at] = static_cast<char>('0' + (text[at] - '0' + 1) % 10);
  });
}

void lose_line(Stage& stage) {
  change(stage, [](Stage& s, std::string& text) {
    auto lines = split_lines(text);
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(s.below(lines.size())));
    text = join(lines, "\n");
  });
}

void put_another_text(Stage& stage) {
  static const char* const texts[] = {"",
                                      "null",
                                      "[]",
                                      "{}",
                                      "true",
                                      "<html>502 Bad Gateway</html>",
                                      R"({"verdict":"GO","exitCode":0})",
                                      "\xff\xfe{\0}"};
  stage.write(stage.any_file(), texts[stage.below(std::size(texts))]);
}

void remove_file(Stage& stage) { (void)remove_tree(stage.file(stage.any_file())); }

void put_a_folder(Stage& stage) {
  const std::string file = stage.file(stage.any_file());
  (void)remove_tree(file);
  (void)make_folders(file);
}

// A run into the folder of an earlier one was killed after so many files.
void mix_two_runs(Stage& stage) {
  const std::string names[] = {"verdict.json", "results.json", signed_verdict_name};
  std::string old[3];
  for (size_t i = 0; i < 3; ++i) old[i] = stage.text(names[i]);
  stage.sample.results.scenarios[0].outcome = Outcome::failed;
  stage.store();
  const size_t kept = stage.below(3);
  for (size_t i = 0; i < 3; ++i)
    if (i == kept || (i == (kept + 1) % 3 && stage.below(2) == 0)) stage.write(names[i], old[i]);
  stage.sample.results.scenarios[0].outcome = Outcome::passed;
  if (stage.text(names[0]) == old[0] && stage.text(names[1]) == old[1])
    stage.write(names[1], "{}");  // all that the gate reads would be the old run's: no fault
}

void sign_with(Stage& stage, const Verdict& verdict, const SigningKey& key) {
  stage.write(signed_verdict_name,
              make_envelope(in_toto_payload_type, to_json(verdict_statement(verdict, "00")), key));
}

void edit_envelope(Stage& stage) {
  Verdict forged = stage.sample.verdict();
  forged.subject.commit[stage.below(40)] = 'f';
  sign_with(stage, forged, make_signing_key());
}

void swap_payload(Stage& stage) {
  auto envelope = parse_json(stage.text(signed_verdict_name), "e");
  Verdict forged = stage.sample.verdict();
  forged.expires += std::chrono::hours(1 + stage.below(1000));
  envelope->set("payload", to_base64(to_json(verdict_statement(forged, "00"))));
  stage.write(signed_verdict_name, to_json(*envelope));
}

void strip_signatures(Stage& stage) {
  auto envelope = parse_json(stage.text(signed_verdict_name), "e");
  envelope->set("signatures", Value::array());
  stage.write(signed_verdict_name, to_json(*envelope));
}

void other_statement(Stage& stage) {
  const auto lines = split_lines(stage.text("verdict.intoto.jsonl"));
  stage.write(signed_verdict_name, lines[1 + stage.below(lines.size() - 1)]);
}

}  // namespace

std::vector<Fault> file_faults() {
  using enum Allowed;
  // The gate reads no envelope without a key, so that a fault in it alone is not its to see.
  return {{"truncated file", truncate, same, same},
          {"flipped bits", flip_bits, same, same},
          {"a part cut out", cut_out, same, same},
          {"a part repeated", repeat_part, same, same},
          {"a digit changed", change_digit, same, same},
          {"a line lost", lose_line, same, same},
          {"another text in its place", put_another_text, same, refused},
          {"a file missing", remove_file, same, refused},
          {"a folder in its place", put_a_folder, same, refused},
          {"files of two runs", mix_two_runs, refused, refused},
          {"an envelope of another key", edit_envelope, same, refused},
          {"another payload under the signature", swap_payload, same, refused},
          {"no signatures", strip_signatures, same, refused},
          {"another signed statement", other_statement, same, refused}};
}

}  // namespace gonogo::torture
