package dev.farrier.simulation;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.SlotType;
import dev.farrier.model.Texts;
import dev.farrier.model.Tick;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.simulation.Simulation.Pace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One decider of a simulation, with the outcomes of its commands. */
final class SimulatedDecider {
    private final Bundle bundle;
    private final Pace pace;
    private final CommandOutcomes outcomes;
    private final Transcript transcript;
    private final AssumedDeployment deployment;
    private final DeciderState state = new DeciderState();
    private final Decider decider;
    private final Deque<DeciderInput> inputs = new ArrayDeque<>();
    /** Outcomes that the decider gets when the simulation settles, by site. */
    private final TreeMap<String, Deque<List<Outcome>>> unsettled = new TreeMap<>();
    /** Up to when the clocks of operators and sites were moved, epoch milliseconds. */
    private long markedAt = Long.MIN_VALUE;

    private Simulation.@Nullable Listener listener;

    SimulatedDecider(Bundle bundle, Pace pace, CommandOutcomes outcomes, Transcript transcript) {
        this.bundle = bundle;
        this.pace = pace;
        this.outcomes = outcomes;
        this.transcript = transcript;
        this.deployment = new AssumedDeployment(bundle);
        this.decider = new Decider(commit -> bundle, state);
    }

    void listener(Simulation.@Nullable Listener newListener) {
        listener = newListener;
    }

    /** The bundle comes into force, and every site has a worker. */
    void start(long now) {
        if (pace == Pace.EACH_SECOND) {
            apply(now, new Tick());
        }
        apply(now, new OperatorInput.BundleActivated(bundle.commit()));
        apply(now, new BundleUsable(bundle.commit()));
        for (String site : deployment.sites()) {
            apply(now, new OperatorInput.SiteSeen(site));
            apply(now, AssumedDeployment.worker(site));
        }
    }

    boolean isUnderWay(long readUpTo) {
        return nextQuiet(readUpTo) != Long.MAX_VALUE
                || state.openIncidents().stream().anyMatch(incident -> incident.state() != IncidentState.ESCALATED);
    }

    boolean hasBacklog() {
        return decider.hasBacklog();
    }

    /** When a timer is next due, epoch milliseconds; {@link Long#MAX_VALUE}: no timer is set. */
    long nextDue() {
        return decider.nextDue().orElse(Long.MAX_VALUE);
    }

    /** When an open incident may next end because its sources were read that far and nothing came. */
    long nextQuiet(long readUpTo) {
        return state.nextRead(readUpTo);
    }

    /** Operators and workers were read up to now. */
    void mark(long now) {
        deployment.progress(now).forEach(progress -> apply(now, progress));
    }

    void apply(long now, DeciderInput input) {
        if (pace == Pace.EXACT && now > markedAt) {
            markedAt = now;
            inputs.add(new Tick());
            inputs.addAll(deployment.progress(now));
        }
        inputs.add(input);
        while (!inputs.isEmpty()) {
            applyNext(now, inputs.remove());
        }
    }

    private void applyNext(long now, DeciderInput input) {
        List<Effect> effects = decider.apply(now, input);
        if (input instanceof Detection detection) {
            transcript.detection(detection, effects);
        }
        transcript.effects(effects);
        if (listener != null) {
            listener.decided(now, input, effects);
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.SendCommand send) {
                finish(send.command(), effects, now);
            } else if (effect instanceof Effect.RevokeCommand revoke) {
                inputs.add(revoke.claim());
            } else if (pace == Pace.EXACT && effect instanceof Effect.PublishIncident changed) {
                approve(changed.incident());
            }
        }
    }

    /** Whoever is asked says yes at once. */
    private void approve(Incident incident) {
        ApprovalRequest request = incident.approval();
        Policy policy = bundle.policies().get(incident.policy());
        if (incident.state() != IncidentState.AWAITING_APPROVAL || request == null || policy == null) {
            return;
        }
        Approval approval = policy.remediate().get(incident.work().rung() + 1).approvalOrDefault();
        int said = request.by().size();
        List<String> named = List.copyOf(approval.names());
        String by = said < named.size() ? named.get(said) : "assumed-" + said;
        List<String> roles = Stream.of(Approval.Role.values()).map(Texts::code).toList();
        inputs.add(new OperatorInput.AnswerApproval(incident.id(), request.rung(), true, by, roles, "assumed"));
    }

    private void finish(Command command, List<Effect> effects, long now) {
        List<Outcome> all = command.lane() == SlotType.CALL
                ? outcomes.ofCall(command, now)
                : outcomes.of(command, incident(command, effects), now);
        if (pace == Pace.EXACT) {
            inputs.addAll(all);
        } else {
            unsettled
                    .computeIfAbsent(command.site(), site -> new ArrayDeque<>())
                    .add(all);
        }
    }

    /** A decider that sends a command changes its incident in the same step. */
    private static Incident incident(Command command, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishIncident changed
                    && changed.incident().id().equals(command.incident())) {
                return changed.incident();
            }
        }
        throw new IllegalStateException("no incident " + command.incident() + " of command " + command.id());
    }

    /** Finishes the commands that were sent, and those that are sent because of it: site by site, until none is left. */
    void settle(long now) {
        while (!unsettled.isEmpty()) {
            for (String site : List.copyOf(unsettled.keySet())) {
                Deque<List<Outcome>> ofSite = unsettled.getOrDefault(site, new ArrayDeque<>());
                while (!ofSite.isEmpty()) {
                    ofSite.remove().forEach(outcome -> apply(now, outcome));
                }
            }
            unsettled.values().removeIf(Deque::isEmpty);
        }
    }
}
