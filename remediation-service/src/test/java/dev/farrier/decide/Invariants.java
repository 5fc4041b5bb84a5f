package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.guard.EffectGuard;
import dev.farrier.decide.guard.EffectGuard.EffectLimit;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.BundleStateRecord.ActiveBundle;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord.AbandonedCommand;
import dev.farrier.decide.state.IncidentRecord.CancelledSymptom;
import dev.farrier.decide.state.IncidentRecord.IgnoredDetections;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.decide.state.StateRecord.MaintenanceState;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.HaltScope;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Progress;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.Resource;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.SlotType;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy.DiagnosisSteps;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.budget.Usage;
import dev.farrier.view.Budgets;
import dev.farrier.view.Budgets.BudgetStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must hold whatever happens. Each check says its name when it fails. */
final class Invariants {
    /** What is shown costs as much as there are incidents. */
    private static final int SHOWN_EACH = 50;

    private final Bundle bundle;
    private final Bundle edited;
    private Bundle inForce;
    /** Of both. */
    private final SortedMap<String, Resource> resources;
    /** Targets that an incident held after the input before. */
    private Set<String> leasedBefore = Set.of();
    /** Targets on which a run has begun in this input; not of one that looked first, and took its place under other policies. */
    private final Set<String> begun = new HashSet<>();
    /** Run that looks before it begins → how often other policies had come into force when it took its place. */
    private final Map<String, Integer> placedUnder = new HashMap<>();

    private int switches;

    private final Set<String> commandIds = new HashSet<>();
    private final Map<String, String> started = new HashMap<>();
    /** The last command of each step that a worker has started. */
    private final Map<String, Command> lastOfStep = new HashMap<>();

    private final Set<String> failed = new HashSet<>();
    /** Incident → what its steps took out of service and nothing has put back, as the workers know it. */
    private final Map<String, List<Command>> out = new HashMap<>();

    private final Set<String> told = new HashSet<>();
    private final Map<String, Command> runningOn = new HashMap<>();
    /** Policy and target → incident and rung → when its steps began. */
    private final Map<String, TreeMap<String, Long>> rungStarts = new HashMap<>();

    /** Incident and relapse → when its run began, and on what. */
    private final Map<String, Run> runs = new HashMap<>();
    /** Run → the rung with which it has begun. */
    private final Map<String, Integer> firstRungs = new HashMap<>();
    /** Incident → the rung that it has reached. */
    private final Map<String, Integer> rungs = new HashMap<>();

    private record Run(String target, long at) {}

    private final RecurrenceInvariants recurrences;
    private final RelapseInvariants relapses;
    private final InhibitionInvariants inhibitions = new InhibitionInvariants();

    private final Map<String, Incident> published = new HashMap<>();
    /** Incidents that ended as stale in this input. */
    private final List<Incident> vanished = new ArrayList<>();

    private int held;
    private final Map<String, Incident> openBefore = new TreeMap<>();

    /** @param edited the policies that people may put in force: they differ in inventory and budgets only */
    Invariants(Bundle bundle, Bundle edited) {
        this.bundle = bundle;
        this.edited = edited;
        inForce = bundle;
        resources = new TreeMap<>(bundle.resources());
        resources.putAll(edited.resources());
        recurrences = new RecurrenceInvariants(bundle);
        storms = new StormInvariants(bundle);
        silences = new SilenceInvariants(bundle);
        approvals = new ApprovalInvariants(bundle);
        maintenances = new MaintenanceInvariants(bundle);
        relapses = new RelapseInvariants(bundle);
    }

    /** What stands in the log so far, kept apart from what the decider makes of it. */
    private long recordTime;

    private long tickAt;
    private long operatorsReadUpTo;
    private final Map<String, Long> siteReadUpTo = new HashMap<>();
    private long sourceReadUpTo;
    /** By what the decider has read. */
    private final Set<HaltScope> halted = new HashSet<>();

    private boolean callsHalted;
    /** Before the input: what was due by its time is done before an order of the same time. */
    private boolean callsWereHalted;

    /** By what people have ordered. */
    private final Set<HaltScope> ordered = new HashSet<>();

    /** The incident whose outcome the input is; empty: the input is no outcome. */
    private String reported = "";

    private final StormInvariants storms;
    private final SilenceInvariants silences;
    private final ApprovalInvariants approvals;
    private final MaintenanceInvariants maintenances;
    private final Map<String, PolicyRuns> stopped = new HashMap<>();
    private String acknowledged = "";

    /** Diagnosed incident → when its rung goes on, by what was first seen of it. */
    private final Map<String, Long> bounds = new HashMap<>();
    /** Commands of diagnoses → their incident and step. */
    private final Map<String, String> asked = new HashMap<>();
    /** Incident and step of what the decider has read an answer of. */
    private final Set<String> answered = new HashSet<>();

    void input(long time, DeciderInput input, DeciderState before) {
        checkDiagnoses(before);
        if (input instanceof Outcome outcome && outcome.kind().isFinal() && asked.containsKey(outcome.command())) {
            answered.add(asked.get(outcome.command()));
        }
        recordTime = Math.max(recordTime, time);
        callsWereHalted = callsHalted;
        reported = input instanceof Outcome outcome ? outcome.incident() : "";
        switch (input) {
            case Tick tick -> tickAt = recordTime;
            case OperatorProgress progress -> operatorsReadUpTo = Math.max(operatorsReadUpTo, progress.upTo());
            case SiteProgress progress -> siteReadUpTo.merge(progress.site(), progress.upTo(), Math::max);
            case Progress progress ->
                sourceReadUpTo = Math.max(sourceReadUpTo, progress.watermarks().getOrDefault("logs", 0L));
            case OperatorInput.Halt halt -> {
                follow(halted, halt);
                callsHalted = halt.scope().isAll() ? halt.calls() : callsHalted;
            }
            case OperatorInput.Resume resume -> {
                follow(halted, resume);
                callsHalted = false;
            }
            // A person may have an undo run again of which nobody knows how it ended.
            case OperatorInput.CancelIncident order
            when order.afterwards() == Afterwards.RETRY ->
                lastOfStep.keySet().removeIf(step -> step.startsWith(order.incident() + "/"));
            default -> {}
        }
        acknowledged = input instanceof OperatorInput.Acknowledge order ? order.name() : "";
        stopped.clear();
        before.forEach(PolicyRuns.PREFIX, PolicyRuns.class, runs -> {
            if (runs.hasStopped()) {
                stopped.put(runs.policy(), runs);
            }
        });
        storms.input(recordTime, sourceReadUpTo, input, before);
        silences.input(recordTime, input);
        approvals.input(input, before);
        maintenances.input(recordTime, input);
    }

    private Incident openBefore(String incident) {
        return openBefore.get(OpenIncident.key(incident));
    }

    /** The state's record has changed, or is gone, with the input before. */
    void written(String key, StateRecord record) {
        if (record instanceof OpenIncident open) {
            openBefore.put(key, open.incident());
        } else if (key.startsWith(OpenIncident.PREFIX)) {
            openBefore.remove(key);
        }
    }

    void sent(Command command, DeciderState state) {
        assertThat(commandIds.add(command.id()))
                .as("every command has an id of its own")
                .isTrue();
        assertThat(command.startBy()).as("no command is stale when it is sent").isGreaterThan(recordTime);
        assertThat(siteReadUpTo(command.site()))
                .as("nothing is written to a site that is not open")
                .isGreaterThanOrEqualTo(recordTime - 10_000);
        WorkerState worker =
                state.get(WorkerState.key(command.site(), command.worker().id()), WorkerState.class);
        assertThat(worker).as("a command names a worker that was heard").isNotNull();
        assertThat(worker.report().worker()).as("in its newest life").isEqualTo(command.worker());
        assertThat(worker.report().actionTypes()).contains(command.action().type());
        if (command.lane() == SlotType.CALL) {
            assertThat(callsHalted && callsWereHalted)
                    .as("nobody is called through a halt of calls: %s", command)
                    .isFalse();
            return;
        }
        assertThat(halted)
                .as("nothing is sent while halted")
                .noneMatch(
                        scope -> scope.covers(command.site(), command.policy(), command.target(), command.incident()));
        assertThat(tickAt).as("no act while the log is read late").isGreaterThanOrEqualTo(recordTime - 3_000);
        assertThat(operatorsReadUpTo)
                .as("no act while people are read late")
                .isGreaterThanOrEqualTo(recordTime - 5_000);
        storms.sent(command, openBefore(command.incident()));
        Incident incident = state.incident(command.incident());
        IncidentState shown = incident == null ? IncidentState.CANCELLED : incident.state();
        if (command.purpose() != Purpose.ROLLBACK || shown != IncidentState.ESCALATED) {
            assertThat(shown)
                    .as("nothing starts while a guard refuses")
                    .isIn(IncidentState.CONFIRMING, IncidentState.REMEDIATING, IncidentState.VERIFYING);
        }
        if (command.purpose() == Purpose.STEP) {
            assertThat(out.getOrDefault(command.incident(), List.of()))
                    .as("what is owed is paid before the next rung: %s", command)
                    .allMatch(taken -> taken.rung().equals(command.rung()));
        }
        if (incident != null) {
            silences.sent(command, openBefore(command.incident()), incident);
            approvals.sent(command, incident);
            maintenances.sent(command, openBefore(command.incident()), incident, inForce);
            checkDiagnosis(command, incident);
            checkProtected(command, incident, state);
            inhibitions.sent(
                    command,
                    incident,
                    inForce,
                    each -> each.commit().equals(edited.commit()) ? edited : bundle,
                    openBefore.values(),
                    state);
        }
        TargetLease lease = state.get(TargetLease.key(command.target()), TargetLease.class);
        assertThat(lease == null ? "nobody" : lease.incident())
                .as("only the incident that has the target acts on it")
                .isEqualTo(command.incident());
    }

    private void checkProtected(Command command, Incident incident, DeciderState state) {
        Rung rung = bundle.policies()
                .get(incident.policy())
                .remediate()
                .get(Math.max(0, incident.work().rung()));
        if (command.purpose() != Purpose.STEP || rung.risk() != Risk.DESTRUCTIVE) {
            return;
        }
        Set<String> carriers = new HashSet<>(Set.of(DeciderSimulationTest.CORE));
        state.forEach(
                WorkerState.ALL,
                WorkerState.class,
                worker -> carriers.add(worker.report().name()));
        assertThat(carriers)
                .as("no destructive rung runs on what carries Farrier: %s", command)
                .doesNotContain(command.target());
    }

    private void checkDiagnosis(Command command, Incident incident) {
        DiagnosisSteps diagnosis = bundle.policies().get(incident.policy()).diagnosis();
        if (command.isDiagnosis()) {
            asked.put(command.id(), incident.id() + "/" + command.step());
            assertThat(incident.work().isDiagnosing())
                    .as("a diagnosis is asked for once an incident, before anything is changed: %s", command)
                    .isTrue();
            assertThat(command.lane())
                    .as("a diagnosis takes no slot of what acts")
                    .isEqualTo(SlotType.LOOK);
        } else if (command.purpose() == Purpose.STEP) {
            boolean all = diagnosis.steps().stream()
                    .allMatch(step -> answered.contains(incident.id() + "/" + Diagnosis.stepName(step.id())));
            assertThat(all || recordTime >= bounds.getOrDefault(incident.id(), until(incident)))
                    .as("nothing that changes starts before the diagnosis ended or its bound passed: %s", command)
                    .isTrue();
        }
    }

    private static long until(Incident incident) {
        Diagnosis diagnosis = incident.work().diagnosis();
        return diagnosis == null || diagnosis.until() == 0 ? Long.MAX_VALUE : diagnosis.until();
    }

    /** Of the state after the input before. */
    private void checkDiagnoses(DeciderState state) {
        if (!state.backlog().isEmpty()) {
            return; // some are woken with the next input
        }
        for (Incident incident : openBefore.values()) {
            long until = until(incident);
            if (until < Long.MAX_VALUE && incident.work().isDiagnosing()) {
                long within = bundle.policies()
                        .get(incident.policy())
                        .diagnosis()
                        .within()
                        .toMillis();
                long bound = bounds.computeIfAbsent(incident.id(), first -> until);
                assertThat(until)
                        .as("the bound of a diagnosis stays, and begins when the rung could: %s", incident)
                        .isEqualTo(bound)
                        .isLessThanOrEqualTo(recordTime + within);
                assertThat(until > recordTime || !incident.work().cancelledBy().isEmpty())
                        .as("the bound never delays a rung longer than within: %s", incident)
                        .isTrue();
            }
        }
        state.forEach(
                "abandoned|",
                AbandonedCommand.class,
                abandoned -> assertThat(abandoned.lostAt())
                        .as("what nobody waits for keeps no slot for ever: %s", abandoned)
                        .isGreaterThan(siteReadUpTo(abandoned.command().site())));
    }

    /** "It did not come" is said only when whatever could have brought it was read up to then. */
    void audited(AuditRecord audit) {
        Incident before = openBefore(audit.incident());
        silences.audited(audit, before);
        maintenances.audited(audit, before, inForce);
        if (before == null
                || audit.kind() != AuditRecord.AuditKind.STATE && audit.kind() != AuditRecord.AuditKind.OUTCOME) {
            return;
        }
        if (audit.reason() == Reason.NOT_VERIFIED && isVerifiedByEvents(before)) {
            long by = before.work().verifyDeadline();
            assertThat(List.of(recordTime, operatorsReadUpTo, sourceReadUpTo))
                    .as("no verdict before its clocks")
                    .allMatch(clock -> clock >= by);
        }
        ActiveCommand active = before.work().active();
        if (active != null
                && audit.reason() == Reason.WORKER_LOST
                && !audit.incident().equals(reported)) {
            assertThat(siteReadUpTo(active.command().site()))
                    .as("no worker is lost before its site was read up to then")
                    .isGreaterThanOrEqualTo(active.wakeAt());
        }
    }

    private long siteReadUpTo(String site) {
        return siteReadUpTo.getOrDefault(site, 0L);
    }

    Bundle inForce() {
        return inForce;
    }

    /** How many rungs the policy has. */
    int rungs(String policy) {
        return bundle.policies().get(policy).remediate().size();
    }

    private boolean isVerifiedByEvents(Incident incident) {
        int rung = incident.work().rung();
        return rung >= 0
                && bundle.policies()
                                .get(incident.policy())
                                .remediate()
                                .get(rung)
                                .verify()
                                .check()
                        instanceof RecoveryCheck.ByEvents;
    }

    /** A person orders it, and the workers have it. */
    void ordered(OperatorInput input) {
        follow(ordered, input);
    }

    private static void follow(Set<HaltScope> scopes, OperatorInput input) {
        switch (input) {
            case OperatorInput.Halt halt when halt.ended() -> scopes.remove(halt.scope());
            case OperatorInput.Halt halt -> scopes.add(halt.scope());
            case OperatorInput.Resume resume -> scopes.remove(HaltScope.ALL);
            default -> {}
        }
    }

    /** What people have halted and not resumed. */
    Set<HaltScope> halted() {
        return Set.copyOf(ordered);
    }

    /** A worker has started it. */
    void started(Command command, long now) {
        assertThat(command.lane() == SlotType.CALL ? Set.<HaltScope>of() : ordered)
                .as("after halt nothing starts")
                .noneMatch(
                        scope -> scope.covers(command.site(), command.policy(), command.target(), command.incident()));
        recurrences.started(command);
        relapses.started(command);
        assertThat(started.put(command.id(), command.id()))
                .as("no command runs twice")
                .isNull();
        boolean once = command.onWorkerLoss() == OnWorkerLoss.ESCALATE
                && (command.purpose() == Purpose.STEP || command.purpose() == Purpose.ROLLBACK);
        if (once) {
            String step = command.incident() + "/" + command.rung() + "/" + command.step() + "/" + command.purpose()
                    + "/tries";
            Command before = lastOfStep.put(step, command);
            assertThat(before == null || failed.contains(before.id()))
                    .as("an action that must not be run again is started again only after it has failed: " + step)
                    .isTrue();
        }
        if (command.purpose() == Purpose.STEP && undo(command) != null) {
            out.computeIfAbsent(command.incident(), none -> new ArrayList<>()).add(command);
        }
        if (command.purpose() == Purpose.STEP || command.purpose() == Purpose.ROLLBACK) {
            Command other = runningOn.put(command.target(), command);
            assertThat(other == null || now > other.startBy() + other.maxRun())
                    .as("nothing else touches a target while " + other + " may run on it")
                    .isTrue();
        }
    }

    private Undo undo(Command command) {
        ActionDefinition action = bundle.actions().get(command.actionName());
        return action == null ? null : action.undoneBy();
    }

    /** @param notDone it has failed and surely changed nothing */
    void ended(Command command, OutcomeKind kind, boolean notDone) {
        runningOn.remove(command.target(), command);
        if (kind == OutcomeKind.FAILED || kind == OutcomeKind.TIMED_OUT) {
            failed.add(command.id());
        }
        List<Command> taken = out.getOrDefault(command.incident(), new ArrayList<>());
        if (notDone) {
            taken.remove(command);
        } else if (command.purpose() == Purpose.ROLLBACK && kind == OutcomeKind.SUCCEEDED) {
            taken.removeIf(
                    step -> undo(step) instanceof Undo undo && undo.action().equals(command.actionName()));
        }
    }

    void changed(Incident incident) {
        Incident before = published.get(incident.id());
        recurrences.changed(before, incident);
        relapses.changed(before, incident, recordTime);
        published.put(incident.id(), incident);
        assertThat(before == null || !before.state().isOver() || incident.relapses() > before.relapses())
                .as("what is over stays over, but for a relapse of what was healed")
                .isTrue();
        checkStop(incident);
        storms.changed(incident, openBefore(incident.id()));
        approvals.changed(incident);
        if (incident.reason() == Reason.STALE_EVENT) {
            vanished.add(incident);
        }
        if (incident.isToldOfOwed()) {
            told.add(incident.id());
        }
        if (incident.state().isOver() && !told.contains(incident.id())) {
            assertThat(out.getOrDefault(incident.id(), List.of()))
                    .as("what is owed is paid or told: %s", incident)
                    .isEmpty();
        }
        if (incident.work().rungStartedAt() > 0 && !incident.shadow()) {
            TreeMap<String, Long> starts =
                    rungStarts.computeIfAbsent(incident.policy() + "|" + incident.target(), key -> new TreeMap<>());
            String rung = incident.id() + "/" + incident.work().rung();
            switch (incident.work().phase()) {
                case STEPS, ROLLBACK, VERIFY -> {
                    if (starts.put(rung, incident.work().rungStartedAt()) == null) {
                        checkRateLimit(incident, starts);
                    }
                }
                case CONFIRM -> starts.remove(rung); // it looks, or looks once more: nothing was done
                case NONE, ESCALATE -> {}
            }
            String run = incident.id() + "/" + incident.relapses();
            if (incident.work().rung()
                    == firstRungs.computeIfAbsent(run, id -> incident.work().rung())) {
                switch (incident.work().phase()) {
                    case STEPS, ROLLBACK, VERIFY -> {
                        Run started = new Run(incident.target(), incident.work().rungStartedAt());
                        int placed = placedUnder.getOrDefault(run, switches);
                        if (runs.put(run, started) == null && placed == switches) {
                            begun.add(incident.target());
                        }
                    }
                    case CONFIRM -> {
                        runs.remove(run);
                        placedUnder.putIfAbsent(run, switches);
                    }
                    case NONE, ESCALATE -> {}
                }
            }
        }
    }

    private void checkRateLimit(Incident incident, TreeMap<String, Long> starts) {
        RateLimit limit =
                bundle.policies().get(incident.policy()).guards().rateLimits().getFirst();
        long from = recordTime - limit.per().toMillis();
        assertThat(starts.values().stream().filter(at -> at > from).count())
                .as("a rate limit of %s is never exceeded: %s", limit.max(), incident)
                .isLessThanOrEqualTo(limit.max());
    }

    private void checkStop(Incident incident) {
        Incident earlier = openBefore(incident.id());
        int before = earlier == null ? -1 : earlier.work().rung();
        boolean leftOut = earlier != null
                && earlier.work().rungStartedAt() == incident.work().rungStartedAt();
        if (incident.work().rung() > before
                && !leftOut
                && !incident.work().isBeforeFirstRung()
                && !incident.shadow()
                && !incident.policy().equals(acknowledged)) {
            assertThat(stopped)
                    .as("a policy that has stopped itself starts no rung")
                    .doesNotContainKey(incident.policy());
        }
    }

    private void checkStops(DeciderState state) {
        stopped.forEach((policy, runs) -> {
            PolicyRuns after = state.get(PolicyRuns.key(policy), PolicyRuns.class);
            boolean stands = after != null && after.stoppedAt() == runs.stoppedAt();
            assertThat(stands || policy.equals(acknowledged))
                    .as("only a person ends the stop of a policy: " + policy)
                    .isTrue();
        });
        state.forEach(PolicyRuns.PREFIX, PolicyRuns.class, runs -> {
            EffectLimit limit =
                    EffectGuard.limit(bundle.policies().get(runs.policy()).guards());
            long failed = runs.runs().stream()
                    .skip(Math.max(0, runs.runs().size() - limit.runs()))
                    .filter(run -> !run.helped())
                    .count();
            assertThat(runs.hasStopped() || limit.runs() == 0 || failed <= limit.maxFailed())
                    .as("a policy that does not help stops itself: " + runs)
                    .isTrue();
            assertThat(runs.hasStopped() && !runs.told() && tickAt > runs.stoppedAt())
                    .as("a person is called when a policy stops: " + runs)
                    .isFalse();
        });
    }

    /** What is shown of budgets is counted from published incidents, and is what the decider counts. */
    private void show(DeciderState state) {
        List<BudgetStatus> shown = Budgets.of(
                inForce, commit -> Optional.of(ofCommit(commit)), published.values(), maintenances(state), recordTime);
        List<Usage> counted = state.health()
                .usage(inForce, target -> heldResource(state, target))
                .all();
        for (int i = 0; i < counted.size(); i++) {
            assertThat(shown.get(i).usage().disrupted())
                    .as("what is disrupted is the same wherever it is shown")
                    .containsExactlyElementsOf(counted.get(i).disrupted());
            assertThat(shown.get(i).usage().unhealthy())
                    .as("what is unhealthy is the same wherever it is shown")
                    .containsExactlyElementsOf(counted.get(i).unhealthy());
        }
    }

    private static List<Maintenance> maintenances(DeciderState state) {
        List<Maintenance> all = new ArrayList<>();
        state.forEach(MaintenanceState.PREFIX, MaintenanceState.class, standing -> all.add(standing.maintenance()));
        return all;
    }

    private Bundle ofCommit(String commit) {
        return commit.equals(edited.commit()) ? edited : bundle;
    }

    private @Nullable Resource heldResource(DeciderState state, String target) {
        TargetLease lease = state.get(TargetLease.key(target), TargetLease.class);
        Incident holder = lease == null ? null : state.incident(lease.incident());
        return holder == null ? null : ofCommit(holder.commit()).resources().get(target);
    }

    /** The input has been applied; its effects follow. */
    void applied(DeciderState state) {
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        Bundle now = active != null && active.commit().equals(edited.commit()) ? edited : bundle;
        switches += now == inForce ? 0 : 1;
        inForce = now;
    }

    /** Called after an input with effects: without them, nothing of this can change. */
    void hold(DeciderState state) {
        checkStops(state);
        maintenances.hold(recordTime, state);
        storms.hold(state, tickAt, incident -> maintenances.holds(incident, inForce));
        if (held++ % SHOWN_EACH == 0) {
            show(state);
        }
        for (Incident incident : vanished) {
            LastRemediation last = state.get(LastRemediation.key(incident.target()), LastRemediation.class);
            long newest =
                    Math.max(incident.detection().time(), incident.symptom().lastMatch());
            assertThat(last != null && last.at() >= newest || silences.heldBack(incident, newest))
                    .as(
                            "nothing vanishes because it waited here, but for a remediation, a silence or a time interval"
                                    + " after which it did not come again: %s",
                            incident)
                    .isTrue();
        }
        vanished.clear();
        Set<String> leased = new HashSet<>();
        state.forEach("lease|", TargetLease.class, lease -> leased.add(lease.target()));
        Set<String> more = new HashSet<>(leased);
        more.removeAll(leasedBefore);
        leasedBefore = leased;
        inForce.budgets().values().forEach(budget -> holds(budget, more, state));
        begun.clear();
        state.openIncidents()
                .forEach(incident -> rungs.put(incident.id(), incident.work().rung()));
        state.forEach(WorkerState.ALL, WorkerState.class, worker -> {
            for (SlotType lane : SlotType.values()) {
                assertThat(CommandScheduler.sentIn(state, worker, lane))
                        .as("no more is outstanding with a worker than its slots")
                        .isLessThanOrEqualTo(worker.report().slots(lane));
            }
        });
        state.forEach(
                "lease|",
                TargetLease.class,
                lease -> assertThat(state.incident(lease.incident()))
                        .as("a target is held by an open incident only: " + lease)
                        .isNotNull());
    }

    /**
     * A limit is judged when a run begins: an edit that lowers it ends nothing.
     *
     * @param more targets that are held since this input
     */
    private void holds(DisruptionBudget budget, Set<String> more, DeciderState state) {
        List<Resource> selected =
                inForce.resources().values().stream().filter(budget::selects).toList();
        boolean isMore = more.stream().anyMatch(target -> isSelected(budget, target));
        Set<String> unavailable = new HashSet<>(leasedBefore);
        unavailable.addAll(maintenances.throughout(inForce));
        List<Resource> disrupted = unavailable.stream()
                .filter(target -> isSelected(budget, target))
                .map(resources::get)
                .toList();
        if (isMore && budget.maxDisrupted() != null) {
            assertThat(disrupted.size())
                    .as("a budget is never exceeded: " + budget.name())
                    .isLessThanOrEqualTo(budget.mostDisrupted(selected.size()));
        }
        if (begun.stream().anyMatch(target -> isSelected(budget, target))) {
            for (RateLimit limit : budget.rateLimits()) {
                long from = recordTime - limit.per().toMillis();
                assertThat(runs.values().stream()
                                .filter(run -> isSelected(budget, run.target()) && run.at() > from)
                                .count())
                        .as("no more runs begin in any window than a budget allows: " + budget.name())
                        .isLessThanOrEqualTo(limit.max());
            }
        }
        DisruptionBudget.Domains by = budget.domains();
        if (by == null) {
            return;
        }
        Map<String, Set<String>> domains = selected.stream()
                .collect(Collectors.groupingBy(
                        resource -> DisruptionBudget.valueOf(by.label(), resource),
                        Collectors.mapping(Resource::name, Collectors.toSet())));
        if (isMore && by.maxDisrupted() != null) {
            assertThat(disrupted.stream()
                            .map(resource -> DisruptionBudget.valueOf(by.label(), resource))
                            .distinct()
                            .count())
                    .as("no more domains are disrupted than a budget allows: " + budget.name())
                    .isLessThanOrEqualTo(by.mostDisrupted(domains.size()));
        }
        domains.forEach((value, members) -> holdsHandsOff(budget, by, value, members, state));
    }

    private boolean isSelected(DisruptionBudget budget, String target) {
        Resource resource = resources.get(target);
        return resource != null && budget.selects(resource);
    }

    private void holdsHandsOff(
            DisruptionBudget budget,
            DisruptionBudget.Domains by,
            String value,
            Set<String> members,
            DeciderState state) {
        List<Incident> open = state.openIncidents().stream()
                .filter(incident -> !incident.shadow()
                        && members.contains(incident.target())
                        && !maintenances.holds(incident, inForce))
                .toList();
        long ill = open.stream().map(Incident::target).distinct().count();
        boolean released = state.get(
                        CancelledSymptom.key(
                                "",
                                Labels.of(
                                        AlarmGroup.DOMAIN,
                                        budget.name() + "/" + by.label() + (value.isEmpty() ? "" : "=" + value))),
                        CancelledSymptom.class)
                != null;
        if (ill >= by.handsOffAt(members.size()) && !released) {
            assertThat(open)
                    .as("no rung begins in a domain with a shared cause")
                    .noneMatch(incident -> !incident.work().isBeforeFirstRung()
                            && incident.work().rung() > rungs.getOrDefault(incident.id(), -1));
        }
    }

    void decided(Detection detection, DeciderState state, List<Effect> effects) {
        boolean ignored =
                state.get(IgnoredDetections.key(detection.policy(), detection.group()), IgnoredDetections.class)
                        != null;
        boolean recorded = effects.stream()
                .anyMatch(effect -> effect instanceof Effect.PublishAudit audited
                        && audited.audit().policy().equals(detection.policy())
                        && (audited.audit().kind() == AuditRecord.AuditKind.DECISION
                                || audited.audit().kind() == AuditRecord.AuditKind.REPEAT));
        assertThat(ignored || recorded || state.openIncident(detection.policy(), detection.group()) != null)
                .as("every detection is decided and recorded: %s: %s", detection, effects)
                .isTrue();
    }
}
