import Linux

/// What stands behind a generation that is read from files.
struct GenerationSource: Sendable {
    let health: GenerationHealth
    let files: [CheckedFile]
    /// The manifest, open and locked together with other readers: retention leaves what is held alone.
    let hold: File
}
