package dev.farrier.ingest.format;

import dev.farrier.ingest.BatchItem;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.Sha256;
import dev.farrier.policy.time.TimeFormat;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One body of Alertmanager's webhook.
 *
 * @param id unique for each body; a retry has the same
 * @param receivedAt epoch milliseconds
 * @param timeKnown false: nobody knows when it was received, and {@code receivedAt} is the latest time that the body names
 */
record AlertNotification(String id, long receivedAt, boolean timeKnown, List<SentAlert> alerts) {
    private static final int ID_HEX_DIGITS = 16;

    static final TimeFormat ISO8601 = TimeFormat.of("iso8601", ZoneOffset.UTC);

    static AlertNotification of(byte[] body, JsonNode alerts, Arrival arrival) throws UnreadableException {
        List<SentAlert> sent =
                BatchItem.of("alerts", alerts).stream().map(SentAlert::of).toList();
        Long receivedAt = arrival.receivedAt();
        return new AlertNotification(
                Sha256.hex(body).substring(0, ID_HEX_DIGITS),
                receivedAt == null ? latest(sent, arrival.now() + IngestLimits.FUTURE_MILLIS) : receivedAt,
                receivedAt != null,
                sent);
    }

    private static long latest(List<SentAlert> alerts, long limit) {
        long latest = 0;
        for (SentAlert alert : alerts) {
            for (OptionalLong time : List.of(alert.startsAt, alert.firing ? alert.startsAt : alert.endsAt)) {
                latest = Math.max(latest, time.orElse(0) <= limit ? time.orElse(0) : 0);
            }
        }
        return latest;
    }

    /**
     * The alerts in the order in which they count: first the firing ones, by how long they have been firing, so that a group
     * in which one alert ends and another begins always has a firing alert.
     */
    List<SentAlert> inOrder() {
        List<SentAlert> ordered = new ArrayList<>(alerts.stream()
                .filter(SentAlert::firing)
                .sorted(Comparator.comparingLong(alert -> alert.startsAt.orElse(0)))
                .toList());
        alerts.stream().filter(alert -> !alert.firing).forEach(ordered::add);
        return ordered;
    }

    /** The alerts that fire, each by its {@link SentAlert#identity}. */
    Set<String> firing() {
        return alerts.stream()
                .filter(SentAlert::firing)
                .map(SentAlert::identity)
                .collect(Collectors.toSet());
    }

    /**
     * One alert, with what must be known of all alerts of the body before the first is read.
     *
     * @param startsAt epoch milliseconds; empty when there is none, or one that can't be read
     */
    record SentAlert(BatchItem item, boolean firing, OptionalLong startsAt, OptionalLong endsAt) {
        private static SentAlert of(BatchItem item) {
            JsonNode node = item.node();
            boolean firing = node.path("status").asString("").equals("firing");
            return new SentAlert(item, firing, time(node.path("startsAt")), time(node.path("endsAt")));
        }

        /** The year 1, Go's zero time, stands for none. */
        private static OptionalLong time(JsonNode node) {
            OptionalLong time = node.isString() ? ISO8601.read(node.asString(), 0) : OptionalLong.empty();
            return time.isPresent() && time.getAsLong() > 0 ? time : OptionalLong.empty();
        }

        /** Its fingerprint, else its labels, else its place. */
        String identity() {
            String fingerprint = item.node().path("fingerprint").asString("");
            JsonNode labels = item.node().path("labels");
            return !fingerprint.isEmpty() ? fingerprint : labels.isEmpty() ? item.where() : labels.toString();
        }
    }
}
