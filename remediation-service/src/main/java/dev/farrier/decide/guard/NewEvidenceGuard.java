package dev.farrier.decide.guard;

import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.SourceStatus;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * After a remediation of the target for another incident, after what the target depends on was ill, and after its maintenance, a
 * rung starts only on evidence that is newer than that. A further match is such evidence. For a symptom that lasts until it clears it is enough that its sources were read and had a
 * heartbeat afterwards, and did not report its end.
 */
public final class NewEvidenceGuard implements Guard {
    /** How long an incident waits for sources that may never speak, milliseconds; then a person is called. */
    private static final long WAIT_FOR_SOURCES = Duration.ofHours(1).toMillis();

    @Override
    public String name() {
        return "newEvidence";
    }

    @Override
    public int order() {
        return 700;
    }

    /**
     * Null: the rung needs no new evidence. Between its rungs an incident holds its target, but what that depends on may have been
     * ill, or people may have worked on it.
     */
    private static @Nullable LastRemediation lastRemediation(GuardContext context) {
        LastRemediation last = context.lastRemediation();
        if (last == null || context.incident().shadow()) {
            return null;
        }
        boolean byOthers =
                !last.isOfIncident() && last.at() > context.incident().work().rungStartedAt();
        return context.isFirstRung() || byOthers ? last : null;
    }

    /** Whether the target was remediated since the newest event, and only a further one can say that the symptom is still there. */
    static boolean needsFurtherMatch(GuardContext context) {
        LastRemediation last = lastRemediation(context);
        return last != null
                && !context.policy().lastsUntilCleared()
                && ClearingEvaluator.newestMatchAt(context.incident()) <= last.at();
    }

    @Override
    public GuardResult check(GuardContext context) {
        LastRemediation last = lastRemediation(context);
        if (last == null) {
            return GuardResult.ACT;
        }
        if (!context.policy().lastsUntilCleared()) {
            return needsFurtherMatch(context) ? furtherMatch(context, last) : GuardResult.ACT;
        }
        long since = last.at() + redetectionTime(context.policy());
        GuardResult read = untilRead(
                context, since, Reason.AWAITING_EVIDENCE, "its sources have not been read since " + last.text());
        return read.passes() ? untilHeard(context, since, last.text()) : read;
    }

    private static GuardResult furtherMatch(GuardContext context, LastRemediation last) {
        // Counted from the remediation: the incident waited for the target, and that must not take its time away.
        long until = last.at() + context.guards().staleAfter().toMillis() + 1;
        String why = "no event of it since " + last.text();
        if (context.now() < until) {
            return GuardResult.deferUntil(until, Reason.AWAITING_EVIDENCE, why);
        }
        // Once a rung has run without helping, silence alone does not say that the target is well.
        return GuardResult.ignore(context.isFirstRung() ? Reason.STALE_EVENT : Reason.WAITED_TOO_LONG, why);
    }

    /** Passes once all sources that could end the symptom have been read up to that event time. */
    static GuardResult untilRead(GuardContext context, long at, Reason reason, String detail) {
        if (!SourceStatus.isStillDetected(context.decision(), context.policy())) {
            long until = context.waitsSince() + WAIT_FOR_SOURCES;
            String why = "the policies in force no longer detect its end";
            return context.now() < until
                    ? GuardResult.deferUntil(until, reason, why)
                    : GuardResult.ignore(Reason.SOURCE_STALE, why + ": nobody can tell");
        }
        return clearingSources(context).stream()
                .map(source -> watermark(context.incident(), source, at))
                .filter(read -> context.decision().clock(read) < at)
                .findFirst()
                .map(read -> GuardResult.defer(reason, detail, read))
                .orElse(GuardResult.ACT);
    }

    /** Passes once all these sources have had a heartbeat; after an hour of watermarks without one, a person is called. */
    private static GuardResult untilHeard(GuardContext context, long since, String what) {
        List<String> sources = clearingSources(context);
        for (String source : sources) {
            WakeCondition heard = new WakeCondition(WakeCondition.sourceLiveness(source), since);
            if (context.decision().clock(heard) < since) {
                String why = "no heartbeat of its sources since " + what;
                long until = context.waitsSince() + WAIT_FOR_SOURCES;
                return sources.stream()
                        .map(other -> watermark(context.incident(), other, until))
                        .filter(read -> context.decision().clock(read) < until)
                        .findFirst()
                        .map(read -> GuardResult.defer(Reason.AWAITING_EVIDENCE, why, heard, read))
                        .orElse(GuardResult.ignore(Reason.SOURCE_STALE, why + ": nobody can tell"));
            }
        }
        return GuardResult.ACT;
    }

    private static List<String> clearingSources(GuardContext context) {
        return SourceStatus.clearingSources(context.policy(), context.policy().clears());
    }

    private static WakeCondition watermark(Incident incident, String source, long at) {
        return new WakeCondition(WakeCondition.source(incident.detection().partition(), source), at);
    }

    /** How long detect needs to find a symptom again that is still there, milliseconds. */
    private static long redetectionTime(Policy policy) {
        return policy.detector().trigger() == Trigger.EVENT
                ? 0
                : policy.detector().window().toMillis();
    }
}
