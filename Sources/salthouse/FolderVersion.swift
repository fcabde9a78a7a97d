import JSON
import Linux

/// The version of everything that lies in a deployment's folder, in its file `deployment.json`.
///
/// The number grows when a program begins to keep something in another form. A folder without the file is of version 1.
/// A program works on its own version alone: it leaves a newer one untouched, and `salthouse upgrade` brings an older one
/// up to date.
struct FolderVersion {
    let number: Int
    /// The version of the program that made it so; nil where none is named.
    let program: String?

    /// What this program makes. Version 2 keeps what was answered to requests with an `Idempotency-Key`.
    static let current = FolderVersion(number: 2, program: Help.version)

    private static let name = "deployment.json"

    init(number: Int, program: String?) {
        self.number = number
        self.program = program
    }

    /// Members that a newer program may have added are passed over.
    init(of directory: String) throws(CommandError) {
        let path = "\(directory)/\(Self.name)"
        guard FileSystem.exists(path) else {
            self.init(number: 1, program: nil)
            return
        }
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 4096) }
        do throws(JSONError) {
            let fields = try JSONCursor(JSONValue(parsing: bytes, limits: .document)).object()
            self.init(
                number: try fields.required("version").integer(in: 1...Int(Int32.max)),
                program: try fields.required("program").string())
        } catch { throw .failed("`\(path)`: \(error)") }
    }

    /// Notes the version in a folder, all or nothing.
    func write(to directory: String) throws(CommandError) {
        let json: JSONValue = ["version": .integer(number), "program": program.map { .string($0) } ?? .null]
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(json.prettyBytes(), to: "\(directory)/\(Self.name)", permissions: 0o640)
        }
    }

    /// Fails for a folder, or a backup, that a newer program made; `what` names it.
    func demandKnown(_ what: String) throws(CommandError) {
        let known = Self.current.number
        guard number > known else { return }
        throw .failed(
            "`\(what)` is of version \(number), and this program, salthouse \(Help.version), knows versions up to \(known): "
                + "use salthouse \(program ?? "of its version") or newer; nothing was changed")
    }

    /// Fails for every version but this program's own.
    func demandCurrent(_ what: String) throws(CommandError) {
        try demandKnown(what)
        let current = Self.current.number
        guard number < current else { return }
        throw .failed(
            "`\(what)` is of version \(number), and salthouse \(Help.version) works on version \(current): stop the gateway, "
                + "run `salthouse backup`, and then `salthouse upgrade`; nothing was changed")
    }
}
