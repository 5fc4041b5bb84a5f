package dev.farrier.policy.storm;

import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.time.Durations;
import java.time.Duration;

/**
 * More than {@code max} new incidents in any {@code per} are a storm. It is over when no new one has come for {@code calmFor}.
 *
 * @param calmFor at least {@code per}, so that a storm does not end while its incidents still count
 */
public record StormLimit(int max, Duration per, Duration calmFor) {
    public static final int GREATEST_MAX = 1_000;
    /** Openings are remembered for so long, so that an edit forgets none. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private static final Duration LONGEST_CALM = Duration.ofDays(7);
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(10);

    public static final YamlMap KEYS = YamlMap.of(
            "storm",
            "How many new incidents are a storm: then nothing more is started, and a person is called once, with a list of them.");
    private static final YamlKey<Integer> MAX = KEYS.required(
            "max",
            integer(1, GREATEST_MAX),
            "It is a storm when more new incidents than this are opened in any window. A detection that an open incident counts"
                    + " as its own, or that is ignored, opens none; a relapse counts as one.");
    private static final YamlKey<Duration> PER =
            KEYS.optional("per", positiveDuration(LONGEST_WINDOW), USUAL_WINDOW, "The length of the window.");
    private static final YamlKey<Duration> CALM_FOR = KEYS.optional(
            "calmFor",
            positiveDuration(LONGEST_CALM),
            "The storm is over when no new incident was opened for so long, by the read positions of all sources that could have"
                    + " opened one, or when a person says so; at least per. Default: as long as per.");

    public static StormLimit read(MapReader written) {
        Duration per = written.get(PER);
        Duration calmFor = written.get(CALM_FOR, per);
        if (calmFor.compareTo(per) < 0) {
            written.error(
                    CALM_FOR,
                    "the storm would be over while its incidents still count: write calmFor: " + Durations.format(per)
                            + " or longer, or a shorter per");
        }
        return new StormLimit(written.get(MAX), per, calmFor);
    }

    /** Whether the other one is tripped whenever this one is, so that this one means nothing beside it. */
    boolean isImpliedBy(StormLimit other) {
        return max >= other.max && per.compareTo(other.per) <= 0 && calmFor.compareTo(other.calmFor) <= 0;
    }

    /** {@code 20 within 10m}. */
    @Override
    public String toString() {
        return max + " within " + Durations.format(per);
    }
}
