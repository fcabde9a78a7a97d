import Foundation

/// This program as a file.
enum Program {
    /// Where it lies; `/` where the kernel does not say.
    static var path: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/"
    }
}
