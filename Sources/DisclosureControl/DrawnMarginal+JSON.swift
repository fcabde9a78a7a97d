package import JSON

extension DrawnMarginal {
    /// What the release store keeps: integers only, and null for a hidden cell.
    package var json: JSONValue {
        [
            "drawn": 1,
            "key": .string(key),
            "noise": .integer(noiseMultiplierSquared),
            "bound": .integer(bound),
            "cells": .array(
                cells.map { cell in
                    switch cell {
                    case .hidden: .null
                    case .shown(let value): .integer(value)
                    }
                }),
        ]
    }

    package var bytes: [UInt8] { json.bytes() }

    /// Reads what `bytes` wrote. Throws where a byte was changed in a way that shows.
    package init(bytes: [UInt8]) throws(JSONError) {
        try self.init(json: JSONValue(parsing: bytes, limits: .document))
    }

    /// Reads what `json` gives.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly("drawn", "key", "noise", "bound", "cells")
        _ = try fields.required("drawn").integer(in: 1...1)
        let positive = 1...JSONValue.exactIntegers.upperBound
        key = try fields.required("key").string()
        // 0 under an exact profile.
        noiseMultiplierSquared = try fields.required("noise").integer(in: 0...JSONValue.exactIntegers.upperBound)
        bound = try fields.required("bound").integer(in: positive)
        var cells: [DrawnCell] = []
        for cursor in try fields.required("cells").array() {
            guard cursor.value != .null else {
                cells.append(.hidden)
                continue
            }
            cells.append(.shown(try cursor.integer(in: JSONValue.exactIntegers)))
        }
        self.cells = cells
    }
}
