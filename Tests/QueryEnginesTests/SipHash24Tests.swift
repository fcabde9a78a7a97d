import QueryEngines
import Testing

@Suite("SipHash-2-4")
struct SipHash24Tests {
    /// The authors' reference vectors: key 00…0f, message 00, 01, … of so many bytes.
    static let vectors: [(length: Int, hash: UInt64)] = [
        (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (7, 0xab02_00f5_8b01_d137),
        (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5), (63, 0x958a_324c_eb06_4572),
    ]

    @Test("agrees with the reference vectors", arguments: vectors)
    func vector(length: Int, hash: UInt64) {
        let sip = SipHash24(key: Array(0..<16))
        #expect(sip.hash(Array(0..<UInt8(length))) == hash)
    }
}
