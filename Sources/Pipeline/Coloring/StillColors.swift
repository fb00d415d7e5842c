package import Color
package import Guidance
package import Media

/// The colours of stills that a person gives, at the size of what the network reads.
package enum StillColors {
    /// Decodes the still at `path`. Throws `MediaError` naming the file for one that cannot be read, or whose shape is
    /// not that of `film` to within a hundredth.
    ///
    /// - Parameters:
    ///   - film: size of the film's frames.
    ///   - area: the part of those that the colours are for; nil for all.
    package static func read(
        _ path: String, width: Int, height: Int, film: (width: Int, height: Int), area: PictureArea? = nil,
        buffers: PlaneBufferPool
    ) throws(MediaError) -> ReferenceColors {
        let decoded = try PictureFile.read(path)
        if let damage = decoded.details.damage {
            throw MediaError(.badOption, path: path, reason: "is damaged: \(damage)")
        }
        let frame = decoded.takeFrame()
        guard let format = frame.pixelFormat else {
            throw MediaError(.unsupported, path: path, reason: "its pixel format cannot be read")
        }
        let (own, wanted) = (Double(frame.width) / Double(frame.height), Double(film.width) / Double(film.height))
        guard abs(own / wanted - 1) <= 0.01 else {
            throw MediaError(
                .badOption, path: path,
                reason: "\(frame.width)x\(frame.height) is another shape than the film's \(film.width)x\(film.height)")
        }
        do throws(MediaError) {
            let part = area.map { $0.part(of: film) } ?? .whole
            let authority = try frame.authority(of: part, width: width, height: height)
            let tags = try ColorTags(of: frame, format: format)
            let picture = try DisplayReader(part: part, width: width, height: height).picture(
                of: frame, format: format, tags: tags)
            return try MediaError.wrapping { () throws(ColorError) in
                try colors(of: picture, authority: authority, buffers: buffers)
            }
        } catch {
            throw error.of(path)
        }
    }

    /// - Parameter authority: 0…1 of each pixel; nil for 1.
    package static func colors(
        of picture: RGBPicture, authority: [Float]?, buffers: PlaneBufferPool
    ) throws(ColorError) -> ReferenceColors {
        let planes = try buffers.take(width: picture.width, height: 3 * picture.height)
        let chroma = LabPicture(picture).chroma
        let values = planes.mutableValues
        for index in 0..<picture.count {
            let weight = authority?[index] ?? 1
            values[index] = Float(chroma.a[index]) * weight
            values[picture.count + index] = Float(chroma.b[index]) * weight
            values[2 * picture.count + index] = weight
        }
        return ReferenceColors(planes: planes)
    }
}

extension PictureArea {
    /// In shares of a frame of that size.
    fileprivate func part(of film: (width: Int, height: Int)) -> DisplayConverter.Part {
        let (columns, rows) = (Double(film.width), Double(film.height))
        return .area(
            left: Double(left) / columns, top: Double(top) / rows, width: Double(width) / columns,
            height: Double(height) / rows)
    }
}
