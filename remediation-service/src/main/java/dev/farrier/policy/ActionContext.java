package dev.farrier.policy;

import dev.farrier.policy.ActionDefinition.Parameter;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Template;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What the rest of the policy directory says that an action depends on. */
public interface ActionContext {
    /** Those of {@code params.X}. */
    SortedMap<String, Parameter> parameters();

    /** Reports references that are not known here, and secrets. A stand-in after a problem. */
    Template template(Scalar written, MapReader map);

    /** The same, where a secret may stand: the executor fills it in. */
    Template executorTemplate(Scalar written, MapReader map);

    /** A URL: values may fill in its parts, but only a resource or a secret may say where it goes. */
    Template url(Scalar written, MapReader map);

    /** A map or a list as JSON text, with templates in its strings. */
    Template json(Node written, MapReader map);

    /** The content of a file of the policy directory, which becomes part of the bundle; null when there is none: reported. */
    @Nullable
    String file(Scalar path, MapReader map);
}
