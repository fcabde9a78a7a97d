/// One metric with its samples, and how it is written: as OpenMetrics 1.0, or as the older text format of Prometheus,
/// in which a counter's own name ends in `_total`.
struct MetricFamily {
    enum Kind: String { case counter, gauge, histogram }

    let name: String
    let kind: Kind
    let help: String
    private var samples: [String] = []

    static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    static let plain = "text/plain; version=0.0.4; charset=utf-8"

    init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// A family with one number.
    init(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        self.init(name, kind, help)
        add([], value)
    }

    mutating func add(_ labels: [(name: String, value: String)], _ value: Int) { add(labels, "\(value)") }

    mutating func add(_ labels: [(name: String, value: String)], _ value: String) {
        write(kind == .counter ? "_total" : "", labels, value)
    }

    /// Times in classes, in seconds.
    mutating func add(_ histogram: Histogram) {
        var count = 0
        for (bound, inClass) in zip(Histogram.bounds.map { Self.seconds($0 * 1000) } + ["+Inf"], histogram.classes) {
            count += inClass
            write("_bucket", [("le", bound)], "\(count)")
        }
        write("_sum", [], Self.seconds(histogram.nanoseconds))
        write("_count", [], "\(count)")
    }

    private mutating func write(_ suffix: String, _ labels: [(name: String, value: String)], _ value: String) {
        let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        samples.append("\(name)\(suffix)\(list.isEmpty ? "" : "{\(list)}") \(value)")
    }

    static func page(_ families: [MetricFamily], isOpenMetrics: Bool) -> String {
        var lines: [String] = []
        for family in families {
            let name = family.name + (family.kind == .counter && !isOpenMetrics ? "_total" : "")
            lines += ["# HELP \(name) \(family.help)", "# TYPE \(name) \(family.kind.rawValue)"] + family.samples
        }
        if isOpenMetrics { lines.append("# EOF") }
        return lines.map { "\($0)\n" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        text.map { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
    }

    /// Nanoseconds as seconds, exactly.
    private static func seconds(_ nanoseconds: Int64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = "\(rest)"
        var text = "\(whole)." + String(repeating: "0", count: 9 - digits.count) + digits
        while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
        return text
    }
}
