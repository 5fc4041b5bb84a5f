package dev.farrier.stream.core;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.DeciderInput;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.Usability;
import dev.farrier.stream.client.AppliedLog;
import dev.farrier.stream.topology.ActivePolicies;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the decider's state again from its log when the state is gone: without it core would forget open incidents, halts, and what
 * counts against limits. All effects were written when the inputs were applied first, so they are dropped here.
 *
 * <p>It outlives the task that asks for it: the log of a month may take longer than the group lets a member be silent, and the next
 * attempt goes on where this one was. For one thread at a time.
 */
final class StateRebuild {
    /** What core has applied, as far as there is a record of it. */
    @FunctionalInterface
    interface AppliedInputs {
        AppliedInputs NONE = (from, to) -> {};

        /** Hands over each input from this offset on. */
        void replay(long from, AppliedLog.InputHandler<DeciderInput> to);
    }

    private static final Logger LOG = LoggerFactory.getLogger(StateRebuild.class);

    private final AppliedInputs inputs;
    private final ActivePolicies policies;
    private final DeciderSettings settings;
    private final TreeMap<String, StateRecord> records = new TreeMap<>();
    private long next;
    private DeciderState state = new DeciderState();

    StateRebuild(AppliedInputs inputs, ActivePolicies policies, DeciderSettings settings) {
        this.inputs = inputs;
        this.policies = policies;
        this.settings = settings;
    }

    /** The records of the state after all inputs; empty when there are none. */
    synchronized List<StateRecord> fold() {
        state = DeciderState.restore(records.values()); // the last attempt may have ended in the middle of an input
        inputs.replay(next, (offset, at, input) -> {
            apply(input, at);
            next = offset + 1;
        });
        return List.copyOf(records.values());
    }

    /** The task works with its state: nothing of this is needed any more. */
    synchronized void forget() {
        if (next > 0) {
            next = 0;
            records.clear();
            state = new DeciderState();
        }
    }

    private void apply(DeciderInput input, long at) {
        try {
            new Decider(policies, state, settings).apply(at, input);
        } catch (UnknownCommitException e) {
            state = DeciderState.restore(records.values());
            if (input instanceof BundleUsable usable
                    && policies.usability(usable.commit()).state() != Usability.Availability.UNDECIDED) {
                LOG.warn(
                        "Nobody keeps the policies of {} any more: what was decided under them is forgotten",
                        usable.commit());
                apply(new BundleRefused(usable.commit(), "they are not kept any more"), at);
            } else {
                // As when it was applied first: a bundle that is gone must not stop the others.
                Decider before = new Decider(policies, state, settings);
                apply(new BundleAdmission(policies).lostBundle(before).orElseThrow(() -> e), at);
                apply(input, at);
            }
            return;
        }
        save();
    }

    private void save() {
        state.drainChanges((key, record) -> {
            if (record == null) {
                records.remove(key);
            } else {
                records.put(key, record);
            }
        });
    }
}
