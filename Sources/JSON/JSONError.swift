/// Why a JSON text or value was not what was asked for, and where.
///
/// A message never repeats a value that was sent: it may be shown to the sender, and may be logged.
package struct JSONError: Error, Hashable {
    /// The place as a JSON Pointer (RFC 6901); "" is the whole document.
    package let pointer: String
    /// The byte of the text, where the text was at fault.
    package let offset: Int?
    package let problem: Problem

    package enum Problem: Sendable, Hashable {
        // Of the text.
        case tooManyBytes(limit: Int)
        case tooDeep(limit: Int)
        case tooManyValues(limit: Int)
        case endedEarly
        case expected(String)
        case byteOrderMark
        case duplicateMember
        case notUTF8
        case controlCharacter
        case unknownEscape
        case loneSurrogate
        case nulCharacter
        case notAnExactInteger
        // Of a canonical text.
        case notCanonical
        case keyNotPlain
        // Of the meaning.
        case wrongKind(expected: String, found: String)
        case outOfRange(ClosedRange<Int>)
        case missingMember
        case unknownMember(nearest: [String])
        case notOneOf([String])
        case other(String)
    }

    package init(pointer: String, offset: Int? = nil, problem: Problem) {
        self.pointer = pointer
        self.offset = offset
        self.problem = problem
    }

    /// The problem in plain words: lower case, no full stop, no value that was sent.
    package var message: String {
        switch problem {
        case .tooManyBytes(let limit): "is longer than \(limit) bytes"
        case .tooDeep(let limit): "has more than \(limit) arrays and objects inside one another"
        case .tooManyValues(let limit): "has more than \(limit) values"
        case .endedEarly: "the text ends too early"
        case .expected(let what): "expected \(what)"
        case .byteOrderMark: "the text starts with a byte order mark"
        case .duplicateMember: "this member occurs twice"
        case .notUTF8: "is not valid UTF-8"
        case .controlCharacter: "a control character in a string must be escaped"
        case .unknownEscape: "a backslash is followed by something that JSON does not know"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .nulCharacter: "the character U+0000 is not accepted"
        case .notAnExactInteger:
            "only integers from -(2^53-1) to 2^53-1 are accepted, without point, exponent or leading zero: "
                + "write decimals as strings"
        case .notCanonical: "is not in canonical form (RFC 8785)"
        case .keyNotPlain: "a canonical member name is ASCII and not empty"
        case .wrongKind(let expected, let found): "expected \(expected), found \(found)"
        case .outOfRange(let range): "must be from \(range.lowerBound) to \(range.upperBound)"
        case .missingMember: "this member is required"
        case .unknownMember(let nearest): "unknown member" + Self.hint("known here", nearest)
        case .notOneOf(let words): "unknown word" + Self.hint("accepted", words)
        case .other(let message): message
        }
    }

    private static func hint(_ lead: String, _ words: [String]) -> String {
        words.isEmpty ? "" : "; \(lead): " + words.map { "`\($0)`" }.joined(separator: ", ")
    }
}
