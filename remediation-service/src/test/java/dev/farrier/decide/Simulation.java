package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.BundleStateRecord.ActiveBundle;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Control;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Outcome;
import dev.farrier.model.Progress;
import dev.farrier.model.Reason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.Tick;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole deployment in one thread: detectors, workers that claim late, freeze, die, begin anew or refuse, people who halt and
 * cancel, channels that lag, stop and come back, and a decider that sleeps, and crashes before every input. Everything random
 * comes from the seed. What must always hold is checked after each step by {@link Invariants}.
 */
final class Simulation {
    /** Commit of the policies that people put in force instead of the first ones, and take back. */
    static final String EDITED = "c2";

    static final String SITE = "site-1";
    /** Has no resources; there in lives that lose the first one. */
    static final String OTHER_SITE = "site-2";

    private static final long SECOND = 1_000;
    /**
     * No incident may be left without an end or a person for longer than this after the last fault: what waits for a source is handed to
     * a person an hour after it has gone, and a budget of one place may let one incident after the other use up its rungs, of which a
     * limit lets one start in nine minutes.
     */
    private static final long SETTLED_WITHIN = 100 * 60 * SECOND;

    /** What never comes back when all other faults have ended. */
    enum Lost {
        NOTHING,
        EXECUTOR,
        SOURCE,
        /** The outcomes of the site: another one may call. */
        SITE,
        OPERATORS
    }

    /** A channel's records with the times at which they were appended. */
    private record Appended(long at, Object what) {}

    private final Lost lost;
    private final Random random;
    private final List<String> hosts;
    private final List<String> speakingHosts;
    private final List<String> policies;
    /** Markers, reports and progress come so often, milliseconds. */
    private final long beat;
    /** The twin crashes before one of so many inputs. */
    private final int crashesOneOf;

    private final Bundles bundles;
    private final Decider steady;
    private final DeciderState steadyState = new DeciderState();
    private DeciderState crashing = new DeciderState();
    private final Invariants invariants;
    private final EffectInvariants effectShown = new EffectInvariants();
    private final SimulatedWorkers workers;

    /** Symptoms that return. */
    private final List<Incident> healed = new ArrayList<>();

    private final SortedMap<String, Deque<Appended>> outcomes = new TreeMap<>();
    private final Deque<Appended> operators = new ArrayDeque<>();
    private final Deque<Appended> signals = new ArrayDeque<>();
    private final Deque<Appended> log = new ArrayDeque<>();

    private boolean outcomesStopped;
    private boolean operatorsStopped;
    private boolean signalsStopped;
    private boolean asleep;
    private boolean tickOnItsWay;

    private final Map<String, WorkerReport> told = new HashMap<>();
    /** Site → the workers heard there since its last marker. */
    private final Map<String, TreeSet<String>> heard = new HashMap<>();

    long now = Play.START;

    /** @param edited of commit {@link #EDITED} */
    Simulation(long seed, Bundle bundle, Bundle edited, Lost lost) {
        this.lost = lost;
        outcomes.put(SITE, new ArrayDeque<>());
        if (lost == Lost.SITE) {
            outcomes.put(OTHER_SITE, new ArrayDeque<>());
        }
        random = new Random(seed);
        hosts = List.copyOf(bundle.resources().keySet());
        speakingHosts =
                hosts.stream().map(host -> Labels.key(Labels.of("host", host))).toList();
        beat = random.nextInt(10) == 0 ? SECOND / 2 : 2 * SECOND + random.nextInt(500);
        crashesOneOf = hosts.size() <= 5 ? 1 : 1 + random.nextInt(4 * hosts.size());
        policies = List.copyOf(bundle.policies().keySet());
        bundles = commit -> commit.equals(EDITED) ? edited : bundle;
        steady = new Decider(bundles, steadyState);
        invariants = new Invariants(bundle, edited);
        workers = new SimulatedWorkers(random, invariants, this::append, lost == Lost.SITE);
        input(new CoreStarted("key", 60_000, 30_000, List.of(), List.of(DeciderSimulationTest.CORE)));
        input(new OperatorInput.BundleActivated(bundle.commit()));
        input(new BundleUsable(bundle.commit()));
        outcomes.keySet().forEach(site -> input(new OperatorInput.SiteSeen(site)));
        pass(3 * SECOND);
    }

    /** So many steps with faults; then all faults end but one that stays for good. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            pass(random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(3_000));
            for (int j = 0; j < hosts.size() / 3; j += 2) {
                step();
            }
        }
        settle();
    }

    private void step() {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> signals.add(new Appended(now, detection()));
            case 3 ->
                signals.add(new Appended(
                        now,
                        new Evidence(
                                policy(), host(), now - random.nextInt(60_000), random.nextBoolean() ? now : 0, 0)));
            case 4, 5, 6, 7, 8 -> workers.step(now);
            case 9 -> workers.trouble(now);
            case 10, 11 -> channels();
            default -> people();
        }
        pump();
    }

    /** Some of them stop, or go on. */
    private void channels() {
        switch (random.nextInt(8)) {
            case 0 -> outcomesStopped = !outcomesStopped;
            case 1 -> operatorsStopped = !operatorsStopped;
            case 2 -> signalsStopped = !signalsStopped;
            case 3 -> asleep = !asleep;
            case 4 -> asleep = false;
            case 5 -> outcomesStopped = false;
            case 6 -> operatorsStopped = false;
            default -> signalsStopped = false;
        }
    }

    private Detection detection() {
        long time = now - (random.nextInt(20) == 0 ? 400_000 : random.nextInt(2_000));
        Incident back = healed.isEmpty() || random.nextBoolean()
                ? null
                : healed.get(healed.size() - 1 - random.nextInt(Math.min(5, healed.size())));
        if (back != null) {
            return new Detection(
                    back.policy(), commit(), back.group(), time, 5, List.of("logs"), "it is back", List.of(), 0);
        }
        return new Detection(policy(), commit(), host(), time, 5, List.of("logs"), "it", List.of(), 0);
    }

    /** In force. */
    private String commit() {
        ActiveBundle active = steadyState.get(ActiveBundle.KEY, ActiveBundle.class);
        return active == null ? Given.COMMIT : active.commit();
    }

    private String policy() {
        return policies.get(random.nextInt(policies.size()));
    }

    private SortedMap<String, String> host() {
        return Labels.of("host", random.nextInt(25) == 0 ? "nobody" : hosts.get(random.nextInt(hosts.size())));
    }

    private void people() {
        switch (random.nextInt(10)) {
            case 8 -> answer();
            case 9 -> maintain();
            case 7 -> silence();
            case 6 -> say(new OperatorInput.BundleActivated(random.nextBoolean() ? EDITED : Given.COMMIT));
            case 5 ->
                say(
                        random.nextBoolean()
                                ? new OperatorInput.Acknowledge(policy(), "ann", "mended")
                                : new OperatorInput.AcknowledgeStorm("fleet", "ann", "mended"));
            case 0 -> halt();
            case 1, 2, 3 -> say(OperatorInput.Resume.of(scope(), "ann", "over"));
            default ->
                steadyState.openIncidents().stream()
                        .skip(random.nextInt(3))
                        .findFirst()
                        .ifPresent(i -> say(cancel(i)));
        }
    }

    /** One of those who wait for it, most often a yes of somebody who may. */
    private void answer() {
        List<Incident> asking = steadyState.openIncidents().stream()
                .filter(incident -> incident.state() == IncidentState.AWAITING_APPROVAL)
                .toList();
        if (asking.isEmpty()) {
            return;
        }
        Incident incident = asking.get(random.nextInt(asking.size()));
        String rung = random.nextInt(10) == 0 ? "replace" : incident.approval().rung();
        String by = List.of("ann", "bob", "cyd").get(random.nextInt(3));
        String role = random.nextInt(5) == 0 ? "viewer" : "approver";
        say(new OperatorInput.AnswerApproval(incident.id(), rung, random.nextInt(5) > 0, by, List.of(role), "looked"));
    }

    private void silence() {
        String id = "s" + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            say(new OperatorInput.ExpireSilence(id, "ann", "over"));
            return;
        }
        String matchers = switch (random.nextInt(5)) {
            case 0 -> "policy=\"" + policy() + "\"";
            case 1 -> "risk=\"destructive\"";
            case 2 -> "risk=\"\""; // only calls of people
            case 3 -> "policy=~\".*\"";
            default -> "group.host=\"" + hosts.get(random.nextInt(hosts.size())) + "\"";
        };
        say(new OperatorInput.AddSilence(id, matchers, now + random.nextInt(600_000), "ann", "works"));
    }

    private void maintain() {
        String id = "m" + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            say(new OperatorInput.EndMaintenance(id, "ann", "over"));
            return;
        }
        String selector = switch (random.nextInt(4)) {
            case 0 -> "zone=x";
            case 1 -> "role!=bridge"; // nothing
            default -> hosts.get(random.nextInt(hosts.size()));
        };
        say(new OperatorInput.BeginMaintenance(id, selector, now + random.nextInt(600_000), "ann", "works"));
    }

    private OperatorInput.CancelIncident cancel(Incident incident) {
        Afterwards afterwards = Afterwards.values()[random.nextInt(Afterwards.values().length)];
        boolean later =
                afterwards == Afterwards.RETRY && random.nextBoolean() && invariants.rungs(incident.policy()) > 1;
        return new OperatorInput.CancelIncident(incident.id(), "ann", "mine", afterwards, later ? "replace" : "");
    }

    private void halt() {
        HaltScope scope = scope();
        boolean calls = scope.isAll() && random.nextInt(4) == 0;
        say(new OperatorInput.Halt(calls, "ann", "drill", 0, scope, false));
    }

    private HaltScope scope() {
        return switch (random.nextInt(5)) {
            case 0 -> new HaltScope(ScopeKind.SITE, SITE);
            case 1 -> new HaltScope(ScopeKind.POLICY, policy());
            case 2 -> new HaltScope(ScopeKind.TARGET, hosts.get(random.nextInt(hosts.size())));
            default -> HaltScope.ALL;
        };
    }

    /** To the decider, and for a halt straight to the workers. */
    private void say(OperatorInput input) {
        now += 10; // nobody says two things at once
        operators.add(new Appended(now, input));
        invariants.ordered(input);
        if (input instanceof OperatorInput.Halt halt && !halt.ended()) {
            workers.follow(new Control.Halted(true, halt.calls(), "ann", "", now, halt.scope()));
        }
    }

    /** As intake stamps it. */
    private static DeciderInput stamped(OperatorInput input, long appendedAt) {
        return switch (input) {
            case OperatorInput.Halt halt -> halt.at(appendedAt);
            case OperatorInput.Resume resume -> new OperatorInput.Resume(resume.by(), resume.why(), appendedAt);
            default -> input;
        };
    }

    private void append(Object what) {
        String site = what instanceof WorkerReport report ? report.site() : ((Outcome) what).site();
        outcomes.get(site).add(new Appended(now, what));
        if (what instanceof Outcome outcome) {
            workers.appended(outcome, now);
        }
    }

    /** Time passes, beat by beat, with all that goes on by itself. */
    private void pass(long millis) {
        long until = now + millis;
        while (now < until) {
            now = Math.min(until, now + beat);
            outcomes.values().forEach(channel -> channel.add(new Appended(now, new Marker("core"))));
            operators.add(new Appended(now, new Marker("core")));
            workers.second(now);
            TreeMap<String, Long> speakers = new TreeMap<>();
            speakingHosts.forEach(host -> speakers.put(host, now - 500));
            signals.add(new Appended(
                    now,
                    new Progress(
                            0, new TreeMap<>(Map.of("logs", now - 1_000)), new TreeMap<>(Map.of("logs", speakers)))));
            pump();
        }
    }

    /** What is not stopped reaches the decider's log, and, when it is awake, the decider. */
    private void pump() {
        outcomes.forEach((site, channel) -> {
            if (!outcomesStopped || !site.equals(SITE)) {
                pump(site, channel);
            }
        });
        while (!operatorsStopped && !operators.isEmpty()) {
            Appended next = operators.remove();
            log.add(new Appended(
                    now,
                    next.what() instanceof OperatorInput input
                            ? stamped(input, next.at())
                            : new OperatorProgress(next.at())));
        }
        while (!signalsStopped && !signals.isEmpty()) {
            log.add(new Appended(now, signals.remove().what()));
        }
        while (!asleep && !log.isEmpty()) {
            Appended next = log.remove();
            tickOnItsWay &= !(next.what() instanceof Tick);
            apply(next.at(), (DeciderInput) next.what());
        }
        if (!asleep && !tickOnItsWay) {
            tickOnItsWay = true;
            log.add(new Appended(now, new Tick()));
        }
    }

    private void pump(String site, Deque<Appended> channel) {
        while (!channel.isEmpty()) {
            Appended next = channel.remove();
            switch (next.what()) {
                case Outcome outcome -> log.add(new Appended(now, at(outcome, next.at())));
                case WorkerReport report -> report(report);
                default -> {
                    TreeSet<String> here = heard.getOrDefault(site, new TreeSet<>());
                    log.add(new Appended(now, new SiteProgress(site, next.at(), List.copyOf(here))));
                    here.clear();
                }
            }
        }
    }

    private void report(WorkerReport report) {
        if (report.equals(told.put(report.worker().id(), report))) {
            heard.computeIfAbsent(report.site(), site -> new TreeSet<>())
                    .add(report.worker().toString());
        } else {
            log.add(new Appended(now, report));
        }
    }

    private void input(DeciderInput input) {
        apply(now, input);
    }

    private void apply(long recordTime, DeciderInput input) {
        invariants.input(recordTime, input, steadyState);
        List<Effect> effects = steady.apply(recordTime, input);
        invariants.applied(steadyState);
        // Where the other one has just crashed, all it has is what was written.
        if (random.nextInt(crashesOneOf) == 0) {
            crashing = DeciderState.restore(crashing.records());
        }
        List<Effect> again = new Decider(bundles, crashing).apply(recordTime, input);
        if (!again.equals(effects)) {
            assertThat(again).as("a crash changes nothing").isEqualTo(effects);
        }
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.SendCommand send -> {
                    invariants.sent(send.command(), steadyState);
                    workers.send(send.command());
                }
                case Effect.RevokeCommand revoke -> append(at(revoke.claim(), now));
                case Effect.SendControl steer -> workers.follow(steer.control());
                case Effect.PublishIncident changed -> {
                    invariants.changed(changed.incident());
                    effectShown.changed(changed.incident());
                    if (RecurrenceInvariants.isHealed(changed.incident())) {
                        healed.add(changed.incident());
                    }
                }
                case Effect.PublishAudit audited -> {
                    invariants.audited(audited.audit());
                    effectShown.audited(audited.audit());
                }
                case Effect.CompleteRound round -> {}
                case Effect.Tombstone gone -> {}
            }
        }
        if (!effects.isEmpty()) {
            invariants.hold(steadyState);
            effectShown.hold(steadyState);
        }
        if (input instanceof OperatorInput.BundleActivated asked) {
            log.add(new Appended(now, new BundleUsable(asked.commit())));
        }
        if (input instanceof Detection detection) {
            invariants.decided(detection, steadyState, effects);
        }
        steadyState.drainChanges(invariants::written);
        crashing.drainChanges((key, record) -> {});
    }

    private static Outcome at(Outcome outcome, long appendedAt) {
        return new Outcome(
                outcome.command(),
                outcome.incident(),
                outcome.site(),
                outcome.worker(),
                outcome.kind(),
                appendedAt,
                outcome.exitCode(),
                outcome.output(),
                outcome.refusal(),
                outcome.detail());
    }

    /** Channels move again and workers work, but for what is lost: in the end nothing may be left hanging. */
    private void settle() {
        outcomesStopped = lost == Lost.SITE;
        operatorsStopped = lost == Lost.OPERATORS;
        signalsStopped = lost == Lost.SOURCE;
        asleep = false;
        workers.recover(now, lost == Lost.EXECUTOR);
        invariants.halted().forEach(scope -> say(OperatorInput.Resume.of(scope, "ann", "end")));
        List.of("s0", "s1", "s2").forEach(id -> say(new OperatorInput.ExpireSilence(id, "ann", "end")));
        List.of("m0", "m1", "m2").forEach(id -> say(new OperatorInput.EndMaintenance(id, "ann", "end")));
        if (lost == Lost.OPERATORS) {
            operatorsStopped = false;
            pump(); // what people said so far is read, so that no halt of calls stays for ever
            operatorsStopped = true;
        }
        long by = now + SETTLED_WITHIN;
        while (now < by && !unsettled().isEmpty()) {
            pass(5 * SECOND);
            for (int i = 0; i < 2 + hosts.size() / 5; i++) {
                workers.step(now);
            }
            // One after the other may ask, and each would wait for its own timeout.
            for (int i = 0; i < 3 && lost != Lost.OPERATORS; i++) {
                answer();
            }
            pump();
        }
        assertThat(unsettled())
                .as("incidents that are neither over nor name a person within " + SETTLED_WITHIN / 60_000 + " min")
                .isEmpty();
        effectShown.compareCounts(steadyState, now);
    }

    /** It has stopped itself, and a person was called for that, perhaps one who has closed the alarm. */
    private boolean isCalledFor(String policy) {
        Incident alarm = steadyState.openAlarm(Labels.of(AlarmGroup.POLICY, policy));
        PolicyRuns runs = steadyState.get(PolicyRuns.key(policy), PolicyRuns.class);
        return runs != null
                && runs.hasStopped()
                && runs.told()
                && (alarm == null || !alarm.calling().isOpen());
    }

    /** It has the target, or that of the other workers. */
    private static boolean waitsFor(Incident incident, Incident other) {
        return incident.reason() == Reason.TARGET_BUSY && other.target().equals(incident.target())
                || incident.reason() == Reason.SELF_PROTECTED
                        && SimulatedWorkers.NAMES.contains(other.target())
                        && !other.target().equals(incident.target());
    }

    /** A person was called for the channel that is gone: all that needs it waits. */
    private boolean isCalledForLost() {
        Incident alarm = switch (lost) {
            case NOTHING, EXECUTOR, SOURCE -> null;
            case SITE -> steadyState.openAlarm(Labels.of(AlarmGroup.CHANNEL, WakeCondition.site(SITE)));
            case OPERATORS -> steadyState.openAlarm(Labels.of(AlarmGroup.CHANNEL, WakeCondition.OPERATORS));
        };
        return alarm != null && !alarm.calling().isOpen();
    }

    private List<Incident> unsettled() {
        List<Incident> left = new ArrayList<>();
        if (isCalledForLost()) {
            return steadyState.openIncidents().stream()
                    .filter(incident -> incident.state() == IncidentState.ESCALATED
                            && incident.calling().isOpen())
                    .toList();
        }
        for (Incident incident : steadyState.openIncidents()) {
            if (!isSettled(incident, new HashSet<>()) && !isInhibitedBySettled(incident, new HashSet<>())) {
                left.add(incident);
            }
        }
        return left;
    }

    /** @param asked incidents that this one may wait for, and that wait for it */
    private boolean isSettled(Incident incident, Set<String> asked) {
        boolean called = incident.state() == IncidentState.ESCALATED
                && !incident.calling().isOpen();
        // Waits behind one that is with a person now.
        boolean behind = steadyState.openIncidents().stream()
                .filter(other -> waitsFor(incident, other))
                .anyMatch(other -> other.state() == IncidentState.ESCALATED
                        || other.reason() == Reason.SHARED_CAUSE
                        || other.reason() == Reason.POLICY_STOPPED && isCalledFor(other.policy())
                        || incident.reason() == Reason.TARGET_BUSY && isInhibitedBySettled(other, asked));
        boolean stopped = incident.reason() == Reason.POLICY_STOPPED && isCalledFor(incident.policy());
        // Waits behind the incident about its whole domain, which a person was called for.
        boolean shared = incident.reason() == Reason.SHARED_CAUSE
                && steadyState.openIncidents().stream()
                        .anyMatch(other -> AlarmGroup.isOfDomain(other.group())
                                && !other.calling().isOpen());
        return called || behind || stopped || shared || incident.reason() == Reason.SHADOW;
    }

    /** A person was called for what inhibits it, or for what that waits for. */
    private boolean isInhibitedBySettled(Incident incident, Set<String> asked) {
        if (!asked.add(incident.id())) {
            return false;
        }
        Set<String> above =
                InhibitionInvariants.above(invariants.inForce(), bundles.bundle(incident.commit()), incident.target());
        return incident.reason() == Reason.INHIBITED
                && steadyState.openIncidents().stream()
                        .anyMatch(other -> InhibitionInvariants.isIll(other)
                                && (above.contains(other.target())
                                        || InhibitionInvariants.isInhibited(
                                                incident,
                                                other,
                                                invariants.inForce(),
                                                bundles.bundle(incident.commit())))
                                && (other.reason() == Reason.INHIBITED
                                        ? isInhibitedBySettled(other, asked)
                                        : isSettled(other, asked)));
    }
}
