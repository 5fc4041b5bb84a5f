package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Storms that last longer than the events are worth acting on: what waited for their end then calls a person, each incident one. */
public final class StormWarnings {
    private static final int NAMED = 3;

    private StormWarnings() {}

    /** @param guards as written; they have the policy's own breaker if there is one */
    static void warnOfOwn(Policy policy, MapReader guards) {
        StormLimit limit = policy.guards().storm();
        if (limit != null && expiresIn(policy, limit)) {
            guards.problems()
                    .warning(
                            guards.keyLocation(Guards.STORM),
                            "a storm lasts until no new incident has come for "
                                    + Durations.format(limit.calmFor()) + ", and an event older than staleAfter, "
                                    + Durations.format(policy.guards().staleAfter())
                                    + ", is not acted on: each incident that waited for the end of the storm calls a person,"
                                    + " unless its symptom shows again; write " + instead(limit));
        }
    }

    /** Each breaker is reported once, with the policies whose events it lets expire; read after all policies. */
    public static void warnOfBreakers(List<Document> documents, Catalog catalog, Collection<Policy> policies) {
        for (Document document : documents) {
            StormBreaker breaker = catalog.stormBreakers().get(document.name());
            if (breaker == null) {
                continue;
            }
            StormLimit limit = breaker.limit();
            List<String> expiring = policies.stream()
                    .filter(policy -> expiresIn(policy, limit))
                    .map(Policy::name)
                    .toList();
            if (!expiring.isEmpty()) {
                document.problems()
                        .warning(
                                document.location(),
                                "the storm lasts until no new incident has come for "
                                        + Durations.format(limit.calmFor()) + ", not less than staleAfter of "
                                        + (expiring.size() == 1 ? "policy " : "policies ")
                                        + Phrases.first(expiring, NAMED)
                                        + ": each of their incidents that waited for the end of the storm calls a person,"
                                        + " unless its symptom shows again; write there " + instead(limit));
            }
        }
    }

    /**
     * Whether an event that nothing follows is too old when the storm is over. The newest is {@code calmFor} old then, and a little
     * more until everything is read. What is asked again by {@code confirm}, lasts until it clears, or is over by then does not expire.
     */
    private static boolean expiresIn(Policy policy, StormLimit limit) {
        Duration staleAfter = policy.guards().staleAfter();
        return policy.acts()
                && !policy.remediate().isEmpty()
                && policy.remediate().getFirst().confirm() == null
                && !policy.lastsUntilCleared()
                && !(policy.clears() instanceof Clearing.QuietFor quiet
                        && quiet.duration().compareTo(staleAfter) < 0)
                && staleAfter.compareTo(limit.calmFor()) <= 0;
    }

    private static String instead(StormLimit limit) {
        return "guards: {staleAfter: " + Durations.format(limit.calmFor().plus(limit.per()))
                + "} or longer, or confirm in the first rung";
    }
}
