package import JSON

/// A place that nobody chose: declarations with variables of every type, and rows for them. Every engine contract asks
/// its random questions of such places.
package struct RandomTown: Sendable {
    /// A variable as questions see it.
    package struct Sketch: Sendable {
        package let name: String
        /// Groupings that questions may use: their names, and the codes of their groups in catalogue order.
        package let groupings: [(name: String, codes: [String])]
        package let hasMissing: Bool
        package let isOrdered: Bool
        package let isNumber: Bool
        package let isAge: Bool
        /// What a file may hold; an empty text is missing.
        package let texts: [String]

        var bare: String { name.split(separator: ".").last.map(String.init) ?? "" }
    }

    package struct Table: Sendable {
        package let id: String
        package let unit: String
        package let isMany: Bool
        package let declaration: JSONValue
        package let variables: [Sketch]
        /// The unit of each row.
        package let owners: [Int]
        /// For each stored variable, the text of each row.
        package let texts: [String: [String]]
        /// For each link, where each row points.
        package let targets: [String: [Int?]]
    }

    package let tables: [Table]
    package let persons: Int
    package let households: Int

    package func table(_ id: String) -> Table? { tables.first { $0.id == id } }

    init(tables: [Table], persons: Int, households: Int) {
        self.tables = tables
        self.persons = persons
        self.households = households
    }

    /// - Parameter persons: how many numbers of persons there are; not all of them are in the register.
    package init(persons: Int, using random: inout SeededRandomness) {
        self.persons = persons
        households = max(1, persons / 3)
        var builder = TownBuilder(random: random, persons: persons, households: households)
        tables = [
            builder.table("person", unit: "person", isMany: false, links: ["household", "mother"]),
            builder.table("household", unit: "household", isMany: false, links: []),
            builder.table("trait", unit: "person", isMany: false, links: []),
            builder.table("event", unit: "person", isMany: true, links: []),
            builder.table("episode", unit: "person", isMany: true, links: []),
            builder.table("visit", unit: "household", isMany: true, links: []),
        ]
        random = builder.random
    }
}

/// Makes declarations and the rows that fit them.
struct TownBuilder {
    var random: SeededRandomness
    let persons: Int
    let households: Int

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }

    static func months(_ years: ClosedRange<Int>) -> [String] {
        years.flatMap { year in (1...12).map { "\(year)-\($0 < 10 ? "0" : "")\($0)" } }
    }

    mutating func table(_ id: String, unit: String, isMany: Bool, links: [String]) -> RandomTown.Table {
        let isRegister = id == unit
        var declaration = JSONObject([
            ("id", .string(id)), ("title", .string(id)), ("tier", "pseudonymised"), ("population", 100_000),
            ("asOf", "2026-03"), ("unit", .string(unit)), ("rowsPerUnit", isMany ? "many" : "one"),
            ("register", .bool(isRegister)), ("key", ["column": "key", "identifier": "opaque"]),
            ("controllers", .array(RandomTown.controllers)),
        ])
        if isMany {
            declaration["bounds"] = ["perCell": .integer(number(1...4)), "cells": .integer(number(1...4))]
        }
        declaration["links"] = .array(
            links.map { role in
                [
                    "role": .string(role), "dataset": role == "mother" ? "person" : "household",
                    "column": .string("to_\(role)"), "maximumPerTarget": 12,
                ]
            })
        var made: [(declaration: JSONValue, sketch: RandomTown.Sketch)] = []
        for index in 0..<number(2...4) { made.append(variable("v\(index)", of: id, unit: unit)) }
        made.append(integer("size", of: id, unit: unit))
        made.append(RandomTown.whose(of: id))
        if id == "person" {
            made.append(month("born", of: id, 1940...2026, isAddressable: false, hasMissing: chance(50)))
            made.append(age(of: id, hasMissing: made.last?.sketch.hasMissing ?? false))
        }
        if id == "event" {
            made.append(month("when", of: id, 2025...2025, isAddressable: true, hasMissing: false))
            declaration["time"] = "when"
        }
        if isRegister || id == "episode" {
            made.append(month("entry", of: id, 2024...2025, isAddressable: true, hasMissing: chance(60)))
            made.append(month("exit", of: id, 2024...2025, isAddressable: true, hasMissing: true))
            declaration["presence"] = chance(70) ? ["entry": "entry", "exit": "exit"] : ["entry": "entry"]
        }
        if unit == "person", !isRegister, chance(40) { declaration["source"] = "generalPractice" }
        declaration["variables"] = .array(made.map(\.declaration))
        let sketches = made.map(\.sketch)
        return filled(id, unit, isMany, .object(declaration), sketches, links)
    }

    private mutating func filled(
        _ id: String, _ unit: String, _ isMany: Bool, _ declaration: JSONValue, _ sketches: [RandomTown.Sketch],
        _ links: [String]
    ) -> RandomTown.Table {
        let units = unit == "person" ? persons : households
        let share = [100, 95, 60][number(0...2)]
        var owners = (0..<units).filter { _ in chance(share) }
        if isMany {
            // A few units have most of the rows, so that bounds are felt.
            owners = (0..<units * 2).map { _ in number(0...(chance(40) ? max(0, units / 8) : units - 1)) }
        }
        var texts: [String: [String]] = [:]
        for sketch in sketches where !sketch.isAge {
            texts[sketch.bare] = owners.map { _ in sketch.texts[number(0...(sketch.texts.count - 1))] }
        }
        var targets: [String: [Int?]] = [:]
        for role in links {
            let most = (role == "mother" ? persons : households) - 1
            targets[role] = owners.map { _ in chance(80) ? number(0...most) : nil }
        }
        return RandomTown.Table(
            id: id, unit: unit, isMany: isMany, declaration: declaration, variables: sketches, owners: owners,
            texts: texts, targets: targets)
    }

    private mutating func variable(_ name: String, of id: String, unit: String) -> (JSONValue, RandomTown.Sketch) {
        switch number(0...3) {
        case 0: return integer(name, of: id, unit: unit)
        case 1: return flag(name, of: id, unit: unit)
        default: return codes(name, of: id, unit: unit)
        }
    }

    private mutating func common(_ name: String, _ type: String, _ hasMissing: Bool, unit: String?) -> JSONObject {
        var object = JSONObject([
            ("name", .string(name)), ("type", .string(type)), ("column", .string("c_\(name)")),
        ])
        if hasMissing { object["missing"] = ["notStated": [""]] }
        if unit == "person", chance(20) { object["source"] = "generalPractice" }
        return object
    }

    private mutating func flag(_ name: String, of id: String, unit: String) -> (JSONValue, RandomTown.Sketch) {
        let hasMissing = chance(50)
        return (
            .object(common(name, "flag", hasMissing, unit: unit)),
            RandomTown.Sketch(
                name: "\(id).\(name)", groupings: [("finest", ["yes", "no"])], hasMissing: hasMissing, isOrdered: false,
                isNumber: false, isAge: false, texts: ["yes", "no"] + (hasMissing ? [""] : []))
        )
    }

    private mutating func codes(_ name: String, of id: String, unit: String) -> (JSONValue, RandomTown.Sketch) {
        let hasMissing = chance(50)
        let isOrdered = chance(40)
        let codes = (0..<number(1...12)).map { "k\($0)" }
        let groups = number(1...min(3, codes.count))
        // Neighbours in order, so that an ordered variable's groups have edges.
        let members = (0..<groups).map { group in
            codes.indices.filter { $0 * groups / codes.count == group }.map { codes[$0] }
        }
        var object = common(name, "code", hasMissing, unit: unit)
        object["ordered"] = .bool(isOrdered)
        object["codes"] = .array(codes.map { ["code": .string($0)] })
        object["groupings"] = [
            [
                "name": "coarse",
                "groups": .array(
                    members.enumerated().map { index, members in
                        ["code": .string("g\(index)"), "of": .array(members.map { .string($0) })]
                    }),
            ]
        ]
        return (
            .object(object),
            RandomTown.Sketch(
                name: "\(id).\(name)",
                groupings: [("finest", codes), ("coarse", members.indices.map { "g\($0)" })], hasMissing: hasMissing,
                isOrdered: isOrdered, isNumber: false, isAge: false, texts: codes + (hasMissing ? [""] : []))
        )
    }

    private mutating func integer(_ name: String, of id: String, unit: String) -> (JSONValue, RandomTown.Sketch) {
        let hasMissing = chance(50)
        let from = number(-5...3)
        let to = from + number(1...20)
        let isAddressable = chance(50)
        let edge = number((from + 1)...to)
        var object = common(name, "integer", hasMissing, unit: unit)
        object["from"] = .integer(from)
        object["to"] = .integer(to)
        object["measuredIn"] = "day"
        object["addressable"] = .bool(isAddressable)
        object["groupings"] = [["name": "bands", "edges": [.integer(from), .integer(edge)]]]
        let bands = [(from, edge - 1), (edge, to)].map { $0 == $1 ? "n\($0)" : "n\($0)-\($1)" }
        let texts = (from...to).map { "\($0)" }
        return (
            .object(object),
            RandomTown.Sketch(
                name: "\(id).\(name)", groupings: (isAddressable ? [("finest", texts)] : []) + [("bands", bands)],
                hasMissing: hasMissing, isOrdered: true, isNumber: true, isAge: false,
                texts: texts + (hasMissing ? [""] : []))
        )
    }

    private mutating func month(
        _ name: String, of id: String, _ years: ClosedRange<Int>, isAddressable: Bool, hasMissing: Bool
    ) -> (JSONValue, RandomTown.Sketch) {
        let months = Self.months(years)
        var object = common(name, "month", hasMissing, unit: nil)
        object["from"] = .string(months[0])
        object["to"] = .string(months[months.count - 1])
        object["addressable"] = .bool(isAddressable)
        return (
            .object(object),
            RandomTown.Sketch(
                name: "\(id).\(name)",
                groupings: (isAddressable ? [("finest", months)] : []) + [("year", years.map { "\($0)" })],
                hasMissing: hasMissing, isOrdered: true, isNumber: false, isAge: false,
                texts: months + (hasMissing ? ["", "", ""] : []))
        )
    }

    private mutating func age(of id: String, hasMissing: Bool) -> (JSONValue, RandomTown.Sketch) {
        (
            [
                "name": "age", "type": "age", "of": "born", "maximum": 80, "addressable": false,
                "groupings": [["name": "bands", "edges": [0, 18, 40, 65]]],
            ],
            RandomTown.Sketch(
                name: "\(id).age", groupings: [("bands", ["a0-17", "a18-39", "a40-64", "a65+"])],
                hasMissing: true, isOrdered: true, isNumber: true, isAge: true, texts: [])
        )
    }
}
