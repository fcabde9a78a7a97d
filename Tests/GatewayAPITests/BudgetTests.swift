import AuditLog
import Gateway
import HTTP
import JSON
import Testing

@testable import GatewayAPI

@Suite("Budgets over HTTP")
struct BudgetTests {
    private let office: Office

    init() throws { office = try Office() }

    private static let shares: JSONValue = [
        "people": ["count": "unit"],
        "first": ["proportion": ["variable": "person.area", "in": ["A1"]]],
        "second": ["proportion": ["variable": "person.area", "in": ["A2"]]],
    ]

    private static let questions: [(cost: String, query: JSONValue)] = [
        ("1/50", Office.query("P-0001")),
        (
            "2/25",
            Office.query("P-0001") {
                $0["by"] = ["person.area", "person.carer"]
                $0["totals"] = true
            }
        ),
        ("1/50", Office.query("P-0001") { $0["by"] = ["person.sex", "person.area"] }),
        (
            "3/50",
            Office.query("P-0001") {
                $0["by"] = ["person.sex", "person.carer"]
                $0["measures"] = shares
            }
        ),
    ]

    @Test("1/50 + 2/25 + 1/50 + 3/50 is exactly 9/50, in the budget, in the log, and what is left is the rest")
    func exact() throws {
        for (cost, query) in Self.questions {
            let check = try office.ask("rosa", .post, "/v1/checks", query)
            #expect(check.json["budget"]?.member("cost")?.asText == cost)
            let told = try office.ask("rosa", .post, "/v1/queries", query)
            #expect(told.json["budget"]?.member("spent")?.asText == cost)
        }
        let budget = try office.ask("rosa", .get, "/v1/projects/P-0001/budget").json
        #expect(budget["spent"] == "9/50" && budget["left"] == "91/50" && budget["granted"] == "2")
        #expect(budget["percentSpent"] == 9)
        #expect(budget["release"] == ["asOf": "2026-03", "since": "2026-04-01", "newerFrom": "2026-07-01"])
        #expect(
            budget["expert"] == [
                "delta": "1/10000000", "epsilon": ["simple": "3.59", "tight": "3.23"],
                "epsilonOfFullBudget": ["simple": "13.36", "tight": "12.57"],
                "membershipAdvantageOfFullBudget": "0.683",
            ])
        var debits: [String?] = []
        try office.log.scan(from: 0, to: office.log.size) { entry in
            if entry.type == "ledger.debit" { debits.append(entry.event["ledgers"]?.member("dataset person")?.asText) }
            return true
        }
        #expect(debits == Self.questions.map(\.cost))
    }

    @Test("a batch of checks prices each question by itself, and spends nothing")
    func batch() throws {
        let batch: JSONValue = ["queries": .array(Self.questions.map(\.query))]
        let checks = try office.ask("rosa", .post, "/v1/checks", batch).json["checks"]?.elements ?? []
        #expect(checks.map { $0.member("budget")?.member("cost")?.asText } == Self.questions.map(\.cost))
        #expect(try office.ask("rosa", .get, "/v1/projects/P-0001/budget").json["spent"] == "0")
    }
}
