import AuditLog
import Catalogue
import DisclosureControl
import Governance
import Identity
import JSON
import QueryLanguage
import Snapshots

/// The audit entries of quality reports. Every intent gets exactly one outcome.
extension Gateway {
    /// The promise to draw a report: durable before any data are read.
    func qualityIntent(_ draw: QualityDraw, by asker: Asker) -> AuditDraft {
        let person = asker.principal.person.description
        return AuditDraft(
            type: "quality.intent",
            event: [
                "req": .string(draw.request), "actor": .string(draw.reader.actor),
                "dataset": .string("\(draw.dataset.id)"), "asOf": .string("\(draw.dataset.asOf)"),
                "policy": draw.reader.policy.named,
                "datasets": .array(
                    draw.datasets.sorted().map {
                        [
                            "id": .string("\($0)"),
                            "snapshot": .string(draw.generation.tables[$0]?.digest ?? "none"),
                        ]
                    }),
                "tables": .array(draw.tables.map { shape(of: $0.plan.query) }),
                "optOuts": .string(draw.generation.optOuts.version), "channel": .string(asker.channel),
            ],
            disclosures: [
                Disclosed(name: "researcher", value: .string(person), subject: person),
                Disclosed(name: "token", value: .string(asker.principal.token), subject: person),
                Disclosed(name: "address", value: .string(asker.address), subject: person),
            ], sameBatch: [:])
    }

    func qualityOutcome(_ draw: QualityDraw, releasing report: Answer, intent: Int) -> AuditDraft {
        var event = qualityEvent(draw.request, "allow", reasons: [], intent: intent)
        event["controls"] = [
            [
                "id": .string(draw.profile.name), "version": .string(draw.profile.version),
                "parameters": .string(draw.tables[0].plan.controlParameters),
            ]
        ]
        event["result"] = [
            "cells": .integer(
                draw.tables.reduce(0) { sum, each in
                    sum + each.plan.query.marginals.reduce(0) { $0 + $1.cellCount }
                })
        ]
        return AuditDraft(type: "quality.outcome", event: event, disclosures: [result(report)], sameBatch: [:])
    }

    /// The engine did not finish: nothing to show, and the price is paid in full, because the data were read.
    func qualityOutcome(_ draw: QualityDraw, failure: String, intent: Int) -> AuditDraft {
        AuditDraft(
            type: "quality.outcome", event: qualityEvent(draw.request, "error", reasons: [failure], intent: intent),
            disclosures: [], sameBatch: [:])
    }

    /// The end of a report that nothing was decided on: nothing left, nothing charged.
    func qualityAborted(_ request: String, intent: Int, reasons: [String]) -> AuditDraft {
        AuditDraft(
            type: "quality.outcome", event: qualityEvent(request, "aborted", reasons: reasons, intent: intent),
            disclosures: [], sameBatch: [:])
    }

    private func qualityEvent(
        _ request: String, _ decision: String, reasons: [String], intent: Int
    ) -> JSONObject {
        [
            "req": .string(request), "intent": .integer(intent), "decision": .string(decision),
            "reasons": .array(reasons.map { .string($0) }), "controls": [],
        ]
    }
}
