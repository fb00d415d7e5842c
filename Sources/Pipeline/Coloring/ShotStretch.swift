internal import Flow
internal import Guidance

/// Frames of one shot, one after the other, whose colours are ready to be carried to them.
package struct ShotStretch {
    /// Their numbers.
    package let frames: Range<Int>
    /// Whether the first of them is the shot's.
    let beginsShot: Bool
    let guide: ShotGuide
}

/// A stretch on its way from one stage to another.
struct StretchOnItsWay: QueueElement {
    let stretch: Handover<ShotStretch>
    let byteCount = 0
    let place: StagePlace
}
