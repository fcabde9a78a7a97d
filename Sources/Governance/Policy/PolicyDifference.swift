import JSON

/// What one policy set says otherwise than another, so that a steward can read what they sign.
package struct PolicyDifference: Sendable, Hashable {
    /// By clause, in the order of its id.
    package let clauses: [Clause]
    /// The other files that differ, such as `purposes.json`, and how: `added`, `removed` or `changed`.
    package let files: [File]

    package struct File: Sendable, Hashable {
        package let name: String
        package let change: Change
    }

    package enum Change: String, Sendable, Hashable {
        case added, removed, changed
    }

    package struct Clause: Sendable, Hashable {
        package let id: String
        package let change: Change
        package let parts: [Part]
    }

    /// One thing of a clause that differs: its `words`, `condition` or `moments`. Nil where there is none.
    package struct Part: Sendable, Hashable {
        package let kind: Kind
        /// Which of the clause's checks it is about, from 1; nil for the clause itself.
        package let check: Int?
        package let before: String?
        package let after: String?

        package enum Kind: String, Sendable, Hashable {
            case moments, condition, words
        }
    }

    package var isEmpty: Bool { clauses.isEmpty && files.isEmpty }

    package init(from old: PolicySet, to new: PolicySet) {
        let ids = sortedTexts(Set(old.clauseIDs + new.clauseIDs))
        clauses = ids.compactMap { id in
            Clause(id, from: old.clauses.first { $0.id == id }, to: new.clauses.first { $0.id == id })
        }
        let names = sortedTexts(Set(old.documents.keys + new.documents.keys))
        files = names.filter { !$0.hasPrefix("clauses/") || $0.hasSuffix(".examples.json") }.compactMap { name in
            switch (old.documents[name], new.documents[name]) {
            case (nil, _): File(name: name, change: .added)
            case (_, nil): File(name: name, change: .removed)
            case (let before?, let after?):
                (try? before.canonicalBytes()) == (try? after.canonicalBytes())
                    ? nil : File(name: name, change: .changed)
            }
        }
    }
}

extension PolicyDifference.Clause {
    fileprivate init?(_ id: String, from old: Clause?, to new: Clause?) {
        let parts = Self.parts(old, new)
        switch (old, new) {
        case (nil, nil): return nil
        case (nil, _): self.init(id: id, change: .added, parts: parts)
        case (_, nil): self.init(id: id, change: .removed, parts: parts)
        case (_?, _?):
            guard !parts.isEmpty else { return nil }
            self.init(id: id, change: .changed, parts: parts)
        }
    }

    private static func parts(_ old: Clause?, _ new: Clause?) -> [PolicyDifference.Part] {
        var parts: [PolicyDifference.Part] = []
        func add(_ kind: PolicyDifference.Part.Kind, _ check: Int?, _ before: String?, _ after: String?) {
            guard before != after else { return }
            parts.append(PolicyDifference.Part(kind: kind, check: check, before: before, after: after))
        }
        add(.words, nil, old?.heading, new?.heading)
        for index in 0..<max(old?.checks.count ?? 0, new?.checks.count ?? 0) {
            let before = old.flatMap { index < $0.checks.count ? $0.checks[index] : nil }
            let after = new.flatMap { index < $0.checks.count ? $0.checks[index] : nil }
            add(.moments, index + 1, before?.momentsInWords, after?.momentsInWords)
            add(.condition, index + 1, before?.conditionInWords, after?.conditionInWords)
            add(.words, index + 1, before?.words, after?.words)
        }
        return parts
    }
}

extension Clause {
    /// What the clause is beside its checks.
    fileprivate var heading: String {
        "\(says) (\(principle), \(provenance.rawValue)\(isKeptByProgram ? ", kept by the program" : ""))"
    }
}

extension Check {
    fileprivate var momentsInWords: String {
        PolicyMoment.allCases.filter(moments.contains).map(\.words).joined(separator: " and ")
    }

    fileprivate var conditionInWords: String {
        guard let guardCondition else { return condition.words }
        return "where \(guardCondition.words): \(condition.words)"
    }

    fileprivate var words: String {
        [message.text, change.text, "Ask \(adviser.words(owner: nil)).", otherwise.map { "Otherwise: \($0.text)" }]
            .compactMap { $0 }.joined(separator: " ")
    }
}
