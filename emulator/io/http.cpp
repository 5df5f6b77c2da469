// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <cstring>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "emulator/base/text.h"
#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr size_t header_limit = 1U << 20U;
constexpr int most_redirects = 10;
// A product next door answers within tens of microseconds: falling asleep and being woken costs as
// much again. Beyond that the processor is left to others.
constexpr Nanoseconds longest_awake(60'000);
constexpr int longest_sleep_ms = 250;

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& text) {
  list.reset(curl_slist_append(list.release(), text.c_str()));
}

struct UrlParts {
  std::string scheme;
  std::string host;
  std::string port;
  friend bool operator==(const UrlParts&, const UrlParts&) = default;
};

std::optional<UrlParts> parse_url(const std::string& text) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
  const auto part = [&](CURLUPart which, unsigned flags) {
    char* found = nullptr;
    curl_url_get(url.get(), which, &found, flags);
    std::string copy = found != nullptr ? found : "";
    curl_free(found);
    return copy;
  };
  UrlParts parts{part(CURLUPART_SCHEME, 0), to_lower(part(CURLUPART_HOST, 0)),
                 part(CURLUPART_PORT, CURLU_DEFAULT_PORT)};
  if (parts.scheme != "http" && parts.scheme != "https") return std::nullopt;
  return parts;
}

bool is_address(const std::string& host) {
  in_addr any{};
  return host.starts_with('[') || inet_pton(AF_INET, host.c_str(), &any) == 1;
}

/// What one exchange gathers, and why it broke off itself.
struct Gathered {
  HttpResponse response;
  size_t body_limit = 0;
  size_t header_bytes = 0;
  bool body_too_large = false;
  bool headers_too_large = false;
};

size_t take_body(char* data, size_t size, size_t count, void* context) {
  auto& gathered = *static_cast<Gathered*>(context);
  const size_t bytes = size * count;
  if (bytes > gathered.body_limit - gathered.response.body.size()) {
    gathered.body_too_large = true;
    return 0;
  }
  gathered.response.body.append(data, bytes);
  return bytes;
}

size_t take_header(char* data, size_t size, size_t count, void* context) {
  auto& gathered = *static_cast<Gathered*>(context);
  const std::string_view line(data, size * count);
  gathered.header_bytes += line.size();
  if (gathered.header_bytes > header_limit) {
    gathered.headers_too_large = true;
    return 0;
  }
  // A "100 Continue" has a status line and headers of its own: those of the last answer count.
  if (line.starts_with("HTTP/")) gathered.response.headers.clear();
  const size_t colon = line.find(':');
  if (colon != std::string_view::npos && !line.starts_with("HTTP/"))
    gathered.response.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  return line.size();
}

// This machine's own: where published ports are.
bool is_loopback(const curl_sockaddr& address) {
  if (address.family != AF_INET) return false;
  sockaddr_in in{};
  std::memcpy(&in, &address.addr, sizeof in);
  return ntohl(in.sin_addr.s_addr) >> 24U == IN_LOOPBACKNET;
}

curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  const auto& options = *static_cast<const HttpOptions*>(context);
  if (options.open_socket && (options.opens_loopback || !is_loopback(*address))) {
    const int given = options.open_socket();
    return given >= 0 ? given : CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// The request as it goes out; curl tells it only here.
int note_cookies(CURL*, curl_infotype type, char* data, size_t size, void* context) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  for (const std::string& line : split_lines(std::string_view(data, size))) {
    if (!to_lower(line).starts_with("cookie:")) continue;
    const size_t colon = line.find(':');
    static_cast<Headers*>(context)->emplace_back("Cookie",
                                                 trim(std::string_view(line).substr(colon + 1)));
  }
  return 0;
}

std::string version_text(long version) {
  switch (version) {
    case CURL_HTTP_VERSION_1_0: return "1.0";
    case CURL_HTTP_VERSION_1_1: return "1.1";
    case CURL_HTTP_VERSION_2_0: return "2";
    default: return "";
  }
}

std::string code_of(CURLcode result, long number) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST: return "unknown-host";
    case CURLE_COULDNT_CONNECT:
      return number == ECONNREFUSED ? "connection-refused" : "connection-failed";
    case CURLE_OPERATION_TIMEDOUT: return "timed-out";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return "tls-failed";
    case CURLE_URL_MALFORMAT: return "bad-url";
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return "connection-failed";
    default: return "bad-response";  // the scheme was checked before: the rest is about the answer
  }
}

Error bad_url(const std::string& url) {
  return {.code = "bad-url",
          .what = "\"" + url + "\" is no URL that can be asked",
          .hint = "write http://HOST/PATH or https://HOST/PATH"};
}

// 301 and 302 turn a POST into a GET as browsers do, 303 everything but HEAD; 307 and 308 nothing.
// https://www.rfc-editor.org/rfc/rfc9110#section-15.4
void rewrite_for_redirect(HttpRequest& request, int status) {
  const bool to_get = (status == 303 && request.method != "HEAD") ||
                      ((status == 301 || status == 302) && request.method == "POST");
  if (!to_get) return;
  request.method = "GET";
  request.body.clear();
  std::erase_if(request.headers,
                [](const auto& header) { return to_lower(header.first).starts_with("content-"); });
}

// What proves who asks is not for another server.
void drop_credentials(HttpRequest& request) {
  std::erase_if(request.headers, [](const auto& header) {
    const std::string name = to_lower(header.first);
    return name == "authorization" || name == "cookie";
  });
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(HttpOptions options)
      : options_(std::move(options)), multi_(curl_multi_init()), handle_(curl_easy_init()) {
    // Cookies from now on. COOKIEFILE would say so again after each reset, which forgets its list without
    // giving it back.
    set(CURLOPT_COOKIELIST, "");
  }

  // Redirects are followed here and not by curl, which would look up the new name outside.
  Result<HttpResponse> send(const HttpRequest& asked) override {
    const SystemClock clock;
    const Moment started = clock.now();
    HttpRequest request = asked;
    sent_.clear();
    for (int redirects = 0;; ++redirects) {
      request.timeout = asked.timeout - std::chrono::floor<Milliseconds>(clock.now() - started);
      std::string next;
      auto response = exchange(request, next);
      if (!response) return response;
      response->redirects = redirects;
      response->duration = clock.now() - started;
      if (!asked.follow_redirects || next.empty()) return response;
      if (redirects == most_redirects)
        return fail({.code = "too-many-redirects",
                     .what = asked.url + " redirects more than 10 times",
                     .seen = "the last one to " + next});
      if (!parse_url(next))
        return fail({.code = "bad-response",
                     .what = request.method + " " + request.url + " redirects to what is no URL of HTTP",
                     .seen = next});
      rewrite_for_redirect(request, response->status);
      if (parse_url(next) != parse_url(request.url)) drop_credentials(request);
      request.url = next;
    }
  }

  Headers added_headers() const override { return sent_; }

  void forget_cookies() override { curl_easy_setopt(handle_.get(), CURLOPT_COOKIELIST, "ALL"); }

 private:
  Result<HttpResponse> exchange(const HttpRequest& request, std::string& next) {
    if (!parts_ || parts_of_ != request.url) {
      parts_ = parse_url(request.url);
      parts_of_ = request.url;
    }
    if (!parts_) return fail(bad_url(request.url));
    const auto resolved = resolve(*parts_);
    if (!resolved) return fail(resolved.error());
    auto headers = list_headers(request);
    if (!headers) return fail(headers.error());
    if (request.timeout.count() <= 0) return fail(timed_out(request));
    Gathered gathered{.response = {}, .body_limit = request.body_limit};
    char words[CURL_ERROR_SIZE] = "";
    // After one plain GET the next needs only what is its own.
    const bool plain = is_plain(request);
    if (!plain || !is_set_for_plain_) {
      // Connections and cookies outlive the reset.
      curl_easy_reset(handle_.get());
      set_connection();
      set_message(request);
      set_trust(request);
    }
    is_set_for_plain_ = plain;
    set_own(request, resolved->get(), headers->get(), words, gathered);
    const bool notes = has_cookies() && sent_.empty();
    set(CURLOPT_VERBOSE, notes ? 1L : 0L);
    set(CURLOPT_DEBUGFUNCTION, &note_cookies);
    set(CURLOPT_DEBUGDATA, &sent_);
    const CURLcode result = perform();
    if (result != CURLE_OK) return fail(failure(request, result, gathered, words));
    next = text_info(CURLINFO_REDIRECT_URL);
    finish(gathered.response);
    // RFC 9110, section 15: three digits, the first of them not 0.
    if (gathered.response.status < 100)
      return fail({.code = "bad-response",
                   .what = request.method + " " + request.url + " got no status of HTTP",
                   .seen = std::to_string(gathered.response.status)});
    return std::move(gathered.response);
  }

  /// As curl_easy_perform, but awake at first, and until a signal at most.
  CURLcode perform() {
    const SystemClock clock;
    curl_multi_add_handle(multi_.get(), handle_.get());
    const Moment drowsy = clock.now() + longest_awake;
    int running = 0;
    while (curl_multi_perform(multi_.get(), &running) == CURLM_OK && running != 0) {
      if (clock.now() < drowsy) {
        sched_yield();
        continue;
      }
      if (interrupted()) break;
      curl_multi_poll(multi_.get(), nullptr, 0, longest_sleep_ms, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
    const CURLcode result = message != nullptr ? message->data.result : CURLE_ABORTED_BY_CALLBACK;
    curl_multi_remove_handle(multi_.get(), handle_.get());
    return result;
  }

  static Error timed_out(const HttpRequest& request) {
    return {.code = "timed-out", .what = request.url + " did not answer in time"};
  }

  // A name that is known here goes to its address; none is looked up outside when sockets come from
  // an environment.
  Result<List> resolve(const UrlParts& url) const {
    List list;
    if (is_address(url.host)) return list;
    for (const auto& [name, address] : options_.hosts) {
      if (to_lower(name) != url.host) continue;
      append(list, url.host + ":" + url.port + ":" + address);
      return list;
    }
    if (!options_.open_socket) return list;
    std::vector<std::string> names;
    for (const auto& host : options_.hosts) names.push_back(host.first);
    return fail({.code = "unknown-host",
                 .what = "\"" + url.host + "\" is no name of this environment" +
                         did_you_mean(url.host, names)});
  }

  static Result<List> list_headers(const HttpRequest& request) {
    List list;
    for (const auto& [name, value] : request.headers) {
      if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos ||
          name.empty() || name.find(':') != std::string::npos)
        return fail({.code = "bad-header", .what = "a header can't be sent", .seen = name});
      append(list, value.empty() ? name + ";" : name + ": " + value);
    }
    if (is_plain(request)) return list;
    // With a body curl adds both by itself: the first costs a second where a server does not know it, the
    // second would claim a form.
    if (find_header(request.headers, "Expect") == nullptr) append(list, "Expect:");
    if (find_header(request.headers, "Content-Type") == nullptr) append(list, "Content-Type:");
    return list;
  }

  template <typename T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(handle_.get(), option, value);
  }

  /// What differs from one plain GET to the next.
  void set_own(const HttpRequest& request, curl_slist* resolved, curl_slist* headers, char* words,
               Gathered& gathered) {
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_ERRORBUFFER, words);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    set(CURLOPT_RESOLVE, resolved);
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_WRITEDATA, &gathered);
    set(CURLOPT_HEADERDATA, &gathered);
  }

  static bool is_plain(const HttpRequest& request) {
    return request.method == "GET" && request.body.empty() && request.version.empty() &&
           request.ca_file.empty() && request.certificate_file.empty() &&
           request.key_file.empty() && find_header(request.headers, "Accept-Encoding") == nullptr;
  }

  void set_connection() {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_PROXY, options_.proxy.c_str());
    set(CURLOPT_NOPROXY, options_.proxy.empty() ? "*" : "");
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, &options_);
    if (!options_.hosts.empty()) set(CURLOPT_DNS_CACHE_TIMEOUT, -1L);
  }

  void set_message(const HttpRequest& request) {
    set(CURLOPT_USERAGENT, "gonogo");
    if (find_header(request.headers, "Accept-Encoding") == nullptr)
      set(CURLOPT_ACCEPT_ENCODING, "");
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set_method(request);
  }

  bool has_cookies() {
    curl_slist* cookies = nullptr;
    curl_easy_getinfo(handle_.get(), CURLINFO_COOKIELIST, &cookies);
    const List owned(cookies);
    return cookies != nullptr;
  }

  void set_trust(const HttpRequest& request) {
    if (!request.ca_file.empty()) set(CURLOPT_CAINFO, request.ca_file.c_str());
    if (!request.certificate_file.empty()) set(CURLOPT_SSLCERT, request.certificate_file.c_str());
    if (!request.key_file.empty()) set(CURLOPT_SSLKEY, request.key_file.c_str());
    if (request.version == "1.1")
      set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    if (request.version == "2")
      set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE));
  }

  void set_method(const HttpRequest& request) {
    const std::string& method = request.method;
    const bool sends = method == "POST" || method == "PUT" || method == "PATCH";
    if (method == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
    } else if (sends || !request.body.empty()) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDS, request.body.data());
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    if (method != "HEAD") set(CURLOPT_CUSTOMREQUEST, method.c_str());
  }

  std::string text_info(CURLINFO which) {
    char* text = nullptr;
    curl_easy_getinfo(handle_.get(), which, &text);
    return text != nullptr ? text : "";
  }

  long number_info(CURLINFO which) {
    long number = 0;
    curl_easy_getinfo(handle_.get(), which, &number);
    return number;
  }

  void finish(HttpResponse& response) {
    response.status = static_cast<int>(number_info(CURLINFO_RESPONSE_CODE));
    response.version = version_text(number_info(CURLINFO_HTTP_VERSION));
    response.url = text_info(CURLINFO_EFFECTIVE_URL);
  }

  Error failure(const HttpRequest& request, CURLcode result, const Gathered& gathered,
                const char* words) {
    const std::string what = request.method + " " + request.url + " got no answer";
    if (gathered.body_too_large)
      return {.code = "body-too-large",
              .what = what,
              .seen = "a body of more than " + std::to_string(request.body_limit) + " bytes"};
    if (gathered.headers_too_large)
      return {.code = "bad-response", .what = what, .seen = "headers of more than 1 MiB"};
    // Newer curls have a limit of their own, which they tell as a broken connection.
    if (std::string_view(words).starts_with("Too large response headers"))
      return {.code = "bad-response", .what = what, .seen = words};
    return {.code = code_of(result, number_info(CURLINFO_OS_ERRNO)),
            .what = what,
            .seen = *words != '\0' ? words : curl_easy_strerror(result)};
  }

  HttpOptions options_;
  Headers sent_{};
  std::optional<UrlParts> parts_{};  ///< of the URL that was asked last
  std::string parts_of_{};
  bool is_set_for_plain_ = false;
  std::unique_ptr<CURLM, FreeMulti> multi_;  ///< has the connections
  std::unique_ptr<CURL, FreeEasy> handle_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(HttpOptions options) {
  // Sets the library up once, whichever thread comes first.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(ready);
  return std::make_unique<CurlClient>(std::move(options));
}

const std::string* find_header(const Headers& headers, std::string_view name) {
  const std::string wanted = to_lower(name);
  for (const auto& [key, value] : headers)
    if (to_lower(key) == wanted) return &value;
  return nullptr;
}

}  // namespace gonogo
