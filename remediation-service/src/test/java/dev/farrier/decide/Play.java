package dev.farrier.decide;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.Effect.PublishAudit;
import dev.farrier.decide.state.Effect.PublishIncident;
import dev.farrier.decide.state.Effect.RevokeCommand;
import dev.farrier.decide.state.Effect.SendCommand;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.DetectionBuilder;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Progress;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A decider with its log, played by hand: the test is the clock, the detectors, the worker and the operator. */
final class Play {
    /** Some Tuesday. */
    static final long START = 1_800_000_000_000L;

    long now = START;
    /** What any other commit than the first stands for. */
    Bundle newer;

    final Decider decider;
    final DeciderState state;
    final List<Effect> effects = new ArrayList<>();

    /** What the deployment's one worker can take; a test may change it before it plays. */
    static final WorkerInstance WORKER = new WorkerInstance("w1", 1);

    static final List<String> ACTIONS = List.of("farrier-watchdog", "http", "process", "script", "waitUntil");

    /** False: nobody writes markers, so no clock but the log's moves. */
    boolean marking = true;

    private long markedAt;

    Play(Bundle bundle) {
        newer = bundle;
        state = new DeciderState();
        decider = new Decider(commit -> commit.equals(bundle.commit()) ? bundle : newer, state);
        applyOnly(new OperatorInput.BundleActivated(bundle.commit()));
        applyOnly(new BundleUsable(bundle.commit()));
        applyOnly(new OperatorInput.SiteSeen("site-1"));
        applyOnly(report(WORKER, "site-1", 100));
    }

    /** What is at hand is the test's to say. */
    Play(Bundles bundles, String commit) {
        newer = bundles.bundle(commit);
        state = new DeciderState();
        decider = new Decider(bundles, state);
        applyOnly(new OperatorInput.BundleActivated(commit));
        applyOnly(new BundleUsable(commit));
        applyOnly(new OperatorInput.SiteSeen("site-1"));
        applyOnly(report(WORKER, "site-1", 100));
    }

    /** Goes on from this state, with what was seen of the effects before. */
    Play(Bundles bundles, DeciderState state, Play before) {
        newer = before.newer;
        now = before.now;
        effects.addAll(before.effects);
        this.state = state;
        decider = new Decider(bundles, state);
    }

    static WorkerReport report(WorkerInstance worker, String site, int slots) {
        TreeMap<String, Integer> lanes = new TreeMap<>();
        for (SlotType lane : SlotType.values()) {
            lanes.put(lane.name(), slots);
        }
        return new WorkerReport(
                worker,
                worker.id(),
                site,
                WorkerReport.PROTOCOL,
                "test",
                lanes,
                ACTIONS,
                List.of("key"),
                List.of(),
                false,
                false,
                false);
    }

    /** All that was said up to now has been read, when it is, as the first thing at this time. */
    List<Effect> apply(DeciderInput input) {
        List<Effect> out = new ArrayList<>(mark());
        out.addAll(applyOnly(input));
        return out;
    }

    List<Effect> applyOnly(DeciderInput input) {
        List<Effect> out = decider.apply(now, input);
        effects.addAll(out);
        return out;
    }

    /** A tick, and the markers of people and of the site. */
    private List<Effect> mark() {
        List<Effect> out = new ArrayList<>();
        if (marking && now > markedAt) {
            markedAt = now;
            out.addAll(applyOnly(new Tick()));
            out.addAll(applyOnly(new OperatorProgress(now)));
            out.addAll(applyOnly(new SiteProgress("site-1", now, List.of(WORKER.toString()))));
        }
        return out;
    }

    /** Time passes, with a tick and markers at least each 2 s; those of the last moment come with the next input. */
    Play after(long millis) {
        long until = now + millis;
        while (now < until) {
            mark();
            now = Math.min(until, now + 2_000);
        }
        return this;
    }

    List<Effect> tick() {
        return apply(new Tick());
    }

    List<Effect> detect(String policy, String host) {
        return detect(policy, host, now);
    }

    List<Effect> detect(String policy, String host, long time) {
        return apply(new Detection(
                policy, Given.COMMIT, Labels.of("host", host), time, 5, List.of("logs"), "5 matches", List.of(), 0));
    }

    /** The detector of {@code stuck} fires for host {@code a}. */
    List<Command> fires(long firstEvent, long symptomStart) {
        return commands(apply(DetectionBuilder.builder()
                .policy("stuck")
                .commit(Given.COMMIT)
                .group(Labels.of("host", "a"))
                .time(now)
                .count(2)
                .sources(List.of("logs"))
                .because("it")
                .samples(List.of())
                .firstEvent(firstEvent)
                .symptomStart(symptomStart)
                .annotations(Labels.empty())
                .build()));
    }

    /** All is read up to now, and host {@code a} is alive. */
    List<Command> readUpToNow() {
        return commands(progress(now, "a", now));
    }

    /** The first policy acts on this host, the second wants to and waits. */
    Command busyWith(String policy, String host, String waiting) {
        Command first = commands(detect(policy, host)).getFirst();
        if (!commands(detect(waiting, host)).isEmpty()) {
            throw new AssertionError(waiting + " does not wait");
        }
        return first;
    }

    List<Effect> evidence(String policy, String host, long lastMatch, long clearedAt) {
        return apply(new Evidence(policy, Labels.of("host", host), lastMatch, clearedAt, 0));
    }

    /** Everything up to {@code watermark} was read, and this host spoke at {@code heardAt}. */
    List<Effect> progress(long watermark, String host, long heardAt) {
        return apply(new Progress(
                0,
                new TreeMap<>(Map.of("logs", watermark)),
                new TreeMap<>(Map.of("logs", new TreeMap<>(Map.of("host=" + host, heardAt))))));
    }

    /** The watchdog alert that speaks for this host was seen firing at {@code heardAt}, and fires since {@code since}. */
    List<Effect> watchdog(String host, long heardAt, long since) {
        String speaker = "host=" + host;
        return apply(new Progress(
                0,
                new TreeMap<>(Map.of("logs", now)),
                new TreeMap<>(Map.of("logs", new TreeMap<>(Map.of(speaker, heardAt)))),
                new TreeMap<>(Map.of("logs", new TreeMap<>(Map.of(speaker, since))))));
    }

    /** Everything up to {@code watermark} was read of these sources. */
    List<Effect> read(long watermark, String... sources) {
        TreeMap<String, Long> watermarks = new TreeMap<>();
        for (String source : sources) {
            watermarks.put(source, watermark);
        }
        return apply(new Progress(0, watermarks, new TreeMap<>()));
    }

    List<Effect> progress(long watermark) {
        return apply(new Progress(0, new TreeMap<>(Map.of("logs", watermark)), new TreeMap<>()));
    }

    List<Effect> say(Command command, OutcomeKind kind) {
        return say(command, kind, kind == OutcomeKind.SUCCEEDED ? 0 : 1, "");
    }

    List<Effect> say(Command command, OutcomeKind kind, int exitCode, String detail) {
        String worker =
                kind == OutcomeKind.REVOKED ? "decider" : command.worker().toString();
        return apply(
                new Outcome(command.id(), command.incident(), command.site(), worker, kind, now, exitCode, "", detail));
    }

    /** Claims the command and ends it well. */
    List<Effect> run(Command command) {
        say(command, OutcomeKind.CLAIMED);
        return say(command, OutcomeKind.SUCCEEDED);
    }

    List<Effect> fail(Command command) {
        say(command, OutcomeKind.CLAIMED);
        return say(command, OutcomeKind.FAILED);
    }

    /** Its worker refuses it, and the decider's own claim comes back as the first. */
    List<Effect> refuse(Command command, RefusalReason why) {
        return comeBack(apply(new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                command.worker().toString(),
                OutcomeKind.REFUSED,
                now,
                -1,
                "",
                why,
                "refused")));
    }

    /** The decider's own claim comes back to it. */
    List<Effect> comeBack(List<Effect> revoking) {
        return apply(revoking.stream()
                .filter(RevokeCommand.class::isInstance)
                .map(e -> ((RevokeCommand) e).claim())
                .findFirst()
                .orElseThrow());
    }

    Incident incident(String policy, String host) {
        return effects.stream()
                .filter(PublishIncident.class::isInstance)
                .map(e -> ((PublishIncident) e).incident())
                .filter(i -> i.policy().equals(policy) && i.group().equals(Labels.of("host", host)))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    static List<Command> commands(List<Effect> effects) {
        return effects.stream()
                .filter(SendCommand.class::isInstance)
                .map(e -> ((SendCommand) e).command())
                .toList();
    }

    static Command command(List<Effect> effects) {
        List<Command> commands = commands(effects);
        if (commands.size() != 1) {
            throw new AssertionError("expected one command, got " + commands.size() + ": " + effects);
        }
        return commands.getFirst();
    }

    static List<AuditRecord> audits(List<Effect> effects) {
        return effects.stream()
                .filter(PublishAudit.class::isInstance)
                .map(e -> ((PublishAudit) e).audit())
                .toList();
    }
}
