extension String {
    /// The lines of a text that a user may have edited, whatever ends them: what an editor of another system writes,
    /// "\r\n", is one `Character` and not "\n".
    package var lines: [Substring] { split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }
}

extension Substring {
    /// What stands on a line before a `#`, word by word.
    package var words: [Substring] {
        // Scalars: a mark that joins the "#" or a space would make another character of it.
        unicodeScalars.prefix { $0 != "#" }.split { $0.properties.isWhitespace }.map { Substring($0) }
    }
}
