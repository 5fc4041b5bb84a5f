package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What was said to be missing from one map: withdrawn when it turns out to be there under a misspelt key. */
final class Lacks {
    private final Problems problems;
    private final List<Lack> all = new ArrayList<>();

    private record Lack(Set<String> keys, Location place, String message) {}

    Lacks(Problems problems) {
        this.problems = problems;
    }

    void add(Collection<String> keys, Location place, String message) {
        problems.error(place, message);
        all.add(new Lack(Set.copyOf(keys), place, message));
    }

    /** What was said to be missing because this key is misspelt is withdrawn. */
    void unknown(String key, Location place, String path, Set<String> known) {
        problems.error(
                place, "unknown key '" + key + "'" + (path.isEmpty() ? "" : " in " + path) + Nearest.hint(key, known));
        String meant = Nearest.find(key, known);
        for (Lack lack : all) {
            if (meant != null && lack.keys.contains(meant)) {
                problems.withdraw(lack.place, lack.message);
            }
        }
    }
}
