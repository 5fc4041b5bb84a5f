package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The YAML library's nodes → ours. An alias is one shared node, so that a bomb of aliases stays as small as it is written. */
final class NodeReader {
    private static final Map<Tag, ScalarType> TYPES = Map.of(
            Tag.STR, ScalarType.STRING,
            Tag.INT, ScalarType.INTEGER,
            Tag.FLOAT, ScalarType.FLOAT,
            Tag.BOOL, ScalarType.BOOLEAN,
            Tag.NULL, ScalarType.NULL);

    private final String file;
    private final ScalarPlaces places;
    private final Problems problems;
    private final Map<org.snakeyaml.engine.v2.nodes.Node, @Nullable Node> done = new IdentityHashMap<>();

    NodeReader(String file, String text, Problems problems) {
        this.file = file;
        this.places = new ScalarPlaces(file, text);
        this.problems = problems;
    }

    Node read(org.snakeyaml.engine.v2.nodes.Node node) {
        if (done.containsKey(node)) {
            Node known = done.get(node);
            if (known == null) {
                problems.error(place(node), "an alias here contains itself: write the value out");
                return nothing(place(node));
            }
            return known;
        }
        done.put(node, null);
        Node read = switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> sequence(sequence);
            case MappingNode mapping -> mapping(mapping);
            default -> nothing(place(node));
        };
        done.put(node, read);
        return read;
    }

    private Node scalar(ScalarNode node) {
        Location place = place(node);
        ScalarType type = TYPES.get(node.getTag());
        if (type == null) {
            problems.error(place, "the tag " + node.getTag() + " is not supported: write plain text or a number");
            type = ScalarType.STRING;
        }
        return new Node.Scalar(place, node.getValue(), type, offset -> places.place(node, offset));
    }

    private Node sequence(SequenceNode node) {
        plain(node, Tag.SEQ);
        List<Node> items = new ArrayList<>(node.getValue().size());
        node.getValue().forEach(item -> items.add(read(item)));
        return new Node.ListNode(place(node), List.copyOf(items));
    }

    private Node mapping(MappingNode node) {
        plain(node, Tag.MAP);
        LinkedHashMap<String, Node.MapEntry> entries = new LinkedHashMap<>();
        Map<String, Location> first = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Location place = place(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.error(place, "a key must be plain text, not a list or a map");
                continue;
            }
            if (key.getTag().equals(Tag.MERGE)) {
                problems.error(place, "'<<' (merge key) is not supported: write the keys out");
                continue;
            }
            Location earlier = first.putIfAbsent(key.getValue(), place);
            if (earlier != null) {
                problems.error(
                        place,
                        "duplicate key '" + key.getValue() + "', it stands already in line " + earlier.line()
                                + ": remove one");
                continue;
            }
            entries.put(key.getValue(), new Node.MapEntry(place, read(tuple.getValueNode())));
        }
        return new Node.MapNode(place(node), entries);
    }

    private void plain(org.snakeyaml.engine.v2.nodes.Node node, Tag expected) {
        if (!node.getTag().equals(expected)) {
            problems.error(place(node), "the tag " + node.getTag() + " is not supported: remove it");
        }
    }

    private static Node nothing(Location place) {
        return new Node.Scalar(place, "", ScalarType.NULL, offset -> place);
    }

    private Location place(org.snakeyaml.engine.v2.nodes.Node node) {
        Mark mark = node.getStartMark().orElse(null);
        return mark == null ? new Location(file, 1, 1) : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
