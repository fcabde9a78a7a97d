import Catalogue
import Gateway
import Governance
import HTTP
import Identity
import JSON
import QueryLanguage

/// What any signed-in person may read: who they are here, and what data there are.
enum CatalogueRoutes {
    static let all = [
        Route(
            .get, "/v1/me", "readMe", "Who you are here.", success: .json("Me", "You."),
            handler: .signedIn(RouteHandler.everyRole, me)),
        Route(
            .get, "/v1/datasets", "listDatasets",
            "The datasets that can be asked, and the public numbers and look-ups beside them.",
            success: .json("Datasets", "Every dataset, reference and look-up."),
            handler: .signedIn(RouteHandler.everyRole, datasets)),
        Route(
            .get, "/v1/datasets/{id}", "readDataset",
            "One dataset with its variables and groupings: what a query may name.",
            success: .json("Dataset", "The dataset."), problems: [.notFound],
            handler: .signedIn(RouteHandler.everyRole, dataset)),
    ]

    private static func me(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        var object: JSONObject = [
            "person": .string(principal.person.description),
            "roles": .array(principal.roles.sorted().map { .string($0.rawValue) }),
            "controllers": .array(principal.controllers.sorted().map { .string($0) }),
            "token": [
                "id": .string(principal.token), "expires": .string(principal.expires.description),
                "strength": .string(principal.strength.rawValue),
            ],
        ]
        let passport = principal.passport
        if passport != .none {
            object["visas"] = [
                "counted": .array(passport.visas.map(\.json)),
                "refused": .array(
                    passport.refused.map { ["code": .string($0.code), "message": .string($0.message)] }),
            ]
        }
        object["record"] = try call.gateway.person(principal.person)?.json
        return .json(.object(object))
    }

    private static func datasets(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let catalogue = call.gateway.catalogue
        return .json([
            "datasets": .array(catalogue.datasets.map { .object($0.summary) }),
            "references": .array(catalogue.references.map(\.summary)),
            "lookups": .array(catalogue.lookups.map(\.summary)),
        ])
    }

    private static func dataset(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let id = DatasetID(call.part("id")), let served = call.gateway.served(id) else {
            return .problem(.notThere)
        }
        var object = served.dataset.summary
        object["releases"] = .array(served.releases.map { .string($0.description) })
        object["lastLoaded"] = served.lastLoaded.map { .string($0.description) }
        return .json(served.dataset.description(with: object, in: call.gateway.catalogue))
    }
}

extension Visa {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "type": .string(type), "value": .string(value), "source": .string(source),
            "expires": .string(expires.description),
        ]
        object["by"] = by.map { .string($0) }
        return .object(object)
    }
}

extension Controller {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["id": .string(id), "name": .string(name), "covers": .string(covers)]
        object["rows"] = rows.map {
            ["variable": .string($0.variable.description), "in": .array($0.named.map { .string($0) })]
        }
        return .object(object)
    }
}

extension Dataset {
    /// What a list shows of a dataset. Everything comes from its declaration, nothing from its rows.
    var summary: JSONObject {
        [
            "id": .string(id.description), "title": .string(title), "description": .string(description),
            "controllers": .array(controllers.map(\.json)),
            "tier": .string(tier.rawValue), "unit": .string(unit.rawValue),
            "rowsPerUnit": .string(rowsPerUnit.rawValue),
            "register": .bool(isRegister), "asOf": .string(asOf.description),
        ]
    }

    func description(with summary: JSONObject, in catalogue: Catalogue) -> JSONValue {
        var object = summary
        object["declaredUnits"] = .integer(declaredUnits)
        object["bounds"] = ["perCell": .integer(bounds.perCell), "cells": .integer(bounds.cells)]
        object["time"] = timeVariable.map { .string($0) }
        object["links"] = .array(
            links.map { ["role": .string($0.role), "dataset": .string($0.dataset.description)] })
        if let presence {
            var months = JSONObject([])
            months["entry"] = presence.entry.map { .string("\(id).\($0)") }
            months["exit"] = presence.exit.map { .string("\(id).\($0)") }
            object["presence"] = .object(months)
        }
        object["consents"] = .array(consents.map(\.summary))
        object["variables"] = .array(
            variables.map { variable in
                var described = variable.description(in: id)
                described["derived"] = variable.derivation(in: self, catalogue)
                return .object(described)
            })
        return .object(object)
    }
}

extension Reference {
    /// What a list shows of a reference. Its numbers are public, and their source is named.
    var summary: JSONValue {
        [
            "id": .string(id.description), "title": .string(title), "description": .string(description),
            "source": .string(source), "counts": .string(counts), "addsUp": .bool(addsUp),
            "dimensions": .array(
                dimensions.map { dimension in
                    var object: JSONObject = [
                        "variable": .string(dimension.variable.description), "grouping": .string(dimension.grouping),
                    ]
                    object["lookup"] = dimension.lookup.map { .string($0.description) }
                    return .object(object)
                }),
        ]
    }
}

extension Lookup {
    /// What a list shows of a look-up. Its pairs stand in the groupings that it made.
    fileprivate var summary: JSONValue {
        [
            "id": .string(id.description), "title": .string(title), "description": .string(description),
            "source": .string(source), "from": .string(from), "to": .string(to), "level": .string(level.rawValue),
            "relation": .string(relation.rawValue),
        ]
    }
}

extension LookupUse {
    fileprivate var json: JSONValue {
        ["id": .string(id.description), "vintage": .string(vintage), "relation": .string(relation.rawValue)]
    }
}

extension ConsentScope {
    /// Whose answers let their data be used, and for what.
    var summary: JSONValue {
        var object: JSONObject = [
            "variable": .string(variable.description), "granted": .array(granted.sorted().map { .string($0) }),
        ]
        object["covers"] = covers.map { .array($0.sorted().map { .string($0.description) }) }
        return .object(object)
    }
}

extension Variable {
    fileprivate func description(in dataset: DatasetID) -> JSONObject {
        var object: JSONObject = [
            "name": .string("\(dataset).\(name)"), "title": .string(title), "description": .string(description),
            "type": .string(type.rawValue), "sensitive": .bool(isSensitive),
            "missing": .array(domain.missing.map { .string($0.code) }),
            "groupings": .array(
                groupings.filter(\.isAddressable).map { grouping in
                    var object: JSONObject = [
                        "name": .string(grouping.name), "title": .string(grouping.title),
                        "groups": .array(
                            grouping.groups.map { ["code": .string($0.code), "title": .string($0.title)] }),
                    ]
                    object["level"] = grouping.areaLevel.map { .string($0.rawValue) }
                    object["lookup"] = grouping.lookup?.json
                    return .object(object)
                }),
        ]
        if case .view(let of, let grouping) = source {
            object["view"] = ["of": .string("\(dataset).\(of)"), "grouping": .string(grouping)]
        }
        object["topic"] = topic.map { .string($0) }
        object["characteristic"] = (characteristic?.rawValue).map { .string($0) }
        object["vintage"] = vintage.map { .string($0) }
        object["measuredIn"] = measuredIn.map { .string($0) }
        return object
    }

    /// How a derived variable gets its values, and what it reads; nil for any other, and where it cannot be asked.
    fileprivate func derivation(in dataset: Dataset, _ catalogue: Catalogue) -> JSONValue? {
        let name = VariableName(dataset: dataset.id, name: name)
        guard let derivation, let read = try? QueryResolver.resolveDefinition(of: name, in: catalogue) else {
            return nil
        }
        let values = domain.categories.enumerated().map { index, category -> JSONValue in
            var value: JSONObject = ["code": .string(category.code), "title": .string(category.title)]
            if index < derivation.conditions.count { value["when"] = derivation.conditions[index] }
            return .object(value)
        }
        return [
            "version": .integer(name.version ?? 1), "values": .array(values),
            "reads": [
                "datasets": .array(read.datasets.sorted().map { .string("\($0)") }),
                "variables": .array(read.variables.sorted().map { .string("\($0)") }),
                "links": .array(read.links.sorted().map { .string("\($0.dataset).\($0.role)") }),
            ],
        ]
    }
}
