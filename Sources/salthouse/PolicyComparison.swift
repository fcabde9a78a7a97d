import Gateway
import Governance
import JSON

/// What `salthouse policy diff` says.
struct PolicyComparison {
    private let old: PolicyIdentity
    private let new: PolicyIdentity
    private let difference: PolicyDifference

    init(from old: PolicySet, to new: PolicySet) {
        self.old = old.identity
        self.new = new.identity
        difference = PolicyDifference(from: old, to: new)
    }

    func tell(asJSON: Bool) throws(CommandError) {
        if asJSON {
            var object: JSONObject = ["from": old.json, "to": new.json]
            for (name, value) in difference.json.members { object[name] = value }
            Console.say(String(decoding: JSONValue.object(object).bytes(), as: UTF8.self))
        } else {
            Console.say("from \(old.id) \(old.version) \(old.hash)")
            Console.say("to   \(new.id) \(new.version) \(new.hash)")
            for line in lines { Console.say(line) }
        }
        guard difference.isEmpty else {
            throw CommandError(message: "the sets differ", exitCode: PolicyCommand.differs)
        }
    }

    private var lines: [String] {
        difference.clauses.flatMap { clause in
            ["clause \(clause.id): \(clause.change.rawValue)"]
                + clause.parts.flatMap { part in
                    let place = part.check.map { "check \($0), " } ?? ""
                    return ["  \(place)\(part.kind.rawValue)"]
                        + [part.before.map { "    before: \($0)" }, part.after.map { "    after:  \($0)" }]
                        .compactMap { $0 }
                }
        } + difference.files.map { "file \($0.name): \($0.change.rawValue)" }
    }
}
