import Linux

@testable import HTTP

/// The reader of requests: however the bytes are cut into packets they mean the same, and of no request that is handed
/// on can it be doubted where it ends, for whom it is, or what its path is.
struct HTTPTarget: FuzzTarget {
    func take(_ bytes: [UInt8]) {
        let whole = Conversation(of: [bytes])
        promise(Conversation(of: singly(bytes)) == whole, "byte by byte it means something else")
        promise(Conversation(of: cut(bytes)) == whole, "cut into pieces it means something else")
        promise(whole.rejections.count <= 1, "a connection goes on behind a rejection")
        promise(whole.rejections.isEmpty || whole.isEnding, "a connection stays open behind a rejection")
        var bodies = 0
        for request in whole.requests {
            check(request.head)
            promise(request.body.count == request.head.contentLength, "a body of another length than was told")
            bodies += request.body.count
        }
        promise(bodies <= bytes.count, "more bytes of bodies than were sent")
    }

    private func check(_ head: RequestHead) {
        promise(head.headers.all("Host").count == 1, "not one `Host`")
        promise(head.headers.all("Content-Length").count <= 1, "two lengths")
        promise(head.headers.all("Transfer-Encoding").isEmpty, "a transfer encoding")
        promise(head.contentLength <= HTTPLimits.standard.bodyBytes, "a body above the limit")
        for field in head.headers.fields {
            let isClean = (field.name + field.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            promise(isClean, "a control character in a field")
        }
        let texts = head.target.segments + head.target.query.flatMap { [$0.name, $0.value] }
        promise(texts.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }, "a control character in a path")
        promise(head.target.segments.allSatisfy { $0 != "." && $0 != ".." }, "a path that climbs")
        promise(head.target.segments.dropLast().allSatisfy { !$0.isEmpty }, "an empty part of a path")
    }
}

/// What a connection makes of packets, where each request is answered at once and every byte can be sent.
private struct Conversation: Equatable {
    struct Request: Equatable {
        let head: RequestHead
        let body: [UInt8]
    }

    var requests: [Request] = []
    var rejections: [HTTPRejection] = []
    var isEnding = false

    init(of packets: [[UInt8]]) {
        let now = MonotonicInstant(nanoseconds: 1_000_000_000)
        var connection = HTTPConnection(limits: .standard, deadlines: .standard, now: now)
        for packet in packets {
            var actions = connection.received(packet, now: now)[...]
            while true {
                while let action = actions.popFirst() { perform(action, &connection, now) }
                // Sending the last byte of an answer may bring forth the next request.
                guard !connection.unsent.isEmpty else { break }
                actions = connection.sent(connection.unsent.count, now: now)[...]
            }
        }
    }

    private mutating func perform(
        _ action: HTTPConnection.Action, _ connection: inout HTTPConnection, _ now: MonotonicInstant
    ) {
        var status = 200
        switch action {
        case .dispatch(let head, let body): requests.append(Request(head: head, body: body))
        case .reject(let rejection), .turnAway(_, let rejection):
            rejections.append(rejection)
            status = rejection.status
        case .cancel: return
        case .finishSending, .close:
            isEnding = true
            return
        }
        connection.respond(with: HTTPResponse(status: status), date: nil, now: now)
    }
}
