package dev.farrier.faults.wire;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Says which requests fail, and how; used up after so many, or after so long. Thread-safe. */
final class WireRule {
    private final Target target;
    private final Injection injection;
    private final Extent extent;
    private int seen;
    private int hits;
    private long began;

    /**
     * Which requests.
     *
     * @param client the whole client id
     * @param topic to which a request produces; empty: any
     */
    record Target(ApiKeys kind, Pattern client, String topic) {}

    /**
     * How many of them.
     *
     * @param skip so many pass before the first that fails
     * @param most so many fail
     * @param lasts none fails that much later than the first
     * @param everything after the first, all that the client sends fails, of whatever kind
     */
    record Extent(int skip, int most, Duration lasts, boolean everything) {
        /** One request: the nth, from 0. */
        static Extent once(int nth) {
            return new Extent(nth, 1, Duration.ZERO, false);
        }

        /** All of this kind for a time, from the first on. */
        static Extent burst(int most, Duration lasts) {
            return new Extent(0, most, lasts, false);
        }

        /** All that the client sends for a time, from the first of this kind on. */
        static Extent everything(int most, Duration lasts) {
            return new Extent(0, most, lasts, true);
        }
    }

    WireRule(Target target, Injection injection, Extent extent) {
        this.target = target;
        this.injection = injection;
        this.extent = extent;
    }

    /** Null: this request passes. */
    synchronized @Nullable Injection judge(WireRequest request, long nanos) {
        if (!target.client().matcher(request.client()).matches() || isOver(nanos)) {
            return null;
        }
        if (hits > 0 && extent.everything()) {
            return injectInto(request);
        }
        boolean meant = request.kind() == target.kind()
                && (target.topic().isEmpty() || request.topics().contains(target.topic()));
        if (!meant || seen++ < extent.skip()) {
            return null;
        }
        if (hits == 0) {
            began = nanos;
        }
        return injectInto(request);
    }

    /** In a burst of everything, each kind of request has an error of its own. */
    private @Nullable Injection injectInto(WireRequest request) {
        boolean answers = injection.action() == WireAction.ERROR || injection.action() == WireAction.EXECUTED_ERROR;
        if (!answers || request.kind() == target.kind()) {
            hits++;
            return injection;
        }
        var errors = WireErrors.of(request.kind());
        if (errors.isEmpty()) {
            return null;
        }
        hits++;
        return new Injection(injection.action(), errors.getFirst(), injection.lasts());
    }

    synchronized int hits() {
        return hits;
    }

    /** Whether nothing fails any more. */
    synchronized boolean isOver(long nanos) {
        return hits >= extent.most()
                || hits > 0 && nanos - began >= extent.lasts().toNanos();
    }
}
