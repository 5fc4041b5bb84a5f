package dev.farrier.policy.yaml.action;

import dev.farrier.policy.ActionDefinition.Body;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Names;
import dev.farrier.policy.yaml.document.Scope;
import dev.farrier.policy.yaml.tree.Fields;
import dev.farrier.policy.yaml.tree.Node;
import dev.farrier.policy.yaml.tree.Node.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is done: {@code process}, {@code script} or {@code http}, in an Action or directly in a step. */
public final class BodyReader {
    static final List<String> TYPES = List.of("process", "script", "http");
    static final String[] LATER = {"kubernetes", "ssh", "kafka", "notify", "job"};

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh", "busybox", "su", "eval");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** Below what a record may hold, with room for the rest of the command. */
    private static final int MAX_SCRIPT_BYTES = 800_000;

    private final Catalog catalog;
    private final Scope scope;

    public BodyReader(Catalog catalog, Scope scope) {
        this.catalog = catalog;
        this.scope = scope;
    }

    /** A stand-in after a problem. */
    public Body read(Fields owner, String type) {
        Fields fields = owner.fields(type);
        if (fields == null) {
            return new Body.Process(List.of(Template.parse("true")), new TreeMap<>(), null, null);
        }
        Body body = switch (type) {
            case "process" -> process(fields);
            case "script" -> script(fields);
            default -> http(fields);
        };
        fields.done();
        return body;
    }

    private Body process(Fields fields) {
        List<Scalar> written = fields.scalars("argv");
        if (written.isEmpty()) {
            fields.missing("argv", "write the program and its arguments as a list");
            if (fields.has("argv") && fields.get("argv") instanceof Node.Sequence) {
                fields.error("argv", "'" + fields.path("argv") + "' is empty: write the program and its arguments");
            }
        } else if (written.get(0).text().isBlank()) {
            fields.problems().error(written.get(0).place(), "the program's name is empty");
        }
        List<Template> argv = templates(fields, written);
        noShellCode(fields, written, argv);
        return new Body.Process(argv, env(fields), optional(fields, "cwd"), user(fields));
    }

    /** A value inside a shell's program text would be code, whatever quotes are around it. */
    private static void noShellCode(Fields fields, List<Scalar> written, List<Template> argv) {
        boolean shell = false;
        for (int i = 0; i < argv.size(); i++) {
            String text = written.get(i).text();
            if (shell
                    && text.matches("-[a-z]*c")
                    && i + 1 < argv.size()
                    && !argv.get(i + 1).references().isEmpty()) {
                fields.problems()
                        .error(
                                written.get(i + 1).place(),
                                "a value inside shell code would be run as code: give it as a further argument and"
                                        + " write \"$1\" (the argument after the code is $0)");
            }
            shell |= SHELLS.contains(text.substring(text.lastIndexOf('/') + 1));
        }
    }

    private Body script(Fields fields) {
        Scalar path = fields.requireScalar("path", "write the script's path, relative to the policy directory");
        if (path != null) {
            script(fields, path);
        }
        return new Body.Script(
                path == null ? "" : path.text(),
                templates(fields, fields.scalars("args")),
                env(fields),
                optional(fields, "cwd"),
                user(fields));
    }

    private void script(Fields fields, Scalar path) {
        String content = catalog.files().get(path.text());
        if (content == null) {
            List<String> scripts = catalog.files().keySet().stream()
                    .filter(file -> !Catalog.isDocument(file))
                    .toList();
            fields.problems()
                    .error(
                            path.place(),
                            "there is no file '" + path.text() + "' in the policy directory"
                                    + Nearest.hint(path.text(), scripts));
            return;
        }
        if (content.indexOf('\uFFFD') >= 0) {
            fields.problems()
                    .error(path.place(), "the script '" + path.text() + "' is not UTF-8 text: save it as UTF-8");
        }
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= MAX_SCRIPT_BYTES) {
            fields.problems()
                    .error(
                            path.place(),
                            "the script '" + path.text() + "' has " + bytes + " bytes, it must have fewer than "
                                    + MAX_SCRIPT_BYTES + ": install it on the machines and run it by 'process'");
        }
        catalog.scripts().add(path.text());
    }

    private Body http(Fields fields) {
        String method = "POST";
        if (fields.has("method")) {
            method = fields.text("method", "POST");
            if (!METHODS.contains(method)) {
                fields.error("method", "unknown method '" + method + "'" + Nearest.hint(method, METHODS));
            }
        }
        Scalar url = fields.requireScalar("url", "write http://… or https://…");
        SortedMap<String, Template> headers = templates(fields, "headers", Names.HEADER);
        Template body = Template.parse("");
        if (fields.get("body") instanceof Node node) {
            if (node instanceof Scalar text) {
                body = scope.template(text, fields.problems());
            } else {
                body = JsonBody.read(node, scope, fields.problems());
                if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
                    TreeMap<String, Template> more = new TreeMap<>(headers);
                    more.put("Content-Type", Template.parse("application/json"));
                    headers = Collections.unmodifiableSortedMap(more);
                }
            }
        }
        return new Body.Http(
                method,
                url == null ? Template.parse("") : scope.url(url, fields.problems()),
                headers,
                body,
                Probes.status(fields),
                fields.has("expectBody") ? fields.text("expectBody", "") : null);
    }

    private SortedMap<String, Template> env(Fields fields) {
        return templates(fields, "env", Names.ENVIRONMENT);
    }

    private SortedMap<String, Template> templates(Fields fields, String key, Names names) {
        TreeMap<String, Template> templates = new TreeMap<>();
        fields.texts(key).forEach((name, value) -> {
            if (!names.allows(name)) {
                fields.problems().error(value.place(), "'" + name + "' can't be a name here: use " + names.rule());
            }
            templates.put(name, scope.template(value, fields.problems()));
        });
        return Collections.unmodifiableSortedMap(templates);
    }

    private List<Template> templates(Fields fields, List<Scalar> scalars) {
        List<Template> templates = new ArrayList<>();
        scalars.forEach(scalar -> templates.add(scope.template(scalar, fields.problems())));
        return List.copyOf(templates);
    }

    private @Nullable Template optional(Fields fields, String key) {
        Scalar scalar = fields.scalar(key);
        return scalar == null ? null : scope.template(scalar, fields.problems());
    }

    private static @Nullable String user(Fields fields) {
        Scalar user = fields.scalar("user");
        return user == null ? null : user.text();
    }

    /** Every template of a body. */
    public static List<Template> templatesOf(Body body) {
        List<Template> all = new ArrayList<>();
        switch (body) {
            case Body.Process process -> {
                all.addAll(process.argv());
                all.addAll(process.env().values());
                addTo(all, process.cwd());
            }
            case Body.Script script -> {
                all.addAll(script.args());
                all.addAll(script.env().values());
                addTo(all, script.cwd());
            }
            case Body.Http http -> {
                all.add(http.url());
                all.addAll(http.headers().values());
                all.add(http.body());
            }
        }
        return all;
    }

    private static void addTo(List<Template> all, @Nullable Template template) {
        if (template != null) {
            all.add(template);
        }
    }
}
