import JSON

/// What a trusted issuer says about a person (GA4GH Passport 1.2), with its signature checked. Only this room makes one.
package struct Visa: Sendable, Hashable {
    /// Such as `ResearcherStatus`; types of others are kept too.
    package let type: String
    package let value: String
    package let source: String
    /// Who in the source said so, such as `dac` or `so`; nil where that is not told.
    package let by: String?
    package let expires: Moment
    /// Whom it is about, in its issuer's words.
    let holder: Holder
    /// It counts only where every pattern of one of these lists is met by another visa. Empty where it counts by itself.
    let conditions: [[VisaPattern]]

    /// A person by the name that one service gives them.
    struct Holder: Sendable, Hashable {
        let issuer: String
        let subject: String
    }

    private static let mostConditions = 100

    /// Reads the claims of a token whose signature was checked.
    ///
    /// - Parameter leeway: by how many seconds its issuer's clock may be ahead of ours.
    init(claims: JSONObject, issuer: String, now: Moment, leeway: Int) throws(VisaRefusal) {
        guard case .string(let subject)? = claims["sub"], case .integer(let end)? = claims["exp"],
            let expires = Moment(seconds: end), case .object(let object)? = claims["ga4gh_visa_v1"]
        else { throw .malformed }
        guard now < expires else { throw .expired }
        guard case .string(let type)? = object["type"], case .string(let value)? = object["value"],
            case .string(let source)? = object["source"], case .integer(let seconds)? = object["asserted"],
            let asserted = Moment(seconds: seconds)
        else { throw .malformed }
        guard asserted <= now.adding(seconds: leeway) else { throw .notYet }
        var by: String?
        if let member = object["by"] {
            guard case .string(let text) = member else { throw .malformed }
            by = text
        }
        (self.type, self.value, self.source, self.by) = (type, value, source, by)
        self.expires = expires
        holder = Holder(issuer: issuer, subject: subject)
        conditions = try object["conditions"].map(Self.conditions) ?? []
    }

    /// Any of lists of all. A clause that we cannot read is an error: passing it over would widen what it narrows.
    private static func conditions(_ value: JSONValue) throws(VisaRefusal) -> [[VisaPattern]] {
        guard case .array(let lists) = value else { throw .malformed }
        var conditions: [[VisaPattern]] = []
        for list in lists {
            guard case .array(let clauses) = list, !clauses.isEmpty else { throw .malformed }
            var patterns: [VisaPattern] = []
            for clause in clauses {
                do throws(JSONError) { patterns.append(try VisaPattern(JSONCursor(clause))) } catch { throw .malformed }
            }
            conditions.append(patterns)
        }
        guard conditions.reduce(0, { $0 + $1.count }) <= mostConditions else { throw .malformed }
        return conditions
    }

    /// Other names of the person, where this visa links them: pairs of subject and issuer, percent-encoded.
    var linked: [Holder] {
        guard type == "LinkedIdentities" else { return [] }
        return value.split(separator: ";").compactMap { pair in
            let parts = pair.split(separator: ",", omittingEmptySubsequences: false)
            guard parts.count == 2, let subject = percentDecoded(parts[0]), let issuer = percentDecoded(parts[1]) else {
                return nil
            }
            return Holder(issuer: issuer, subject: subject)
        }
    }
}

/// The text without its percent-encoding; nil where it is not whole, or no UTF-8.
private func percentDecoded(_ text: Substring) -> String? {
    var (bytes, rest) = ([UInt8](), text.utf8[...])
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, digits.first != "+",
            let decoded = UInt8(digits, radix: 16)
        else { return nil }
        bytes.append(decoded)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
