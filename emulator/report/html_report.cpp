// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/report/facts.h"
#include "emulator/report/html_parts.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"

namespace gonogo {
namespace {

std::string tone_of(const Verdict& verdict) {
  switch (shown_decision(verdict)) {
    case Decision::go: return "good";
    case Decision::no_go: return "bad";
    case Decision::cannot_tell: return "doubt";
  }
  return "";
}

std::string minute_of(WallTime time) {
  const std::string text = to_rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

Html figure(int n, std::string_view word, std::string_view tone) {
  Html html =
      Html::element("b", {{"class", n > 0 ? std::string(tone) : "soft"}}, std::to_string(n));
  html += Html::element("span", {}, word);
  return Html::element("div", {{"class", "figure"}}, html);
}

Html figures(const Counts& counts) {
  Html html = figure(counts.passed, "passed", "good");
  html += figure(counts.failed, "failed", "bad");
  html += figure(counts.errored + counts.not_run, "not tried", "doubt");
  html += figure(counts.flaky, "flaky", "doubt");
  if (counts.quarantined > 0) html += figure(counts.quarantined, "in quarantine", "doubt");
  html += figure(counts.skipped, "skipped", "doubt");
  return Html::element("div", {{"class", "figures"}}, html);
}

void add_fact(Html& list, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  list += Html::element("dt", {}, name);
  list += Html::element("dd", {}, value);
}

// All of them are in the reason that speaks of them.
std::string dirty_text(std::vector<std::string> files) {
  constexpr size_t most = 3;
  const size_t more = files.size() - std::min(files.size(), most);
  if (files.empty()) return "yes";
  files.resize(files.size() - more);
  return join(files, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

Html facts(const RunResult& result, const Verdict& verdict) {
  const Subject& subject = verdict.subject;
  Html list;
  add_fact(list, "commit", subject.commit.empty() ? "none" : subject.commit);
  if (subject.dirty) add_fact(list, "dirty", dirty_text(subject.dirty_files));
  add_fact(list, "judged",
           minute_of(verdict.finished) + " after " + time_text(result.finished - result.started));
  if (const std::string validity = validity_text(verdict); !validity.empty())
    add_fact(list, "valid", validity.substr(std::string_view("valid ").size()));
  add_fact(list, "scope", verdict.full ? "full" : "partial: not a release verdict");
  if (result.shard)
    add_fact(list, "shard",
             std::to_string(result.shard->index) + " of " + std::to_string(result.shard->count));
  std::vector<std::string> parts;
  for (const RunResult::Part& part : result.parts) parts.push_back(part.id);
  add_fact(list, "merged from", join(parts, ", "));
  add_fact(list, "engine", result.engine);
  add_fact(list, "approximated", approximation_ids(verdict));
  return Html::element("dl", {{"class", "facts"}}, list);
}

Html top(const RunResult& result, const Verdict& verdict) {
  Html html = Html::element("h1", {{"class", tone_of(verdict)}}, verdict_word(verdict));
  html += Html::element("p", {{"class", "lead"}},
                        subject_text(result, verdict) + ": " + headline(result, verdict));
  if (const std::string override = override_text(verdict); !override.empty())
    html += Html::element("p", {{"class", "override"}}, "Overridden: " + override);
  if (const std::string reason = first_reason(result, verdict); !reason.empty())
    html += Html::element("p", {}, reason);
  for (const std::string& line : explanation(result, verdict, ""))
    html += Html::element("p", {}, line);
  html += figures(verdict.counts);
  html += facts(result, verdict);
  return html;
}

Html reasons_list(const std::vector<Reason>& reasons, size_t from) {
  Html items;
  for (size_t i = from; i < reasons.size(); ++i)
    items += Html::element("li", {}, reasons[i].code + ": " + reasons[i].text);
  return items.empty() ? items : Html::element("ul", {}, items);
}

Html list_of(const std::vector<std::string>& texts) {
  Html items;
  for (const std::string& text : texts) items += Html::element("li", {}, text);
  return items.empty() ? items : Html::element("ul", {}, items);
}

// As a Content-Security-Policy names it: base64 of the digest's bytes.
std::string script_digest() {
  const std::string hex = sha256(html_script());
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return to_base64(bytes);
}

Html how_to_repeat(const RunResult& result, const Verdict& verdict) {
  std::string commands;
  if (!verdict.subject.commit.empty()) commands = "git checkout " + verdict.subject.commit + "\n";
  commands += "gonogo run";
  for (const std::string& pattern : result.selection) {
    const bool plain = pattern.find_first_of(" '\"$`\\*?;&|<>()") == std::string::npos;
    commands += plain ? " " + pattern : " '" + replace_all(pattern, "'", "'\\''") + "'";
  }
  if (result.ci) commands += " --ci";
  Html html = Html::element("pre", {}, commands);
  if (result.seed != 0)
    html += Html::element("p", {{"class", "soft"}},
                          "the generators' seed was " + std::to_string(result.seed));
  return html;
}

}  // namespace

Html html_section(std::string_view title, const Html& content, std::string_view look) {
  if (content.empty()) return {};
  const std::string id = slug(title);
  Html html = Html::element("h2", {{"id", id}}, title);
  html += content;
  return Html::element("section", {{"class", std::string(look)}, {"aria-labelledby", id}}, html);
}

Html html_table(const std::vector<std::string>& head,
                const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return {};
  Html table;
  Html line;
  for (const std::string& cell : head) line += Html::element("th", {{"scope", "col"}}, cell);
  table += Html::element("tr", {}, line);
  for (const auto& row : rows) {
    Html cells;
    for (size_t i = 0; i < row.size(); ++i)
      cells += Html::element("td", {{"data-head", i < head.size() ? head[i] : ""}}, row[i]);
    table += Html::element("tr", {}, cells);
  }
  return Html::element("div", {{"class", "table"}}, Html::element("table", {}, table));
}

std::string html_report(const RunResult& result, const Verdict& verdict,
                        const HtmlOptions& options) {
  Html body = Html::element("header", {}, top(result, verdict));
  body += html_section("What did not pass", html_failures(result, verdict, options), "failures");
  body += html_section("Did not run", list_of(not_run(result)));
  body += html_section("Further reasons", reasons_list(verdict.reasons, 1));
  body += html_section("Warnings", list_of(warning_lines(verdict)));
  body += html_section("Timeline", html_timeline(result));
  body += html_section("Scenarios", html_scenarios(result, verdict, options));
  body += html_section("Environment", html_environment(result, verdict));
  body += html_section("How to repeat", how_to_repeat(result, verdict));
  body += Html::element("footer", {}, "gonogo run " + result.id + ", " + binding_text(verdict));
  Html head = Html::constant("<meta charset=\"utf-8\">\n");
  // Nothing is loaded from anywhere, and no script runs but the page's own.
  head +=
      Html::empty_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                   {"content",
                                    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
                                    "script-src 'sha256-" +
                                        script_digest() + "'"}});
  head +=
      Html::constant("\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
  head += Html::element("title", {}, verdict_word(verdict) + " " + subject_text(result, verdict));
  head += Html::constant("\n<style>" + std::string(html_style()) + "</style>\n");
  Html page = Html::element("head", {}, head);
  page += Html::constant("\n");
  Html content = Html::element("main", {}, body);
  content += Html::constant("\n<script>" + std::string(html_script()) + "</script>\n");
  page += Html::element("body", {}, content);
  return "<!doctype html>\n" + Html::element("html", {{"lang", "en"}}, page).markup() + "\n";
}

}  // namespace gonogo
