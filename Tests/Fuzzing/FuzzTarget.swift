/// A reader of hostile bytes, and what must hold of it whatever the bytes are.
protocol FuzzTarget: Sendable {
    /// Reads an input. Stops the program where a promise is broken: libFuzzer then keeps the input.
    func take(_ bytes: [UInt8])
}

/// Stops the program, also in a release build, where a promise does not hold.
func promise(_ holds: Bool, _ words: @autoclosure () -> String) {
    if !holds { fatalError("broken promise: \(words())") }
}

/// The bytes in pieces of 1 to 24, cut at places that the bytes themselves choose, so that an input always repeats.
func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var state = UInt64(bytes.count)
    var rest = bytes[...]
    while let first = rest.first {
        state = (state &+ UInt64(first)) &* 0x9E37_79B9_7F4A_7C15
        let piece = rest.prefix(1 + Int(state >> 32) % 24)
        pieces.append(Array(piece))
        rest = rest.dropFirst(piece.count)
    }
    return pieces
}

/// Each byte as a piece of its own.
func singly(_ bytes: [UInt8]) -> [[UInt8]] { bytes.map { [$0] } }
