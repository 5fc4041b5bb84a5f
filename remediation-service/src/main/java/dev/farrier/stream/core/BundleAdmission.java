package dev.farrier.stream.core;

import dev.farrier.decide.Decider;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.DeciderInput;
import dev.farrier.policy.Usability;
import dev.farrier.stream.topology.ActivePolicies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which commits this core can use, and appends that to the decider's log: commits that are to come into force, and
 * commits that an earlier core could not use, since this one may be newer. Never blocks.
 */
final class BundleAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(BundleAdmission.class);

    /** Policies and their activation are published in one transaction, but reach core by two topics. */
    static final long ARRIVAL_TIMEOUT = 10_000;

    /** An input that has not come back through the log by then is appended again; the decider applies it once. */
    static final long RESEND_AFTER = 5_000;

    private static final long RECHECK_AFTER = 1_000;

    private final ActivePolicies policies;
    private final Map<String, Long> firstSeen = new HashMap<>();
    private final Map<DeciderInput, Long> appendedAt = new HashMap<>();
    private long lastCheck;

    BundleAdmission(ActivePolicies policies) {
        this.policies = policies;
    }

    /**
     * What is to be appended to the log.
     *
     * @param now epoch milliseconds
     */
    List<DeciderInput> evaluate(long now, Decider decider) {
        Map<String, String> activations = decider.activations();
        if (!activations.containsValue("") && now - lastCheck < RECHECK_AFTER) {
            return List.of(); // a refused bundle may become usable, but not within a second
        }
        lastCheck = now;
        List<DeciderInput> inputs = new ArrayList<>();
        firstSeen.keySet().retainAll(activations.keySet());
        activations.forEach((commit, refusal) -> verdict(commit, refusal, now).ifPresent(inputs::add));
        for (String commit : decider.unusable()) {
            if (policies.usability(commit).state() == Usability.Availability.USABLE) {
                inputs.add(new BundleUsable(commit));
            }
        }
        inputs.removeIf(input -> now - appendedAt.getOrDefault(input, now - RESEND_AFTER) < RESEND_AFTER);
        appendedAt.values().removeIf(at -> now - at >= RESEND_AFTER);
        inputs.forEach(input -> {
            appendedAt.put(input, now);
            if (input instanceof BundleRefused refused) {
                LOG.error("The policies of bundle {} are refused: {}", refused.commit(), refused.why());
            }
        });
        return inputs;
    }

    private Optional<DeciderInput> verdict(String commit, String refusal, long now) {
        long since = firstSeen.computeIfAbsent(commit, c -> now);
        boolean mayArrive = now - since < ARRIVAL_TIMEOUT;
        if (policies.superseded(commit)) {
            return mayArrive || !refusal.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new BundleRefused(commit, "they are not the ones that were published last"));
        }
        Usability usability = policies.usability(commit);
        return switch (usability.state()) {
            case USABLE -> Optional.of(new BundleUsable(commit));
            case UNDECIDED -> Optional.empty();
            case UNKNOWN ->
                mayArrive || !refusal.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new BundleRefused(commit, usability.why()));
            case REFUSED ->
                refusal.isEmpty() ? Optional.of(new BundleRefused(commit, usability.why())) : Optional.empty();
        };
    }

    /**
     * A commit that is in use, can't be used here, and of which the decider does not know that; empty when a retry may find
     * the commit.
     */
    Optional<BundleRefused> lostBundle(Decider decider) {
        for (String commit : decider.inUse()) {
            Usability usability = policies.usability(commit);
            boolean lost = usability.state() == Usability.Availability.REFUSED
                    || usability.state() == Usability.Availability.UNKNOWN;
            if (lost && !decider.unusable().contains(commit)) {
                LOG.error(
                        "Core can no longer use the policies of bundle {}, which are in force; it does nothing under "
                                + "them: {}",
                        commit,
                        usability.why());
                return Optional.of(new BundleRefused(commit, usability.why()));
            }
        }
        return Optional.empty();
    }
}
