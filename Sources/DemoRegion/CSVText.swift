/// CSV text on its way to the loader. Fields are plain: no comma, quote or line end is ever in one.
struct CSVText {
    private(set) var bytes: [UInt8] = []

    /// Of a table that is made in parts the first has the headings.
    init(_ headings: String, _ part: DemoPart) {
        if part.number == 0 { row(headings) }
    }

    mutating func row(_ fields: String...) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: field.utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
