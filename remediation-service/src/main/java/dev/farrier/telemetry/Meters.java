package dev.farrier.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every meter of Farrier's own, by its Micrometer name; Prometheus has underscores for the dots, and {@code _total} behind counters.
 * No tag takes its values from events, so the number of series depends on the policies alone.
 */
public enum Meters {
    EVENTS(
            MeterKind.COUNTER,
            "farrier.events",
            "Events read: of the source's topic, of its files, or of requests to its receiver.",
            "source"),
    EVENTS_DROPPED(
            MeterKind.COUNTER,
            "farrier.events.dropped",
            "Events that ingest dropped on purpose: by a source's relabelings, or a `resolved` of Grafana that proves "
                    + "no recovery.",
            "source"),
    OWN_OUTPUT(
            MeterKind.COUNTER,
            "farrier.own.output",
            "Events that ingest left out because Farrier itself wrote them: lines of its log, requests of its actions, and"
                    + " the alerts about it.",
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
            MeterKind.HISTOGRAM,
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
    INCIDENT_RESULTS(
            MeterKind.COUNTER,
            "farrier.incident.results",
            "Incidents by result, each counted once: `healed` (a rung helped and nobody was called), `called` (a person was"
                    + " called; counted at the call), `cleared` (the symptom ended before a rung ran anything), `cancelled`,"
                    + " `suppressed`. Excludes policies in shadow and incidents about Farrier itself.",
            "policy",
            "result"),
    INCIDENTS_OPEN(
            MeterKind.GAUGE,
            "farrier.incidents.open",
            "Open incidents by state, as the decider in this process counted them at most 5 s ago; 0 in processes without a"
                    + " decider. Excludes policies in shadow.",
            "state"),
    RELAPSES(
            MeterKind.COUNTER,
            "farrier.relapses",
            "Incidents that were healed and whose symptom returned within `relapse`. Their next end counts in"
                    + " farrier_incident_results_total once more.",
            "policy"),
    RUNG_RUNS(
            MeterKind.GAUGE,
            "farrier.rung.runs",
            "Runs of a rung that started in the last 30 days (by UTC, with today), by how they ended: `healed`, `did-not-help`,"
                    + " `failed`, `outcome-unknown`, `cancelled`; as `farrier policy effect` counts them. The decider in this process"
                    + " reports them, of rungs that were run in that time; in processes without a decider they are 0 or missing.",
            "policy",
            "rung",
            "result"),
    INCIDENTS_DEFERRED(
            MeterKind.GAUGE,
            "farrier.incidents.deferred",
            "Open incidents that the decider defers, by reason; counted as farrier_incidents_open is.",
            "reason"),
    INCIDENTS_OWING(
            MeterKind.GAUGE,
            "farrier.incidents.owing",
            "Open incidents that have taken something out of service and have not put it back yet (`undoneBy` of an action);"
                    + " counted as farrier_incidents_open is."),
    TIME_TO_DECIDE(
            MeterKind.HISTOGRAM,
            "farrier.time.to.decide",
            "Time from the opening of an incident until its first rung started. Includes guards, waits and the wait for a"
                    + " free slot.",
            "risk",
            "site"),
    TIME_TO_HEAL(
            MeterKind.HISTOGRAM,
            "farrier.time.to.heal",
            "Time from the event time of the detection until the incident was resolved, for incidents with the result"
                    + " `healed`; `risk` is that of the rung that helped.",
            "risk",
            "site"),
    POLICY_TIME_TO_DECIDE(
            MeterKind.SUMMARY,
            "farrier.policy.time.to.decide",
            "The same as farrier_time_to_decide_seconds, by policy.",
            "policy"),
    POLICY_TIME_TO_HEAL(
            MeterKind.SUMMARY,
            "farrier.policy.time.to.heal",
            "The same as farrier_time_to_heal_seconds, by policy.",
            "policy"),
    COMMANDS(MeterKind.COUNTER, "farrier.commands", "Commands sent to workers.", "policy", "purpose"),
    OUTCOMES(MeterKind.COUNTER, "farrier.outcomes", "Commands that ended, and how.", "policy", "reason"),
    POLICIES_REFUSED(
            MeterKind.COUNTER,
            "farrier.policies.refused",
            "Changes of the policy directory, and commits, that were refused because of errors."),
    POLICIES_OUTDATED(
            MeterKind.GAUGE,
            "farrier.policies.outdated",
            "1 while the newest policies are not in force: the directory holds a change that was refused, or the newest commit"
                    + " of the repository was refused or can't be fetched; else 0."),
    POLICY_FETCHES(
            MeterKind.COUNTER,
            "farrier.policies.fetches",
            "Fetches of the policy repository: `new`, `unchanged`, or why nothing could be fetched.",
            "result"),
    POLICY_FETCH_AGE(
            MeterKind.GAUGE,
            "farrier.policies.fetch.age.seconds",
            "Seconds since the last fetch of the policy repository that succeeded; 0 in a process that does not fetch."),
    BUNDLES_REFUSED(
            MeterKind.COUNTER,
            "farrier.bundles.refused",
            "How often the decider refused new policies, or found that it can no longer use the policies in force; and "
                    + "the incidents that can't go on because of that."),
    BUNDLES_UNUSABLE(
            MeterKind.GAUGE,
            "farrier.bundles.unusable",
            "Commits that are in use or about to come into force and that the decider in this process can't use."),
    ACTIONS_RUNNING(
            MeterKind.GAUGE, "farrier.actions.running", "Actions that run on this worker now; includes waits.", "site"),
    OUTCOMES_UNDELIVERED(
            MeterKind.GAUGE,
            "farrier.outcomes.undelivered",
            "Outcomes on the disk of this worker that Kafka has not accepted yet.",
            "site"),
    SITE_EXECUTORS(
            MeterKind.GAUGE,
            "farrier.site.executors",
            "Executors of a site as the decider in this process sees them: `ready`; `unavailable` (it reports, but drains, has"
                    + " a kill file, or shares its identity with another process); `silent` (no report for 15 s, and it did not announce"
                    + " a stop). The decider forgets an executor after a day of silence.",
            "site",
            "condition"),
    SITE_SLOTS(
            MeterKind.GAUGE,
            "farrier.site.slots",
            "Slots of the `ready` executors of a site, by type: act, look, wait, call.",
            "site",
            "type"),
    SITE_SLOTS_USED(
            MeterKind.GAUGE,
            "farrier.site.slots.used",
            "Slots counted in farrier_site_slots that hold a command.",
            "site",
            "type"),
    SITE_WAITING(
            MeterKind.GAUGE,
            "farrier.site.waiting",
            "Incidents that wait because no executor of the site has a free slot.",
            "site"),
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
                    + "least 10 in a row, over a minute); else 0.",
            "source",
            "fault"),
    SOURCE_LOSES(
            MeterKind.GAUGE,
            "farrier.source.loses",
            "1 while input of this source keeps being lost (dead letters: unreadable, too large, left out by the sender) and"
                    + " Farrier has called a person for that; else 0.",
            "source"),
    SOURCE_BEHIND(
            MeterKind.GAUGE,
            "farrier.source.behind.seconds",
            "Lag of the source's topic in seconds: the age of the latest moment up to which all appended records have been"
                    + " read, by whichever process. Reported by processes with ingest; 0 when the topic does not exist.",
            "source"),
    SOURCE_WATERMARK(
            MeterKind.GAUGE,
            "farrier.source.watermark.timestamp.seconds",
            "Newest event time that this process has read from a source, at most the append time. The series begins with the"
                    + " first event.",
            "source"),
    TRANSACTION_STUCK(
            MeterKind.GAUGE,
            "farrier.transaction.stuck",
            "1 while the last stable offset of this topic has not moved for 30 s although the topic has more records, because"
                    + " an open transaction keeps consumers from reading them; else 0.",
            "topic"),
    STREAMS_RESTARTS(
            MeterKind.COUNTER,
            "farrier.streams.restarts",
            "Restarts of a Streams application, or of one of its threads, after a failure.",
            "application"),
    DECIDING(
            MeterKind.GAUGE,
            "farrier.deciding",
            "1 in the process that runs the decider, which is one process at a time; else 0."),
    DECIDER_BEHIND(
            MeterKind.GAUGE,
            "farrier.decider.behind.seconds",
            "Age of the newest tick (one per second) that the decider in this process has read from its log; 0 in processes"
                    + " without a decider."),
    HALTED(
            MeterKind.GAUGE,
            "farrier.halted",
            "1 while all remediation is halted, according to the decider in this process; 0 in processes without a "
                    + "decider."),
    HALTS(
            MeterKind.GAUGE,
            "farrier.halts",
            "Halts in force, by what they halt: all, site, policy, target; as the decider in this process knows. 0 in"
                    + " processes without a decider.",
            "scope"),
    POLICIES_STOPPED(
            MeterKind.GAUGE,
            "farrier.policies.stopped",
            "Policies that have stopped themselves, since their runs did not help, and wait for farrier policy acknowledge; 0 in"
                    + " processes without a decider."),
    STORMS(
            MeterKind.GAUGE,
            "farrier.storms",
            "Storm breakers that have tripped, since so many new incidents were opened, and hold incidents back; 0 in processes"
                    + " without a decider."),
    CALL_WAITS(
            MeterKind.GAUGE,
            "farrier.call.waits.seconds",
            "For how long the oldest undelivered call of a person has been waiting; 0 when there is none."),
    CHANNELS_STUCK(
            MeterKind.GAUGE,
            "farrier.channels.stuck",
            "Channels (sources, sites, operator-inputs) in which the decider has seen no progress for 30 s."),
    WATCHDOG_AGE(
            MeterKind.GAUGE,
            "farrier.watchdog.age.seconds",
            "Age of the last event of the watchdog that went through the whole loop of this site, as the decider in this"
                    + " process knows it; before the first one, for how long it has been due. 0 while remediation is"
                    + " halted, and in processes without a decider.",
            "site"),
    WATCHDOG_PINGS(
            MeterKind.COUNTER,
            "farrier.watchdog.pings",
            "Requests to `watchdog.ping.url`, by result: delivered, failed.",
            "result"),
    ALERTMANAGER_READS(
            MeterKind.COUNTER,
            "farrier.alertmanager.reads",
            "Requests for the silences of `maintenance.alertmanager.url`, by result: read, failed.",
            "result"),
    READY(MeterKind.GAUGE, "farrier.ready", "1 when /readyz reports ready, else 0."),
    BUILD(
            MeterKind.GAUGE,
            "farrier.build.info",
            "Always 1; its labels are the version of this process and its roles, sorted.",
            "version",
            "roles");

    /** How it is measured. */
    enum MeterKind {
        COUNTER,
        GAUGE,
        /** Of durations, with buckets. */
        HISTOGRAM,
        /** Of durations: sum, count and maximum alone. */
        SUMMARY
    }

    /** From what a person sees as at once to half a day. */
    private static final Duration[] BUCKETS = Stream.of(
                    "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "120", "300", "600", "1800", "3600",
                    "14400", "43200")
            .map(seconds ->
                    Duration.ofMillis(new BigDecimal(seconds).movePointRight(3).longValueExact()))
            .toArray(Duration[]::new);

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
        Timer.Builder timer = Timer.builder(meterName).description(help).tags(tagged(values));
        if (kind == MeterKind.SUMMARY) {
            return timer.register(registry);
        }
        require(MeterKind.HISTOGRAM);
        return timer.serviceLevelObjectives(BUCKETS).register(registry);
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
