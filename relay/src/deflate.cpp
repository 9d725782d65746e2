#include "deflate.h"

#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <charconv>

#include "net.h"

namespace tqc::relay {
namespace {

namespace zlib = boost::beast::zlib;

constexpr int send_window = 12;
constexpr std::string_view tail("\x00\x00\xff\xff", 4);

std::string_view trimmed(std::string_view text) {
  auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// Takes what stands before the next `border` off the front of `text`. None of the values that may
// stand in an offer we accept holds a border.
std::string_view cut(std::string_view& text, char border) {
  auto at = text.find(border);
  auto head = trimmed(text.substr(0, at));
  text = at == std::string_view::npos ? std::string_view() : trimmed(text.substr(at + 1));
  return head;
}

// A window size as RFC 7692 writes it: 8 to 15, nothing before or after.
std::optional<int> window_bits(std::string_view text) {
  int bits = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '0' || bits < 8 ||
      bits > 15)
    return std::nullopt;
  return bits;
}

struct Offer {
  bool server_bits = false, client_bits = false, server_plain = false, client_plain = false;
  bool usable = true;

  // Any parameter that is unknown, repeated or has a wrong value makes the whole offer unusable.
  void read(std::string_view name, std::string_view value) {
    auto once = [&](bool& seen) {
      if (seen) usable = false;
      seen = true;
    };
    if (name == "server_no_context_takeover" || name == "client_no_context_takeover") {
      once(name.front() == 's' ? server_plain : client_plain);
      if (!value.empty()) usable = false;
    } else if (name == "server_max_window_bits") {
      once(server_bits);
      auto bits = value.empty() ? std::nullopt : window_bits(value);
      if (!bits || *bits < send_window) usable = false;
    } else if (name == "client_max_window_bits") {
      once(client_bits);
      if (!value.empty() && !window_bits(value)) usable = false;
    } else {
      usable = false;
    }
  }
};

}  // namespace

// Beast's ext_list is not used: it gives the last offer, if bare, the parameters of the one before.
std::optional<std::string> negotiate_deflate(std::string_view offers) {
  while (!offers.empty()) {
    auto extension = cut(offers, ',');
    if (!beast::iequals(cut(extension, ';'), "permessage-deflate")) continue;
    Offer offer;
    while (!extension.empty()) {
      auto value = cut(extension, ';');
      auto name = cut(value, '=');
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
      offer.read(name, value);
    }
    if (!offer.usable) continue;
    std::string answer =
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    if (offer.server_bits) answer += "; server_max_window_bits=" + std::to_string(send_window);
    return answer;
  }
  return std::nullopt;
}

std::string deflate_message(std::string_view text) {
  static zlib::deflate_stream stream;
  stream.reset(6, send_window, 8, zlib::Strategy::normal);
  std::string out(stream.upper_bound(text.size()) + 16, '\0');
  zlib::z_params z;
  z.next_in = text.data();
  z.avail_in = text.size();
  z.next_out = out.data();
  z.avail_out = out.size();
  error_code error;
  stream.write(z, zlib::Flush::sync, error);
  // The bound leaves room for the sync marker, so one call writes it all.
  if (error || z.avail_in != 0 || z.total_out < tail.size())
    throw std::runtime_error("deflate: " + error.message());
  out.resize(z.total_out - tail.size());
  return out;
}

Inflated inflate_message(std::string_view payload, std::size_t limit, std::string& text) {
  static zlib::inflate_stream stream;
  stream.reset(15);
  text.clear();
  std::array<char, 4096> chunk;
  zlib::z_params z;
  for (auto part : {payload, tail}) {
    z.next_in = part.data();
    z.avail_in = part.size();
    for (;;) {
      z.next_out = chunk.data();
      z.avail_out = chunk.size();
      error_code error;
      stream.write(z, zlib::Flush::sync, error);
      auto n = chunk.size() - z.avail_out;
      if (text.size() + n > limit) return Inflated::too_big;
      text.append(chunk.data(), n);
      if (error == zlib::error::end_of_stream) return Inflated::ok;
      if (error && error != zlib::error::need_buffers) return Inflated::broken;
      if (z.avail_in == 0 && z.avail_out != 0) break;
      if (error && n == 0) return Inflated::broken;
    }
  }
  return Inflated::ok;
}

}  // namespace tqc::relay
