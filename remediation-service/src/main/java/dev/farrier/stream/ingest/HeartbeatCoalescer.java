package dev.farrier.stream.ingest;

import dev.farrier.stream.topology.CompiledBundle;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Heartbeats: of events that only absences wait for, each group's newest is held until it is released, and the others are
 * passed over. An absence asks for nothing but the newest, and is judged by progress markers, so that it comes to the same
 * if everything held is released before each marker.
 *
 * <p>Told apart are the group, the source, and which policies and alternatives were met. What concerns other policies as
 * well is never held, and the group's heartbeats go before it, so that a group's signals stay in their order. Alerts are
 * never held: each tells of a beginning or an end.
 *
 * <p>At most {@link #MAX_HELD} events, or those of about {@link #MAX_CHARACTERS}, are held; one more releases all.
 */
final class HeartbeatCoalescer {
    static final int MAX_HELD = 10_000;
    static final int MAX_CHARACTERS = 4_000_000;

    /** Of the same time the order does not matter for an absence; it is one all the same. */
    private static final Comparator<Held> ORDER = Comparator.<Held>comparingLong(
                    held -> held.matched.event().time())
            .thenComparing(held -> held.matched.event().id());

    private final Out out;
    private final Consumer<String> passedOver;
    private final SequencedMap<String, Map<Kind, Held>> groups = new LinkedHashMap<>();
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

    /** What an event must have in common with another to take its place, besides the group. */
    private record Kind(String source, List<PolicyMatch> matches) {}

    private record Held(MatchedEvent matched, long appendedAt) {
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

    /** @param passedOver told the source of each event for which a newer one stands */
    HeartbeatCoalescer(Out out, Consumer<String> passedOver) {
        this.out = out;
        this.passedOver = passedOver;
    }

    /** Sends it on, or holds it. */
    void accept(MatchedEvent matched, CompiledBundle loaded, long appendedAt) {
        String group = Labels.key(matched.group());
        if (matched.event().alert() == null && loaded.onlyAbsences(matched.matches())) {
            hold(group, new Held(matched, appendedAt));
        } else {
            Map<Kind, Held> before = groups.remove(group);
            if (before != null) {
                send(group, before);
            }
            out.send(matched, group, appendedAt);
        }
    }

    private void hold(String group, Held sample) {
        Map<Kind, Held> of = groups.computeIfAbsent(group, g -> new LinkedHashMap<>());
        Kind kind = new Kind(sample.matched.event().source(), sample.matched.matches());
        Held before = of.get(kind);
        if (before != null) {
            passedOver.accept(kind.source());
            if (ORDER.compare(sample, before) <= 0) {
                return;
            }
            forget(before);
        }
        of.put(kind, sample);
        held++;
        characters += sample.characters();
        if (held > MAX_HELD || characters > MAX_CHARACTERS) {
            flush();
        }
    }

    /** Sends on everything that is held. */
    void flush() {
        while (!groups.isEmpty()) {
            Map.Entry<String, Map<Kind, Held>> first = groups.pollFirstEntry();
            send(first.getKey(), first.getValue());
        }
    }

    /** Forgets what is held: its offsets were not committed, and it is read again. */
    void clear() {
        groups.clear();
        held = 0;
        characters = 0;
    }

    private void send(String group, Map<Kind, Held> samples) {
        List<Held> inOrder = new ArrayList<>(samples.values());
        inOrder.sort(ORDER);
        for (Held sample : inOrder) {
            forget(sample);
            out.send(sample.matched, group, sample.appendedAt);
        }
    }

    private void forget(Held sample) {
        held--;
        characters -= sample.characters();
    }
}
