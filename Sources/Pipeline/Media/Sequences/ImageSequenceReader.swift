package import Report

/// Pictures in the order of their names.
package final class ImageSequenceReader: FrameSource {
    private let folder: String
    private let names: [String]
    /// The pictures to colour, as places in `names`.
    private let places: Range<Int>
    /// Those and the pictures around them that are read, too.
    private let placesRead: Range<Int>
    /// The place whose time is 0.
    private let origin: Int
    private let keepGoing: Bool
    private let isStrict: Bool
    private let mostPixels: Int
    private let warn: @Sendable (Notice) -> Void
    private var position: Int
    private var hasWarnedOfLogarithms = false
    private var hasWarnedOfLinearTag = false
    private var firstFrame: TicketedFrame<Frame>?
    /// Set for pictures that become a film: the size that each must have, and the picture that it is from.
    private var size: (width: Int, height: Int, name: String)?

    /// Reads the pictures of `folder` that `places` says of `names`, and `contextFrames` more on either side as far as
    /// there are any, which are marked as context. With `keepGoing`, a picture that cannot be read is named in a
    /// warning and skipped; otherwise it is an error. One that is damaged is coloured with a warning, unless
    /// `isStrict`; one of more than `mostPixels` cannot be read. Times count from the place `origin`, by default the
    /// first of `places`.
    package init(
        folder: String, names: [String], places: Range<Int>, contextFrames: Int, keepGoing: Bool, isStrict: Bool,
        origin: Int? = nil,
        mostPixels: Int = PictureLimit.usualPixels, warn: @escaping @Sendable (Notice) -> Void
    ) {
        self.folder = folder
        self.names = names
        self.places = places
        self.origin = origin ?? places.lowerBound
        placesRead = max(0, places.lowerBound - contextFrames)..<min(names.count, places.upperBound + contextFrames)
        position = placesRead.lowerBound
        self.keepGoing = keepGoing
        self.isStrict = isStrict
        self.mostPixels = mostPixels
        self.warn = warn
    }

    /// Reads the first picture ahead of time, so that a film can be set up like it, and runs `body` on it. From then on
    /// pictures of another size are an error.
    package func withFirstFrame<Result>(
        _ body: (borrowing TicketedFrame<Frame>) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        guard let frame = try readNext() else {
            throw MediaError(.badInput, path: folder, reason: "holds no picture that can be read")
        }
        size = (frame.payload.width, frame.payload.height, frame.ticket.name ?? "the first")
        let result = try body(frame)
        firstFrame = consume frame
        return result
    }

    /// From now on stills of another size than this, which is that of the still `name`, are an error.
    package func expect(width: Int, height: Int, of name: String) { size = (width, height, name) }

    /// The size that stills must have, and the still that it is of; nil as long as any will do.
    package var expectedSize: (width: Int, height: Int, name: String)? { size }

    package func next() throws -> TicketedFrame<Frame>? {
        if let frame = firstFrame.take() { return frame }
        return try readNext()
    }

    private func readNext() throws(MediaError) -> TicketedFrame<Frame>? {
        while position < placesRead.upperBound {
            let place = position
            position += 1
            do throws(MediaError) {
                return try read(place)
            } catch {
                guard keepGoing else { throw names.count > 1 ? error.advising(.skipBadStills) : error }
                warn(.stillSkipped(path: error.path, reason: error.reason, advice: error.advice))
            }
        }
        return nil
    }

    private func read(_ place: Int) throws(MediaError) -> TicketedFrame<Frame> {
        let name = names[place]
        let path = "\(folder)/\(name)"
        let picture = try PictureFile.read(path, mostPixels: mostPixels)
        let details = picture.details
        if let damage = details.damage {
            if isStrict { throw MediaError(.badInput, path: path, reason: "is damaged: \(damage)") }
            warn(.stillDamaged(path: path, damage: damage))
        }
        if details.pageCount > 1 {
            warn(.pagesDropped(path: path, count: details.pageCount))
        }
        let frame = picture.takeFrame()
        try PictureLimit.check(width: frame.width, height: frame.height, mostPixels: mostPixels, path: path)
        if !hasWarnedOfLogarithms && details.dpxHeader?.isLogarithmic ?? false {
            hasWarnedOfLogarithms = true
            warn(.logarithmicSamples(path: path))
        }
        guard let format = frame.pixelFormat, format.planar != nil else {
            throw MediaError(.unsupported, path: path, reason: "its pixel format cannot be coloured")
        }
        if let size, (frame.width, frame.height) != (size.width, size.height) {
            throw MediaError(
                .unsupported, path: path,
                reason: "is \(frame.width)x\(frame.height), but \(size.name) is \(size.width)x\(size.height): "
                    + "the pictures of a film have one size")
        }
        let tags = try ColorTags(of: frame, format: format)
        if tags.ignoresLinearTag && !hasWarnedOfLinearTag {
            hasWarnedOfLinearTag = true
            warn(.linearTagIgnored(path: path))
        }
        return TicketedFrame(
            FrameTicket(
                number: place, pts: Int64(place - origin), duration: 1, name: name, format: format,
                tags: tags,
                picture: details, isContext: !places.contains(place), hasAlpha: frame.hasAlpha(format: format)),
            frame)
    }
}
