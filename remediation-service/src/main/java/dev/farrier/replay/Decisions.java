package dev.farrier.replay;

import dev.farrier.decide.Decider;
import dev.farrier.decide.DeciderState;
import dev.farrier.decide.Effect;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.SlotType;
import dev.farrier.policy.Bundle;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A decider of a replay: what it sends ends as assumed, and nothing else happens than what it is told. */
final class Decisions {
    private final Bundle bundle;
    private final CommandOutcomes outcomes;
    private final Transcript transcript;
    private final DeciderState state = new DeciderState();
    private final Decider decide;
    private final AssumedDeployment deployment;
    /** Up to when all clocks but those of sources were moved. */
    private long markedAt = Long.MIN_VALUE;

    private Replay.@Nullable Listener listener;

    Decisions(Bundle bundle, CommandOutcomes outcomes, Transcript transcript) {
        this.bundle = bundle;
        this.outcomes = outcomes;
        this.transcript = transcript;
        this.decide = new Decider(commit -> bundle, state);
        this.deployment = new AssumedDeployment(bundle);
    }

    void listener(Replay.Listener hears) {
        listener = hears;
    }

    void begin(long time) {
        feed(time, new OperatorInput.BundleActivated(bundle.commit()));
        feed(time, new BundleUsable(bundle.commit()));
        for (String site : deployment.sites()) {
            feed(time, new OperatorInput.SiteSeen(site));
            feed(time, AssumedDeployment.worker(site));
        }
    }

    boolean isUnderWay(long readUpTo) {
        return nextQuiet(readUpTo) != Long.MAX_VALUE
                || state.openIncidents().stream().anyMatch(incident -> incident.state() != IncidentState.ESCALATED);
    }

    /** When a timer is next due, epoch milliseconds; {@link Long#MAX_VALUE} when none is. */
    long nextDue() {
        return decide.nextDue().orElse(Long.MAX_VALUE);
    }

    /**
     * When an open incident may next end because nothing was heard: the decider learns of quiet from how far its sources
     * were read, so the replay stops at exactly these times and tells it.
     */
    long nextQuiet(long readUpTo) {
        return state.nextRead(readUpTo);
    }

    void feed(long now, DeciderInput first) {
        Queue<DeciderInput> inputs = new ArrayDeque<>();
        if (now > markedAt) {
            markedAt = now;
            inputs.addAll(deployment.marks(now));
        }
        inputs.add(first);
        while (!inputs.isEmpty()) {
            DeciderInput input = inputs.remove();
            List<Effect> effects = decide.apply(now, input);
            if (input instanceof Detection detection) {
                transcript.detection(detection, effects);
            }
            transcript.effects(effects);
            if (listener != null) {
                listener.decided(now, input, effects);
            }
            for (Effect effect : effects) {
                if (effect instanceof Effect.SendCommand send) {
                    inputs.addAll(
                            send.command().lane() == SlotType.CALL
                                    ? AssumedOutcomes.delivered(send.command(), now)
                                    : outcomes.of(send.command(), incident(send.command(), effects), now));
                } else if (effect instanceof Effect.RevokeCommand revoke) {
                    inputs.add(revoke.claim());
                }
            }
        }
    }

    /** An incident that sends a command has changed. */
    private static Incident incident(Command command, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishIncident changed
                    && changed.incident().id().equals(command.incident())) {
                return changed.incident();
            }
        }
        throw new IllegalStateException("no incident " + command.incident() + " of command " + command.id());
    }
}
