import JSON

/// Facts in, expected answers out: stands beside the clauses and is run by `PolicySet.test()`.
struct PolicyExample: Sendable, Hashable {
    let file: String
    let name: String
    let moment: PolicyMoment
    let facts: Facts
    /// By clause, in the order written.
    let expected: [(clause: String, answer: Answer)]

    enum Answer: Sendable, Hashable {
        case pass
        case notApplicable
        /// With this message, where the example gives one.
        case fail(message: String?)
    }

    static func == (left: PolicyExample, right: PolicyExample) -> Bool {
        left.file == right.file && left.name == right.name
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(file)
        hasher.combine(name)
    }
}

extension PolicyExample {
    static func list(_ cursor: JSONCursor, file: String, schema: FactSchema) throws(JSONError) -> [PolicyExample] {
        let fields = try cursor.object()
        try fields.allowOnly("$schema", "examples")
        var examples: [PolicyExample] = []
        for member in try fields.required("examples").array() {
            examples.append(try PolicyExample(member, file: file, schema: schema))
        }
        return examples
    }

    private init(_ cursor: JSONCursor, file: String, schema: FactSchema) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("name", "at", "facts", "expect")
        let given = try fields.required("facts").object()
        var facts = Facts([:])
        for name in given.names {
            let cursor = try given.required(name)
            guard let fact = schema.facts.first(where: { $0.name == name }) else {
                throw cursor.fail("no fact is named `\(name)`" + schema.near(name))
            }
            facts[name] = try FactSchema.value(of: fact, cursor)
        }
        let expectations = try fields.required("expect").object()
        var expected: [(String, Answer)] = []
        for clause in expectations.names { expected.append((clause, try Answer(try expectations.required(clause)))) }
        self.init(
            file: file, name: try fields.required("name").text(1...200),
            moment: try fields.required("at").policyMoment(), facts: facts, expected: expected)
    }
}

extension PolicyExample.Answer {
    /// `"pass"`, `"not applicable"`, `"fail"` or `{"fail": "the message"}`.
    fileprivate init(_ cursor: JSONCursor) throws(JSONError) {
        if case .object = cursor.value {
            let fields = try cursor.object()
            try fields.allowOnly("fail")
            self = .fail(message: try fields.required("fail").text(1...400))
        } else {
            self = try cursor.oneOf([
                ("pass", .pass), ("not applicable", .notApplicable), ("fail", .fail(message: nil)),
            ])
        }
    }
}

/// An example whose clause answered otherwise, or a clause without the examples it needs.
package struct ExampleFailure: Sendable, Hashable {
    package let file: String
    package let example: String
    package let clause: String
    /// What was found, in words.
    package let found: String

    /// One line for the operator: file, clause, example or place, problem.
    package var message: String { "\(file): clause \(clause): \(example): \(found)" }
}

extension PolicySet {
    /// Runs every example, and looks that each clause has one in which it passes and one in which it fails.
    ///
    /// Gives what is wrong; nothing where all is well.
    package func test() -> [ExampleFailure] {
        examples.flatMap(failures) + clauses.flatMap(untested)
    }

    private func failures(of example: PolicyExample) -> [ExampleFailure] {
        example.expected.compactMap { name, expected in
            guard let clause = clauses.first(where: { $0.id == name }) else {
                return ExampleFailure(
                    file: example.file, example: example.name, clause: name, found: "no clause has this id")
            }
            let verdict = clause.verdict(at: example.moment, facts: example.facts, owner: nil)
            guard !Self.matches(verdict, expected) else { return nil }
            let message = verdict.reason.map { ": \($0.message)" } ?? ""
            return ExampleFailure(
                file: example.file, example: example.name, clause: name, found: verdict.answer.words + message)
        }
    }

    /// A clause that the program keeps has no condition to try.
    private func untested(_ clause: Clause) -> [ExampleFailure] {
        guard !clause.isKeptByProgram else { return [] }
        let answers = examples.flatMap(\.expected).filter { $0.clause == clause.id }.map(\.answer)
        let passes = answers.contains(.pass)
        let fails = answers.contains { if case .fail = $0 { true } else { false } }
        let (file, place) = self.place(of: clause.id)
        return [(passes, "passes"), (fails, "fails")].filter { !$0.0 }.map { _, word in
            ExampleFailure(
                file: file, example: "at `\(place)`", clause: clause.id,
                found: "there is no example in which it \(word)")
        }
    }

    /// In which file a clause stands, and where in it.
    private func place(of clause: String) -> (file: String, pointer: String) {
        for (name, document) in documents.members where name.hasPrefix("clauses/") {
            guard case .object(let file) = document, case .array(let members)? = file["clauses"] else { continue }
            let index = members.firstIndex { member in
                if case .object(let object) = member { object["id"] == .string(clause) } else { false }
            }
            if let index { return (name, "/clauses/\(index)") }
        }
        return ("clauses", "")
    }

    private static func matches(_ verdict: ClauseVerdict, _ expected: PolicyExample.Answer) -> Bool {
        switch (expected, verdict.answer) {
        case (.pass, .pass), (.notApplicable, .notApplicable): true
        case (.fail(let message), .fail): message == nil || message == verdict.reason?.message
        case (.pass, _), (.notApplicable, _), (.fail, _): false
        }
    }
}

extension ClauseAnswer {
    /// The answer as people and records write it.
    package var words: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notApplicable: "not applicable"
        case .notDecidableInAdvance: "not decidable in advance"
        }
    }
}

extension PolicySet {
    /// What each example that should be refused is refused with, by the example's name: what people would read.
    package func refusalsOfExamples() -> [(example: String, reason: RefusalReason)] {
        examples.flatMap { example in
            evaluate(at: example.moment, facts: example.facts, owner: nil).compactMap { verdict in
                let isExpected = example.expected.contains { $0.clause == verdict.clause }
                return isExpected ? verdict.reason.map { (example.name, $0) } : nil
            }
        }
    }
}
