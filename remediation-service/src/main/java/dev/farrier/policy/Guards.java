package dev.farrier.policy;

import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The guards of one policy, with the defaults for the risk of its strongest rung.
 *
 * @param types in the order in which they are asked
 * @param settings name of the guard → the value of its keys
 */
public record Guards(List<GuardType> types, SortedMap<String, Object> settings) {
    public static final String COOLDOWN = "cooldown";
    public static final String RATE_LIMIT = "rateLimit";
    public static final String ATTEMPTS = "attempts";
    public static final String STALE_AFTER = "staleAfter";
    public static final String MAX_UNHEALTHY = "maxUnhealthy";
    public static final String STORM = "storm";

    public Guards {
        types = types.stream().sorted(Comparator.comparingInt(GuardType::order)).toList();
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** The installed guards with these settings. */
    public Guards(Duration cooldown, List<RateLimit> rateLimits, RateLimit attempts, Duration staleAfter) {
        this(
                Extensions.installed().guards(),
                new TreeMap<>(Map.of(
                        COOLDOWN,
                        cooldown,
                        RATE_LIMIT,
                        List.copyOf(rateLimits),
                        ATTEMPTS,
                        attempts,
                        STALE_AFTER,
                        staleAfter)));
    }

    /** The value of the guard's keys; null: it has none. */
    public @Nullable Object setting(String guard) {
        return settings.get(guard);
    }

    /** How long the policy leaves a target alone after an incident ended in which a rung was started. */
    public Duration cooldown() {
        return required(COOLDOWN, Duration.class);
    }

    /** All of these limits must hold. */
    @SuppressWarnings("unchecked") // the guard reads a list of limits
    public List<RateLimit> rateLimits() {
        return required(RATE_LIMIT, List.class);
    }

    /** Limits the rungs of all policies on one target; at the limit the decider calls a person. */
    public RateLimit attempts() {
        return required(ATTEMPTS, RateLimit.class);
    }

    /** An event older than this, by the decider's clock, is not acted on. */
    public Duration staleAfter() {
        return required(STALE_AFTER, Duration.class);
    }

    /** How many resources of one group may have an open incident of the policy when it starts something; null: any number. */
    public @Nullable Amount maxUnhealthy() {
        return (Amount) settings.get(MAX_UNHEALTHY);
    }

    /** How many new incidents of the policy are a storm; null: any number is none. */
    public @Nullable StormLimit storm() {
        return (StormLimit) settings.get(STORM);
    }

    private <T> T required(String guard, Class<T> type) {
        Object value = settings.get(guard);
        if (value == null) {
            throw new IllegalStateException("the guard " + guard + " is not installed");
        }
        return type.cast(value);
    }

    /**
     * At most {@code max} rungs started in any {@code per}.
     *
     * @param max at least 1
     * @param by what is counted apart: {@code target}, or resource labels; empty: the whole policy
     */
    public record RateLimit(int max, Duration per, List<String> by) {
        public RateLimit {
            by = List.copyOf(by);
        }
    }
}
