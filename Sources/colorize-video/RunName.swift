import Media

enum RunName {
    static func beside(_ input: String) -> String {
        let path = (input.hasSuffix("/") ? String(input.dropLast()) : input)
        return Folder.kind(of: input) == .folder ? path + ".colour/" : path + ".colour.mkv"
    }
}
