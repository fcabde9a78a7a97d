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
    fileprivate let authenticator: HMACSHA256Authenticator

    /// The pseudonym of an identifier: HMAC-SHA-256 over the unit's kind, a zero byte and the normalised identifier,
    /// cut to 16 bytes. Nil where the identifier does not have its declared form.
    func pseudonym(of identifier: ArraySlice<UInt8>, unit: StatisticalUnit, kind: IdentifierKind) -> Pseudonym? {
        guard let normalised = Self.normalised(identifier, kind) else { return nil }
        return Pseudonym(authenticator.authenticate(Array(unit.rawValue.utf8) + [0] + normalised))
    }

    /// One spelling for each identifier, so that the same person has the same pseudonym in every file.
    static func normalised(_ identifier: ArraySlice<UInt8>, _ kind: IdentifierKind) -> [UInt8]? {
        let text: [UInt8]
        if identifier.allSatisfy({ $0 < 0x80 }) {
            text = Array(identifier)
        } else {
            text = Array(String(decoding: identifier, as: UTF8.self).precomposedStringWithCompatibilityMapping.utf8)
        }
        switch kind {
        case .opaque:
            let space = UInt8(ascii: " ")
            let trimmed = text.drop { $0 == space }.reversed().drop { $0 == space }.reversed()
            return (1...64).contains(trimmed.count) ? Array(trimmed) : nil
        case .nhsNumber:
            let digits = text.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
            return hasCheckDigit(digits) ? digits : nil
        }
    }

    /// Ten digits whose last is the check digit modulus 11 of the NHS number (NHS Data Dictionary).
    private static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
        guard digits.count == 10, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        let sum = zip(digits.dropLast(), (2...10).reversed()).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        let check = (11 - sum % 11) % 11
        return check != 10 && check == Int(digits[9] - 0x30)
    }
}
