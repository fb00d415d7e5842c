package import Flow

/// What a stage has made of a frame.
package protocol FramePayload: ~Copyable, Sendable {
    /// Memory it holds on to, in bytes.
    var byteCount: Int { get }
}

extension Frame: FramePayload {}

/// A frame on its way through the stages: the ticket stays, the payload changes its type from stage to stage.
package struct TicketedFrame<Payload: ~Copyable & FramePayload>: ~Copyable, QueueElement {
    package let ticket: FrameTicket
    package let payload: Payload

    /// See the properties.
    package init(_ ticket: FrameTicket, _ payload: consuming Payload) {
        self.ticket = ticket
        self.payload = payload
    }

    package var place: StagePlace { StagePlace(number: ticket.number, name: ticket.name) }

    package var byteCount: Int { payload.byteCount }

    /// The payload alone.
    package consuming func takePayload() -> Payload { payload }

    /// The same frame with what `work` makes of its payload.
    package consuming func map<Result: ~Copyable & FramePayload, Failure: Error>(
        _ work: (FrameTicket, consuming Payload) throws(Failure) -> Result
    ) throws(Failure) -> TicketedFrame<Result> {
        let ticket = ticket
        return TicketedFrame<Result>(ticket, try work(ticket, takePayload()))
    }
}
