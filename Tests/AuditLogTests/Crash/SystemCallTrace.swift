import Foundation
import Linux
import Testing

/// What `strace -f -y` saw of a process, call by call.
struct SystemCallTrace {
    struct Call {
        let thread: String
        let name: String
        /// Everything between the parentheses.
        let arguments: String
        let hasFailed: Bool
        let isInjected: Bool

        /// The path of the descriptor that comes first: `fdatasync(7</tmp/x/segments/…>)`.
        var descriptorPath: String? {
            guard let open = arguments.firstIndex(of: "<"), let close = arguments.firstIndex(of: ">"), open < close,
                !arguments[..<open].contains(",")
            else { return nil }
            return String(arguments[arguments.index(after: open)..<close])
        }

        /// The file it is about: by its descriptor, or else the first that it names.
        var path: String? { arguments.contains("\"") && name != "write" ? texts.first : descriptorPath }

        /// Whether it tells that something was promised.
        var isAcknowledgement: Bool { name == "write" && texts.first?.hasPrefix("ACK ") == true }

        /// The texts in quotes.
        var texts: [String] {
            arguments.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
    }

    static let isPossible: Bool = {
        guard let works = try? command("strace", "-qq", "-o", "/dev/null", "true") else { return false }
        return works == 0
    }()

    let calls: [Call]
    /// Whether somebody killed the process.
    let wasKilled: Bool

    init(reading path: String) throws {
        let text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        var unfinished: [Substring: String] = [:]
        var calls: [Call] = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { continue }
            var body = String(parts[1]).trimmingCharacters(in: .whitespaces)
            if let cut = body.range(of: " <unfinished ...>") {
                unfinished[parts[0]] = String(body[..<cut.lowerBound])
                continue
            }
            if body.hasPrefix("<... "), let end = body.range(of: "resumed>") {
                body = (unfinished.removeValue(forKey: parts[0]) ?? "") + body[end.upperBound...]
            }
            guard let open = body.firstIndex(of: "("), let equals = body.range(of: ") = ", options: .backwards) else {
                continue
            }
            calls.append(
                Call(
                    thread: String(parts[0]), name: String(body[..<open]),
                    arguments: String(body[body.index(after: open)..<equals.lowerBound]),
                    hasFailed: body[equals.upperBound...].hasPrefix("-1"), isInjected: body.hasSuffix("(INJECTED)")))
        }
        self.calls = calls
        wasKilled = text.contains("+++ killed by SIGKILL +++")
    }
}
