internal import Files
package import Flow
package import Guidance
package import Media

/// The files that a person's colours are in.
package enum GuidanceFiles {
    /// Longer lists are something else.
    private static let mostBytes = 64 << 20

    /// Reads a list of colours, a folder of stills, or both, and notes what the stills hold.
    ///
    /// - Parameters:
    ///   - list: a file of statements; stills in it are named from where the list is.
    ///   - folder: holds stills called ref_nnnnnn, with the number of the frame, with any extension of a still.
    ///   - source: what the colours are for; opened if the list has times.
    /// - Throws: `MediaError`, of a list with the line.
    package static func read(
        list: String?, folder: String?, for source: OrderSource, threads: Int, cancellation: Cancellation
    ) throws(MediaError) -> ColorGuidance {
        var guidance = ColorGuidance()
        if let list {
            let text = try MediaError.wrapping { () throws(FileError) in
                try TextFile.read(path: list, mostBytes: mostBytes, meant: "a list of colours")
            }
            guidance = try ofList(list) { () throws(ColorList.Mistake) in try ColorList(text) }
                .guidance(list, source, threads, cancellation)
            guidance.listPath = list
            let place = OpenFolder.split(FrameNaming.folder(list)).folder
            guidance.moveStills { RelativePath.resolve($0, in: place) }
        }
        if let folder { try add(folder, to: &guidance) }
        for index in guidance.stills.indices { try guidance.stills[index].note() }
        return guidance
    }

    /// What `body` gives; a mistake as a fault of the list at `path`.
    static func ofList<Result>(
        _ path: String?, _ body: () throws(ColorList.Mistake) -> Result
    ) throws(MediaError) -> Result {
        do throws(ColorList.Mistake) {
            return try body()
        } catch {
            throw MediaError(.badOption, path: path, reason: "line \(error.line): \(error.reason)")
        }
    }

    private static func add(_ folder: String, to guidance: inout ColorGuidance) throws(MediaError) {
        guard Folder.kind(of: folder) == .folder else {
            throw MediaError(.badOption, path: folder, reason: "is no folder of stills")
        }
        var count = 0
        for name in try Folder.entries(of: folder) {
            guard let frame = frame(of: name) else { continue }
            count += 1
            let path = "\(folder)/\(name)"
            if let other = guidance.stills.first(where: { $0.frame == frame }) {
                throw MediaError(.badOption, path: path, reason: "frame \(frame) has a still already, \(other.path)")
            }
            guidance.stills.append(.init(frame: frame, path: path))
        }
        if count == 0 { throw MediaError(.badOption, path: folder, reason: "holds no still called ref_nnnnnn") }
        guidance.stills.sort { $0.frame < $1.frame }
    }

    /// The number in "ref_001502.png"; nil for another name.
    static func frame(of name: String) -> Int? {
        guard name.hasPrefix("ref_"), let dot = name.lastIndex(of: ".") else { return nil }
        let digits = name[..<dot].dropFirst(4)
        guard !digits.isEmpty, digits.utf8.count <= 12, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}

extension ColorList {
    /// What the list at `path` wants of `source`.
    fileprivate func guidance(
        _ path: String, _ source: OrderSource, _ threads: Int, _ cancellation: Cancellation
    ) throws(MediaError) -> ColorGuidance {
        var frames: [Double: Int] = [:]
        if !times.isEmpty {
            guard case .film = source else {
                throw MediaError(.badOption, path: path, reason: "has times, but stills have none: give their numbers")
            }
            let film = try NumberedFrames(source, turnsUpright: false, threads: threads, cancellation: cancellation)
            for time in times.sorted() { frames[time] = try film.number(atSeconds: time) }
        }
        return try GuidanceFiles.ofList(path) { () throws(Mistake) in try guidance(frames: frames) }
    }
}

extension ColorGuidance.Still {
    /// Notes what the file holds. Throws `MediaError` if it cannot be read.
    fileprivate mutating func note() throws(MediaError) { digest = try currentDigest() }

    /// Whether the file holds what was noted. Throws `MediaError` if it cannot be read.
    func isUnchanged() throws(MediaError) -> Bool { try currentDigest() == digest }

    private func currentDigest() throws(MediaError) -> String {
        do throws(FileError) {
            return try SHA256.digest(of: RegularFile(path: path, refusal: "is no file"))
        } catch {
            throw MediaError(.badOption, path: error.path, reason: error.reason)
        }
    }
}
