/// Reads a request's line and fields one byte at a time, so that no way of cutting the bytes into packets can change
/// what they mean. Each byte is judged when it comes; nothing is repaired.
struct RequestHeadParser: Sendable {
    enum Step: Sendable {
        case more
        case finished(RequestHead)
        case rejected(HTTPRejection)
    }

    private enum State: Sendable {
        case method, target, version, requestLineEnd
        case fieldStart, fieldName, valueStart, value, fieldEnd, headEnd
    }

    private let limits: HTTPLimits
    private var state = State.method
    private var count = 0
    private var methodBytes: [UInt8] = []
    private var target: [UInt8] = []
    private var version: [UInt8] = []
    private var name: [UInt8] = []
    private var value: [UInt8] = []
    private var headers = HTTPHeaders()

    init(limits: HTTPLimits) { self.limits = limits }

    /// True until the first byte has come.
    var isUntouched: Bool { count == 0 }

    /// The method, once it is complete: the answer to `HEAD` has no body, even to a malformed one.
    var method: HTTPMethod? {
        if case .method = state { return nil }
        return HTTPMethod(rawValue: String(decoding: methodBytes, as: UTF8.self))
    }

    mutating func take(_ byte: UInt8) -> Step {
        count += 1
        guard count <= limits.headBytes else { return .rejected(HTTPRejection(.headTooLarge)) }
        do throws(HTTPRejection) {
            switch state {
            case .method, .target, .version, .requestLineEnd: try takeRequestLine(byte)
            case .fieldStart, .fieldName, .valueStart, .value, .fieldEnd: try takeField(byte)
            case .headEnd:
                try expectLineFeed(byte)
                return .finished(try RequestHead(method: methodBytes, target: target, headers: headers, limits: limits))
            }
            return .more
        } catch {
            return .rejected(error)
        }
    }

    private mutating func takeRequestLine(_ byte: UInt8) throws(HTTPRejection) {
        switch state {
        case .method where byte == ASCII.space && !methodBytes.isEmpty:
            state = .target
        case .method:
            guard ASCII.isToken(byte) else { throw HTTPRejection(.malformedRequestLine) }
            guard methodBytes.count < 32 else { throw HTTPRejection(.methodUnknown) }
            methodBytes.append(byte)
        case .target where byte == ASCII.space && !target.isEmpty:
            state = .version
        case .target:
            guard (0x21...0x7e).contains(byte) else { throw HTTPRejection(.malformedRequestLine) }
            guard target.count < limits.targetBytes else { throw HTTPRejection(.targetTooLong) }
            target.append(byte)
        case .version where byte == ASCII.carriageReturn:
            try checkVersion()
            state = .requestLineEnd
        case .version:
            guard byte != ASCII.lineFeed else { throw HTTPRejection(.bareLineFeed) }
            guard version.count < 8 else { throw HTTPRejection(.malformedRequestLine) }
            version.append(byte)
        default:
            try expectLineFeed(byte)
            state = .fieldStart
        }
    }

    private func checkVersion() throws(HTTPRejection) {
        guard version.count == 8, version.starts(with: "HTTP/".utf8), ASCII.isDigit(version[5]),
            version[6] == UInt8(ascii: "."), ASCII.isDigit(version[7])
        else { throw HTTPRejection(.malformedRequestLine) }
        guard version.elementsEqual("HTTP/1.1".utf8) else { throw HTTPRejection(.versionUnknown) }
    }

    private mutating func takeField(_ byte: UInt8) throws(HTTPRejection) {
        guard byte != ASCII.lineFeed || state == .fieldEnd else { throw HTTPRejection(.bareLineFeed) }
        switch state {
        case .fieldStart where byte == ASCII.carriageReturn:
            state = .headEnd
        case .fieldStart where byte == ASCII.space || byte == ASCII.tab:
            throw HTTPRejection(.foldedField)
        case .fieldStart:
            guard headers.fields.count < limits.fields else { throw HTTPRejection(.tooManyFields) }
            guard ASCII.isToken(byte) else { throw HTTPRejection(.malformedField) }
            name = [byte]
            value = []
            state = .fieldName
        case .fieldName where byte == UInt8(ascii: ":"):
            state = .valueStart
        case .fieldName:
            guard ASCII.isToken(byte) else { throw HTTPRejection(.malformedField) }
            name.append(byte)
        case .valueStart where byte == ASCII.space || byte == ASCII.tab:
            break
        case .valueStart where byte != ASCII.carriageReturn, .value where byte != ASCII.carriageReturn:
            guard ASCII.isFieldValue(byte) else { throw HTTPRejection(.malformedField) }
            value.append(byte)
            state = .value
        case .valueStart, .value:
            addField()
            state = .fieldEnd
        default:
            try expectLineFeed(byte)
            state = .fieldStart
        }
    }

    private mutating func addField() {
        let end = value.lastIndex { $0 != ASCII.space && $0 != ASCII.tab }
        headers.add(
            String(decoding: name, as: UTF8.self),
            String(decoding: end.map { value[...$0] } ?? [], as: UTF8.self))
    }

    private func expectLineFeed(_ byte: UInt8) throws(HTTPRejection) {
        guard byte == ASCII.lineFeed else { throw HTTPRejection(.malformedField) }
    }
}
