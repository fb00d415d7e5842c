/// The names that codecs' threads bear, by which their CPU time is counted for the stage they work for.
package enum CodecThreads {
    /// Of decoders.
    package static let decode = "decode"
    /// Of encoders.
    package static let encode = "encode"
}
