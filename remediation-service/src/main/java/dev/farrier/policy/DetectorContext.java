package dev.farrier.policy;

import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.source.Source;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The parts of a policy that its detector depends on. */
public interface DetectorContext {
    /** The labels by which events are grouped, sorted. */
    List<String> groupBy();

    /** The alternatives of {@code match} that count unless the detector names others: those that do not clear the symptom. */
    Set<String> counting();

    /** The alternatives that the key names, or {@link #counting} where the key is absent; unknown names are reported. */
    Set<String> alternatives(MapReader map, YamlKey<?> key);

    /** The alternatives of these names; unknown ones are reported. */
    Set<String> known(List<Scalar> names, MapReader map);

    /** The known sources of these alternatives. */
    List<Source> sources(Collection<String> alternatives);

    /** Reports, at the key, that the events of one of these alternatives can't have the label. */
    void checkLabel(MapReader map, YamlKey<?> key, String label, Collection<String> alternatives);

    /** Reports, at the key, the sources of these alternatives whose events have no value. */
    void checkValues(MapReader map, YamlKey<?> key, Collection<String> alternatives);
}
