// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/likely_fix.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

/// What is known of a container that ended.
struct End {
  std::string name;
  std::string code;
  std::string reason;
  std::string health;
  std::string check;  ///< what its health command said last
  std::string stop_code;
  std::string said;  ///< its last lines
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

bool out_of_memory(const End& end) { return end.reason.starts_with("OutOfMemoryError"); }
bool never_ran(const End& end) { return has(end.reason, "container ordering dependency"); }
bool wrong_architecture(const End& end) { return has(end.reason, "exec format error"); }
bool no_such_program(const End& end) {
  return end.code == "127" || has(end.reason, "o such file") || has(end.reason, "not found");
}
bool not_executable(const End& end) {
  return end.code == "126" || has(end.reason, "ermission denied");
}
bool no_image(const End& end) { return end.reason.starts_with("CannotPull"); }
bool no_resources(const End& end) { return end.reason.starts_with("ResourceInitializationError"); }
bool check_not_there(const End& end) {
  return end.health == "UNHEALTHY" && (has(end.check, "not found") ||
                                       has(end.check, "o such file") || has(end.check, "exit 127"));
}
bool unhealthy(const End& end) { return end.health == "UNHEALTHY"; }
bool read_only(const End& end) {
  return has(end.said, "ead-only file system") || has(end.said, "EROFS");
}
bool storage_full(const End& end) {
  return has(end.said, "No space left on device") || has(end.said, "ENOSPC");
}
bool killed(const End& end) { return end.code == "137"; }
bool crashed(const End& end) { return end.code == "139"; }
bool aborted(const End& end) { return end.code == "134"; }
bool ended_by_signal(const End& end) { return end.code == "143"; }
bool ended_well(const End& end) {
  return end.code == "0" && end.stop_code == "EssentialContainerExited";
}

struct Likely {
  bool (*is)(const End&);
  std::string_view cause;
  std::string_view fix;  ///< "{}" is the container's name, "{paths}" what it could not write
};

// The first that fits.
constexpr Likely table[] = {
    {out_of_memory, "",
     "raise the memory of container \"{}\" in its task definition, or find what grew"},
    {never_ran, "it never ran: a container it depends on did not do what dependsOn asks for",
     "look at the dependency's own end, or at its startTimeout"},
    {wrong_architecture, "the image is for another processor",
     "build it for runtimePlatform.cpuArchitecture (X86_64 unless the definition says otherwise)"},
    {no_image, "the image could not be had", "look at its name, and at images: in gonogo.yaml"},
    {no_resources, "what it needs before it starts is not there",
     "add the secret or file that the reason names"},
    {no_such_program, "the program is not in the image",
     "look at entryPoint and command, and whether the image has it"},
    {not_executable, "the program may not be executed", "chmod +x it in the image"},
    {check_not_there, "the health command itself is not in the image",
     "use a program that the image has, or add it"},
    {unhealthy, "its health command did not succeed",
     "run it by gonogo exec, or give startPeriod and retries more room"},
    {read_only, "it tried to write {paths}, but its root file system is read only",
     "mount a volume there, or leave readonlyRootFilesystem out of container \"{}\""},
    {storage_full, "the task's ephemeral storage is full",
     "raise ephemeralStorage.sizeInGiB, or find what grew (what is less here is told as the parity "
     "ephemeral-storage-size)"},
    {killed, "it was still there when its stopTimeout was over, or somebody killed it",
     "let process 1 of container \"{}\" end on SIGTERM (exec form of the entrypoint), or raise "
     "stopTimeout"},
    {crashed, "it crashed: segmentation fault", "look at its last lines, or at a core"},
    {aborted, "it aborted itself", "look at its last lines: an assertion or an uncaught exception"},
    {ended_by_signal, "it was ended by SIGTERM", "nothing, when it was stopped on purpose"},
    {ended_well, "it is essential, and an essential container that ends stops the task, 0 or not",
     "give it \"essential\": false if it is meant to end"},
};

/// The paths in lines about a file system that is read only: "/run/nginx.pid, /var/cache".
std::string paths_of(const std::string& said) {
  constexpr std::string_view ends = " \t\"'`:,;()[]";
  std::vector<std::string> paths;
  for (const std::string& line : split_lines(said)) {
    if (!has(line, "ead-only file system") && !has(line, "EROFS")) continue;
    for (size_t at = line.find('/'); at != std::string::npos; at = line.find('/', at)) {
      const size_t end = std::min(line.find_first_of(ends, at), line.size());
      const std::string path = line.substr(at, end - at);
      const bool begins = at == 0 || ends.find(line[at - 1]) != std::string_view::npos;
      if (begins && path.size() > 1 && std::find(paths.begin(), paths.end(), path) == paths.end())
        paths.push_back(path);
      at = end;
    }
  }
  return paths.empty() ? "a file" : join(paths, ", ");
}

std::string filled(std::string_view text, const End& end) {
  return replace_all(replace_all(std::string(text), "{}", end.name), "{paths}", paths_of(end.said));
}

std::string last_lines_of(const Value& container) {
  std::string said;
  for (const Value& line : member_items(container, "lastLogLines")) said += line.as_text() + "\n";
  return said;
}

}  // namespace

std::vector<std::string> likely_fix(const Value& task, const Value& container) {
  const End end{.name = member_text(container, "name"),
                .code = member_text(container, "exitCode"),
                .reason = member_text(container, "reason"),
                .health = member_text(container, "healthStatus"),
                .check = member_text(container, "lastCheckOutput"),
                .stop_code = member_text(task, "stopCode"),
                .said = last_lines_of(container)};
  for (const Likely& likely : table) {
    if (!likely.is(end)) continue;
    std::vector<std::string> lines;
    if (!likely.cause.empty()) lines.push_back("cause: " + filled(likely.cause, end));
    lines.push_back("fix: " + filled(likely.fix, end));
    return lines;
  }
  return {};
}

}  // namespace gonogo
