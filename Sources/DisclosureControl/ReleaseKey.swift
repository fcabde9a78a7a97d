import Catalogue
import DifferentialPrivacy
import Governance
import JSON
import QueryLanguage

/// Writes down what a drawn number means, so that the same number is never drawn twice.
///
/// A key names the effective population, the part, the cells, the bounds, the analytic releases, the profile and the
/// noise. It names no measure, table, project, or order of dimensions: a total has one key whichever table shows it.
struct ReleaseKeyWriter {
    let query: ResolvedQuery
    let catalogue: Catalogue
    let profile: Profile
    let snapshots: [DatasetID: SnapshotIdentity]
    let duties: EffectiveDuties
    /// T.
    let threshold: Int
    /// The fewest units that derived variables reach by links from the counted ones; 0 where none is asked.
    let linkedFloor: Int

    /// The canonical text behind the key of one part in one marginal.
    ///
    /// Throws `unknownSnapshot`, or `unwritable` for text that canonical JSON cannot hold.
    func text(
        part: Int, marginal: Marginal, bound: Int, cellsPerUnit: Int
    ) throws(DisclosureError) -> [UInt8] {
        let noise = profile.noise[query.precision]
        let floor = profile.floors[query.unit]
        var dimensions: [(bytes: [UInt8], value: JSONValue)] = []
        for kept in marginal.kept {
            let value = query.dimensions[kept].canonical
            dimensions.append((try canonicalBytes(value), value))
        }
        dimensions.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        var object: JSONObject = [
            "releaseKey": 1,
            "unit": .string(query.unit.rawValue),
            "population": query.canonicalPopulation,
            "restrictedTo": .array(duties.restrictions),
            "optOuts": duties.optOuts,
            "snapshots": try releases(part: part, marginal: marginal),
            "part": query.canonicalParts[part],
            "by": .array(dimensions.map(\.value)),
            // Rows that put a unit into cells bound it in every marginal, also where their dimension is summed over.
            "rows": query.rowDimensions.map { $0.canonical(in: catalogue) } ?? .null,
            "bound": ["perCell": .integer(bound), "cells": .integer(cellsPerUnit)],
            "profile": [
                "name": .string(profile.name), "version": .string(profile.version),
                "floor": ["units": .integer(floor.units), "persons": .integer(floor.persons)],
                "threshold": .integer(threshold),
                "roundingBase": .integer(profile.roundingBase),
            ],
            "noise": .integer(noise),
        ]
        // Without a floor the kind of noise is the profile's own choice; with one it is always Gaussian.
        if !profile.keepsFloor { object["noiseFamily"] = .string(profile.noiseFamily.rawValue) }
        // What the counted units are linked to has a floor of its own where it tells them apart.
        if linkedFloor > 0 { object["linkedFloor"] = .integer(linkedFloor) }
        // Rows that are left out make another question; where none is, nothing is said.
        if !duties.covered.isEmpty { object["covered"] = .array(duties.covered) }
        object["exact"] = try exactRules()
        // Made-up rows share no number with real ones.
        if query.tier == .synthetic { object["tier"] = .string(query.tier.rawValue) }
        return try canonicalBytes(.object(object))
    }

    /// The rules of an exact profile. Where cells are hidden for each other, a number belongs to its whole table.
    private func exactRules() throws(DisclosureError) -> JSONValue? {
        switch profile.mechanism {
        case .noise: return nil
        case .cellKey(let rules): return ["table": .string(rules.table.name), "version": .string(rules.table.version)]
        case .suppression(let rules):
            var dimensions: [[UInt8]] = []
            for dimension in query.dimensions { dimensions.append(try canonicalBytes(dimension.canonical)) }
            var parts: [[UInt8]] = []
            for part in query.canonicalParts { parts.append(try canonicalBytes(part)) }
            func sorted(_ texts: [[UInt8]]) -> JSONValue {
                .array(
                    texts.sorted { $0.lexicographicallyPrecedes($1) }.map {
                        .string(String(decoding: $0, as: UTF8.self))
                    })
            }
            return [
                "by": sorted(dimensions), "parts": sorted(parts), "totals": .bool(query.totals),
                "rounding": .string(rules.rounding.name),
            ]
        }
    }

    /// The releases of every dataset that the number can depend on: those that are read, and the registers of all units
    /// concerned, which say who is counted, who belongs to whom, and who said no.
    private func releases(part: Int, marginal: Marginal) throws(DisclosureError) -> JSONValue {
        var datasets = query.population.datasets.union(duties.datasets).union(query.parts[part].datasets)
        datasets.formUnion(query.rowDimensions?.datasets ?? [])
        for kept in marginal.kept { datasets.formUnion(query.dimensions[kept].column.datasets) }
        var units = Set(datasets.compactMap { catalogue.dataset($0)?.unit })
        units.formUnion([query.unit, .person])
        datasets.formUnion(units.compactMap { catalogue.register(of: $0)?.id })
        var result = JSONObject()
        for dataset in datasets.sorted() {
            guard let snapshot = snapshots[dataset] else { throw .unknownSnapshot(dataset) }
            result["\(dataset)"] = .string("\(snapshot.asOf)/\(snapshot.digest)")
        }
        return .object(result)
    }
}

/// What the authorisation's obligations do to the population.
struct EffectiveDuties {
    let restrictions: [JSONValue]
    let datasets: Set<DatasetID>
    /// The rows that may count, of datasets of which not all may; in the order of their names.
    let covered: [JSONValue]
    /// The kinds of opt-out that are honoured, and the version of the list; null where none is.
    let optOuts: JSONValue

    /// Throws `otherProfile` where another profile is asked for, or `unwritable`.
    init(
        _ obligations: [Obligation], catalogue: Catalogue, profile: Profile, optOutVersion: String
    ) throws(DisclosureError) {
        var restrictions: [(bytes: [UInt8], value: JSONValue)] = []
        var datasets: Set<DatasetID> = []
        var kinds: Set<OptOutKind> = []
        var covered: [CoveredRows] = []
        for obligation in obligations {
            switch obligation {
            case .honourOptOuts(let more): kinds.formUnion(more)
            case .restrict(let predicate):
                guard predicate != .everyone else { continue }
                let value = predicate.canonical(in: catalogue)
                let bytes = try canonicalBytes(value)
                datasets.formUnion(predicate.datasets)
                if !restrictions.contains(where: { $0.bytes == bytes }) { restrictions.append((bytes, value)) }
            case .countOnly(let rows):
                datasets.insert(rows.dataset)
                if !covered.contains(rows) { covered.append(rows) }
            case .protect(let name):
                guard name == profile.name else { throw .otherProfile(name) }
            case .holdForReview: break  // The same numbers, which leave later or never.
            }
        }
        self.restrictions = restrictions.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.value)
        self.datasets = datasets
        self.covered = covered.sorted { $0.dataset < $1.dataset }.map(\.canonical)
        optOuts =
            kinds.isEmpty
            ? .null
            : [
                "version": .string(optOutVersion),
                "kinds": .array(kinds.sorted().map { .string($0.rawValue) }),
            ]
    }
}

/// The canonical text of a value. Throws `unwritable`.
func canonicalBytes(_ value: JSONValue) throws(DisclosureError) -> [UInt8] {
    do { return try value.canonicalBytes() } catch { throw .unwritable(error) }
}

/// Lower-case hexadecimal digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
