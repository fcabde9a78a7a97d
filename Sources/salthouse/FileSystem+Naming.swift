import Linux

extension FileSystem {
    /// A file that another one names: relative to the folder where that lies.
    static func path(named name: String, in folder: String) -> String {
        name.hasPrefix("/") ? name : "\(folder)/\(name)"
    }
}
