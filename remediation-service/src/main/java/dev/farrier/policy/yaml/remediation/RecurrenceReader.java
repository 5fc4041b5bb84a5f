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

/** {@code recurrence} and {@code relapse} of a policy. */
final class RecurrenceReader {
    static final String RECURRENCE_KEY = "recurrence";

    /** Bounds what the decider keeps of one policy and target. */
    private static final int MOST = 100;

    private static final Duration LONGEST = Duration.ofDays(365);

    /** Bounds for how long the decider keeps an incident that was healed. */
    static final Duration LONGEST_RELAPSE = Duration.ofDays(1);

    static final YamlMap RECURRENCE = YamlMap.of(
            RECURRENCE_KEY,
            "What is healed again and again is not healed. An incident counts as healed when its symptom ended by a"
                    + " rung and no person was called. Heals are counted by policy and target.");
    private static final YamlKey<Integer> MAX = RECURRENCE.required(
            "max",
            integer(1, MOST),
            "When the policy has healed the target so often within per, the next incident there is not treated as"
                    + " usual.");
    private static final YamlKey<Duration> PER =
            RECURRENCE.required("per", positiveDuration(LONGEST), "The length of the window, at most 1y.");
    private static final YamlKey<Recurring> THEN = RECURRENCE.optional(
            "then",
            choice(Recurring.class),
            Recurring.PERSON,
            "person: a person is called, and nothing is run. stop: the same, and the policy does nothing on the target"
                    + " until that person cancels or retries the incident. next-rung: the incident begins with the rung"
                    + " after the one that healed the last incident; when there is none, a person is called.");

    private RecurrenceReader() {}

    static @Nullable Recurrence read(
            MapReader spec, YamlKey<MapReader> key, List<Rung> rungs, Guards guards, Duration relapse) {
        MapReader written = spec.find(key);
        if (written == null) {
            return null;
        }
        Integer max = written.find(MAX);
        Duration per = written.find(PER);
        Recurring then = written.get(THEN);
        if (max == null || per == null) {
            return null;
        }
        Recurrence recurrence = new Recurrence(max, per, then);
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
            warnOfUnreachable(written, recurrence, guards.cooldown(), relapse);
        }
        return recurrence;
    }

    /** Between two heals the cooldown passes, and what returns within {@code relapse} is no new incident. */
    private static void warnOfUnreachable(
            MapReader written, Recurrence recurrence, Duration cooldown, Duration relapse) {
        Duration apart = cooldown.compareTo(relapse) > 0 ? cooldown : relapse;
        Duration least = apart.multipliedBy(recurrence.max() - 1L).plus(relapse);
        if (least.compareTo(recurrence.per()) >= 0) {
            written.problems()
                    .warning(
                            written.location(PER),
                            "never reached: with a cooldown of " + Durations.format(cooldown)
                                    + (relapse.isZero() ? "" : " and a relapse of " + Durations.format(relapse))
                                    + " it takes " + Durations.format(least) + " or more until one target is healed "
                                    + Phrases.count(recurrence.max(), "time")
                                    + " and has a new incident; write a longer per or a smaller max");
        }
    }

    /** @param writtenGuards null: the policy has no {@code guards} */
    static Duration relapse(
            MapReader spec, YamlKey<Duration> key, List<Rung> rungs, Guards guards, @Nullable MapReader writtenGuards) {
        Duration relapse = spec.get(key);
        if (relapse.isZero()) {
            return relapse;
        }
        if (rungs.isEmpty()) {
            spec.problems()
                    .error(
                            spec.keyLocation(key),
                            "the policy has no rungs, so it never heals anything: write remediate, or no relapse");
        }
        Duration cooldown = guards.cooldown();
        boolean written = writtenGuards != null && writtenGuards.keys().contains(Guards.COOLDOWN);
        if (written && !cooldown.isZero() && relapse.compareTo(cooldown) >= 0) {
            spec.problems()
                    .warning(
                            spec.location(key),
                            "a relapse is not held back by the cooldown, so of one group the cooldown of "
                                    + Durations.format(cooldown)
                                    + " holds back nothing: write a relapse shorter than it, or a longer cooldown");
        }
        return relapse;
    }
}
