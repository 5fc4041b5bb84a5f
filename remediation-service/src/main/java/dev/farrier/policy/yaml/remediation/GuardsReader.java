package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.GuardType;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.yaml.document.Catalog;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code guards} of a policy: each guard reads its own keys. */
final class GuardsReader {
    static final YamlMap GUARDS = YamlMap.of(
                    "guards",
                    "Limits that the decider checks before each rung. Defaults come from the strongest risk "
                            + "of the rungs.")
            .extensible(GuardType.class)
            .refuse(
                    "minHealthy",
                    "concurrency",
                    "concurrencyPolicy",
                    "muteTimeIntervals",
                    "activeTimeIntervals",
                    "inhibit",
                    "flapping")
            .misplaced(RecurrenceReader.RECURRENCE_KEY, "spec.recurrence, beside guards");

    private GuardsReader() {}

    /** @param written null: the policy has no {@code guards} */
    static Guards read(@Nullable MapReader written, Risk risk, Catalog catalog) {
        List<GuardType> guards = catalog.extensions().guards();
        GuardType.ResourceLabels labels = new GuardType.ResourceLabels(
                new TreeSet<>(catalog.resourceLabels()),
                !catalog.resourceNames().isEmpty());
        SortedMap<String, Object> settings = new TreeMap<>();
        for (GuardType guard : guards) {
            Object setting = guard.read(written, risk, labels);
            if (setting != null) {
                settings.put(guard.name(), setting);
            }
        }
        return new Guards(guards, settings);
    }
}
