package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code sequence}: fires at the event that ends a sequence of one event for each step, each after the one before in the order
 * of {@link DetectorEvent}, the first in the window of the last, and none between them that meets {@code unless}. Then it
 * counts afresh: no event up to then is part of another sequence. An event that meets {@code unless} is no step.
 *
 * @param steps 2 to 10; each is alternatives of which one has to be met
 * @param unless may be empty
 */
public record SequenceDetector(List<Set<String>> steps, Duration window, Set<String> unless) implements EventDetector {
    public SequenceDetector {
        steps = steps.stream().map(Set::copyOf).toList();
        unless = Set.copyOf(unless);
    }

    /** Its keys. */
    public static final class SequenceType implements DetectorType {
        private static final int MAX_STEPS = 10;

        private static final YamlMap KEYS = YamlMap.of(
                "sequence",
                "Fires on the event that completes a sequence, one event for each step, within the window.");
        private static final YamlKey<List<List<Scalar>>> STEPS = KEYS.required(
                "steps",
                YamlTypes.list(step())
                        .orWrite("list at least two alternatives in their order")
                        .withSchema(SchemaWriter.of("minItems", 2, "maxItems", MAX_STEPS)),
                "Alternatives in order, 2 to 10 steps. A step may be a list of names: then any of them completes it.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);
        private static final YamlKey<List<String>> UNLESS = KEYS.optional(
                "unless",
                DetectorKeys.alternatives(),
                "A match of these alternatives between the steps ends the sequence. Default: none.");

        private static YamlType<List<Scalar>> step() {
            YamlType<String> name = DetectorKeys.alternative();
            return YamlType.<List<Scalar>>of(
                            name.name() + " or list of " + name.name(), (node, path, map) -> step(node, map))
                    .otherwise(List.of())
                    .withSchemaOf(YamlTypes.either("", name, YamlTypes.filledList(name, "")));
        }

        private static List<Scalar> step(Node node, MapReader map) {
            List<Scalar> names = new ArrayList<>();
            switch (node) {
                case Scalar scalar -> names.add(scalar);
                case ListNode list -> {
                    for (Node item : list.items()) {
                        if (item instanceof Scalar scalar) {
                            names.add(scalar);
                        }
                    }
                    if (names.isEmpty() || names.size() < list.items().size()) {
                        noStep(node, map);
                    }
                }
                case MapNode other -> noStep(node, map);
            }
            return names;
        }

        private static void noStep(Node node, MapReader map) {
            map.problems().error(node.location(), "a step is the name of an alternative, or a list of names");
        }

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            List<Set<String>> steps = new ArrayList<>();
            written.get(STEPS).forEach(step -> steps.add(context.known(step, written)));
            if (written.has(STEPS) && (steps.size() < 2 || steps.size() > MAX_STEPS)) {
                written.error(STEPS, "a sequence has 2 to " + MAX_STEPS + " steps, not " + steps.size());
            }
            Set<String> unless = context.known(written.scalars(UNLESS), written);
            for (String name : unless) {
                if (steps.stream().anyMatch(step -> step.contains(name))) {
                    written.error(
                            UNLESS, "'" + name + "' is a step already, so the sequence could never end: remove one");
                }
            }
            return new SequenceDetector(
                    steps.size() < 2 ? List.of(context.counting(), context.counting()) : steps,
                    DetectorKeys.window(written, WITHIN),
                    unless);
        }
    }

    @Override
    public Set<String> of() {
        return steps.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Set<String> alternatives() {
        Set<String> all = of();
        all.addAll(unless);
        return all;
    }

    @Override
    public String explain() {
        return "on " + steps.stream().map(Phrases::or).collect(Collectors.joining(", then ")) + ", all within "
                + Durations.format(window)
                + (unless.isEmpty() ? "" : ", unless " + Phrases.or(unless) + " comes between")
                + DetectorText.THEN_AFRESH;
    }

    @Override
    public void addTo(DetectorHash hash) {
        steps.forEach(step -> hash.addSet("step", step));
        hash.addSet("unless", unless).add("within", window);
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new SequenceFold(this, index);
    }

    /**
     * The events that met the first steps, linked from the last one back.
     *
     * @param start time of the first
     */
    private record Chain(
            long start,
            int length,
            int source,
            String id,
            @Nullable Chain before) {
        static Chain of(DetectorEvent event, @Nullable Chain before) {
            return new Chain(
                    before == null ? event.time() : before.start,
                    before == null ? 1 : before.length + 1,
                    event.source(),
                    event.id(),
                    before);
        }

        List<Chain> links() {
            List<Chain> links = new ArrayList<>();
            for (Chain link = this; link != null; link = link.before) {
                links.addFirst(link);
            }
            return links;
        }

        List<String> ids() {
            return links().stream().map(Chain::id).toList();
        }
    }

    /**
     * Keeps one chain for each number of steps that were met: the one that began last, which stays in the window for longest. Of
     * {@code n} steps these are at most {@code n (n − 1) ÷ 2} ids and sources and {@code n − 1} times.
     */
    private static final class SequenceFold implements Fold {
        private final SequenceDetector detector;
        private final NameIndex index;
        private final long[] steps;
        private final long unless;
        private final @Nullable Chain[] chains;

        SequenceFold(SequenceDetector detector, NameIndex index) {
            this.detector = detector;
            this.index = index;
            this.steps = detector.steps.stream().mapToLong(index::mask).toArray();
            this.unless = index.mask(detector.unless);
            this.chains = new Chain[steps.length - 1];
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            if (event.meets(unless)) {
                Arrays.fill(chains, null);
                return null;
            }
            long before = DetectorEvent.earlier(event.time(), detector.window.toMillis());
            // From the last step back, so that one event is not two steps of one sequence.
            for (int step = chains.length; step >= 0; step--) {
                Chain longer = event.meets(steps[step]) ? longer(event, step, before) : null;
                if (longer != null && step == chains.length) {
                    Arrays.fill(chains, null);
                    return firing(event, longer);
                }
                if (longer != null) {
                    Chain known = chains[step];
                    chains[step] = known == null || longer.start >= known.start ? longer : known;
                }
            }
            return null;
        }

        private @Nullable Chain longer(DetectorEvent event, int step, long before) {
            if (step == 0) {
                return Chain.of(event, null);
            }
            Chain shorter = chains[step - 1];
            return isOver(shorter, before) ? null : Chain.of(event, shorter);
        }

        private static boolean isOver(@Nullable Chain chain, long before) {
            return chain == null || chain.start <= before;
        }

        private Firing firing(DetectorEvent event, Chain chain) {
            TreeSet<String> sources = new TreeSet<>();
            chain.links().forEach(link -> sources.add(index.sources().get(link.source)));
            String all = detector.steps.stream().map(DetectorText::names).collect(Collectors.joining(", then "));
            return new Firing(
                    event.time(),
                    chain.start,
                    event.number(),
                    chain.length,
                    List.copyOf(sources),
                    all + " within " + Durations.format(detector.window),
                    chain.ids());
        }

        @Override
        public boolean showsSymptom(DetectorEvent event) {
            return !event.meets(unless);
        }

        @Override
        public PartialMatch progress(long at) {
            long before = DetectorEvent.earlier(at, detector.window.toMillis());
            int reached = chains.length;
            while (reached > 0 && isOver(chains[reached - 1], before)) {
                reached--;
            }
            Chain chain = reached == 0 ? null : chains[reached - 1];
            return new PartialMatch(
                    reached + " of " + Phrases.count(steps.length, "step") + " within "
                            + Durations.format(detector.window) + "; next: "
                            + DetectorText.names(detector.steps.get(reached)),
                    chain == null ? List.of() : chain.ids());
        }

        @Override
        public Fold copy() {
            SequenceFold copy = new SequenceFold(detector, index);
            System.arraycopy(chains, 0, copy.chains, 0, chains.length);
            return copy;
        }

        @Override
        public void write(StateBytes.Writer out, long reference) {
            for (Chain chain : chains) {
                out.flag(chain != null);
                if (chain != null) {
                    out.signed(chain.start - reference);
                    chain.links().forEach(link -> out.number(link.source).text(link.id));
                }
            }
        }

        @Override
        public void read(StateBytes.Reader in, long reference) {
            for (int i = 0; i < chains.length; i++) {
                if (in.flag()) {
                    long start = in.signed() + reference;
                    Chain chain = null;
                    for (int length = 1; length <= i + 1; length++) {
                        chain = new Chain(start, length, in.size(), in.text(), chain);
                    }
                    chains[i] = chain;
                }
            }
        }
    }
}
