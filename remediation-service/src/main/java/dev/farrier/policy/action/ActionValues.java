package dev.farrier.policy.action;

import dev.farrier.model.ActionText;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Fills in the templates of an {@link ActionBody} for one incident. Every method throws {@link IllegalArgumentException} when a
 * value is missing.
 */
public interface ActionValues {
    /**
     * Arguments of a program. A value that would make an option of one is refused; so is a NUL.
     *
     * @param code whether the program may read its arguments as code: then no word of an argument may become an option either
     */
    List<String> arguments(List<Template> templates, boolean code);

    /** Secrets stay references: the executor fills them in. */
    ActionText text(Template template);

    SortedMap<String, ActionText> texts(SortedMap<String, Template> templates);

    /** The URL; values in it are percent-encoded. */
    ActionText url(Template template);

    /** Without line breaks, so that no value can begin another header (RFC 9110, 5.5). */
    SortedMap<String, ActionText> headers(SortedMap<String, Template> templates);

    /** Content of a file of the bundle that {@link ActionContext#file} has read. */
    String file(String path);

    /** The timeout of the Action, or of the step. */
    Duration timeout();
}
