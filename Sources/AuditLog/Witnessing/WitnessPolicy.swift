import Linux

/// Whom to believe: C2SP tlog-policy. Logs, witnesses, groups of them, and the group that must have signed.
///
/// ```
/// log tre.example.org/log+1a2b3c4d+AX…
/// witness council council.example.org/witness+5e6f7081+BH… https://witness.council.example.org
/// witness university uni.example.org/w+92a3b4c5+BJ…
/// group trusted any council university
/// quorum trusted
/// ```
package struct WitnessPolicy: Sendable {
    package struct Witness: Sendable, Hashable {
        /// As the policy calls it.
        package let name: String
        package let key: VerifierKey
        /// Where it listens; nil where requests reach it another way.
        package let address: String?
    }

    private struct Group: Sendable {
        let threshold: Int
        let members: [String]
    }

    /// Why a policy cannot be read.
    package struct Fault: Error, Hashable {
        /// From 1.
        package let line: Int
        package let message: String
    }

    package private(set) var logs: [VerifierKey] = []
    package private(set) var witnesses: [Witness] = []
    private var groups: [String: Group] = [:]
    /// Nil for `none`: then nobody need sign.
    private var quorum: String?

    /// Reads the text form. A name is defined before it is used, once, and there is exactly one `quorum`.
    package init(parsing text: String) throws(Fault) {
        var hasQuorum = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map(String.init)
            guard let keyword = words.first, !keyword.hasPrefix("#") else { continue }
            let rest = Array(words.dropFirst())
            let fault: String?
            switch keyword {
            case "log": fault = addLog(rest)
            case "witness": fault = addWitness(rest)
            case "group": fault = addGroup(rest)
            case "quorum":
                fault = hasQuorum ? "a second quorum" : setQuorum(rest)
                hasQuorum = true
            default: fault = "`\(keyword)` is none of log, witness, group, quorum"
            }
            if let fault { throw Fault(line: index + 1, message: fault) }
        }
        guard hasQuorum else {
            throw Fault(line: text.count { $0 == "\n" } + 1, message: "there is no quorum line")
        }
    }

    private mutating func addLog(_ words: [String]) -> String? {
        guard (1...2).contains(words.count), let key = VerifierKey(parsing: words[0]), key.kind == .signature else {
            return "a log has a key, and perhaps an address"
        }
        logs.append(key)
        return nil
    }

    private mutating func addWitness(_ words: [String]) -> String? {
        guard (2...3).contains(words.count), let key = VerifierKey(parsing: words[1]), key.kind == .cosignature else {
            return "a witness has a name, a key for cosignatures, and perhaps an address"
        }
        guard isNew(words[0]) else { return "`\(words[0])` stands for something already" }
        // Two names for one key would let one witness count twice.
        guard !witnesses.contains(where: { $0.key.key == key.key }) else { return "this key is another witness's" }
        witnesses.append(Witness(name: words[0], key: key, address: words.count == 3 ? words[2] : nil))
        return nil
    }

    private mutating func addGroup(_ words: [String]) -> String? {
        guard words.count >= 3, isNew(words[0]) else { return "a group has a name of its own, a number, and members" }
        let members = Array(words.dropFirst(2))
        guard members.allSatisfy({ !isNew($0) && $0 != "none" }) else { return "a member is not defined yet" }
        guard Set(members).count == members.count else { return "a member stands there twice" }
        let threshold: Int? =
            switch words[1] {
            case "any": 1
            case "all": members.count
            default: plainDecimal(words[1])
            }
        guard let threshold, (1...members.count).contains(threshold) else {
            return "a group needs `any`, `all` or a number from 1 to \(members.count)"
        }
        groups[words[0]] = Group(threshold: threshold, members: members)
        return nil
    }

    private mutating func setQuorum(_ words: [String]) -> String? {
        guard words.count == 1, words[0] == "none" || !isNew(words[0]) else {
            return "the quorum is `none`, a witness or a group"
        }
        quorum = words[0] == "none" ? nil : words[0]
        return nil
    }

    private func isNew(_ name: String) -> Bool {
        name != "none" && groups[name] == nil && !witnesses.contains { $0.name == name }
    }
}

extension WitnessPolicy {
    /// What the cosignatures under a checkpoint amount to.
    package enum Verdict: Sendable, Hashable {
        /// Enough have signed. The time is the latest at which a quorum can say it saw this: seconds since 1970, nil
        /// where the policy asks for nobody.
        case quorum(seenAt: UInt64?)
        /// Not enough; the names of those that did.
        case missing(signed: [String])
    }

    /// Judges the cosignatures of a note. Lines of unknown keys count for nothing, and so do those of a witness with a
    /// false one.
    package func verdict(on note: SignedNote) -> Verdict {
        guard let quorum else { return .quorum(seenAt: nil) }
        var times: [String: UInt64] = [:]
        for witness in witnesses {
            if let time = note.cosigned(by: witness.key) { times[witness.name] = time }
        }
        guard let seen = time(of: quorum, times) else { return .missing(signed: times.keys.sorted()) }
        return .quorum(seenAt: seen)
    }

    /// The latest time for which so many members vouch; nil where too few do.
    private func time(of name: String, _ times: [String: UInt64]) -> UInt64? {
        guard let group = groups[name] else { return times[name] }
        let known = group.members.compactMap { time(of: $0, times) }.sorted(by: >)
        return known.count >= group.threshold ? known[group.threshold - 1] : nil
    }
}
