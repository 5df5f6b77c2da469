// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/size.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

/// Sizes of one cpu: from `first` to `last` MiB by `step`; 256 units have a list of their own.
/// Source: Amazon ECS API reference, RegisterTaskDefinition, cpu and memory.
struct Sizes {
  int cpu;
  int first;
  int last;
  int step;
};
constexpr Sizes sizes[] = {{512, 1024, 4096, 1024},    {1024, 2048, 8192, 1024},
                           {2048, 4096, 16384, 1024},  {4096, 8192, 30720, 1024},
                           {8192, 16384, 61440, 4096}, {16384, 32768, 122880, 8192}};
constexpr int quarter = 256;
constexpr int largest = 1 << 30;

std::optional<double> number_in(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

std::optional<int> whole(std::optional<double> number) {
  if (!number || *number < 0 || *number > largest || *number != std::floor(*number))
    return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<int> read_size(const Value& value, std::string_view unit) {
  if (value.is_number()) return whole(value.as_number());
  const std::string lower = to_lower(trim(value.as_text()));
  const std::string_view text = lower;
  if (!text.ends_with(unit))
    return text.find('.') == std::string_view::npos ? whole(number_in(text)) : std::nullopt;
  const auto number = number_in(trim(text.substr(0, text.size() - unit.size())));
  return number ? whole(*number * 1024) : std::nullopt;
}

}  // namespace

std::optional<int> read_cpu(const Value& value) { return read_size(value, "vcpu"); }

std::optional<int> read_memory(const Value& value) { return read_size(value, "gb"); }

std::optional<std::int64_t> read_bytes(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  std::string_view digits = lower;
  if (digits.ends_with("b")) digits.remove_suffix(1);
  int shift = 0;
  if (digits.ends_with("k")) shift = 10;
  if (digits.ends_with("m")) shift = 20;
  if (digits.ends_with("g")) shift = 30;
  if (shift > 0) digits.remove_suffix(1);
  std::int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, number);
  if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != end || number <= 0 ||
      number > (std::int64_t{1} << 32))
    return std::nullopt;
  return number << shift;
}

std::vector<int> fargate_memories(int cpu) {
  if (cpu == quarter) return {512, 1024, 2048};
  std::vector<int> memories;
  for (const Sizes& size : sizes)
    for (int memory = size.first; size.cpu == cpu && memory <= size.last; memory += size.step)
      memories.push_back(memory);
  return memories;
}

std::vector<int> fargate_cpus() {
  std::vector<int> cpus{quarter};
  for (const Sizes& size : sizes) cpus.push_back(size.cpu);
  return cpus;
}

bool is_fargate_size(int cpu, int memory) {
  const std::vector<int> memories = fargate_memories(cpu);
  return std::find(memories.begin(), memories.end(), memory) != memories.end();
}

}  // namespace gonogo
