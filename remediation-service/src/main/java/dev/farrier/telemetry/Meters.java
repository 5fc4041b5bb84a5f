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
            "Events that ingest dropped on purpose: by a source's relabelings, or a `resolved` of Grafana that proves "
                    + "no recovery.",
            "source"),
    RECORDS_REPAIRED(
            MeterKind.COUNTER,
            "farrier.records.repaired",
            "Records with bytes that are not UTF-8; ingest replaced these by U+FFFD.",
            "source"),
    EVENTS_PASSED_OVER(
            MeterKind.COUNTER,
            "farrier.events.passed.over",
            "Events that only `absence` uses and that ingest did not write to `signals`, because it wrote a newer one "
                    + "of the same group.",
            "source"),
    DEAD_LETTERS(
            MeterKind.COUNTER,
            "farrier.dead.letters",
            "Input that could not be read and went to the dead-letter topic. The source is empty when it is unknown.",
            "source"),
    ALERTS_TRUNCATED(
            MeterKind.COUNTER,
            "farrier.alerts.truncated",
            "Alerts that Alertmanager or Grafana left out of a notification (`truncatedAlerts`), so Farrier never gets "
                    + "them.",
            "source"),
    REQUESTS_TOO_LARGE(
            MeterKind.COUNTER,
            "farrier.requests.too.large",
            "Requests that receivers refused with 413. Most senders do not repeat them.",
            "source"),
    UNREADABLE(
            MeterKind.COUNTER,
            "farrier.unreadable",
            "Records for the decider (outcomes or orders of operators) that could not be read and went to the "
                    + "dead-letter topic.",
            "topic"),
    GROUP_LABEL_MISSING(
            MeterKind.COUNTER,
            "farrier.match.label.missing",
            "Events that matched a policy but lack a label of its `groupBy`.",
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
            "Events that detect did not evaluate, and why: late, duplicate, repeat, …",
            "what",
            "policy"),
    DETECTIONS(MeterKind.COUNTER, "farrier.detections", "Detections that reached the decider.", "policy"),
    DETECTION_AGE(
            MeterKind.TIMER,
            "farrier.detection.age",
            "Time from the event time of a detection until the decider read " + "it."),
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
            "Changes of incidents to a state, and why.",
            "policy",
            "state",
            "reason"),
    COMMANDS(MeterKind.COUNTER, "farrier.commands", "Commands sent to workers.", "policy", "purpose"),
    OUTCOMES(MeterKind.COUNTER, "farrier.outcomes", "Commands that ended, and how.", "policy", "reason"),
    POLICIES_REFUSED(
            MeterKind.COUNTER,
            "farrier.policies.refused",
            "Changes of the policy directory that were refused because " + "of errors."),
    BUNDLES_REFUSED(
            MeterKind.COUNTER,
            "farrier.bundles.refused",
            "How often the decider refused new policies, or found that it can no longer use the policies in force; and "
                    + "the incidents that can't go on because of that."),
    ACTIONS_RUNNING(
            MeterKind.GAUGE, "farrier.actions.running", "Actions that run on this worker now, waits included.", "site"),
    OUTCOMES_UNDELIVERED(
            MeterKind.GAUGE, "farrier.outcomes.undelivered", "Outcomes of this worker that wait for Kafka.", "site"),
    DEAF(
            MeterKind.GAUGE,
            "farrier.deaf",
            "1 while this source, site or topic of Farrier has records that Farrier does not read; else 0. The log and "
                    + "/readyz say why.",
            "what",
            "name"),
    SOURCE_UNUSABLE(
            MeterKind.GAUGE,
            "farrier.source.unusable",
            "1 while no line of this source can be used: all are late, all are in the future, or none can be read (at "
                    + "least 10 in a row, over a minute); else 0. The series exists from the first such line on.",
            "source",
            "fault"),
    SOURCE_LOSES(
            MeterKind.GAUGE,
            "farrier.source.loses",
            "1 while input of this source keeps being lost (dead letters: unreadable, too large, left out by the "
                    + "sender) and a person was told; else 0.",
            "source"),
    HALTED(
            MeterKind.GAUGE,
            "farrier.halted",
            "1 while remediation is halted, according to the decider in this process; 0 in processes without a "
                    + "decider."),
    CALL_WAITS(
            MeterKind.GAUGE,
            "farrier.call.waits.seconds",
            "For how long the oldest undelivered call of a person has been waiting; 0 when there is none."),
    CHANNELS_STUCK(
            MeterKind.GAUGE,
            "farrier.channels.stuck",
            "Channels (sources, sites, operator-inputs) in which the decider has seen no progress for 30 s."),
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
