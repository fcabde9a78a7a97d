import AuditLog
import JSON

/// How often each clause said what, and how often it was a reason for a no.
struct ClauseTally {
    private struct Count {
        var passed = 0
        var failed = 0
        var notApplicable = 0
        var questionsRefused = 0
        var stepsRefused = 0
    }

    private var counts: [String: Count] = [:]

    /// Counts the verdicts of an outcome. A clause that is checked before a question runs and again before its answer
    /// leaves says so twice.
    mutating func hear(outcome event: JSONObject) {
        for verdict in event.objects("clauses") {
            let clause = verdict.text("id")
            switch verdict.text("verdict") {
            case "pass": counts[clause, default: Count()].passed += 1
            case "fail": counts[clause, default: Count()].failed += 1
            case "not applicable": counts[clause, default: Count()].notApplicable += 1
            default: break
            }
        }
        guard event["decision"] == "deny" else { return }
        for clause in Set(event.texts("reasons")) { counts[clause, default: Count()].questionsRefused += 1 }
    }

    /// Counts what stood against a step of a project's life.
    mutating func hear(refusedStep event: JSONObject) {
        for clause in Set(event.texts("reasons")) { counts[clause, default: Count()].stepsRefused += 1 }
    }

    /// By clause.
    var json: JSONValue {
        .array(
            counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { clause, count in
                [
                    "id": .string(clause), "pass": .integer(count.passed), "fail": .integer(count.failed),
                    "notApplicable": .integer(count.notApplicable),
                    "questionsRefused": .integer(count.questionsRefused), "stepsRefused": .integer(count.stepsRefused),
                ]
            })
    }
}
