package dev.farrier.policy;

import dev.farrier.model.Resource;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits on what may be done to several resources, whatever policy wants to act. Kubernetes has the name and the idea; here a
 * resource is disrupted while an incident holds its lease or it is in maintenance, and unhealthy while it has an open incident or
 * is disrupted.
 *
 * @param matchers of the resources that it selects: of their labels, and of {@code name}, {@code site} and {@code group}; empty:
 *     all resources
 * @param maxDisrupted at most so many resources are disrupted at once; null: no limit
 * @param maxUnhealthy while more are unhealthy nothing is started; null: no such limit
 * @param minHealthy the same limit, counted the other way round; null: no such limit
 * @param callAfter a person is called for an incident that is older than this and can't start because too many resources are
 *     unhealthy, because all that are disrupted wait for a person, or because of {@code rateLimits}
 * @param rateLimits at most so many runs begin in any window
 * @param domains limits on whole failure domains; null: none
 */
public record DisruptionBudget(
        String name,
        List<Matcher> matchers,
        @Nullable Amount maxDisrupted,
        @Nullable Amount maxUnhealthy,
        @Nullable Amount minHealthy,
        Duration callAfter,
        List<RateLimit> rateLimits,
        @Nullable Domains domains) {
    /** Of a rate limit: runs are remembered for so long, so that an edit of a budget forgets none. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(7);

    public DisruptionBudget {
        matchers = List.copyOf(matchers);
        rateLimits = List.copyOf(rateLimits);
    }

    /** Without rate limits and domains. */
    public DisruptionBudget(
            String name,
            List<Matcher> matchers,
            @Nullable Amount maxDisrupted,
            @Nullable Amount maxUnhealthy,
            @Nullable Amount minHealthy,
            Duration callAfter) {
        this(name, matchers, maxDisrupted, maxUnhealthy, minHealthy, callAfter, List.of(), null);
    }

    /**
     * Limits on failure domains: the selected resources by one of their labels. Those without the label are one domain together.
     *
     * @param label a label of resources, or {@code site} or {@code group}
     * @param maxDisrupted at most so many domains have disrupted resources at once; null: no limit
     * @param handsOffAt when so many resources of a domain are unhealthy it is a shared cause, and nothing is started there; null:
     *     no such limit
     */
    public record Domains(
            String label,
            @Nullable Amount maxDisrupted,
            @Nullable Amount handsOffAt) {
        /** One ill resource is no shared cause. */
        public static final int FEWEST_HANDS_OFF = 2;

        /**
         * A share is rounded down.
         *
         * @param total how many domains there are
         */
        public int mostDisrupted(int total) {
            return maxDisrupted == null ? total : maxDisrupted.roundedDown(total);
        }

        /**
         * How many unhealthy resources are a shared cause: at least the share, and never one alone.
         *
         * @param total how many resources the domain has
         */
        public int handsOffAt(int total) {
            return handsOffAt == null ? Integer.MAX_VALUE : Math.max(FEWEST_HANDS_OFF, handsOffAt.roundedUp(total));
        }
    }

    public boolean selects(Resource resource) {
        return selects(matchers, resource);
    }

    /** Whether all of the matchers hold; none selects every resource. */
    public static boolean selects(List<Matcher> matchers, Resource resource) {
        return matchers.stream().allMatch(matcher -> matcher.holds(valueOf(matcher.label(), resource)));
    }

    /** A label of the resource, or its name, site or group; empty: it has none. */
    public static String valueOf(String label, Resource resource) {
        return switch (label) {
            case "name" -> resource.name();
            case "site" -> resource.site();
            case "group" -> resource.group();
            default -> resource.labels().getOrDefault(label, "");
        };
    }

    /**
     * How many of the selected resources may be disrupted at once; a share is rounded down.
     *
     * @param total how many are selected
     */
    public int mostDisrupted(int total) {
        return maxDisrupted == null ? total : maxDisrupted.roundedDown(total);
    }

    /**
     * How many may be unhealthy, the target included, when something is started; a share is rounded to the smaller number, so
     * {@code minHealthy} up.
     *
     * @param total how many are selected
     */
    public int mostUnhealthy(int total) {
        if (minHealthy != null) {
            return Math.max(0, total - minHealthy.roundedUp(total));
        }
        return maxUnhealthy == null ? total : maxUnhealthy.roundedDown(total);
    }
}
