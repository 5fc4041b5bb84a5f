package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy.Recurrence;
import dev.farrier.policy.Policy.Recurring;
import dev.farrier.policy.Rung;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code recurrence} of a policy. */
final class RecurrenceReader {
    static final String RECURRENCE_KEY = "recurrence";

    /** Bounds what the decider keeps of one policy and target. */
    private static final int MOST = 100;

    private static final Duration LONGEST = Duration.ofDays(365);

    static final YamlMap RECURRENCE = YamlMap.of(
            RECURRENCE_KEY,
            "What is healed again and again is not healed. An incident counts as healed when its symptom ended by a rung and no"
                    + " person was called. Heals are counted by policy and target.");
    private static final YamlKey<Integer> MAX = RECURRENCE.required(
            "max",
            integer(1, MOST),
            "When the policy has healed the target so often within per, the next incident there is not treated as usual.");
    private static final YamlKey<Duration> PER =
            RECURRENCE.required("per", positiveDuration(LONGEST), "The length of the window, at most 1y.");
    private static final YamlKey<Recurring> THEN = RECURRENCE.optional(
            "then",
            choice(Recurring.class),
            Recurring.PERSON,
            "person: a person is called, and nothing is run. stop: the same, and the policy does nothing on the target until that"
                    + " person cancels or retries the incident. next-rung: the incident begins with the rung after the one that"
                    + " healed the last incident; when there is none, a person is called.");

    private RecurrenceReader() {}

    static @Nullable Recurrence read(MapReader spec, YamlKey<MapReader> key, List<Rung> rungs, Guards guards) {
        MapReader written = spec.find(key);
        if (written == null || !written.has(MAX) || !written.has(PER)) {
            return null;
        }
        Recurrence recurrence = new Recurrence(written.get(MAX), written.get(PER), written.get(THEN));
        if (rungs.isEmpty()) {
            spec.problems()
                    .error(
                            spec.keyLocation(key),
                            "the policy has no rungs, so it never heals anything: write remediate, or no recurrence");
        } else if (recurrence.then() == Recurring.NEXT_RUNG && rungs.size() == 1) {
            written.error(
                    THEN,
                    "there is no next rung, the policy has one: write then: person, or a second rung in remediate");
        } else {
            warnOfUnreachable(written, recurrence, guards.cooldown());
        }
        return recurrence;
    }

    /** Between two heals the cooldown passes. */
    private static void warnOfUnreachable(MapReader written, Recurrence recurrence, Duration cooldown) {
        Duration least = cooldown.multipliedBy(recurrence.max() - 1L);
        if (least.compareTo(recurrence.per()) >= 0) {
            written.problems()
                    .warning(
                            written.location(PER),
                            "never reached: with a cooldown of " + Durations.format(cooldown) + " it takes "
                                    + Durations.format(least) + " or more to heal one target "
                                    + Phrases.count(recurrence.max(), "time")
                                    + "; write a longer per or a smaller max");
        }
    }
}
