import AuditLog
import Testing

@Suite("The paths of tiles")
struct TilePathTests {
    @Test(
        "A path is read exactly as it is written",
        arguments: [
            ("tile/0/000", TilePath(.hashes(level: 0), index: 0, width: 256)),
            ("tile/0/x001/234.p/5", TilePath(.hashes(level: 0), index: 1234, width: 5)),
            ("tile/3/x001/x234/067", TilePath(.hashes(level: 3), index: 1_234_067, width: 256)),
            ("tile/entries/x273/000.p/112", TilePath(.entries, index: 273_000, width: 112)),
        ])
    func path(text: String, path: TilePath) {
        #expect(path.description == text)
        #expect(TilePath(segments: text.split(separator: "/").dropFirst().map(String.init)) == path)
    }

    @Test(
        "Any other path is no tile",
        arguments: [
            "", "0", "8/000", "00/000", "-1/000", "0/0", "0/0000", "0/x000/001", "0/001/234", "0/x001", "0/001.p/0",
            "0/001.p/256", "0/001.p/05", "0/001.p", "0/.p/5", "0/x001/x234/067/", "entries/1", "0/00a", "0/+01",
            "0/x999/x999/x999/x999/x999/999", "x000/000",
        ])
    func noPath(text: String) {
        #expect(
            TilePath(segments: text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)) == nil)
    }
}
