package dev.farrier.policy.yaml.action;

import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionDefinition.Parameter;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one action with the references that they may have.
 *
 * @param parameters those of {@code params.X}
 */
public record ActionScope(Catalog catalog, TemplateScope scope, SortedMap<String, Parameter> parameters)
        implements ActionContext {
    /** For a step or a probe of a policy, which has no parameters. */
    public ActionScope(Catalog catalog, TemplateScope scope) {
        this(catalog, scope, Collections.emptySortedMap());
    }

    @Override
    public List<Template> arguments(MapReader map, YamlKey<List<Scalar>> key) {
        List<Scalar> written = map.get(key);
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Scalar scalar = written.get(i);
            Template template = scope.executorTemplate(scalar, map.problems());
            for (String secret : template.secrets()) {
                map.problems()
                        .error(
                                TemplateScope.locate(scalar, secret),
                                "{" + secret
                                        + "} can't be in an argument, which everybody on the machine can see: hand it"
                                        + " over by env, or let the program read the file");
            }
            // openssl has the same form, and resolves it itself.
            if (i == 0 || !written.get(i - 1).text().startsWith("-pass")) {
                SecretSyntax.refuseArgument(scalar, map.problems());
            }
            templates.add(template);
        }
        return List.copyOf(templates);
    }

    @Override
    public List<Template> commandLine(MapReader map, YamlKey<List<Scalar>> key) {
        List<Template> argv = arguments(map, key);
        List<Scalar> written = map.get(key);
        if (!written.isEmpty() && written.getFirst().text().isBlank()) {
            map.problems().error(written.getFirst().location(), "the program's name is empty");
        }
        new ArgumentCheck(parameters, map.problems()).check(written, argv);
        return argv;
    }

    @Override
    public SortedMap<String, Template> environment(MapReader map, YamlKey<SequencedMap<String, Scalar>> key) {
        SortedMap<String, Template> environment = templates(map, key);
        map.get(key).forEach((name, value) -> {
            Template template = environment.get(name);
            if (template != null && CodeVariables.has(name)) {
                template.references()
                        .forEach(reference -> map.problems()
                                .error(
                                        TemplateScope.locate(value, reference),
                                        "{" + reference + "} can't be in the variable " + name
                                                + ", which can decide what code runs: write its value out, or use another"
                                                + " variable"));
            }
        });
        return environment;
    }

    @Override
    public SortedMap<String, Template> templates(MapReader map, YamlKey<SequencedMap<String, Scalar>> key) {
        TreeMap<String, Template> templates = new TreeMap<>();
        map.get(key).forEach((name, value) -> {
            SecretSyntax.refuseOld(value, map.problems());
            templates.put(name, scope.executorTemplate(value, map.problems()));
        });
        return Collections.unmodifiableSortedMap(templates);
    }

    @Override
    public @Nullable String literal(MapReader map, YamlKey<Scalar> key) {
        Scalar scalar = map.find(key);
        if (scalar == null) {
            return null;
        }
        int errors = map.problems().errors();
        Template template = scope.template(scalar, map.problems());
        for (String reference : template.references()) {
            map.problems()
                    .error(
                            TemplateScope.locate(scalar, reference),
                            "{" + reference + "} can't decide '" + map.path(key) + "': write it out");
        }
        return map.problems().errors() > errors ? "" : template.beginning();
    }

    @Override
    public Template url(MapReader map, YamlKey<Scalar> key) {
        Scalar url = map.find(key);
        return url == null ? Template.parse("") : scope.url(url, map.problems());
    }

    @Override
    public Template body(MapReader map, Node body, String contentType) {
        return body instanceof Scalar text ? text(map, text, contentType) : JsonBody.read(body, scope, map.problems());
    }

    private Template text(MapReader map, Scalar text, String contentType) {
        SecretSyntax.refuseOld(text, map.problems());
        Template body = scope.executorTemplate(text, map.problems());
        boolean json = contentType.isEmpty()
                ? text.text().matches("\\s*(\\{\\{|\\[\\s*(\\{\\{|\"|\\[))(?s).*")
                : contentType.contains("json");
        if (body.references().isEmpty() && body.secrets().isEmpty()) {
            return body;
        }
        if (contentType.startsWith("application/x-www-form-urlencoded")) {
            return Template.parseForm(text.text());
        }
        if (!body.references().isEmpty() && (json || contentType.matches(".*[/+](xml|html|yaml|x-yaml)\\b.*"))) {
            map.problems()
                    .error(
                            TemplateScope.locate(text, body.references().getFirst()),
                            "a value could change what the body says, since it is not escaped in a text: "
                                    + (json ? "write the JSON as a map" : "send JSON, as a map, or text/plain"));
        }
        return body;
    }

    @Override
    public @Nullable String file(MapReader map, YamlKey<String> path) {
        String name = map.find(path);
        String content = name == null ? null : catalog.file(name, map.location(path), map.problems());
        if (content != null) {
            catalog.scripts().add(name);
        }
        return content;
    }
}
