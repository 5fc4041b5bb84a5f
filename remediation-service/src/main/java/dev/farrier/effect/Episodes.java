package dev.farrier.effect;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Collects episodes from the audit. The records of one incident must come in their order; those of different incidents may come in
 * any. Incidents without a target are about Farrier itself, or about a zone: they are left out.
 */
public final class Episodes {
    /** How long before a window the audit must be read, so that an incident from before it is not taken for a new one. */
    public static final Duration READ_BEFORE = Duration.ofDays(1);

    private final Map<String, EpisodeFold> current = new LinkedHashMap<>();
    private final List<Episode> before = new ArrayList<>();

    public void accept(AuditRecord audit) {
        // What a person has ordered names no policy.
        if (audit.kind() == AuditKind.OPERATOR
                || audit.incident().isEmpty()
                || audit.target().isEmpty()) {
            return;
        }
        if (audit.kind() == AuditKind.STATE && audit.reason() == Reason.RELAPSED) {
            EpisodeFold healed = current.remove(audit.incident());
            if (healed != null) {
                before.add(healed.episode());
            }
        }
        current.computeIfAbsent(audit.incident(), any -> new EpisodeFold(audit)).accept(audit);
    }

    /** The one that began first comes first. */
    public List<Episode> all() {
        return Stream.concat(before.stream(), current.values().stream().map(EpisodeFold::episode))
                .sorted(Comparator.comparingLong(Episode::openedAt).thenComparing(Episode::incident))
                .toList();
    }
}
