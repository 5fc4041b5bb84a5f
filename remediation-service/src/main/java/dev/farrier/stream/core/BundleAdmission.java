package dev.farrier.stream.core;

import dev.farrier.stream.topology.ActivePolicies;
import dev.farrier.decide.Decider;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.DeciderInput;
import dev.farrier.policy.Usability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which commits can be used here, for the decider's log: those that are to come into force, and those that could
 * not be used before, for this may be a newer core. Never waits.
 */
final class BundleAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(BundleAdmission.class);

    /** Policies are published and asked for in one transaction, but reach us by two topics. */
    static final long PATIENCE = 10_000;

    /** A word that has not come back through the log by then is said again: it changes nothing twice. */
    static final long LOST_AFTER = 5_000;

    private static final long AGAIN_AFTER = 1_000;

    private final ActivePolicies policies;
    private final Map<String, Long> firstSeen = new HashMap<>();
    private final Map<DeciderInput, Long> said = new HashMap<>();
    private long lastLook;

    BundleAdmission(ActivePolicies policies) {
        this.policies = policies;
    }

    /** What is to be said now, epoch milliseconds. */
    List<DeciderInput> evaluate(long now, Decider decider) {
        Map<String, String> activations = decider.activations();
        if (!activations.containsValue("") && now - lastLook < AGAIN_AFTER) {
            return List.of(); // what is refused may be usable one day, but not this moment
        }
        lastLook = now;
        List<DeciderInput> words = new ArrayList<>();
        firstSeen.keySet().retainAll(activations.keySet());
        activations.forEach((commit, refusal) -> verdict(commit, refusal, now).ifPresent(words::add));
        for (String commit : decider.unusable()) {
            if (policies.usability(commit).state() == Usability.Availability.USABLE) {
                words.add(new BundleUsable(commit));
            }
        }
        words.removeIf(word -> now - said.getOrDefault(word, now - LOST_AFTER) < LOST_AFTER);
        said.values().removeIf(at -> now - at >= LOST_AFTER);
        words.forEach(word -> {
            said.put(word, now);
            if (word instanceof BundleRefused refused) {
                LOG.error("The policies of bundle {} are refused: {}", refused.commit(), refused.why());
            }
        });
        return words;
    }

    private Optional<DeciderInput> verdict(String commit, String refusal, long now) {
        long since = firstSeen.computeIfAbsent(commit, c -> now);
        boolean patient = now - since < PATIENCE;
        if (policies.superseded(commit)) {
            return patient || !refusal.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new BundleRefused(commit, "they are not the ones that were published last"));
        }
        Usability usability = policies.usability(commit);
        return switch (usability.state()) {
            case USABLE -> Optional.of(new BundleUsable(commit));
            case UNDECIDED -> Optional.empty();
            case UNKNOWN ->
                patient || !refusal.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new BundleRefused(commit, usability.why()));
            case REFUSED ->
                refusal.isEmpty() ? Optional.of(new BundleRefused(commit, usability.why())) : Optional.empty();
        };
    }

    /**
     * Of the commits in use one that can't be used here and of which the decider does not know that; empty when the next try
     * may find it.
     */
    Optional<BundleRefused> lostBundle(Decider decider) {
        for (String commit : decider.inUse()) {
            Usability usability = policies.usability(commit);
            boolean lost = usability.state() == Usability.Availability.REFUSED
                    || usability.state() == Usability.Availability.UNKNOWN;
            if (lost && !decider.unusable().contains(commit)) {
                LOG.error(
                        "The policies of bundle {} are in use and can't be used any more; nothing is done under them: {}",
                        commit,
                        usability.why());
                return Optional.of(new BundleRefused(commit, usability.why()));
            }
        }
        return Optional.empty();
    }
}
