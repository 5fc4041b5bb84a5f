package dev.farrier.execute.http;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.Timing;
import dev.farrier.model.Action;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionKeys;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Template;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code http}: one request, whose answer must be as expected. */
public final class HttpAction implements ExecutableActionType {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** The HTTP client writes these itself, and lets nobody else write them. */
    private static final Set<String> CLIENT_HEADERS =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

    private static final YamlMap HTTP = YamlMap.of(Action.Http.TYPE, "An HTTP request.");
    private static final YamlKey<String> METHOD =
            HTTP.optional("method", YamlTypes.oneOf("unknown method", METHODS), "POST", "The method.");
    private static final YamlKey<Scalar> URL =
            HTTP.required("url", ActionKeys.url("write http://… or https://…"), "The URL of the request.");
    private static final YamlKey<SequencedMap<String, Scalar>> HEADERS = HTTP.optional(
            "headers",
            YamlTypes.mapOf(NameRule.HEADER, YamlTypes.scalar()),
            "The headers. The decider fills in templates; the executor fills in {secret.env:NAME} and "
                    + "{secret.file:/path}.");
    private static final YamlKey<Node> BODY = HTTP.optional(
            "body",
            YamlTypes.any(
                    "text, map or list",
                    writer -> of("type", List.of("string", "number", "boolean", "object", "array"))),
            "A text, or a map or list that is sent as JSON. The decider fills in templates; the executor fills in "
                    + "{secret.env:NAME} and {secret.file:/path}.");
    private static final YamlKey<Integer> STATUS = HTTP.add(ActionKeys.STATUS);
    private static final YamlKey<String> EXPECT_BODY = HTTP.optional(
            "expectBody",
            YamlTypes.text(),
            "The expected body, without leading and trailing white space. Default: " + "any.");

    @Override
    public YamlMap map() {
        return HTTP;
    }

    @Override
    public ActionBody read(MapReader written, ActionContext context) {
        SortedMap<String, Template> headers = headers(written, context);
        String contentType = contentType(headers);
        Node node = written.find(BODY);
        Template body = node == null ? Template.parse("") : context.body(written, node, contentType);
        if (node != null
                && !(node instanceof Scalar)
                && headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            TreeMap<String, Template> more = new TreeMap<>(headers);
            more.put("Content-Type", Template.parse("application/json"));
            headers = Collections.unmodifiableSortedMap(more);
        }
        return new HttpBody(
                written.get(METHOD),
                context.url(written, URL),
                headers,
                body,
                written.get(STATUS, 0),
                written.find(EXPECT_BODY));
    }

    private static SortedMap<String, Template> headers(MapReader written, ActionContext context) {
        written.get(HEADERS).forEach((name, value) -> {
            if (CLIENT_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                written.problems().error(value.location(), "header '" + name + "' is made from the request: remove it");
            }
            if (value.text().chars().anyMatch(c -> c < ' ' && c != '\t')) {
                written.problems()
                        .error(value.location(), "header '" + name + "' has a line break: write it in one line");
            }
        });
        return context.templates(written, HEADERS);
    }

    private static String contentType(SortedMap<String, Template> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                .map(header ->
                        header.getValue().beginning().toLowerCase(Locale.ROOT).strip())
                .findFirst()
                .orElse("");
    }

    @Override
    public ActionRunner runner(Timing timing) {
        return new HttpRunner();
    }

    /** @param status expected; 0: any of 200 to 299 */
    record HttpBody(
            String method,
            Template url,
            SortedMap<String, Template> headers,
            Template body,
            int status,
            @Nullable String expectBody)
            implements ActionBody {
        @Override
        public String type() {
            return Action.Http.TYPE;
        }

        @Override
        public List<Template> templates() {
            return Stream.of(List.of(url), headers.values(), List.of(body))
                    .flatMap(Collection::stream)
                    .toList();
        }

        @Override
        public String explanation() {
            return method + " " + url;
        }

        @Override
        public Action render(ActionValues values) {
            return new Action.Http(new Action.HttpCall(
                    method,
                    values.url(url),
                    values.headers(headers),
                    values.text(body),
                    status,
                    expectBody,
                    values.timeout().toMillis()));
        }
    }
}
