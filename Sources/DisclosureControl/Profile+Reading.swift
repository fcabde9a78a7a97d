import Catalogue
import DifferentialPrivacy
package import JSON

extension Profile {
    /// Reads a profile. Its shape is published as `policies/schemas/profile.schema.json`.
    ///
    /// Throws `DisclosureError.profile` with the place of the first fault; a number below a compiled floor is one.
    package init(_ declaration: JSONValue) throws(DisclosureError) {
        do { try self.init(reading: JSONCursor(declaration)) } catch { throw .profile(error) }
    }

    private init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(
            "profile", "version", "floors", "thresholdMultiple", "noise", "roundingBase", "limits", "budget",
            "tickMilliseconds", "toldDelta")
        let named = try fields.required("profile")
        name = try named.string()
        if let reason = Self.whyNotServed(name) { throw named.fail(reason) }
        version = try fields.required("version").name()
        floors = try Floors(reading: fields.required("floors"))
        thresholdMultiple = try fields.required("thresholdMultiple").integer(in: 2...10)
        noise = try NoiseMenu(reading: fields.required("noise"))
        roundingBase = try fields.required("roundingBase").integer(in: 1...100)
        limits = try Limits(reading: fields.required("limits"))
        budget = try Budget(reading: fields.required("budget"))
        tickMilliseconds = try fields.required("tickMilliseconds").integer(in: 0...60_000)
        let delta = fields["toldDelta"]
        toldDelta = try fields.required("toldDelta").rational()
        guard .zero < toldDelta, toldDelta < .one else {
            throw (delta ?? cursor).fail("must lie between 0 and 1")
        }
    }
}

extension Profile {
    /// Why no gateway starts with a profile; nil for the one that it can keep the promise of.
    private static func whyNotServed(_ name: String) -> String? {
        switch name {
        case "standard": nil
        case "counts-nhs":
            "`counts-nhs` needs a person's review of every table before it leaves, and this version cannot hold an answer "
                + "for review: use `standard`"
        case "cell-key":
            "`cell-key` needs the record keys of the units behind each cell, and this version's engines do not sum them: "
                + "use `standard`"
        case "dp":
            "`dp` needs a charter that names its exemption from the floor, and this version knows none: use `standard`"
        default: "there is no profile of this name: use `standard`"
        }
    }
}

/// What no profile may go below, whoever signs it.
private enum CompiledFloor {
    static let person = Profile.Floor(units: 10, persons: 10, threshold: 10)
    static let household = Profile.Floor(units: 5, persons: 10, threshold: 10)
    static let organisation = Profile.Floor(units: 3, persons: 0, threshold: 3)
    static let noise = 9
    static let budgetDays = 365
    /// What a floor or a noise may be at most, so that arithmetic stays exact.
    static let ceiling = 1_000_000
}

extension Profile.Floors {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("person", "household", "organisation")
        person = try Profile.Floor(reading: fields.required("person"), least: CompiledFloor.person)
        household = try Profile.Floor(reading: fields.required("household"), least: CompiledFloor.household)
        organisation = try Profile.Floor(reading: fields.required("organisation"), least: CompiledFloor.organisation)
    }
}

extension Profile.Floor {
    fileprivate init(reading cursor: JSONCursor, least: Profile.Floor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("units", "persons", "threshold")
        units = try fields.required("units").integer(in: least.units...CompiledFloor.ceiling)
        persons = try fields.required("persons").integer(in: least.persons...CompiledFloor.ceiling)
        threshold = try fields.required("threshold").integer(in: least.threshold...CompiledFloor.ceiling)
        guard threshold >= units else {
            throw try fields.required("threshold").fail("must not be below `units`")
        }
    }
}

extension Profile.NoiseMenu {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("high", "standard", "exploratory", "scan")
        let range = CompiledFloor.noise...CompiledFloor.ceiling
        high = try fields.required("high").integer(in: range)
        standard = try fields.required("standard").integer(in: range)
        exploratory = try fields.required("exploratory").integer(in: range)
        scan = try fields.required("scan").integer(in: range)
        guard high <= standard, standard <= exploratory, exploratory <= scan else {
            throw cursor.fail("noise must not fall from `high` to `scan`")
        }
    }
}

extension Profile.Limits {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("dimensions", "cells", "unitsPerCell")
        dimensions = try fields.required("dimensions").integer(in: 0...4)
        cells = try fields.required("cells").integer(in: 1...5_000)
        unitsPerCell = try fields.required("unitsPerCell").integer(in: 0...CompiledFloor.ceiling)
    }
}

extension Profile.Budget {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("project", "dataset", "personSpine", "householdSpine", "organisationSpine", "days")
        project = try fields.required("project").rational()
        dataset = try fields.required("dataset").rational()
        personSpine = try fields.required("personSpine").rational()
        householdSpine = try fields.required("householdSpine").rational()
        organisationSpine = try fields.required("organisationSpine").rational()
        days = try fields.required("days").integer(in: CompiledFloor.budgetDays...3_660)
    }
}

extension JSONCursor {
    /// An exact fraction as text: `1/18`, `2`.
    fileprivate func rational() throws(JSONError) -> Rational {
        guard let value = Rational(parsing: try string()) else {
            throw fail("expected a fraction in lowest terms, such as `1/18` or `2`")
        }
        return value
    }

    /// 1 to 32 letters, digits, dots and hyphens.
    fileprivate func name() throws(JSONError) -> String {
        let text = try string()
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, (1...32).contains(text.utf8.count) else {
            throw fail("expected 1 to 32 lower-case letters, digits, dots and hyphens")
        }
        return text
    }
}
