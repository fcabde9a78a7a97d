import AuditLog

/// What a witness has seen, for people.
struct WitnessPage {
    let witness: Witness
    /// What to call a log, by its origin.
    let titles: [String: String]

    var html: String {
        let rows = titles.sorted { $0.key < $1.key }.map(row).joined()
        return """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Witness \(escaped(witness.signer.key.name))</title>
            <style>body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            td,th{text-align:left;padding:.3rem 1rem .3rem 0;vertical-align:top}code{overflow-wrap:anywhere}</style>
            <h1>Witness \(escaped(witness.signer.key.name))</h1>
            <p>This program remembers how long each log was when it last saw it, and signs a newer state only where that
            continues the older one. A log that shows different histories to different people cannot get both signed
            here. Key: <code>\(escaped("\(witness.signer.key)"))</code></p>
            <table><tr><th>Log<th>Entries<th>Root<th>Seen</tr>
            \(rows)</table></html>

            """
    }

    private func row(origin: String, title: String) -> String {
        guard let sight = witness.all[origin] else {
            return "<tr><td>\(escaped(title))<td>not seen yet<td><td></tr>\n"
        }
        let time = sight.note.cosigned(by: witness.signer.key).map { "\(AuditTime(secondsSince1970: $0))" } ?? ""
        return """
            <tr><td>\(escaped(title))<br><code>\(escaped(origin))</code><td>\(sight.checkpoint.size)\
            <td><code>\(sight.checkpoint.root.base64)</code>\
            <td><a href="/\(Witness.fileName(origin))/checkpoint">\(time.isEmpty ? "checkpoint" : time)</a></tr>

            """
    }

    /// Text that cannot begin a tag or end an attribute.
    private func escaped(_ text: String) -> String {
        text.map { character -> String in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: String(character)
            }
        }.joined()
    }
}
