package dev.farrier.execute.process;

import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.text.Template;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Bodies of {@code process}, as a policy would have them. */
public final class ProcessBodies {
    private ProcessBodies() {}

    public static ActionBody of(String... argv) {
        List<Template> templates = Stream.of(argv).map(Template::parse).toList();
        return new ProcessAction.ProcessBody(templates, new TreeMap<>(), null, null);
    }
}
