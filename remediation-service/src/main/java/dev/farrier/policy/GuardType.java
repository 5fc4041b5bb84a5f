package dev.farrier.policy;

import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A guard: the decider asks it before each rung whether the rung may start. It adds its keys to {@code guards} of a policy. The
 * class that is named in {@code META-INF/services} implements {@code dev.farrier.decide.guard.Guard}.
 */
public interface GuardType extends Extension {
    /** After the guards that refuse whatever the time, before the guards that count starts or need a free slot. */
    int DEFAULT_ORDER = 850;

    /** Guards are asked in ascending order; the first that does not pass decides. */
    default int order() {
        return DEFAULT_ORDER;
    }

    @Override
    default List<YamlKey<?>> keys() {
        return List.of();
    }

    /**
     * Reads the value of the guard's keys, or takes the default by risk; {@link Guards#setting} returns it. Null: none.
     *
     * @param guards the map {@code guards}; null: the policy has none
     * @param risk the strongest risk of the policy's rungs
     */
    default @Nullable Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        return null;
    }

    /** Lines for {@code policy explain}: when the guard does not pass, and what happens then. */
    default List<String> explain(Guards guards, Risk risk) {
        return List.of();
    }

    /**
     * The labels of resources, which a guard may count by.
     *
     * @param names of the labels of all resources
     * @param known false while no inventory has a resource: then a policy may name any label
     */
    record ResourceLabels(SortedSet<String> names, boolean known) {}
}
