// The one table of error and close codes. docs/protocol.md mirrors it; codes_test compares the two.
//
// A client needs no copy of it to behave: close codes 4400 and above mean "do not reconnect like
// this", every other code of the relay's own means "reconnect, with `since`". Codes without a close
// number are answers to one frame and leave the connection open.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tqc::relay {

enum class Then { reconnect, stop, stay };

struct Code {
  std::string_view name;  // `code` of the error frame and reason of the close frame
  std::uint16_t close;    // WebSocket close code, 0 when the connection stays open
  Then then;
  std::string_view meaning;  // default message of the error frame
};

namespace code {
inline constexpr Code going_away{"going_away", 1001, Then::reconnect, "the relay is shutting down"};
inline constexpr Code internal{"internal", 1011, Then::reconnect,
                               "the relay failed to handle this connection"};
inline constexpr Code unavailable{"unavailable", 1013, Then::reconnect,
                                  "the database cannot be reached now"};
inline constexpr Code slow_client{"slow_client", 4000, Then::reconnect,
                                  "the client reads too slowly, its queue is full"};
inline constexpr Code hello_timeout{"hello_timeout", 4001, Then::reconnect,
                                    "no hello came in time"};
inline constexpr Code history_gap{"history_gap", 4002, Then::reconnect,
                                  "pushes this stream still needed have been deleted"};

inline constexpr Code protocol{"protocol", 1002, Then::stop, "not a valid WebSocket frame"};
inline constexpr Code not_utf8{"not_utf8", 1007, Then::stop,
                               "a text frame is not valid UTF-8 or not valid deflate data"};
inline constexpr Code too_big{"too_big", 1009, Then::stop, "the frame is larger than allowed"};
inline constexpr Code bad_frame{
    "bad_frame", 4400, Then::stop,
    "a frame must be a text frame holding a JSON object with a string \"type\""};
inline constexpr Code token_refused{"token_refused", 4401, Then::stop, "the token is not accepted"};
inline constexpr Code hello_expected{"hello_expected", 4402, Then::stop,
                                     "the first frame must be a well-formed hello"};
inline constexpr Code token_expired{"token_expired", 4403, Then::stop,
                                    "the token has expired, a new one is needed"};

inline constexpr Code unknown_type{"unknown_type", 0, Then::stay, "no frame of this type is known"};
inline constexpr Code bad_request{"bad_request", 0, Then::stay,
                                  "a field of the frame is missing or wrong"};
inline constexpr Code forbidden{"forbidden", 0, Then::stay, "the token does not allow this"};
inline constexpr Code try_later{"try_later", 0, Then::stay,
                                "the database cannot be reached now, ask again"};
}  // namespace code

inline constexpr std::array codes{
    code::going_away,    code::internal,     code::unavailable,   code::slow_client,
    code::hello_timeout, code::history_gap,  code::protocol,      code::not_utf8,
    code::too_big,       code::bad_frame,    code::token_refused, code::hello_expected,
    code::token_expired, code::unknown_type, code::bad_request,   code::forbidden,
    code::try_later,
};

}  // namespace tqc::relay
