package dev.farrier.detect;

import static dev.farrier.detect.Window.NEVER;

import dev.farrier.model.Labels;
import dev.farrier.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the store. Policy names contain no {@code |}.
 *
 * <pre>
 * w|policy|detector|group             {@link Window}
 * s|policy|group                      {@link Symptom}
 * i|time|key                          when a window or symptom may be forgotten (stream time)
 * d|policy|detector|time|window key   when an absence is looked at (event time of its sources)
 * e|symptom key                       evidence that was not sent yet
 * </pre>
 *
 * Index entries are moved only when they are come upon, not on every event.
 */
final class Groups {
    private static final long DAY = 86_400_000;
    private static final byte[] PRESENT = {1};

    private final GroupStore store;

    Groups(GroupStore store) {
        this.store = store;
    }

    static String windowKey(String policy, String detector, SortedMap<String, String> group) {
        return "w|" + policy + '|' + detector + '|' + Labels.key(group);
    }

    private static String symptomKey(String policy, SortedMap<String, String> group) {
        return "s|" + policy + '|' + Labels.key(group);
    }

    @Nullable
    Window window(String key) {
        byte[] state = store.get(key);
        return state == null ? null : Window.read(state);
    }

    /** @param keep milliseconds without an event after which it is forgotten */
    void save(String key, Window window, long keep, long now) {
        boolean isNew = window.touched == 0;
        window.touched = now;
        window.keep = keep;
        store.put(key, window.write());
        if (isNew) {
            index(key, now + keep);
        }
    }

    @Nullable
    Symptom symptom(String policy, SortedMap<String, String> group) {
        byte[] state = store.get(symptomKey(policy, group));
        return state == null ? null : Symptom.read(state);
    }

    /** Also notes that evidence is due when the group is tracked. */
    void save(Symptom symptom, long keep, long now) {
        String key = symptomKey(symptom.policy, symptom.group);
        boolean isNew = symptom.touched == 0;
        symptom.touched = now;
        symptom.keep = keep;
        store.put(key, symptom.write());
        if (isNew) {
            index(key, now + keep);
        }
        if (symptom.tracked) {
            store.put("e|" + key, PRESENT);
        }
    }

    /** Takes out the groups whose evidence has changed, at most this many. */
    List<Symptom> takeChanged(int limit) {
        return store.range("e|", "e}", limit).stream()
                .map(entry -> {
                    store.delete(entry.key());
                    return store.get(entry.key().substring(2));
                })
                .filter(state -> state != null)
                .map(Symptom::read)
                .toList();
    }

    /** Keys of the windows of this absence that are to be looked at before {@code clock}, the most overdue first. */
    List<String> due(Policy policy, long clock, int limit) {
        String prefix = duePrefix(policy);
        return store.range(prefix, prefix + sortable(clock), limit).stream()
                .map(entry -> new String(entry.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** The time of the first entry in this absence's index, or {@link Window#NEVER}. */
    long firstDue(Policy policy) {
        String prefix = duePrefix(policy);
        return store.range(prefix, prefix + '~', 1).stream()
                .mapToLong(entry ->
                        HexFormat.fromHexDigitsToLong(entry.key(), prefix.length(), prefix.length() + 2 * Long.BYTES)
                                ^ Long.MIN_VALUE)
                .findFirst()
                .orElse(NEVER);
    }

    /** Moves the window's entry in the index; {@link Window#NEVER} takes it out. The caller saves the window. */
    void lookAgain(Policy policy, String key, Window window, long time) {
        String prefix = duePrefix(policy);
        if (window.due != NEVER) {
            store.delete(prefix + sortable(window.due) + '|' + key);
        }
        if (time != NEVER) {
            store.put(prefix + sortable(time) + '|' + key, key.getBytes(StandardCharsets.UTF_8));
        }
        window.due = time;
    }

    /** Forgets what was not touched for long enough, looking at no more than this many. */
    void forgetIdle(long now, int limit) {
        for (GroupStore.Entry entry : store.range("i|", "i|" + sortable(now), limit)) {
            store.delete(entry.key());
            String key = new String(entry.value(), StandardCharsets.UTF_8);
            byte[] state = store.get(key);
            if (state == null) {
                continue;
            }
            Window window = key.startsWith("w|") ? Window.read(state) : null;
            long until = window == null ? idleAt(Symptom.read(state)) : window.touched + window.keep;
            if (until >= now) {
                index(key, until);
                continue;
            }
            store.delete(key);
            if (window != null && window.due != NEVER) {
                String detector = key.substring(2, key.indexOf('|', key.indexOf('|', 2) + 1));
                store.delete("d|" + detector + '|' + sortable(window.due) + '|' + key);
            }
        }
    }

    private static long idleAt(Symptom symptom) {
        return symptom.touched + symptom.keep;
    }

    static long days(int days) {
        return days * DAY;
    }

    private void index(String key, long time) {
        store.put("i|" + sortable(time) + '|' + key, key.getBytes(StandardCharsets.UTF_8));
    }

    private static String duePrefix(Policy policy) {
        return "d|" + policy.name() + '|' + policy.detectorHash() + '|';
    }

    /** Text that sorts as the number does, also below zero. */
    private static String sortable(long time) {
        return HexFormat.of().toHexDigits(time ^ Long.MIN_VALUE);
    }
}
