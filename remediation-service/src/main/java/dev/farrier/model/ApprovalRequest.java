package dev.farrier.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * What persons are asked about a rung of an incident, or were asked last.
 *
 * @param rung its name
 * @param askedAt when they were asked, by the decider's clock; 0: not yet, the rung confirms and diagnoses first
 * @param until decider's clock up to which they are waited for
 * @param by the names of those who have said yes, in their order
 * @param givenAt when the rung was let through, by the decider's clock; 0: it was not
 * @param call id of the call that asks, or asked last; empty: there was none
 * @param rungStartedAt {@link RemediationProgress#rungStartedAt} of the rung before it
 * @param heldTarget whether the incident had the lease of its target before this rung
 */
public record ApprovalRequest(
        String rung,
        long askedAt,
        long until,
        List<String> by,
        long givenAt,
        String call,
        long rungStartedAt,
        boolean heldTarget) {
    public ApprovalRequest {
        by = List.copyOf(by);
    }

    /** Nobody was asked yet. */
    public static ApprovalRequest ofRung(String rung, long rungStartedAt, boolean heldTarget) {
        return new ApprovalRequest(rung, 0, 0, List.of(), 0, "", rungStartedAt, heldTarget);
    }

    public ApprovalRequest asked(long at, long newUntil) {
        return new ApprovalRequest(rung, at, newUntil, by, 0, call, rungStartedAt, heldTarget);
    }

    public ApprovalRequest withCall(String id) {
        return new ApprovalRequest(rung, askedAt, until, by, givenAt, id, rungStartedAt, heldTarget);
    }

    public ApprovalRequest approvedBy(String name) {
        List<String> more = Stream.concat(by.stream(), Stream.of(name)).toList();
        return new ApprovalRequest(rung, askedAt, until, more, givenAt, call, rungStartedAt, heldTarget);
    }

    public ApprovalRequest given(long at) {
        return new ApprovalRequest(rung, askedAt, until, by, at, call, rungStartedAt, heldTarget);
    }

    /** Persons were asked, and the rung has not been let through. */
    public boolean isOpen() {
        return askedAt > 0 && givenAt == 0;
    }

    public boolean isGiven() {
        return givenAt > 0;
    }

    /** When a person has said that the rung is wanted, by the decider's clock; 0: nobody has. */
    public long vouchedAt() {
        return by.isEmpty() ? 0 : givenAt;
    }
}
