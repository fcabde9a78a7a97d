import Catalogue

/// The column code of every text that a stored variable may have in a file.
struct ValueTable {
    private let codes: [[UInt8]: UInt32]
    private let cutsTime: Bool
    private let cutsDay: Bool

    /// `YYYY-MM-DD`, and `YYYY-MM`.
    private static let dayBytes = 10
    private static let monthBytes = 7

    init(_ variable: Variable) {
        var codes: [[UInt8]: UInt32] = [:]
        for (code, category) in variable.domain.categories.enumerated() {
            codes[Array(category.code.utf8)] = UInt32(code)
        }
        for (spelling, code) in variable.fileSpellings { codes[Array(spelling.utf8)] = UInt32(code) }
        for (spelling, kind) in variable.missingSpellings {
            if let code = variable.domain.code(of: kind) { codes[Array(spelling.utf8)] = UInt32(code) }
        }
        self.codes = codes
        cutsTime = variable.type == .date || variable.type == .month
        cutsDay = variable.type == .month
    }

    /// The code of a text; nil where the text is not declared. A date may carry a time, and a month a day; both are
    /// dropped after their form is checked.
    func code(of text: ArraySlice<UInt8>) -> UInt32? {
        if let code = codes[Array(text)] { return code }
        guard cutsTime, let day = Self.day(in: text) else { return nil }
        if let code = codes[Array(day)] { return code }
        return cutsDay ? codes[Array(day.prefix(Self.monthBytes))] : nil
    }

    /// The day at the start of `YYYY-MM-DD`, or of that and a time after a space or a `T`.
    private static func day(in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let day = text.prefix(dayBytes)
        guard CalendarDay(String(decoding: day, as: UTF8.self)) != nil else { return nil }
        let rest = text.dropFirst(dayBytes)
        guard let separator = rest.first else { return day }
        let time = rest.dropFirst()
        let isTime =
            (5...15).contains(time.count)
            && time.allSatisfy { (0x30...0x3A).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "Z") }
        return isTime && (separator == UInt8(ascii: " ") || separator == UInt8(ascii: "T")) ? day : nil
    }
}
