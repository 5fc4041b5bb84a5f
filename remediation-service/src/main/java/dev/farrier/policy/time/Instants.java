package dev.farrier.policy.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Points in time as people write them: {@code 2026-01-31}, {@code 2026-01-31T08:00}, {@code 2026-01-31T08:00:00Z}. */
public final class Instants {
    private Instants() {}

    /**
     * In UTC when it names no zone.
     *
     * @throws IllegalArgumentException saying what to write instead
     */
    public static Instant parse(String text) {
        try {
            if (!text.contains("T")) {
                return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            boolean local = text.substring(text.indexOf('T')).matches("T[0-9:.]*");
            return local
                    ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time; write 2026-01-31, 2026-01-31T08:00 or 2026-01-31T08:00:00Z", e);
        }
    }
}
