import Linux

@testable import HTTP

/// A connection without a socket: answers every request at once, takes every byte, and notes what happened.
struct ConnectionBench {
    var connection: HTTPConnection
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    /// False: requests stay in flight until `answer` is called.
    var answersAtOnce = true
    var requests: [(head: RequestHead, body: [UInt8])] = []
    var rejections: [HTTPRejection] = []
    var output: [UInt8] = []
    var cancellations = 0
    var hasFinishedSending = false
    var isClosed = false

    init(limits: HTTPLimits = .standard) {
        connection = HTTPConnection(limits: limits, deadlines: .standard, now: now)
    }

    /// True where nothing more will be read as a request.
    var isEnding: Bool { hasFinishedSending || isClosed }

    var text: String { String(decoding: output, as: UTF8.self) }

    mutating func receive(_ bytes: [UInt8]) { perform(connection.received(bytes, now: now)) }

    mutating func receive(_ text: String) { receive(Array(text.utf8)) }

    mutating func receiveByteByByte(_ bytes: [UInt8]) {
        for byte in bytes { receive([byte]) }
    }

    mutating func pass(milliseconds: Int) {
        now = now.advanced(byMilliseconds: milliseconds)
        perform(connection.deadlinePassed(now: now))
    }

    mutating func answer(_ response: HTTPResponse) {
        connection.respond(with: response, date: nil, now: now)
        send()
    }

    mutating func perform(_ actions: [HTTPConnection.Action]) {
        for action in actions {
            switch action {
            case .dispatch(let head, let body):
                requests.append((head, body))
                if answersAtOnce { answer(HTTPResponse(status: 200, body: Array("ok".utf8))) }
            case .reject(let rejection), .turnAway(_, let rejection):
                rejections.append(rejection)
                answer(HTTPResponse(status: rejection.status))
            case .cancel: cancellations += 1
            case .finishSending: hasFinishedSending = true
            case .close: isClosed = true
            }
        }
        send()
    }

    private mutating func send() {
        while !connection.unsent.isEmpty {
            let bytes = connection.unsent
            output += bytes
            perform(connection.sent(bytes.count, now: now))
        }
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
