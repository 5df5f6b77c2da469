// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/subject_json.h"

#include "emulator/base/members.h"

namespace gonogo {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Value objects_value(const Pairs& pairs, const std::string& first, const std::string& second) {
  Value list = Value::array();
  for (const auto& [a, b] : pairs) list.push(Value::object({{first, a}, {second, b}}));
  return list;
}

Pairs objects_of(const Value& list, std::string_view first, std::string_view second) {
  Pairs pairs;
  for (const Value& item : list.items())
    pairs.emplace_back(text_of(item, first), text_of(item, second));
  return pairs;
}

Value or_null(const std::string& text) { return text.empty() ? Value{} : Value(text); }

Value builds_value(const std::vector<Subject::Build>& builds) {
  Value list = Value::array();
  for (const Subject::Build& build : builds)
    list.push(Value::object({{"image", build.image},
                             {"recipe", build.recipe},
                             {"files", objects_value(build.files, "path", "sha256")},
                             {"dockerfile", or_null(build.dockerfile)},
                             {"context", or_null(build.context)}}));
  return list;
}

Value terraform_value(const std::optional<Subject::Terraform>& terraform) {
  if (!terraform) return {};
  return Value::object({{"file", terraform->file},
                        {"kind", terraform->kind},
                        {"sha256", terraform->sha256},
                        {"serial", terraform->serial ? Value(*terraform->serial) : Value{}},
                        {"lineage", or_null(terraform->lineage)},
                        {"commit", or_null(terraform->commit)}});
}

std::optional<Subject::Terraform> terraform_of(const Value& value) {
  if (!value.is_object()) return std::nullopt;
  Subject::Terraform terraform{.file = text_of(value, "file"),
                               .kind = text_of(value, "kind"),
                               .sha256 = text_of(value, "sha256"),
                               .lineage = text_of(value, "lineage"),
                               .commit = text_of(value, "commit")};
  if (const Value& serial = part_of(value, "serial"); serial.is_integer())
    terraform.serial = serial.as_integer();
  return terraform;
}

Value list_of(const std::vector<Approximation>& items) {
  Value list = Value::array();
  for (const Approximation& each : items)
    list.push(Value::object({{"id", each.id}, {"text", each.text}}));
  return list;
}

}  // namespace

Value to_value(const Subject& subject) {
  Value images = Value::array();
  for (const ImageUse& image : subject.images)
    images.push(Value::object(
        {{"name", image.name}, {"digest", image.digest}, {"standIn", image.stand_in}}));
  Value services = Value::array();
  for (const Subject::Service& service : subject.services)
    services.push(Value::object(
        {{"name", service.name}, {"engine", service.engine}, {"version", service.version}}));
  return Value::object(
      {{"commit", or_null(subject.commit)},
       {"tree", or_null(subject.tree)},
       {"dirty", subject.dirty},
       {"dirtyFiles", texts_value(subject.dirty_files)},
       {"images", images},
       {"taskDefinitions", objects_value(subject.task_definitions, "family", "sha256")},
       {"services", services},
       {"scenarios", Value::object({{"sha256", subject.scenarios_sha256}})},
       {"inputs", objects_value(subject.inputs, "path", "sha256")},
       {"overrides", objects_value(subject.overrides, "name", "sha256")},
       {"unboundFiles", texts_value(subject.unbound_files)},
       {"builds", builds_value(subject.builds)},
       {"pipelineCommit", or_null(subject.pipeline_commit)},
       {"terraform", terraform_value(subject.terraform)}});
}

Subject subject_of(const Value& value) {
  Subject subject{.commit = text_of(value, "commit"),
                  .tree = text_of(value, "tree"),
                  .dirty = flag_of(value, "dirty"),
                  .dirty_files = texts_of(value, "dirtyFiles")};
  for (const Value& image : part_of(value, "images").items())
    subject.images.push_back(
        {text_of(image, "name"), text_of(image, "digest"), flag_of(image, "standIn")});
  subject.task_definitions = objects_of(part_of(value, "taskDefinitions"), "family", "sha256");
  for (const Value& service : part_of(value, "services").items())
    subject.services.push_back(
        {text_of(service, "name"), text_of(service, "engine"), text_of(service, "version")});
  subject.scenarios_sha256 = text_of(part_of(value, "scenarios"), "sha256");
  subject.inputs = objects_of(part_of(value, "inputs"), "path", "sha256");
  subject.overrides = objects_of(part_of(value, "overrides"), "name", "sha256");
  subject.unbound_files = texts_of(value, "unboundFiles");
  for (const Value& build : part_of(value, "builds").items())
    subject.builds.push_back({text_of(build, "image"), text_of(build, "recipe"),
                              objects_of(part_of(build, "files"), "path", "sha256"),
                              text_of(build, "dockerfile"), text_of(build, "context")});
  subject.pipeline_commit = text_of(value, "pipelineCommit");
  subject.terraform = terraform_of(part_of(value, "terraform"));
  return subject;
}

Value parity_value(int mirrored, const std::vector<Approximation>& approximated,
                   const std::vector<Approximation>& not_mirrored) {
  return Value::object({{"mirrored", mirrored},
                        {"approximated", list_of(approximated)},
                        {"notMirrored", list_of(not_mirrored)}});
}

std::vector<Approximation> approximations_of(const Value& parity, std::string_view key) {
  std::vector<Approximation> items;
  for (const Value& item : part_of(parity, key).items())
    items.push_back({text_of(item, "id"), text_of(item, "text")});
  return items;
}

}  // namespace gonogo
