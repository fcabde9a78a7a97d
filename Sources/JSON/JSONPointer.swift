/// RFC 6901: how an error names its place.
enum JSONPointer {
    /// One step into a document.
    enum Step {
        case member(String)
        case element(Int)
    }

    static func text(_ path: [Step]) -> String {
        path.reduce(into: "") { text, step in
            text =
                switch step {
                case .member(let name): member(name, of: text)
                case .element(let index): element(index, of: text)
                }
        }
    }

    static func member(_ name: String, of parent: String) -> String {
        var pointer = parent + "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": pointer += "~0"
            case "/": pointer += "~1"
            default: pointer.unicodeScalars.append(scalar)
            }
        }
        return pointer
    }

    static func element(_ index: Int, of parent: String) -> String {
        "\(parent)/\(index)"
    }
}
