// permessage-deflate (RFC 7692) without a compressor in every session.
//
// The usual way gives each connection a deflate and an inflate state, some tens of kilobytes each,
// and compresses the same push once for every client. Here both directions are negotiated without
// context takeover, so a compressed message depends on nothing before it: one compressor and one
// decompressor serve all sessions, and a push is compressed once, however many clients get it.
//
// The window for sending is 12 bits: some clients ask for no more (python websockets does), and
// nothing sent is repetitive beyond 4 kB apart. An offer that insists on a smaller window is
// declined and the session runs uncompressed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tqc::relay {

// The answer to a client's Sec-WebSocket-Extensions: the value to send back, or nothing when no
// offer can be accepted.
std::optional<std::string> negotiate_deflate(std::string_view offers);

// Messages shorter than this are sent as they are.
inline constexpr std::size_t deflate_threshold = 64;

// The payload of a compressed message, tail removed (RFC 7692, 7.2.1).
std::string deflate_message(std::string_view text);

enum class Inflated { ok, broken, too_big };

// Undoes it into `text`, which never grows beyond `limit`.
Inflated inflate_message(std::string_view payload, std::size_t limit, std::string& text);

}  // namespace tqc::relay
