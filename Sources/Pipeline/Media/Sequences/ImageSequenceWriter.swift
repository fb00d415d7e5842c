package import Files
internal import Report

/// What becomes of stills that are to be written and whose file exists.
package enum ExistingStills: Sendable {
    /// The run is refused.
    case refused
    case replaced
    /// They are kept, and are not coloured again: they were renamed when they were whole.
    case kept
}

/// Writes each frame as a picture of its own.
package final class ImageSequenceWriter: FrameSink {
    private let output: PictureOutput
    private let numbering: PictureNumbering
    private let format: PictureFormat?
    private var isNewFolder = false
    private let existing: ExistingStills
    /// Of all the pictures; held as long as they are written.
    private var claim: OutputClaim?
    /// By which the claim is known.
    private let firstName: String
    /// The names of the pictures, or of a film's frames a pattern and their places.
    private let written: Written
    private var writtenCount = 0
    package private(set) var byteCount = 0
    /// The places whose stills are kept as they are.
    package let placesKept: Set<Int>
    /// The hidden file beside the stills that says, while they are written, which run writes them.
    package let notePath: String
    /// What `begin` was told to write there before the first still.
    private var note: [UInt8]?
    /// The paths of stills that an earlier run left and that are to be made anew.
    private var leftover: [String]

    private enum Written {
        case names(Set<String>)
        case frames(PicturePattern?, places: Range<Int>)
    }

    /// For the pictures at `places` in `names`, which lie in `sourceFolder`; `format` nil means each picture's own
    /// format. Throws before any work if two pictures would get the same name, if one would replace a picture that is
    /// read, if one exists and `existing` refuses that, or if another run writes the same.
    ///
    /// Stills that are not older than the note of a run that was broken off are that run's: if this one `goesOn` they
    /// are kept, otherwise `begin` removes them.
    package init(
        _ output: PictureOutput, numbering: PictureNumbering, format: PictureFormat?, names: [String],
        places: Range<Int>, sourceFolder: String, existing: ExistingStills, goesOn: Bool
    ) throws(MediaError) {
        firstName =
            places.first.map { output.name(source: names[$0], place: $0, numbering: numbering, format: format) } ?? ""
        notePath = "\(output.folder)/\(OutputClaim.noteName(for: firstName))"
        var found = StillsThere(existing, noted: FileStamp(path: notePath)?.modified, goesOn: goesOn)
        let isSameFolder = Folder.isSame(output.folder, sourceFolder)
        let read = isSameFolder ? Set(names) : []
        var sources: [String: String] = [:]
        for place in places {
            let name = names[place]
            let outputName = output.name(source: name, place: place, numbering: numbering, format: format)
            let path = "\(output.folder)/\(outputName)"
            if let other = sources.updateValue(name, forKey: outputName) {
                throw MediaError(
                    .badOutput, path: output.folder,
                    reason: "\(other) and \(name) would both be written as \(outputName)", advice: [.keepStillFormats])
            }
            if read.contains(outputName) {
                throw MediaError(.badOutput, path: path, reason: "is one of the pictures that are read")
            }
            try found.look(at: path, place: place)
        }
        self.output = output
        self.numbering = numbering
        self.format = format
        self.existing = existing
        (placesKept, leftover) = (found.kept, found.leftover)
        written = .names(Set(sources.keys))
        try claimFolderThatIsThere()
    }

    /// For the frames of a film that are at `places`, as far as it has them. Throws before any work if one of their
    /// names exists and `existing` refuses that, or if another run writes the same. Stills of an earlier run as above.
    package init(
        _ output: PictureOutput, numbering: PictureNumbering, format: PictureFormat, places: Range<Int>,
        existing: ExistingStills, goesOn: Bool
    ) throws(MediaError) {
        firstName = output.name(source: nil, place: places.lowerBound, numbering: numbering, format: format)
        notePath = "\(output.folder)/\(OutputClaim.noteName(for: firstName))"
        var found = StillsThere(existing, noted: FileStamp(path: notePath)?.modified, goesOn: goesOn)
        if output.isSingle {
            try found.look(at: output.path, place: places.lowerBound)
        } else if Folder.kind(of: output.folder) == .folder,
            let pattern = output.pattern ?? PictureOutput.framePattern(format: format)
        {
            for name in try Folder.entries(of: output.folder) {
                guard let number = pattern.number(of: name), let place = numbering.place(of: number),
                    places.contains(place)
                else { continue }
                try found.look(at: "\(output.folder)/\(name)", place: place)
            }
        }
        self.output = output
        self.numbering = numbering
        self.format = format
        self.existing = existing
        (placesKept, leftover) = (found.kept, found.leftover)
        written =
            output.isSingle
            ? .names([firstName])
            : .frames(output.pattern ?? PictureOutput.framePattern(format: format), places: places)
        try claimFolderThatIsThere()
    }

    /// A second run to the same stills is refused at once.
    private func claimFolderThatIsThere() throws(MediaError) {
        guard Folder.kind(of: output.folder) == .folder else { return }
        claim = try ImageSequenceWriter.claim(output, firstName: firstName, isNewFolder: false)
    }

    /// Makes the folder if it is missing, and removes what is to be made anew. Call it before the first frame.
    ///
    /// Throws `MediaError` if it cannot be made, or if another run writes the same.
    ///
    /// - Parameter note: which run this is; nil if it cannot go on after it was broken off.
    package func begin(note: [UInt8]?) throws(MediaError) {
        if claim == nil {
            isNewFolder = try Folder.create(output.folder)
            claim = try ImageSequenceWriter.claim(output, firstName: firstName, isNewFolder: isNewFolder)
        }
        leftover.forEach(Folder.removeFile)
        leftover = []
        // One that goes on has its note already, and the stills are not older.
        self.note = placesKept.isEmpty ? note : nil
    }

    /// Removes the note: all stills are there, or none.
    package func removeNote() { Folder.removeFile(notePath) }

    /// The right to write pictures of which the first is called `firstName`: parts of one folder may be written at a
    /// time.
    private static func claim(
        _ output: PictureOutput, firstName: String, isNewFolder: Bool
    ) throws(MediaError) -> OutputClaim {
        do throws(FileError) {
            return try OutputClaim(
                folder: try OpenFolder(output.folder), name: firstName, isSequence: !output.isSingle,
                isNewFolder: isNewFolder)
        } catch {
            if isNewFolder { Folder.removeIfEmpty(output.folder) }
            throw MediaError(error)
        }
    }

    /// Throws `MediaError.badOutput` if the file at `path`, which is the run's `role`, would be one of the pictures.
    package func refuse(_ path: String, as role: PathRole) throws(MediaError) {
        let (folder, name) = OpenFolder.split(path)
        guard Folder.isSame(folder, output.folder) else { return }
        let isWritten =
            switch written {
            case .names(let names): names.contains(name)
            case .frames(let pattern, let places):
                pattern?.number(of: name).flatMap { numbering.place(of: $0) }.map(places.contains) ?? false
            }
        if isWritten {
            throw MediaError(.badOutput, path: path, .isStillThatIsWritten(role))
        }
    }

    deinit {
        // Its file lies in the folder.
        claim = nil
        if isNewFolder && writtenCount == 0 { Folder.removeIfEmpty(output.folder) }
    }

    /// The format of the still that comes from the file `name`, nil for a film's frame: `format`, or the still's own.
    package static func format(_ format: PictureFormat?, for name: String?) -> PictureFormat {
        format ?? name.flatMap { PictureFormat(fileExtension: FrameNaming.split($0).fileExtension) } ?? .png
    }

    /// What frames are to be like.
    package var target: FrameTarget { ImageSequenceWriter.target(format, folder: output.folder) }

    /// What frames are to be like that are written to `folder`, as stills of this format; nil means each still's own.
    package static func target(_ format: PictureFormat?, folder: String) -> FrameTarget {
        FrameTarget { source throws(MediaError) in
            let format = ImageSequenceWriter.format(format, for: source.name)
            let bitDepth = source.picture?.bitDepth ?? source.format.bitDepth
            guard let pixelFormat = format.pixelFormat(bitDepth: bitDepth, hasAlpha: source.hasAlpha) else {
                throw MediaError(.badOutput, path: folder, reason: "this FFmpeg cannot write \(format.rawValue)")
            }
            return (pixelFormat, format.tags(recombinedFrom: source.tags, pixelFormat: pixelFormat))
        }
    }

    package func write(_ frame: consuming TicketedFrame<Frame>) throws {
        if let note = note.take() {
            var file = try UnfinishedFile.begin(notePath, replaces: true, claim: claim)
            try file.finish(with: note)
        }
        let ticket = frame.ticket
        let name = output.name(source: ticket.name, place: ticket.number, numbering: numbering, format: format)
        var file = try UnfinishedFile.begin("\(output.folder)/\(name)", replaces: existing == .replaced, claim: claim)
        try PictureFile.write(
            frame.payload, as: ImageSequenceWriter.format(format, for: ticket.name), details: ticket.picture, to: &file)
        byteCount += Int(file.stamp?.byteCount ?? 0)
        writtenCount += 1
    }

    package func finish() throws {}
}

/// What is already where stills are to be written.
private struct StillsThere {
    /// The places whose stills are kept as they are.
    private(set) var kept: Set<Int> = []
    /// The paths of those that are to be made anew.
    private(set) var leftover: [String] = []
    private let existing: ExistingStills
    private let noted: Int64?
    private let goesOn: Bool

    /// - Parameters:
    ///   - existing: what becomes of stills that are there.
    ///   - noted: when the note of a run that was broken off was written; nil if there is none.
    ///   - goesOn: whether that run's stills are kept.
    init(_ existing: ExistingStills, noted: Int64?, goesOn: Bool) {
        (self.existing, self.noted, self.goesOn) = (existing, noted, goesOn)
    }

    /// Decides about the still that would be at `path`. Throws `MediaError` if it is there and must not be.
    mutating func look(at path: String, place: Int) throws(MediaError) {
        let isFile = Folder.kind(of: path) == .file
        if isFile, let noted, let stamp = FileStamp(path: path), stamp.modified >= noted {
            if goesOn { kept.insert(place) } else { leftover.append(path) }
            return
        }
        switch existing {
        case .refused: try OutputFile.checkIsNew(path)
        case .kept: if isFile { kept.insert(place) }
        case .replaced: break
        }
    }
}
