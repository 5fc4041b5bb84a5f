package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapEntry;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * The YAML library's events → our nodes, without the library's own tree between them, which for an inventory of a hundred thousand
 * resources takes as long again and several times the memory. An alias is one shared node, so that a bomb of aliases stays as small
 * as it is written.
 */
final class NodeReader {
    private static final Map<Tag, ScalarType> TYPES = Map.of(
            Tag.STR, ScalarType.STRING,
            Tag.INT, ScalarType.INTEGER,
            Tag.FLOAT, ScalarType.FLOAT,
            Tag.BOOL, ScalarType.BOOLEAN,
            Tag.NULL, ScalarType.NULL);

    /** {@code false}: what begins with a letter and is no text, is a word of YAML's core schema. */
    private static final int LONGEST_WORD = 5;

    private final Parser parser;
    private final ScalarResolver resolver;
    private final String file;
    private final ScalarPlaces places;
    private final Problems problems;
    private final Map<String, String> keys = new HashMap<>();

    /** Of this document; null while what the anchor names is being read. */
    private final Map<Anchor, @Nullable Node> anchors = new HashMap<>();

    private int aliases;
    private int depth;

    /** The text is YAML, and too much of it. */
    static final class LimitException extends MarkedYamlEngineException {
        private static final long serialVersionUID = 1L;

        private LimitException(String problem, Event at) {
            super("", Optional.empty(), problem, at.getStartMark());
        }
    }

    NodeReader(Parser parser, ScalarResolver resolver, String file, String text, Problems problems) {
        this.parser = parser;
        this.resolver = resolver;
        this.file = file;
        this.places = new ScalarPlaces(file, text);
        this.problems = problems;
    }

    /**
     * The next document; null after the last one.
     *
     * @throws MarkedYamlEngineException when the text is not YAML, or goes beyond a limit of
     *     {@link YamlFile}
     */
    @Nullable
    Node readDocument() {
        if (parser.checkEvent(Event.ID.StreamStart)) {
            parser.next();
        }
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return null;
        }
        anchors.clear();
        aliases = 0;
        parser.next(); // the document's start
        Node document = read();
        parser.next(); // and its end
        return document;
    }

    private Node read() {
        Event event = parser.next();
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        anchor.ifPresent(name -> anchors.put(name, null));
        Node read = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case CollectionStartEvent start when start.getEventId() == Event.ID.SequenceStart -> list(start);
            case CollectionStartEvent start -> map(start);
            default -> throw new IllegalStateException("no value: " + event);
        };
        anchor.ifPresent(name -> anchors.put(name, read));
        return read;
    }

    private Node alias(AliasEvent event) {
        if (!anchors.containsKey(event.getAlias())) {
            throw new ComposerException("found undefined alias " + event.getAlias(), event.getStartMark());
        }
        Node known = anchors.get(event.getAlias());
        if (known == null) {
            Location place = place(event);
            problems.error(place, "an alias here contains itself: write the value out");
            return new Scalar(place, "", ScalarType.NULL, offset -> place);
        }
        if (!(known instanceof Scalar) && ++aliases > YamlFile.MAX_ALIASES) {
            throw new LimitException(
                    "more than " + YamlFile.MAX_ALIASES + " aliases (*name) of lists and maps: write some of them out",
                    event);
        }
        return known;
    }

    private Node scalar(ScalarEvent event) {
        Location place = place(event);
        Tag tag = tag(event);
        ScalarType type = TYPES.get(tag);
        if (type == null) {
            problems.error(place, "the tag " + tag + " is not supported: write plain text or a number");
            type = ScalarType.STRING;
        }
        return new Scalar(place, event.getValue(), type, places.of(place, event));
    }

    private Tag tag(ScalarEvent event) {
        String value = event.getValue();
        if (event.getTag().isEmpty() && value.length() > LONGEST_WORD && Character.isLetter(value.charAt(0))) {
            return Tag.STR; // a third of the time that reading an inventory takes went into asking for numbers
        }
        return event.getTag()
                .filter(tag -> !tag.equals("!"))
                .map(Tag::new)
                .orElseGet(() -> resolver.resolve(value, event.getImplicit().canOmitTagInPlainScalar()));
    }

    private Node list(CollectionStartEvent start) {
        enter(start, Tag.SEQ);
        List<Node> items = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            items.add(read());
        }
        leave();
        return new ListNode(place(start), List.copyOf(items));
    }

    private Node map(CollectionStartEvent start) {
        enter(start, Tag.MAP);
        LinkedHashMap<String, MapEntry> entries = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Event event = parser.peekEvent();
            Location place = place(event);
            boolean merge = event instanceof ScalarEvent written
                    && written.getValue().equals("<<")
                    && tag(written).equals(Tag.MERGE);
            String key = key();
            Node value = read();
            if (merge) {
                merged.add(value);
            } else if (key == null) {
                problems.error(place, "a key must be plain text, not a list or a map");
            } else if (entries.get(key) instanceof MapEntry earlier) {
                problems.error(
                        place,
                        "duplicate key '" + key + "', it stands already in line "
                                + earlier.location().line() + ": remove one");
            } else {
                entries.put(key, new MapEntry(place, value));
            }
        }
        leave();
        merged.forEach(value -> merge(value, entries));
        return new MapNode(place(start), entries);
    }

    /** Null: it is no text. */
    private @Nullable String key() {
        if (parser.peekEvent() instanceof ScalarEvent written
                && written.getAnchor().isEmpty()) {
            parser.next();
            return keys.computeIfAbsent(written.getValue(), key -> key);
        }
        return read() instanceof Scalar scalar ? scalar.text() : null;
    }

    /** What is written in the map itself wins, and then what is merged first. */
    private void merge(Node value, LinkedHashMap<String, MapEntry> into) {
        switch (value) {
            case MapNode map -> map.entries().forEach(into::putIfAbsent);
            case ListNode list
            when list.items().stream().allMatch(MapNode.class::isInstance) ->
                list.items().forEach(item -> merge(item, into));
            default ->
                problems.error(
                        value.location(),
                        "'<<' adds the keys of a map, or of a list of maps, not " + value.describe()
                                + ": write the alias of one");
        }
    }

    private void enter(CollectionStartEvent start, Tag expected) {
        if (++depth > YamlFile.MAX_DEPTH) {
            throw new LimitException("lists and maps are nested deeper than " + YamlFile.MAX_DEPTH, start);
        }
        String tag = start.getTag().orElse("!");
        if (!tag.equals("!") && !tag.equals(expected.getValue())) {
            problems.error(place(start), "the tag " + tag + " is not supported: remove it");
        }
    }

    private void leave() {
        parser.next();
        depth--;
    }

    private Location place(Event event) {
        Mark mark = event.getStartMark().orElse(null);
        return mark == null ? new Location(file, 1, 1) : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
