// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/scenario/browser_actions.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

/// "evidence/<scenario>", or with a number behind when an attempt before had that.
std::string free_folder(const VerbContext& context) {
  const Path all = context.context.evidence_folder;
  const std::string name = slug(context.scenario.substr(context.scenario.find('#') + 1));
  std::string folder = slug(Path(context.file).stem().string()) + "." + name;
  for (int n = 2; path_exists(all / folder); ++n)
    folder = slug(Path(context.file).stem().string()) + "." + name + "-" + std::to_string(n);
  return folder;
}

/// Secrets are taken out of texts; of pictures they can't be.
Result<std::string> keep(VerbContext& context, const std::string& name, std::string_view bytes) {
  if (context.evidence_folder.empty()) context.evidence_folder = free_folder(context);
  const Path all = context.context.evidence_folder;
  const std::string file = context.evidence_folder + "/" + name;
  const auto done =
      name.ends_with(".png")
          ? write_file(all / file, bytes)
          : write_file(all / file, context.context.redactor.redact(std::string(bytes)));
  if (!done) return fail(done.error());
  return all.filename().string() + "/" + file;
}

}  // namespace

Result<std::string> keep_evidence(VerbContext& context, const std::string& name,
                                  std::string_view bytes) {
  const std::string number = std::to_string(++context.evidence_count);
  return keep(context, (number.size() < 2 ? "0" : "") + number + "-" + name, bytes);
}

Result<std::string> keep_latest_evidence(VerbContext& context, const std::string& name,
                                         std::string_view bytes) {
  return keep(context, name, bytes);
}

Result<Done> keep_screenshot(Page& page, const std::string& name, Tried& tried) {
  const auto picture = page.ask("GET", "/screenshot");
  if (!picture) return fail(picture.error());
  const auto bytes = decode_base64(picture->as_text());
  if (!bytes) return fail({.code = "browser-lost", .what = "chromedriver gave no picture"});
  auto file = keep_evidence(page.context(), slug(name) + ".png", *bytes);
  if (!file) return fail(file.error());
  tried.evidence.push_back(std::move(*file));
  return Done{};
}

}  // namespace gonogo
