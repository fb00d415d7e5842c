internal import Files
internal import Flow
internal import Media
internal import Report

extension FilmOutput {
    /// The right to write the file; nil for standard output. Taken before the work, so that a second run to the same
    /// output is refused at once.
    func claim() throws(MediaError) -> OutputClaim? {
        StandardStream.isMeant(by: path) ? nil : try OutputFile.claim(path)
    }

    /// Begins the output.
    func assembly(
        _ format: OutputFormat, _ claim: OutputClaim?, warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> FilmAssembly {
        let file = try claim.map { claim throws(MediaError) in
            Held(try UnfinishedFile.begin(path, replaces: overwrite, claim: claim))
        }
        return try FilmAssembly(
            format, into: file?.take(), verification: isVerified ? { FilmVerification(of: $0) } : nil, warn: warn)
    }
}
