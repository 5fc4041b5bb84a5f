package dev.farrier.app.service;

import dev.farrier.decide.Effect;
import dev.farrier.detect.Tally;
import dev.farrier.ingest.Ingested;
import dev.farrier.match.MatchCounters;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.stream.topology.DecisionMeter;
import dev.farrier.stream.topology.IngestMeter;
import dev.farrier.telemetry.Meters;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the stages report, onto the meters; and each decision into the log, with what and why. */
final class Counting implements IngestMeter, MatchCounters, Tally, DecisionMeter {
    private static final Logger DECISIONS = LoggerFactory.getLogger("dev.farrier.decisions");

    private final Meters meters;

    Counting(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void read(String source, Ingested read) {
        meters.events(source, read.events().size());
        if (read.dropped() > 0) {
            meters.eventsDropped(source, read.dropped());
        }
    }

    @Override
    public void deadLetter(String source) {
        meters.deadLetter(source);
    }

    @Override
    public void labelMissing(String policy, String label) {
        meters.groupLabelMissing(policy, label);
    }

    @Override
    public void conditionFailed(String policy, String error) {
        meters.conditionFailed(policy);
    }

    @Override
    public void count(What what, String policy) {
        meters.detectLeftOut(lower(what), policy);
    }

    @Override
    public void input(DeciderInput input) {
        if (input instanceof Detection detection) {
            meters.detection(detection.policy());
        }
    }

    @Override
    public void effect(Effect effect) {
        switch (effect) {
            case Effect.Send send ->
                meters.command(send.command().policy(), lower(send.command().purpose()));
            case Effect.Audited audited -> count(audited.audit());
            case Effect.Changed changed -> {}
            case Effect.Revoke revoke -> {}
            case Effect.Steer steer -> {}
            case Effect.Gone gone -> {}
        }
    }

    private void count(AuditRecord audit) {
        DECISIONS.info(
                "{} {} {} {} {}{}{}",
                audit.kind(),
                audit.incident().isEmpty() ? audit.policy() : audit.incident(),
                audit.target(),
                audit.reason().code(),
                audit.rung(),
                audit.step().isEmpty() ? "" : "/" + audit.step(),
                audit.detail().isEmpty() ? "" : ": " + audit.detail());
        switch (audit.kind()) {
            case DECISION ->
                meters.decision(
                        audit.policy(),
                        audit.verdict() == null ? "" : lower(audit.verdict()),
                        audit.reason().code());
            case OUTCOME -> meters.outcome(audit.policy(), audit.reason().code());
            case STATE ->
                meters.incident(audit.policy(), state(audit), audit.reason().code());
            case COMMAND, WOULD_RUN, OPERATOR, REPEAT -> {}
        }
    }

    private static String state(AuditRecord audit) {
        return audit.state() == null ? "" : lower(audit.state());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
