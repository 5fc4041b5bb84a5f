package dev.farrier.policy;

import dev.farrier.model.Resource;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits on what may be done to several resources, whatever policy wants to act. Kubernetes has the name and the idea; here a
 * resource is disrupted while an incident holds its lease, and unhealthy while it has an open incident or is disrupted.
 *
 * @param matchers of the resources that it selects: of their labels, and of {@code name}, {@code site} and {@code group}; empty:
 *     all resources
 * @param maxDisrupted at most so many resources are disrupted at once; null: no limit
 * @param maxUnhealthy while more are unhealthy nothing is started; null: no such limit
 * @param minHealthy the same limit, counted the other way round; null: no such limit
 * @param callAfter a person is called for an incident that is older than this and can't start because too many resources are
 *     unhealthy, or because all that are disrupted wait for a person
 */
public record DisruptionBudget(
        String name,
        List<Matcher> matchers,
        @Nullable Amount maxDisrupted,
        @Nullable Amount maxUnhealthy,
        @Nullable Amount minHealthy,
        Duration callAfter) {
    public DisruptionBudget {
        matchers = List.copyOf(matchers);
    }

    public boolean selects(Resource resource) {
        return matchers.stream().allMatch(matcher -> matcher.holds(valueOf(matcher.label(), resource)));
    }

    private static String valueOf(String label, Resource resource) {
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
