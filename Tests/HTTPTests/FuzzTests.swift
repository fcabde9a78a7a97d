import Testing

@testable import HTTP

@Suite("Random requests")
struct FuzzTests {
    private static let goodRequests = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/x?a=b HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
        "POST /v1/queries HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
        "HEAD /%41 HTTP/1.1\r\nHost: a\r\n\r\n",
        "DELETE /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
    ]

    private static let dangerousPieces = [
        "Content-Length: 5\r\n", "content-length:5\r\n", "Transfer-Encoding: chunked\r\n", "\r\n", "\n", "\r", " ",
        "\t",
        "Host: b\r\n", "%00", "%2e", "GET / HTTP/1.1\r\n", "Expect: 100-continue\r\n", ":", "0\r\n\r\n", "\u{00}",
    ].map { Array($0.utf8) }

    @Test(
        "however the bytes are cut, the same requests, rejections and answers come out",
        arguments: 0..<150 as Range<UInt64>)
    func delivery(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let bytes = Self.stream(&numbers)
        var whole = ConnectionBench()
        whole.receive(bytes)
        var bytewise = ConnectionBench()
        bytewise.receiveByteByByte(bytes)
        var cut = ConnectionBench()
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(40, rest.count), using: &numbers)
            cut.receive(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        for other in [bytewise, cut] {
            #expect(other.requests.map(\.head) == whole.requests.map(\.head), "seed \(seed)")
            #expect(other.requests.map(\.body) == whole.requests.map(\.body), "seed \(seed)")
            #expect(other.rejections == whole.rejections, "seed \(seed)")
            #expect(other.isEnding == whole.isEnding, "seed \(seed)")
        }
    }

    @Test(
        "mutated streams never trap, and no accepted request leaves a doubt about its frame",
        arguments: 0..<40 as Range<UInt64>)
    func mutation(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed &+ 10_000)
        for _ in 0..<100 {
            var bench = ConnectionBench()
            bench.receive(Self.stream(&numbers))
            for request in bench.requests {
                let headers = request.head.headers
                #expect(headers.all("Content-Length").count <= 1, "seed \(seed)")
                #expect(headers.all("Transfer-Encoding").isEmpty, "seed \(seed)")
                #expect(headers.all("Host").count == 1, "seed \(seed)")
                #expect(request.body.count == request.head.contentLength, "seed \(seed)")
            }
            #expect(bench.rejections.count <= 1, "seed \(seed)")
        }
    }

    /// Up to four requests, most of them with some damage, none with `Expect` (whose answer depends on the packets).
    private static func stream(_ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            var request = Array(goodRequests.randomElement(using: &numbers)!.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &numbers) where !request.isEmpty {
                let place = Int.random(in: 0..<request.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: request[place] = UInt8.random(in: 0...255, using: &numbers)
                case 1: request.remove(at: place)
                case 2: request.insert(contentsOf: dangerousPieces.randomElement(using: &numbers)!, at: place)
                default: request.insert(request[place], at: place)
                }
            }
            bytes += request
        }
        return bytes
    }
}
