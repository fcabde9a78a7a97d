import Linux
import Testing

@testable import HTTP

private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

@Suite("A connection")
struct ConnectionTests {
    @Test("stays open after an answer and takes the next request")
    func keepAlive() {
        var bench = ConnectionBench()
        bench.receive(get)
        bench.receive(get)
        #expect(bench.requests.count == 2)
        #expect(!bench.isEnding)
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        #expect(bench.text == answer + answer)
    }

    @Test(
        "closes when the client says so, in any case and in a list", arguments: ["close", "Close", "keep-alive, CLOSE"])
    func closing(value: String) {
        var bench = ConnectionBench()
        bench.receive("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n" + get)
        #expect(bench.requests.count == 1)
        #expect(bench.text.contains("Connection: close"))
        #expect(bench.hasFinishedSending)
        #expect(!bench.isClosed)
        bench.perform(bench.connection.peerFinished())
        #expect(bench.isClosed)
    }

    @Test("keeps pipelined requests for their turn and answers in order")
    func pipelining() {
        var bench = ConnectionBench()
        bench.answersAtOnce = false
        let post = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
        bench.receive(get + post + get)
        #expect(bench.requests.count == 1)
        #expect(!bench.connection.wantsBytes)
        bench.answer(HTTPResponse(status: 200))
        #expect(bench.requests.count == 2)
        #expect(bench.requests.last?.body == Array("hi".utf8))
        bench.answer(HTTPResponse(status: 201))
        bench.answer(HTTPResponse(status: 204))
        #expect(bench.requests.count == 3)
        #expect(
            bench.text
                == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\n")
    }

    @Test("answers HEAD with the length of the body and without it")
    func head() {
        var bench = ConnectionBench()
        bench.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(bench.text == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
    }

    @Test("asks for an expected body once, and only where none has come")
    func expectContinue() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        var asked = ConnectionBench()
        asked.receive(head)
        #expect(asked.text == "HTTP/1.1 100 Continue\r\n\r\n")
        asked.receive("hi")
        #expect(asked.text.hasSuffix("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))

        var eager = ConnectionBench()
        eager.receive(head + "h")
        #expect(eager.text.isEmpty)

        var refused = ConnectionBench()
        refused.receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n")
        #expect(refused.text.hasPrefix("HTTP/1.1 413 "))
    }

    @Test("holds a finished response until its moment, and then sends it")
    func releaseAfter() {
        var bench = ConnectionBench()
        bench.answersAtOnce = false
        bench.receive(get)
        bench.answer(HTTPResponse(status: 200, releaseAfter: bench.now.advanced(byMilliseconds: 250)))
        #expect(bench.output.isEmpty)
        bench.pass(milliseconds: 249)
        #expect(bench.output.isEmpty)
        bench.pass(milliseconds: 1)
        #expect(bench.text == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        bench.receive(get)
        #expect(bench.requests.count == 2)
    }

    @Test("cancels the request in flight when the client is gone, once")
    func clientGone() {
        var bench = ConnectionBench()
        bench.answersAtOnce = false
        bench.receive(get)
        bench.perform(bench.connection.peerFinished())
        bench.perform(bench.connection.peerFinished())
        #expect(bench.cancellations == 1)
        #expect(!bench.isClosed)
        bench.perform(bench.connection.lost())
        #expect(bench.isClosed)
        bench.answer(HTTPResponse(status: 200))
        #expect(bench.output.isEmpty)
    }

    @Test("never dispatches a body that ends early")
    func truncatedBody() {
        var bench = ConnectionBench()
        bench.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nhi")
        bench.perform(bench.connection.peerFinished())
        #expect(bench.isClosed)
        #expect(bench.requests.isEmpty)
    }

    @Test("refuses a request that finds no worker, and closes")
    func overloaded() {
        var bench = ConnectionBench()
        bench.answersAtOnce = false
        bench.receive(get)
        bench.perform(bench.connection.refuse(HTTPRejection(.overloaded)))
        #expect(bench.text.hasPrefix("HTTP/1.1 503 "))
        #expect(bench.hasFinishedSending)
    }

    @Test("that stops closes when idle, and after its answer when busy")
    func stopping() {
        var untouched = ConnectionBench()
        untouched.perform(untouched.connection.stop())
        #expect(untouched.isClosed)

        var idle = ConnectionBench()
        idle.receive(get)
        idle.perform(idle.connection.stop())
        #expect(idle.isClosed)

        var busy = ConnectionBench()
        busy.answersAtOnce = false
        busy.receive(get + get)
        busy.perform(busy.connection.stop())
        #expect(!busy.isClosed)
        busy.answer(HTTPResponse(status: 200))
        #expect(busy.text.contains("Connection: close"))
        #expect(busy.hasFinishedSending)
        #expect(busy.requests.count == 1)
    }
}

@Suite("Deadlines of a connection")
struct DeadlineTests {
    @Test("a trickle of bytes does not extend the header's deadline")
    func slowHead() {
        var bench = ConnectionBench()
        for byte in Array("GET / HTT".utf8) {
            bench.receive([byte])
            bench.pass(milliseconds: 1_000)
        }
        #expect(bench.rejections.isEmpty)
        bench.pass(milliseconds: 1_000)
        #expect(bench.rejections == [HTTPRejection(.headTooSlow)])
        #expect(bench.text.hasPrefix("HTTP/1.1 408 "))
        #expect(bench.hasFinishedSending)
        bench.pass(milliseconds: 2_000)
        #expect(bench.isClosed)
    }

    @Test("a trickle of bytes does not extend the body's deadline")
    func slowBody() {
        var bench = ConnectionBench()
        bench.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
        for _ in 0..<14 {
            bench.receive([1])
            bench.pass(milliseconds: 1_000)
        }
        #expect(bench.rejections.isEmpty)
        bench.pass(milliseconds: 1_000)
        #expect(bench.rejections == [HTTPRejection(.bodyTooSlow)])
    }

    @Test(
        "a connection without a byte closes silently: a new one after the header's time, a kept one after the idle time"
    )
    func silent() {
        var fresh = ConnectionBench()
        fresh.pass(milliseconds: 9_999)
        #expect(!fresh.isClosed)
        fresh.pass(milliseconds: 1)
        #expect(fresh.isClosed)
        #expect(fresh.output.isEmpty)

        var kept = ConnectionBench()
        kept.receive(get)
        kept.pass(milliseconds: 59_999)
        #expect(!kept.isClosed)
        kept.pass(milliseconds: 1)
        #expect(kept.isClosed)
    }

    @Test("a client that does not read its answer is left after the response's time")
    func slowReader() {
        var connection = HTTPConnection(
            limits: .standard, deadlines: .standard, now: MonotonicInstant(nanoseconds: 0))
        let start = MonotonicInstant(nanoseconds: 0)
        _ = connection.received(Array(get.utf8), now: start)
        connection.respond(with: HTTPResponse(status: 200, body: [1, 2, 3]), date: nil, now: start)
        #expect(connection.sent(1, now: start.advanced(byMilliseconds: 14_999)).isEmpty)
        let actions = connection.deadlinePassed(now: start.advanced(byMilliseconds: 15_000))
        guard case .close? = actions.first else {
            Issue.record("the connection should close")
            return
        }
    }

    @Test("the handler has no deadline here")
    func handling() {
        var bench = ConnectionBench()
        bench.answersAtOnce = false
        bench.receive(get)
        #expect(bench.connection.deadline == nil)
    }
}
