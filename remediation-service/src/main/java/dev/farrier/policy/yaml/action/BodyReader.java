package dev.farrier.policy.yaml.action;

import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.ActionDefinition.Parameter;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is done: {@code process}, {@code script} or {@code http}, in an Action or directly in a step. */
public final class BodyReader {
    static final List<String> TYPES = List.of("process", "script", "http");
    static final String[] LATER = {"kubernetes", "ssh", "kafka", "notify", "job"};

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** What the HTTP client writes itself, and lets nobody write. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

    /** Below what a record may hold, with room for the rest of the command. */
    private static final int MAX_SCRIPT_BYTES = 800_000;

    private final Catalog catalog;
    private final TemplateScope scope;
    private final SortedMap<String, Parameter> parameters;

    /** @param parameters those of {@code params.X} */
    public BodyReader(Catalog catalog, TemplateScope scope, SortedMap<String, Parameter> parameters) {
        this.catalog = catalog;
        this.scope = scope;
        this.parameters = parameters;
    }

    /** A stand-in after a problem. */
    public ActionBody read(Fields owner, String type) {
        Fields fields = owner.fields(type);
        if (fields == null) {
            return new ActionBody.ProcessBody(List.of(Template.parse("true")), new TreeMap<>(), null, null);
        }
        ActionBody body = switch (type) {
            case "process" -> process(fields);
            case "script" -> script(fields);
            default -> http(fields);
        };
        fields.done();
        return body;
    }

    private ActionBody process(Fields fields) {
        List<Scalar> written = fields.scalars("argv");
        if (written.isEmpty()) {
            fields.missing("argv", "write the program and its arguments as a list");
            if (fields.has("argv") && fields.get("argv") instanceof Node.ListNode) {
                fields.error("argv", "'" + fields.path("argv") + "' is empty: write the program and its arguments");
            }
        } else if (written.get(0).text().isBlank()) {
            fields.problems().error(written.get(0).location(), "the program's name is empty");
        }
        List<Template> argv = arguments(fields, written);
        new ArgumentCheck(parameters, fields.problems()).check(written, argv);
        return new ActionBody.ProcessBody(argv, env(fields), literal(fields, "cwd"), literal(fields, "user"));
    }

    private ActionBody script(Fields fields) {
        Scalar path = fields.requireScalar("path", "write the script's path, relative to the policy directory");
        if (path != null) {
            script(fields, path);
        }
        return new ActionBody.ScriptBody(
                path == null ? "" : path.text(),
                arguments(fields, fields.scalars("args")),
                env(fields),
                literal(fields, "cwd"),
                literal(fields, "user"));
    }

    private void script(Fields fields, Scalar path) {
        String content = catalog.files().get(path.text());
        if (content == null) {
            List<String> scripts = catalog.files().keySet().stream()
                    .filter(file -> !Catalog.isDocument(file))
                    .toList();
            fields.problems()
                    .error(
                            path.location(),
                            "there is no file '" + path.text() + "' in the policy directory"
                                    + Nearest.hint(path.text(), scripts));
            return;
        }
        if (content.indexOf('\uFFFD') >= 0) {
            fields.problems()
                    .error(path.location(), "the script '" + path.text() + "' is not UTF-8 text: save it as UTF-8");
        }
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= MAX_SCRIPT_BYTES) {
            fields.problems()
                    .error(
                            path.location(),
                            "the script '" + path.text() + "' has " + bytes + " bytes, it must have fewer than "
                                    + MAX_SCRIPT_BYTES + ": install it on the machines and run it by 'process'");
        }
        catalog.scripts().add(path.text());
    }

    private ActionBody http(Fields fields) {
        String method = "POST";
        if (fields.has("method")) {
            method = fields.text("method", "POST");
            if (!METHODS.contains(method)) {
                fields.error("method", "unknown method '" + method + "'" + Nearest.hint(method, METHODS));
            }
        }
        Scalar url = fields.requireScalar("url", "write http://… or https://…");
        SortedMap<String, Template> headers = headers(fields);
        Template body = Template.parse("");
        if (fields.get("body") instanceof Node node) {
            if (node instanceof Scalar text) {
                body = new TextBody(scope, fields.problems()).read(text, headers);
            } else {
                body = JsonBody.read(node, scope, fields.problems());
                if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
                    TreeMap<String, Template> more = new TreeMap<>(headers);
                    more.put("Content-Type", Template.parse("application/json"));
                    headers = Collections.unmodifiableSortedMap(more);
                }
            }
        }
        return new ActionBody.HttpBody(
                method,
                url == null ? Template.parse("") : scope.url(url, fields.problems()),
                headers,
                body,
                Probes.status(fields),
                fields.has("expectBody") ? fields.text("expectBody", "") : null);
    }

    private SortedMap<String, Template> headers(Fields fields) {
        SortedMap<String, Template> headers = templates(fields, "headers", NameRule.HEADER);
        fields.texts("headers").forEach((name, value) -> {
            if (OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                fields.problems().error(value.location(), "header '" + name + "' is made from the request: remove it");
            }
            if (value.text().chars().anyMatch(c -> c < ' ' && c != '\t')) {
                fields.problems()
                        .error(value.location(), "header '" + name + "' has a line break: write it in one line");
            }
        });
        return headers;
    }

    private SortedMap<String, Template> env(Fields fields) {
        SortedMap<String, Template> env = templates(fields, "env", NameRule.ENVIRONMENT);
        fields.texts("env").forEach((name, value) -> {
            List<String> references = CodeVariables.has(name) && env.containsKey(name)
                    ? env.get(name).references()
                    : List.of();
            references.forEach(
                    reference -> fields.problems()
                            .error(
                                    TemplateScope.locate(value, reference),
                                    "{" + reference + "} can't be in the variable " + name
                                            + ", which can decide what code runs: write its value out, or use another variable"));
        });
        return env;
    }

    private SortedMap<String, Template> templates(Fields fields, String key, NameRule names) {
        TreeMap<String, Template> templates = new TreeMap<>();
        fields.texts(key).forEach((name, value) -> {
            if (!names.allows(name)) {
                fields.problems().error(value.location(), "'" + name + "' can't be a name here: use " + names.rule());
            }
            SecretSyntax.refuseOld(value, fields.problems());
            templates.put(name, scope.executorTemplate(value, fields.problems()));
        });
        return Collections.unmodifiableSortedMap(templates);
    }

    private List<Template> arguments(Fields fields, List<Scalar> scalars) {
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < scalars.size(); i++) {
            Scalar scalar = scalars.get(i);
            Template template = scope.executorTemplate(scalar, fields.problems());
            for (String secret : template.secrets()) {
                fields.problems()
                        .error(
                                TemplateScope.locate(scalar, secret),
                                "{" + secret
                                        + "} can't be in an argument, which everybody on the machine can see: hand it"
                                        + " over by env, or let the program read the file");
            }
            // openssl has the same form, and resolves it itself.
            if (i == 0 || !scalars.get(i - 1).text().startsWith("-pass")) {
                SecretSyntax.refuseArgument(scalar, fields.problems());
            }
            templates.add(template);
        }
        return List.copyOf(templates);
    }

    /** What no value may decide. */
    private @Nullable String literal(Fields fields, String key) {
        Scalar scalar = fields.scalar(key);
        if (scalar == null) {
            return null;
        }
        int errors = fields.problems().errors();
        Template template = scope.template(scalar, fields.problems());
        template.references()
                .forEach(reference -> fields.problems()
                        .error(
                                TemplateScope.locate(scalar, reference),
                                "{" + reference + "} can't decide '" + fields.path(key) + "': write it out"));
        return fields.problems().errors() > errors ? "" : template.beginning();
    }

    /** Whether the parameter's value would begin an argument with '-'. */
    public static boolean makesOption(ActionBody body, String parameter, String value) {
        List<Template> arguments = switch (body) {
            case ActionBody.ProcessBody process -> process.argv();
            case ActionBody.ScriptBody script -> script.args();
            case ActionBody.HttpBody http -> List.of();
        };
        String reference = "params." + parameter;
        return arguments.stream()
                .anyMatch(argument ->
                        reference.equals(argument.option(name -> name.equals(reference) ? value : "", false)));
    }

    /** Every template of a body. */
    public static List<Template> templatesOf(ActionBody body) {
        List<Template> all = new ArrayList<>();
        switch (body) {
            case ActionBody.ProcessBody process -> {
                all.addAll(process.argv());
                all.addAll(process.env().values());
            }
            case ActionBody.ScriptBody script -> {
                all.addAll(script.args());
                all.addAll(script.env().values());
            }
            case ActionBody.HttpBody http -> {
                all.add(http.url());
                all.addAll(http.headers().values());
                all.add(http.body());
            }
        }
        return all;
    }
}
