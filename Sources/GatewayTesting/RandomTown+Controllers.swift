import JSON

/// Whose rows are whose in a random town: each table has three controllers, and a variable that says which one a row has.
extension RandomTown {
    /// By controller, what the file holds in its rows; an empty text is missing.
    package static let textsOfController = ["c0": ["w0"], "c1": ["w1", ""], "c2": ["w2"]]

    static var controllers: [JSONValue] {
        textsOfController.sorted { $0.key < $1.key }.map { id, texts in
            let codes = texts.map { JSONValue.string($0.isEmpty ? "_notStated" : $0) }
            return [
                "id": .string(id), "name": .string(id), "covers": "its own",
                "rows": ["variable": "whose", "in": .array(codes)],
            ]
        }
    }

    static func whose(of table: String) -> (JSONValue, Sketch) {
        let codes = ["w0", "w1", "w2"]
        return (
            [
                "name": "whose", "type": "code", "column": "c_whose",
                "codes": .array(codes.map { ["code": .string($0)] }), "missing": ["notStated": [""]],
            ],
            Sketch(
                name: "\(table).whose", groupings: [("finest", codes)], hasMissing: true, isOrdered: false,
                isNumber: false, isAge: false, texts: codes + [""])
        )
    }

    /// The town as if some controllers had never handed in their rows: for each table the ids of those.
    package func without(_ controllers: [String: Set<String>]) -> RandomTown {
        RandomTown(
            tables: tables.map { table in
                let gone = (controllers[table.id] ?? []).flatMap { Self.textsOfController[$0] ?? [] }
                let whose = table.texts["whose"] ?? []
                let rows = table.owners.indices.filter { !gone.contains(whose[$0]) }
                return Table(
                    id: table.id, unit: table.unit, isMany: table.isMany, declaration: table.declaration,
                    variables: table.variables, owners: rows.map { table.owners[$0] },
                    texts: table.texts.mapValues { texts in rows.map { texts[$0] } },
                    targets: table.targets.mapValues { targets in rows.map { targets[$0] } })
            }, persons: persons, households: households)
    }
}
