package dev.farrier.policy.source;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from and how their bytes are read. Presets are already applied.
 *
 * @param settings what the keys of the format say
 * @param time where the event time stands; null: the receiver's time (or the record's append time)
 * @param lateness how much older than the newest event of its group an event may be and still be evaluated
 * @param liveness null: silence of this source says nothing, ever
 * @param mayTarget labels a resource must carry to be acted on because of this source; empty: any resource
 */
@RecordBuilder
public record Source(
        String name,
        Origin origin,
        SourceFormat format,
        FormatSettings settings,
        @Nullable TimeField time,
        EventMapping event,
        List<Relabeling> relabelings,
        Duration lateness,
        @Nullable Liveness liveness,
        SortedMap<String, String> mayTarget)
        implements SourceBuilder.With {

    public Source {
        relabelings = List.copyOf(relabelings);
    }

    /** Where the bytes come in. */
    public sealed interface Origin {
        /** A Kafka topic of the user's, read as it is. */
        record TopicOrigin(String topic) implements Origin {}

        /**
         * A receiver of the HTTP API, such as {@code alertmanager}.
         *
         * @param authentication null: what the service's configuration demands of all receivers
         */
        record ReceiverOrigin(String receiver, @Nullable Authentication authentication) implements Origin {}

        /** A file, followed by the tailer, also across rotation. */
        record FileOrigin(String path) implements Origin {}
    }

    /** What a request must prove. Secrets are references, {@code env:NAME} or {@code file:/path}, to be resolved by the API. */
    public sealed interface Authentication {
        /** {@code Authorization: Bearer …} carries this token. */
        record Bearer(String token) implements Authentication {}

        /**
         * A header carries the HMAC-SHA256 of the body in hex, or of {@code unixSeconds:body}.
         *
         * @param header of the signature
         * @param timestampHeader of the seconds since 1970 that were signed with the body; empty: the body alone is signed
         * @param maxAge with a timestamp: how far it may be from now
         */
        record Hmac(String secret, String header, String timestampHeader, Duration maxAge) implements Authentication {}
    }

    /**
     * @param field field that holds the time
     * @param pattern finds the time in the field's text: its group {@code time}, or all of what it finds where it has none;
     *     null: the text is the time
     * @param formats {@code iso8601}, {@code epoch_second}, {@code epoch_milli}, {@code epoch_micro}, {@code epoch_nano} or a {@link
     *     java.time.format.DateTimeFormatter} pattern (with or without a year), tried in order; at least one
     * @param zone for patterns without an offset
     */
    public record TimeField(String field, @Nullable Pattern pattern, List<String> formats, ZoneId zone) {
        public TimeField(String field, List<String> formats, ZoneId zone) {
            this(field, null, formats, zone);
        }

        public TimeField {
            formats = List.copyOf(formats);
        }
    }

    /**
     * Which field becomes which part of the event. Fields of nested JSON objects are named with dots ({@code host.name}); of several,
     * {@code log || message}, the first that says anything counts.
     *
     * @param id field of the source's own id; empty: none
     * @param name field; empty: none
     * @param severity field; empty: none
     * @param message field; empty: none
     * @param value field of a number, also of an alert; empty: none
     * @param labels label name → field; wins over {@code labelsFrom}
     * @param labelsFrom objects of which every field becomes a label; of equal names the last one counts
     */
    public record EventMapping(
            EventKind kind,
            String id,
            String name,
            String severity,
            String message,
            String value,
            SortedMap<String, String> labels,
            List<String> labelsFrom) {
        public EventMapping {
            labelsFrom = List.copyOf(labelsFrom);
        }
    }

    /**
     * Prometheus' relabel_config; the regex is anchored, and its dot is any character.
     *
     * @param action one of {@link #ACTIONS}
     */
    public record Relabeling(
            List<String> sourceLabels,
            String separator,
            Pattern regex,
            String targetLabel,
            String replacement,
            String action) {
        public static final List<String> ACTIONS = List.of(
                "replace",
                "keep",
                "drop",
                "keepequal",
                "dropequal",
                "labelmap",
                "labeldrop",
                "labelkeep",
                "lowercase",
                "uppercase");

        public Relabeling {
            sourceLabels = List.copyOf(sourceLabels);
        }
    }

    /**
     * What promise 4 relies on: when silence may be taken for health or death.
     *
     * @param expectEvery a living speaker is heard at least this often
     * @param by labels that tell speakers apart; empty: the source as a whole is one speaker
     * @param maxLag an event is readable at the latest this long after it happened
     * @param watchdog for alerts: matchers of the always-firing alert whose firing notifications are the sign of life;
     *     empty: any event is
     */
    public record Liveness(Duration expectEvery, List<String> by, Duration maxLag, List<Matcher> watchdog) {
        public Liveness {
            by = List.copyOf(by);
            watchdog = List.copyOf(watchdog);
        }
    }
}
