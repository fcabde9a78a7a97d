extension HTTPClient.Response {
    /// Reads everything that a server said: a status line, fields, and a body whose length is stated, or which comes in
    /// chunks and has come to its end (RFC 9112, 7.1). Nil for anything else.
    init?(parsing bytes: [UInt8]) {
        guard bytes.count <= HTTPClient.maximumResponse, let end = Self.endOfHead(bytes),
            let head = String(validating: bytes[..<end], as: UTF8.self)
        else { return nil }
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", words[1].utf8.count == 3, let status = Int(words[1]),
            (200...599).contains(status)
        else { return nil }
        let fields = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
        guard fields.allSatisfy({ $0.count == 2 }) else { return nil }
        func values(_ name: String) -> [String] {
            fields.filter { ASCII.lowercased($0[0]) == name }.map { String($0[1].drop { $0 == " " }) }
        }
        let rest = bytes[(end + 4)...]
        switch (values("transfer-encoding").map(ASCII.lowercased), values("content-length")) {
        case ([], ["\(rest.count)"]): body = Array(rest)
        case (["chunked"], []):
            guard let whole = Self.joined(rest) else { return nil }
            body = whole
        default: return nil
        }
        self.status = status
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast(3).first { bytes[$0...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) }
    }

    /// The chunks put together; nil where they do not end as they should. Extensions and trailers are refused.
    private static func joined(_ chunks: ArraySlice<UInt8>) -> [UInt8]? {
        var (rest, body) = (chunks, [UInt8]())
        while true {
            let digits = rest.prefix(while: { ASCII.hexValue($0) != nil })
            // Six digits name more than any answer may hold.
            guard (1...6).contains(digits.count) else { return nil }
            let size = digits.reduce(0) { $0 << 4 | Int(ASCII.hexValue($1) ?? 0) }
            rest = rest.dropFirst(digits.count)
            guard rest.starts(with: lineEnd), rest.count >= size + 4 else { return nil }
            rest = rest.dropFirst(2)
            body += rest.prefix(size)
            rest = rest.dropFirst(size)
            guard rest.starts(with: lineEnd) else { return nil }
            rest = rest.dropFirst(2)
            if size == 0 { return rest.isEmpty ? body : nil }
        }
    }

    private static let lineEnd: [UInt8] = [ASCII.carriageReturn, ASCII.lineFeed]
}
