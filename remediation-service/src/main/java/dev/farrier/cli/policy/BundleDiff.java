package dev.farrier.cli.policy;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.explain.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What two bundles would do differently. */
final class BundleDiff {
    private BundleDiff() {}

    /**
     * One thing that differs.
     *
     * @param kind {@code policy}, {@code source}, {@code action}, {@code resource} or {@code file}
     * @param change {@code added}, {@code removed} or {@code changed}
     * @param lines of a policy: its explanations, compared
     */
    record BundleChange(String kind, String name, String change, List<String> lines) {}

    static List<BundleChange> of(Bundle before, Bundle after) {
        List<BundleChange> differences = new ArrayList<>();
        for (String name : names(before.policies(), after.policies())) {
            Policy old = before.policies().get(name);
            Policy now = after.policies().get(name);
            List<String> then = old == null ? List.of() : Explanation.of(before, old);
            List<String> next = now == null ? List.of() : Explanation.of(after, now);
            if (!then.equals(next)) {
                differences.add(new BundleChange("policy", name, change(old, now), LineDiff.of(then, next)));
            }
        }
        // Of sources and actions only the names: what they do stands in the policies that use them.
        byName(
                "source",
                before.sources().keySet().stream().toList(),
                after.sources().keySet().stream().toList(),
                differences);
        byName(
                "action",
                before.actions().keySet().stream().toList(),
                after.actions().keySet().stream().toList(),
                differences);
        byValue("resource", before.resources(), after.resources(), differences);
        byValue("file", before.scripts(), after.scripts(), differences);
        return differences;
    }

    private static void byName(String kind, List<String> before, List<String> after, List<BundleChange> differences) {
        TreeSet<String> all = new TreeSet<>(before);
        all.addAll(after);
        for (String name : all) {
            boolean then = before.contains(name);
            if (then != after.contains(name)) {
                differences.add(new BundleChange(kind, name, then ? "removed" : "added", List.of()));
            }
        }
    }

    private static <T> void byValue(
            String kind, Map<String, T> before, Map<String, T> after, List<BundleChange> differences) {
        for (String name : names(before, after)) {
            T then = before.get(name);
            T next = after.get(name);
            if (!Objects.equals(then, next)) {
                differences.add(new BundleChange(kind, name, change(then, next), List.of()));
            }
        }
    }

    private static TreeSet<String> names(Map<String, ?> before, Map<String, ?> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names;
    }

    private static String change(@Nullable Object before, @Nullable Object after) {
        if (before == null) {
            return "added";
        }
        return after == null ? "removed" : "changed";
    }
}
