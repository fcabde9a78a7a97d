import Catalogue
import Foundation
import Linux
import OpenSSL
import Snapshots

/// The key that turns identifiers into pseudonyms: 32 bytes in a file of their own, outside the data.
///
/// Who holds it and the data can test whether a known identifier is in the data; who holds the data alone cannot.
package struct PseudonymKey: Sendable {
    private let bytes: [UInt8]

    private static let byteCount = 32

    /// Takes 32 secret bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the key's file: 64 hexadecimal digits and a line end.
    package init(file: String) throws(LoadError) {
        let text: [UInt8]
        do throws(SystemError) { text = try FileSystem.readFile(file, maximumBytes: 256) } catch {
            throw .pseudonymKey(file: file, reason: error.message)
        }
        let digits = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Hex.decode(digits), bytes.count == Self.byteCount else {
            throw .pseudonymKey(
                file: file, reason: "it must hold 64 hexadecimal digits; make one with `salthouse keys`")
        }
        self.bytes = bytes
    }

    /// What makes pseudonyms under this key, for one owner.
    func pseudonymiser() -> Pseudonymiser { Pseudonymiser(authenticator: HMACSHA256Authenticator(key: bytes)) }
}

/// Turns identifiers into pseudonyms under one key, which is prepared once. For one owner: it is not `Sendable`.
struct Pseudonymiser {
    private let authenticator: HMACSHA256Authenticator
    /// For each kind of unit, its name and a zero byte.
    private let beginnings: [StatisticalUnit: [UInt8]]

    fileprivate init(authenticator: HMACSHA256Authenticator) {
        self.authenticator = authenticator
        beginnings = Dictionary(
            uniqueKeysWithValues: StatisticalUnit.allCases.map { ($0, Array($0.rawValue.utf8) + [0]) })
    }

    /// The pseudonym of an identifier: HMAC-SHA-256 over the unit's kind, a zero byte and the normalised identifier,
    /// cut to 16 bytes. Nil where the identifier does not have its declared form.
    func pseudonym(of identifier: ArraySlice<UInt8>, unit: StatisticalUnit, kind: IdentifierKind) -> Pseudonym? {
        var message = beginnings[unit] ?? []
        message.reserveCapacity(message.count + identifier.count)
        guard Self.append(identifier, kind, to: &message) else { return nil }
        return Pseudonym(authenticator.authenticate(message))
    }

    /// Appends the one spelling of an identifier, so that the same person has the same pseudonym in every file; false
    /// where it does not have its form.
    static func append(_ identifier: ArraySlice<UInt8>, _ kind: IdentifierKind, to message: inout [UInt8]) -> Bool {
        guard identifier.allSatisfy({ $0 < 0x80 }) else {
            let text = String(decoding: identifier, as: UTF8.self).precomposedStringWithCompatibilityMapping
            return appendNormalised(ArraySlice(Array(text.utf8)), kind, to: &message)
        }
        return appendNormalised(identifier, kind, to: &message)
    }

    private static func appendNormalised(
        _ text: ArraySlice<UInt8>, _ kind: IdentifierKind, to message: inout [UInt8]
    ) -> Bool {
        let space = UInt8(ascii: " ")
        switch kind {
        case .opaque:
            var text = text
            while text.first == space { text.removeFirst() }
            while text.last == space { text.removeLast() }
            message += text
            return (1...64).contains(text.count)
        case .nhsNumber:
            let start = message.count
            for byte in text where byte != space && byte != UInt8(ascii: "-") { message.append(byte) }
            return hasCheckDigit(message[start...])
        }
    }

    /// Ten digits whose last is the check digit modulus 11 of the NHS number (NHS Data Dictionary).
    private static func hasCheckDigit(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 10 else { return false }
        var sum = 0
        var weight = 10
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return false }
            // The check digit itself has weight 1: with it the sum is a multiple of 11.
            sum += Int(digit - 0x30) * weight
            weight -= 1
        }
        return sum % 11 == 0
    }
}
