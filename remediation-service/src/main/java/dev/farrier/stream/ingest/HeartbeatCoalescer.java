package dev.farrier.stream.ingest;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.stream.topology.CompiledBundle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Sends only the newest of a group's heartbeats, which are events that only absence detectors match. It holds them back until
 * {@link #flush}. An absence detector needs the newest only, and judges silence at progress markers, so flushing before each
 * marker changes no result.
 *
 * <p>A heartbeat replaces one of the same group, source, policies and alternatives. An event that another policy matches as
 * well is sent at once, after the held heartbeats of its group, so that the signals of a group keep their order. Alerts are
 * never held: each is the beginning or the end of something.
 *
 * <p>Holds at most {@link #MAX_HELD} events or about {@link #MAX_CHARACTERS} characters, then flushes.
 */
final class HeartbeatCoalescer {
    static final int MAX_HELD = 10_000;
    static final int MAX_CHARACTERS = 4_000_000;

    /** By id where times are equal: absences do not care, but the result must be the same each time. */
    private static final Comparator<HeldEvent> ORDER = Comparator.<HeldEvent>comparingLong(
                    held -> held.matched.event().time())
            .thenComparing(held -> held.matched.event().id());

    private final Out out;
    private final Consumer<String> passedOver;
    private final SequencedMap<String, Map<HeartbeatKind, HeldEvent>> groups = new LinkedHashMap<>();
    private int held;
    private long characters;

    /** Where signals go. */
    interface Out {
        /**
         * @param group key of the group, as {@link Labels#key} writes it
         * @param appendedAt when the event was appended to its topic, epoch milliseconds
         */
        void send(MatchedEvent matched, String group, long appendedAt);
    }

    /** What a heartbeat has in common with the one that it replaces, besides the group. */
    private record HeartbeatKind(String source, List<PolicyMatch> matches) {}

    private record HeldEvent(MatchedEvent matched, long appendedAt) {
        int characters() {
            Event event = matched.event();
            int characters = event.id().length()
                    + event.name().length()
                    + event.severity().length()
                    + event.message().length();
            for (Map.Entry<String, String> label : event.labels().entrySet()) {
                characters += label.getKey().length() + label.getValue().length();
            }
            return characters;
        }
    }

    /** @param passedOver gets the source of each event that is not sent because of a newer one */
    HeartbeatCoalescer(Out out, Consumer<String> passedOver) {
        this.out = out;
        this.passedOver = passedOver;
    }

    /** Sends the event, or holds it back. */
    void accept(MatchedEvent matched, CompiledBundle loaded, long appendedAt) {
        String group = Labels.key(matched.group());
        if (matched.event().alert() == null && loaded.onlyAbsences(matched.matches())) {
            hold(group, new HeldEvent(matched, appendedAt));
        } else {
            Map<HeartbeatKind, HeldEvent> before = groups.remove(group);
            if (before != null) {
                send(group, before);
            }
            out.send(matched, group, appendedAt);
        }
    }

    private void hold(String group, HeldEvent heartbeat) {
        Map<HeartbeatKind, HeldEvent> of = groups.computeIfAbsent(group, g -> new LinkedHashMap<>());
        HeartbeatKind kind = new HeartbeatKind(heartbeat.matched.event().source(), heartbeat.matched.matches());
        HeldEvent before = of.get(kind);
        if (before != null) {
            passedOver.accept(kind.source());
            if (ORDER.compare(heartbeat, before) <= 0) {
                return;
            }
            forget(before);
        }
        of.put(kind, heartbeat);
        held++;
        characters += heartbeat.characters();
        if (held > MAX_HELD || characters > MAX_CHARACTERS) {
            flush();
        }
    }

    /** Sends everything that is held. */
    void flush() {
        while (!groups.isEmpty()) {
            Map.Entry<String, Map<HeartbeatKind, HeldEvent>> first = groups.pollFirstEntry();
            send(first.getKey(), first.getValue());
        }
    }

    /** Drops what is held: its offsets were not committed, so it is read again. */
    void clear() {
        groups.clear();
        held = 0;
        characters = 0;
    }

    private void send(String group, Map<HeartbeatKind, HeldEvent> heartbeats) {
        List<HeldEvent> inOrder = new ArrayList<>(heartbeats.values());
        inOrder.sort(ORDER);
        for (HeldEvent heartbeat : inOrder) {
            forget(heartbeat);
            out.send(heartbeat.matched, group, heartbeat.appendedAt);
        }
    }

    private void forget(HeldEvent heartbeat) {
        held--;
        characters -= heartbeat.characters();
    }
}
