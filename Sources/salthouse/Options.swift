/// The words of a command line: `--name value`, flags, and the rest in order.
struct Options {
    private var values: [String: String] = [:]
    private var flags: Set<String> = []
    private(set) var rest: [String] = []

    /// Reads words; an option that is not named here is a mistake.
    init(_ words: [String], values named: Set<String>, flags known: Set<String>) throws(CommandError) {
        var words = words[...]
        while let word = words.popFirst() {
            guard word.hasPrefix("--") else {
                rest.append(word)
                continue
            }
            if known.contains(word) {
                flags.insert(word)
            } else if named.contains(word) {
                guard let value = words.popFirst() else { throw .usage("`\(word)` needs a value") }
                guard values.updateValue(value, forKey: word) == nil else { throw .usage("`\(word)` is given twice") }
            } else {
                throw .usage("there is no option `\(word)` here")
            }
        }
    }

    func value(_ name: String) -> String? { values[name] }
    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func required(_ name: String) throws(CommandError) -> String {
        guard let value = values[name] else { throw .usage("`\(name)` is needed") }
        return value
    }

    /// A whole number within a range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(CommandError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage("`\(name)` takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
