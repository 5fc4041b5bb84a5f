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
import dev.farrier.stream.topology.ActivePolicies;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the decider's state again from its log when the state is gone: without it core would forget open incidents, halts, and what
 * counts against limits. All effects were written when the inputs were applied first, so they are dropped here.
 */
final class StateRebuild {
    /** What core has applied, as far as there is a record of it. */
    @FunctionalInterface
    interface AppliedInputs {
        AppliedInputs NONE = to -> 0;

        /**
         * Hands over each input with its append time, epoch milliseconds.
         *
         * @return 0: core has applied nothing yet, and an empty state is right
         */
        long replay(ObjLongConsumer<DeciderInput> to);
    }

    private static final Logger LOG = LoggerFactory.getLogger(StateRebuild.class);

    private final ActivePolicies policies;
    private final DeciderSettings settings;
    private final BundleAdmission admission;
    private final TreeMap<String, StateRecord> records = new TreeMap<>();
    private DeciderState state = new DeciderState();
    private Decider decider;

    private StateRebuild(ActivePolicies policies, DeciderSettings settings) {
        this.policies = policies;
        this.settings = settings;
        admission = new BundleAdmission(policies);
        decider = new Decider(policies, state, settings);
    }

    /** The records of the state after these inputs; empty when there are none. */
    static Collection<StateRecord> fold(AppliedInputs inputs, ActivePolicies policies, DeciderSettings settings) {
        StateRebuild rebuild = new StateRebuild(policies, settings);
        inputs.replay((input, at) -> rebuild.apply(input, at));
        return List.copyOf(rebuild.records.values());
    }

    private void apply(DeciderInput input, long at) {
        try {
            decider.apply(at, input);
        } catch (UnknownCommitException e) {
            state = DeciderState.restore(records.values());
            decider = new Decider(policies, state, settings);
            if (input instanceof BundleUsable usable
                    && policies.usability(usable.commit()).state() != Usability.Availability.UNDECIDED) {
                LOG.warn(
                        "Nobody keeps the policies of {} any more: what was decided under them is forgotten",
                        usable.commit());
                apply(new BundleRefused(usable.commit(), "they are not kept any more"), at);
            } else {
                // As when it was applied first: a bundle that is gone must not stop the others.
                apply(admission.lostBundle(decider).orElseThrow(() -> e), at);
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
