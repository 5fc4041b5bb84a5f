package dev.farrier.policy.action;

import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.text.Template;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads those values of an action type that may refer to the rest of the policy directory. Each method reports what is wrong, and
 * returns a stand-in then.
 */
public interface ActionContext {
    /** Arguments that the program takes as data. None may contain a secret. */
    List<Template> arguments(MapReader map, YamlKey<List<Scalar>> key);

    /** A program and its arguments. No value of an event may decide what is run, nor be code to the program. */
    List<Template> commandLine(MapReader map, YamlKey<List<Scalar>> key);

    /** Environment variables. No value of an event may stand in one that decides which code runs. */
    SortedMap<String, Template> environment(MapReader map, YamlKey<SequencedMap<String, Scalar>> key);

    /** Texts that values and secrets may fill in. */
    SortedMap<String, Template> templates(MapReader map, YamlKey<SequencedMap<String, Scalar>> key);

    /** A text without references; null when the key is absent. */
    @Nullable
    String literal(MapReader map, YamlKey<Scalar> key);

    /** A URL: values may fill in its parts, but only a resource or a secret may say where it goes. */
    Template url(MapReader map, YamlKey<Scalar> key);

    /**
     * The body of a request: a text, whose structure no value may change, or a map or a list, which is sent as JSON.
     *
     * @param contentType in lower case; empty: the policy names none
     */
    Template body(MapReader map, Node body, String contentType);

    /** The content of a file of the policy directory, which the executor gets; null when there is no such file. */
    @Nullable
    String file(MapReader map, YamlKey<String> path);
}
