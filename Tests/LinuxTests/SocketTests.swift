import Linux
import Testing

@Suite("Sockets")
struct SocketTests {
    @Test(
        "an address is read and written back, and says whether another machine can reach it",
        arguments: [
            ("127.0.0.1", "127.0.0.1:80", true), ("127.255.0.1", "127.255.0.1:80", true), ("::1", "[::1]:80", true),
            ("0.0.0.0", "0.0.0.0:80", false), ("10.0.0.1", "10.0.0.1:80", false), ("::", "[::]:80", false),
            ("0:0:0:0:0:0:0:1", "[::1]:80", true), ("::ffff:127.0.0.1", "[::ffff:127.0.0.1]:80", false),
        ])
    func addresses(text: String, written: String, isHere: Bool) throws {
        let address = try #require(SocketAddress(numeric: text, port: 80))
        #expect(address.description == written)
        #expect(address.isOnThisMachine == isHere)
    }

    @Test(
        "a name, a shortened or an octal address is no numeric address",
        arguments: ["localhost", "127.1", "0177.0.0.1", "", "::1%lo"])
    func noAddress(text: String) {
        #expect(SocketAddress(numeric: text, port: 80) == nil)
    }

    @Test("bytes go both ways, an end is seen, and a closed connection is an error without a signal")
    func conversation() throws {
        let listener = try Socket.listen(on: .ipv4([127, 0, 0, 1], port: 0), backlog: 4, permissions: 0)
        #expect(try listener.accept() == nil)
        let client = try Socket.connect(to: listener.localAddress())
        #expect(listener.waitUntilReadable(milliseconds: 10_000))
        var server: Socket? = try #require(try listener.accept()).socket
        server?.sendWithoutDelay()
        #expect(try server?.receive(maximum: 10) == .nothingYet)
        #expect(try client.send([1, 2, 3][...]) == 3)
        #expect(server?.waitUntilReadable(milliseconds: 10_000) == true)
        #expect(try server?.receive(maximum: 2) == .bytes([1, 2]))
        #expect(try server?.receive(maximum: 2) == .bytes([3]))
        client.finishSending()
        #expect(server?.waitUntilReadable(milliseconds: 10_000) == true)
        #expect(try server?.receive(maximum: 2) == .end)
        server = nil
        #expect(client.waitUntilReadable(milliseconds: 10_000))
        #expect(throws: SystemError.self) {
            while true { _ = try client.send([1][...]) }
        }
    }

    @Test("a Unix socket is made with its permissions, and a long path is refused")
    func unixSocket() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/s"
        let listener = try Socket.listen(on: .unix(path: path), backlog: 4, permissions: 0o600)
        #expect(try listener.localAddress() == .unix(path: path))
        #expect(FileSystem.kind(path) == .socket)
        let second = #expect(throws: SystemError.self) {
            try Socket.listen(on: .unix(path: path), backlog: 4, permissions: 0o600)
        }
        #expect(second?.isAddressInUse == true)
        #expect(throws: SystemError.self) {
            try Socket.listen(on: .unix(path: "/" + String(repeating: "a", count: 107)), backlog: 4, permissions: 0)
        }
        listener.stopListening()
        let refused = #expect(throws: SystemError.self) { try Socket.connect(to: .unix(path: path)) }
        #expect(refused?.isConnectionRefused == true)
    }

    @Test("a poller tells what can be read and written, by tag, and a signal wakes it")
    func poller() throws {
        let listener = try Socket.listen(on: .ipv4([127, 0, 0, 1], port: 0), backlog: 4, permissions: 0)
        let poller = try Poller()
        let signal = try WakeUpSignal()
        try poller.add(signal, tag: 7)
        try poller.add(listener, .reading, tag: 8)
        #expect(try poller.wait(milliseconds: 0) == [])
        signal.raise()
        signal.raise()
        #expect(try poller.wait(milliseconds: nil).map(\.tag) == [7])
        signal.take()
        let client = try Socket.connect(to: listener.localAddress())
        #expect(try poller.wait(milliseconds: nil).map(\.tag) == [8])
        try poller.change(listener, [], tag: 8)
        #expect(try poller.wait(milliseconds: 0) == [])
        try poller.add(client, [.writing, .peerFinished], tag: 9)
        let event = try #require(try poller.wait(milliseconds: nil).first)
        #expect(event.tag == 9)
        #expect(event.canWrite)
        #expect(!event.canRead)
        #expect(!event.peerFinished)
        poller.remove(client)
        #expect(try poller.wait(milliseconds: 0) == [])
    }
}
