package dev.farrier.benchmarks.kafka;

import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import java.util.SplittableRandom;

/**
 * Events out of their number, the same in every run: about 250 bytes each, with all fields but the alert's, and 4 labels. One
 * in a hundred concerns a policy, a random one, on one of its {@link #HOSTS_A_POLICY} hosts.
 */
public final class Traffic {
    public static final String SOURCE = "readings";
    public static final int PARTITIONS = 4;

    static final int HOSTS_A_POLICY = 10;

    private static final int ONE_IN = 100;
    private static final int NOISE_NAMES = 1_000;
    private static final int HOSTS = 10_000;
    private static final String[] SEVERITIES = {"info", "warning", "critical"};
    private static final String[] ZONES = {"eu-central-1a", "eu-central-1b", "eu-central-1c"};
    private static final double ABOVE = 0.5;

    private final int policies;
    private final long firstTime;

    /** @param firstTime of event 0, epoch milliseconds; each is 1 ms later than the one before */
    public Traffic(int policies, long firstTime) {
        this.policies = policies;
        this.firstTime = firstTime;
    }

    private static SplittableRandom random(long number) {
        return new SplittableRandom(number * 0x9E3779B97F4A7C15L);
    }

    /** Which policy the event concerns, on which of its hosts, in one number; negative: none. */
    public int keyOf(long number) {
        SplittableRandom random = random(number);
        return random.nextInt(ONE_IN) == 0 ? random.nextInt(policies * HOSTS_A_POLICY) : -1;
    }

    static int policyOf(int key) {
        return key / HOSTS_A_POLICY;
    }

    /** What concerns one host is on one partition, so that it keeps its order. */
    public int partitionOf(long number) {
        int key = keyOf(number);
        return (int) ((key < 0 ? number : key) % PARTITIONS);
    }

    public long timeOf(long number) {
        return firstTime + number;
    }

    public Event event(long number) {
        return event(number, timeOf(number));
    }

    /** The same event at another time. */
    public Event event(long number, long time) {
        SplittableRandom random = random(number);
        boolean hit = random.nextInt(ONE_IN) == 0;
        int key = hit ? random.nextInt(policies * HOSTS_A_POLICY) : -1;
        String name = hit ? "policy-" + policyOf(key) : "noise-" + random.nextInt(NOISE_NAMES);
        String host = hit ? "watched-" + key : "host-" + random.nextInt(HOSTS);
        String severity = SEVERITIES[hit ? 1 + random.nextInt(2) : random.nextInt(SEVERITIES.length)];
        double value = hit ? ABOVE + 0.001 + random.nextDouble() * 0.49 : random.nextDouble();
        return new Event(
                "readings/0/" + (10_000_000_000L + number),
                SOURCE,
                EventKind.METRIC,
                time,
                name,
                severity,
                "GET /api/v1/sessions/" + random.nextInt(1_000_000) + " took " + random.nextInt(5_000) + " ms, "
                        + random.nextInt(10) + " retries, upstream edge-" + random.nextInt(64)
                        + ", client mobile/2.4",
                Labels.of(
                        "host",
                        host,
                        "service",
                        "media-bridge-" + random.nextInt(20),
                        "version",
                        "2026.11." + random.nextInt(30),
                        "zone",
                        ZONES[random.nextInt(ZONES.length)]),
                value,
                null);
    }
}
