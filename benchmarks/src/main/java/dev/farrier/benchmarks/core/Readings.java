package dev.farrier.benchmarks.core;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An endless stream, the same for everybody: 1 ms apart; 90 % noise (1,000 names that no policy asks for, 10,000 hosts),
 * 10 % that name a random policy.
 */
final class Readings {
    /** What policies ask for is the last two of them. */
    static final String[] SEVERITIES = {"info", "warning", "critical"};

    private static final int NOISE_NAMES = 1_000;
    static final int HOSTS = 10_000;
    /** How many (policy, host) there are, unless there are more policies than that. */
    private static final int KEYS = 1_000;

    private final SplittableRandom random = new SplittableRandom(42);
    private final String[] noise = named("noise-", NOISE_NAMES);
    private final String[] hosts = named("host-", HOSTS);
    private final String[] policies;
    private final int hostsOfAPolicy;
    private long number;

    private Readings(int policies, int hostsOfAPolicy) {
        this.policies = named("policy-", policies);
        this.hostsOfAPolicy = hostsOfAPolicy;
    }

    /** About 1,000 keys, and at least one for each policy. */
    static Readings of(int policies) {
        return new Readings(policies, Math.max(1, KEYS / policies));
    }

    /** Every policy on each of 10,000 hosts. */
    static Readings ofManyKeys(int policies) {
        return new Readings(policies, HOSTS);
    }

    /** How many (policy, host) there are. */
    int keys() {
        return policies.length * hostsOfAPolicy;
    }

    Reading next() {
        boolean hit = random.nextInt(10) == 0;
        return reading(
                hit ? policies[random.nextInt(policies.length)] : noise[random.nextInt(NOISE_NAMES)],
                hosts[random.nextInt(hit ? hostsOfAPolicy : HOSTS)],
                SEVERITIES[random.nextInt(SEVERITIES.length)],
                random.nextDouble());
    }

    /** The {@code i}-th key, in an event that its policy counts. */
    Reading counted(int i) {
        return reading(policies[i / hostsOfAPolicy], hosts[i % hostsOfAPolicy], SEVERITIES[2], 1.0);
    }

    private Reading reading(String name, String host, String severity, double value) {
        number++;
        return new Reading(number, 1_700_000_000_000L + number, name, host, severity, value);
    }

    static String[] named(String prefix, int count) {
        String[] names = new String[count];
        Arrays.setAll(names, i -> prefix + i);
        return names;
    }
}
