/// What a person can do about an error or a loss. The executable names the option that does it.
package enum Advice: Sendable, Hashable {
    /// Allow the output to replace the file that has its name.
    case overwrite
    /// Allow larger frames and stills.
    case allowMorePixels
    /// Open the local files that a playlist names.
    case followPlaylists
    /// Choose another of the input's video streams.
    case chooseVideoStream
    /// Write each still in the format that it has.
    case keepStillFormats
    /// Skip stills that cannot be read.
    case skipBadStills
    /// Give a calibration made beforehand.
    case giveCalibration
    /// Colour smaller pictures or show the network smaller ones; with `includesEncoder` also encode faster.
    case useLessMemory(includesEncoder: Bool)
    /// Write Matroska, which holds more than any other container.
    case matroska
    /// Choose another encoder, or write Matroska.
    case otherEncoderOrMatroska
    /// Choose an encoder that takes any film.
    case encoderOfAnyFilm(String)
    /// Choose an encoder of the same family.
    case encoderOfSameFamily(String)
    /// Choose an encoder that loses nothing of this film; with `inMatroska` also another container.
    case losslessEncoder(String, inMatroska: Bool)
    /// Choose a container that loses nothing of this film.
    case losslessContainer(String)
    /// Fetch a model's published weights, or put the file into the store's folder by hand.
    case fetchModel(String, fileName: String, folder: String)
    /// Begin anew, without the pieces of an earlier run.
    case beginAnew
    /// Remove the weights of a model that are installed.
    case removeModel(String)
    /// Remove the weights of a model that are installed, or name the file of weights with every run.
    case removeModelOrNameWeights(String)
}
