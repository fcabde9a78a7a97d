/// What catalogues elsewhere are told of a dataset, and a query never needs: who publishes it, and on which terms.
///
/// Everything in it was declared by hand. What was not declared is not told.
package struct About: Sendable, Hashable {
    /// Whom to write to.
    package struct Publisher: Sendable, Hashable {
        /// Such as an identifier of ROR or of the organisation data service.
        package let id: String
        package let name: String
        /// An address for e-mail.
        package let contact: String
    }

    package let publisher: Publisher
    /// 5 to 500 characters.
    package let abstract: String
    /// Addresses of pages: about the dataset, its licence, and how access is asked for.
    package let page: String
    package let licence: String
    package let accessRights: String
    /// Of this description, in three numbers such as `1.0.0`.
    package let version: String
    /// When this description was first given, and when it was changed last.
    package let issued: CalendarDay
    package let changed: CalendarDay
    package let keywords: [String]
    /// The first day that the data tell of.
    package let from: CalendarDay?
    package let refresh: RefreshPeriod?
    package let lag: PublicationLag?
    /// Where those in it live, in words.
    package let place: String?
    /// Country codes such as `GB-ENG`.
    package let jurisdictions: [String]
    package let processor: String?
    /// The vocabularies of its codes, and the data models that it follows.
    package let vocabularies: [Vocabulary]
    package let models: [DataModel]
}

/// How often new data come, in the words of Health Data Research UK.
package enum RefreshPeriod: String, Sendable, Hashable, CaseIterable {
    case fixed = "Static"
    case irregular = "Irregular"
    case continuous = "Continuous"
    case everyTwoYears = "Biennial"
    case yearly = "Annual"
    case twiceAYear = "Biannual"
    case quarterly = "Quarterly"
    case everyTwoMonths = "Bimonthly"
    case monthly = "Monthly"
    case everyTwoWeeks = "Biweekly"
    case weekly = "Weekly"
    case twiceAWeek = "Twice a week"
    case daily = "Daily"
    case other = "Other"
}

/// How long after the events the data come, in the words of Health Data Research UK.
package enum PublicationLag: String, Sendable, Hashable, CaseIterable {
    case days = "Less than 1 week"
    case oneToTwoWeeks = "1-2 weeks"
    case twoToFourWeeks = "2-4 weeks"
    case oneToTwoMonths = "1-2 months"
    case twoToSixMonths = "2-6 months"
    case longer = "More than 6 months"
    case variable = "Variable"
    case notApplicable = "Not applicable"
    case other = "Other"
}

/// Where codes come from: of the words of Health Data Research UK, those that are in use here.
package enum Vocabulary: String, Sendable, Hashable, CaseIterable {
    case local = "LOCAL"
    case nhs = "NHS NATIONAL CODES"
    case organisations = "ODS"
    case icd10 = "ICD10"
    case opcs4 = "OPCS4"
    case snomed = "SNOMED CT"
    case read = "READ"
    case medicines = "DM+D"
    case loinc = "LOINC"
    case other = "OTHER"
}

/// The data model of a table, likewise.
package enum DataModel: String, Sendable, Hashable, CaseIterable {
    case local = "LOCAL"
    case nhsDictionary = "NHS DATA DICTIONARY"
    case omop = "OMOP"
    case fhir = "HL7 FHIR"
    case openEHR = "OPENEHR"
    case other = "OTHER"
}
