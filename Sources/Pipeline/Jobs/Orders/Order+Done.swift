internal import Files
package import Media

extension Order {
    /// Whether everything that the order asks for is there, and no run that was broken off is to go on: files get their
    /// names when they are whole. What they were made of, and how, is not looked at.
    ///
    /// Throws `MediaError` for stills that cannot be found or named.
    package func isDone() throws(MediaError) -> Bool {
        switch self {
        case .film(let order): order.output.isDone
        case .filmOfStills(let order): order.output.isDone
        case .stills(let order):
            try order.output.isDone { output throws(MediaError) in
                let selection = try order.input.select(warn: { _ in })
                let writer = try output.writer(for: order.input, selection: selection)
                return (writer, selection.places.count)
            }
        case .stillsOfFilm(let order):
            // How many frames the film has shows when it is read: one that wrote stills and left no note wrote all.
            try order.output.isDone { output throws(MediaError) in (try output.writer(forFramesOf: order.input), 1) }
        }
    }
}

extension FilmOutput {
    fileprivate var isDone: Bool {
        Folder.fileSize(of: path) != nil && Folder.kind(of: Journal.path(for: path)) == .missing
    }
}

extension StillsOutput {
    /// - Parameter writer: makes the writer of an output, and says how many stills there are to be at least.
    fileprivate func isDone(
        _ writer: (StillsOutput) throws(MediaError) -> (ImageSequenceWriter, Int)
    ) throws(MediaError) -> Bool {
        guard Folder.kind(of: stills.isSingle ? stills.path : stills.folder) != .missing else { return false }
        var output = self
        output.existing = .kept
        let (writer, count) = try writer(output)
        return FileStamp(path: writer.notePath) == nil && writer.placesKept.count >= count
    }
}
