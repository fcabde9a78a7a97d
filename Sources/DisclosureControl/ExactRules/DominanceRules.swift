import JSON

/// When few contributors make up too much of a cell, as one site keeps it to itself: whoever knows these numbers can tell
/// from a star how large its contributors are. They print as ‹redacted›; the log has a digest.
package struct DominanceRules: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// (n, k): a cell is unsafe where its n largest contributors make up k % or more.
    let dominance: PrimaryRules.Dominance
    /// p: a cell is unsafe where the second largest contributor could tell the largest within p %.
    let percent: Int
    /// The digest of the whole file, its salt included, so that the log can hold it and nobody can try numbers against it.
    package let digest: String

    /// Reads a site's private file. Its shape is published as `policies/schemas/dominance.schema.json`.
    ///
    /// - Parameters:
    ///   - bytes: at most as many as a document may have.
    ///   - digest: the 64 hexadecimal digits of SHA-256.
    ///
    /// Throws `dominance` with the place of the first fault; a number on the wrong side of a compiled floor is one.
    package init(parsing bytes: [UInt8], digest: ([UInt8]) -> String) throws(DisclosureError) {
        do throws(JSONError) {
            let fields = try JSONCursor(try JSONValue(parsing: bytes, limits: .document)).object()
            try fields.allowOnly("dominance", "percent", "salt")
            let pair = try fields.required("dominance").object()
            try pair.allowOnly("contributors", "percent")
            dominance = PrimaryRules.Dominance(
                contributors: try pair.required("contributors").integer(in: CompiledFloor.contributors...2),
                percent: try pair.required("percent").integer(in: 1...CompiledFloor.dominance))
            percent = try fields.required("percent").integer(in: CompiledFloor.percent...100)
            let salt = try fields.required("salt")
            guard try salt.string().wholeMatch(of: /[0-9a-f]{64}/) != nil else {
                throw salt.fail("expected 64 hexadecimal digits that nobody can guess")
            }
            self.digest = digest(bytes)
        } catch { throw .dominance(error) }
    }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What no site may go below: (n, k) with n of at least this and k of at most that, and p of at least this.
private enum CompiledFloor {
    static let contributors = 2
    static let dominance = 90
    static let percent = 10
}

extension Profile {
    /// Whether it hides cells of any dataset, for which it needs the rules that a site keeps to itself.
    package var needsDominanceRules: Bool {
        guard case .suppression = mechanism, case .only(let datasets) = lineages else { return false }
        return !datasets.isEmpty
    }

    /// What the log may hold of the site's rules; nil where there are none.
    package var dominanceDigest: String? {
        if case .suppression(let rules) = mechanism { rules.dominance?.digest } else { nil }
    }

    /// The same, with the rules that the site keeps to itself. A profile of another kind has no use for them.
    package func keeping(_ dominance: DominanceRules) -> Profile {
        guard case .suppression(let rules) = mechanism else { return self }
        let kept = SuppressionRules(
            rounding: rules.rounding, dominance: dominance, leastPossible: rules.leastPossible)
        return changed(mechanism: .suppression(kept), lineages: lineages)
    }

    /// The same, in another way or for other datasets.
    func changed(mechanism: ProtectionMechanism, lineages: Lineages) -> Profile {
        Profile(
            name: name, version: version, mechanism: mechanism, lineages: lineages, floors: floors, limits: limits,
            budget: budget, tickMilliseconds: tickMilliseconds)
    }

    /// Throws `unruled` where the site's rules are needed and were not given.
    package func checkDominanceRules() throws(DisclosureError) {
        if needsDominanceRules, dominanceDigest == nil { throw .unruled(name) }
    }
}
