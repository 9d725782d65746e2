// Short names for the network libraries, and the one executor everything runs on.
//
// The relay is a single thread around one io_context: no lock, no strand, and every order the
// protocol promises follows from the order of handlers. Sockets and timers name the concrete
// executor, which keeps them small.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>

namespace boost::beast {
namespace http {}
namespace websocket {}
}  // namespace boost::beast

namespace tqc::relay {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using tcp = net::ip::tcp;
using Clock = std::chrono::steady_clock;
using Executor = net::io_context::executor_type;
using Socket = net::basic_stream_socket<tcp, Executor>;
using Timer = net::basic_waitable_timer<Clock, net::wait_traits<Clock>, Executor>;

}  // namespace tqc::relay
