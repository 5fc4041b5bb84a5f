package dev.farrier.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every meter of Farrier's own, by its Micrometer name; Prometheus has underscores for the dots, and {@code _total} behind counters.
 * No tag takes its values from events, so the number of series depends on the policies alone.
 */
public enum Meters {
    EVENTS(MeterKind.COUNTER, "farrier.events", "Events read by ingest.", "source"),
    EVENTS_DROPPED(
            MeterKind.COUNTER,
            "farrier.events.dropped",
            "Events left out on purpose: by a source's relabelings, or as a resolved of Grafana's that is no cure.",
            "source"),
    RECORDS_REPAIRED(
            MeterKind.COUNTER,
            "farrier.records.repaired",
            "Records with bytes that are not UTF-8, which were replaced by U+FFFD.",
            "source"),
    EVENTS_PASSED_OVER(
            MeterKind.COUNTER,
            "farrier.events.passed.over",
            "Events that only absences wait for, and that were not sent on because a newer one of their group stands for"
                    + " them.",
            "source"),
    DEAD_LETTERS(
            MeterKind.COUNTER,
            "farrier.dead.letters",
            "Input that could not be read and went to the dead-letter topic; an empty source: not even that is known.",
            "source"),
    ALERTS_TRUNCATED(
            MeterKind.COUNTER,
            "farrier.alerts.truncated",
            "Alerts that Alertmanager or Grafana have left out of a notification (`truncatedAlerts`): nothing is known of"
                    + " them.",
            "source"),
    REQUESTS_TOO_LARGE(
            MeterKind.COUNTER,
            "farrier.requests.too.large",
            "Requests to receivers that were refused with 413; most senders do not repeat them.",
            "source"),
    UNREADABLE(
            MeterKind.COUNTER,
            "farrier.unreadable",
            "Records for the decider, outcomes or orders, that could not be read and went to the dead-letter topic.",
            "topic"),
    GROUP_LABEL_MISSING(
            MeterKind.COUNTER,
            "farrier.match.label.missing",
            "Events that met a policy's match but lack a label that it groups by.",
            "policy",
            "label"),
    CONDITION_FAILED(
            MeterKind.COUNTER,
            "farrier.match.condition.failed",
            "Events on which a policy's `where` failed.",
            "policy"),
    DETECT_LEFT_OUT(
            MeterKind.COUNTER,
            "farrier.detect.left.out",
            "What detect did not count, and why: late, duplicate, repeat, …",
            "what",
            "policy"),
    DETECTIONS(MeterKind.COUNTER, "farrier.detections", "Detections that reached the decider.", "policy"),
    DETECTION_AGE(
            MeterKind.TIMER, "farrier.detection.age", "From the event time of a detection until the decider had it."),
    DECISIONS(
            MeterKind.COUNTER,
            "farrier.decisions",
            "Decisions on detections: act, defer or ignore, and why.",
            "policy",
            "verdict",
            "reason"),
    INCIDENTS(
            MeterKind.COUNTER,
            "farrier.incidents",
            "Incidents that came to a state, and why.",
            "policy",
            "state",
            "reason"),
    COMMANDS(MeterKind.COUNTER, "farrier.commands", "Commands sent to workers.", "policy", "purpose"),
    OUTCOMES(MeterKind.COUNTER, "farrier.outcomes", "Commands that ended, and what that means.", "policy", "reason"),
    POLICIES_REFUSED(
            MeterKind.COUNTER, "farrier.policies.refused", "Changes of the policy directory that were refused whole."),
    BUNDLES_REFUSED(
            MeterKind.COUNTER,
            "farrier.bundles.refused",
            "How often the decider refused policies that were to come into force, or found that it can't use those in use"
                    + " any more; and incidents that stand still for that."),
    ACTIONS_RUNNING(
            MeterKind.GAUGE, "farrier.actions.running", "Actions that run on this worker now, waits included.", "site"),
    OUTCOMES_UNDELIVERED(
            MeterKind.GAUGE, "farrier.outcomes.undelivered", "Outcomes of this worker that wait for Kafka.", "site"),
    DEAF(
            MeterKind.GAUGE,
            "farrier.deaf",
            "1 while this source, site or topic of ours is not heard, though something is there to hear; else 0. The log"
                    + " and /readyz say why.",
            "what",
            "name"),
    SOURCE_UNUSABLE(
            MeterKind.GAUGE,
            "farrier.source.unusable",
            "1 while nothing that this source says can be used: all its lines are late, all in the future, or none can be"
                    + " read (10 in a row, over a minute); else 0. There from the first such line on.",
            "source",
            "fault"),
    SOURCE_LOSES(
            MeterKind.GAUGE,
            "farrier.source.loses",
            "1 while this source goes on losing what it sends (dead letters: unreadable, too large, left out by the sender)"
                    + " and a person was told; else 0.",
            "source"),
    HALTED(
            MeterKind.GAUGE,
            "farrier.halted",
            "1 while everything is halted, as the decider in this process knows it; 0 where none decides."),
    CALL_WAITS(
            MeterKind.GAUGE,
            "farrier.call.waits.seconds",
            "For how long somebody should have been called, and nobody was; 0: there is no such call."),
    CHANNELS_STUCK(
            MeterKind.GAUGE,
            "farrier.channels.stuck",
            "Channels (sources, sites, operator-inputs) that the decider has seen standing still for 30 s."),
    READY(MeterKind.GAUGE, "farrier.ready", "1 when /readyz says ready, else 0.");

    /** How it is measured. */
    enum MeterKind {
        COUNTER,
        GAUGE,
        TIMER
    }

    private final MeterKind kind;
    private final String meterName;
    private final String help;
    private final List<String> tags;

    Meters(MeterKind kind, String meterName, String help, String... tags) {
        this.kind = kind;
        this.meterName = meterName;
        this.help = help;
        this.tags = List.of(tags);
    }

    /** As Micrometer knows it. */
    public String meterName() {
        return meterName;
    }

    MeterKind kind() {
        return kind;
    }

    String help() {
        return help;
    }

    List<String> tags() {
        return tags;
    }

    /** @param values as many as there are tags, in their order */
    public void count(MeterRegistry registry, double by, String... values) {
        require(MeterKind.COUNTER);
        Counter.builder(meterName)
                .description(help)
                .tags(tagged(values))
                .register(registry)
                .increment(by);
    }

    /** @param values as many as there are tags, in their order */
    public void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        require(MeterKind.GAUGE);
        Gauge.builder(meterName, value)
                .description(help)
                .tags(tagged(values))
                .strongReference(true)
                .register(registry);
    }

    /** @param values as many as there are tags, in their order */
    public Timer timer(MeterRegistry registry, String... values) {
        require(MeterKind.TIMER);
        return Timer.builder(meterName)
                .description(help)
                .tags(tagged(values))
                .publishPercentileHistogram()
                .register(registry);
    }

    private void require(MeterKind wanted) {
        if (kind != wanted) {
            throw new IllegalStateException(meterName + " is a " + kind + ", not a " + wanted);
        }
    }

    private Tags tagged(String... values) {
        if (values.length != tags.size()) {
            throw new IllegalArgumentException(meterName + " has the tags " + tags);
        }
        Tags tagged = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tagged = tagged.and(Tag.of(tags.get(i), values[i]));
        }
        return tagged;
    }
}
