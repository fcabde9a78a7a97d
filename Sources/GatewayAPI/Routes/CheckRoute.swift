import Catalogue
import Gateway
import Governance
import Identity
import JSON
import QueryLanguage

/// `/v1/checks`: what a query would come to, told before anything is read or spent.
enum CheckRoute {
    /// The most queries of one batch.
    static let mostQueries = 20

    static func check(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard case .object(let object) = call.body, object["queries"] != nil else {
            return try one(call, principal)
        }
        let bodies: [JSONValue]
        do throws(JSONError) { bodies = try batch(call.body) } catch { return .problem(.unreadable(error)) }
        if let problem = QueryRoutes.problem(asking: bodies, as: principal) { return .problem(problem) }
        let recorded = try call.gateway.check(bodies, by: call.asker(principal))
        return .json(["checks": .array(recorded.checks.map { json($0.query, entry: $0.entry) })])
    }

    private static func one(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        if let problem = QueryRoutes.problem(asking: [call.body], as: principal) { return .problem(problem) }
        let recorded = try call.gateway.check([call.body], by: call.asker(principal))
        guard let check = recorded.checks.first else { return .problem(.notThere) }
        if case .unreadable(let problem) = check.query { return .problem(.unreadable(problem, entry: check.entry)) }
        return .json(json(check.query, entry: check.entry))
    }

    private static func batch(_ body: JSONValue) throws(JSONError) -> [JSONValue] {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("queries")
        let place = try fields.required("queries")
        let queries = try place.array()
        guard (1...mostQueries).contains(queries.count) else { throw place.fail("check 1 to \(mostQueries) queries") }
        return queries.map(\.value)
    }

    private static func json(_ checked: CheckedQuery, entry: Int) -> JSONValue {
        switch checked {
        case .unreadable(let problem):
            return [
                "wouldRun": false, "problem": Problem.unreadable(problem, entry: entry).json,
                "audit": ["entry": .integer(entry)],
            ]
        case .judged(let judgement): return JSONValue.object(judgement.json).naming(entry)
        }
    }
}

extension Judgement {
    var json: JSONObject {
        var object: JSONObject = [
            "wouldRun": .bool(reasons.isEmpty), "says": .string(query.says), "unit": .string(query.unit.rawValue),
            "shape": shape, "clauses": .array(verdicts.map(\.json)), "reasons": .array(reasons.map(\.json)),
        ]
        if query.tier == .synthetic {
            object["tier"] = .string(query.tier.rawValue)
            object["tickMilliseconds"] = tickMilliseconds.map { .integer($0) }
        }
        guard let price else { return object }
        object["tickMilliseconds"] = tickMilliseconds.map { .integer($0) }
        if wouldBeHeld { object["wouldBeHeld"] = true }
        if wouldBeJob { object["wouldBeJob"] = true }
        object["coverage"] = coverage
        object["price"] = .array(
            price.lines.map {
                ["ledger": .string($0.ledger), price.priced: .string($0.amount), "cap": .string($0.cap)]
            })
        var budget: JSONObject = [
            "of": .string(price.budget.of), "cost": .string(price.budget.cost),
            "isCovered": .bool(price.budget.isCovered),
        ]
        budget["left"] = price.budget.left.map { .string($0) }
        object["budget"] = .object(budget)
        object["statement"] = price.statement
        return object
    }

    private var shape: JSONValue {
        [
            "dimensions": .array(
                query.dimensions.map {
                    [
                        "variable": .string($0.name.description), "grouping": .string($0.grouping),
                        "groups": .integer($0.groups.count),
                    ]
                }),
            "measures": .array(query.measures.map { .string($0.name) }),
            // The resolver bounds a table to a million cells, so their sum over all totals does not overflow.
            "cells": .integer(query.marginals.reduce(0) { $0 + $1.cellCount }),
        ]
    }
}

extension ClauseVerdict {
    var json: JSONValue {
        var object: JSONObject = ["id": .string(clause), "verdict": .string(answer.word)]
        if case .notApplicable(let why) = answer { object["why"] = .string(why) }
        return .object(object)
    }
}
