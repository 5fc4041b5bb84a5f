package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.ServiceAddress;
import dev.farrier.secret.SecretReference;
import dev.farrier.view.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers about a rung that persons were asked about, over HTTP: only there is it known who answers. */
abstract class AnswerCommand implements Callable<Integer> {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int MULTIPLE_CHOICES = 300;

    private final String answer;
    private final JsonMapper mapper = JsonMapper.shared();

    @Parameters(
            paramLabel = "ID",
            description =
                    "The incident's id, or enough of its beginning, or of the beginning of what follows the policy's name.")
    private String id = "";

    @Option(
            names = {"--why", "--reason"},
            paramLabel = "TEXT",
            description = "The reason, for the audit topic.")
    private @Nullable String why;

    @Option(
            names = "--rung",
            paramLabel = "NAME",
            description =
                    "The rung that is meant, as the page and farrier incidents list name it. When another one is asked"
                            + " about by now, the answer is refused.")
    private @Nullable String rung;

    @Option(
            names = "--service",
            paramLabel = "URL",
            description =
                    "A process with the role api. Default: the one of http.host and http.port of the configuration.")
    private @Nullable String service;

    @Option(
            names = "--token",
            paramLabel = "REFERENCE",
            defaultValue = "env:FARRIER_TOKEN",
            description = "Where your token is kept: env:NAME or file:PATH. Default: ${DEFAULT-VALUE}.")
    private String token = "";

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    /** @param answer last part of the route */
    AnswerCommand(String answer) {
        this.answer = answer;
    }

    @Override
    public final Integer call() {
        DeploymentOptions.checkFilled(id, "ID");
        String url = service == null ? ServiceAddress.of(options.settings().http()) : service;
        String base = (url.contains("://") ? url : "http://" + url).replaceFirst("/+$", "") + "/api/v1/incidents";
        String secret = secret();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build()) {
            JsonNode asking = incident(ask(
                    http,
                    request(base + "?state=awaiting-approval&limit=1000", secret)
                            .GET()));
            String incident = asking.path("id").asString();
            if (rung == null) {
                String meant = asking.path("approval").path("rung").asString();
                throw new CommandException(
                        ExitCode.USAGE,
                        "incident " + incident + " asks about rung " + meant + " on "
                                + asking.path("target").asString() + ": write --rung " + meant
                                + " if you mean that");
            }
            String body = new JsonObject().put("why", why).put("rung", rung).line();
            JsonNode said = ask(
                    http, request(base + "/" + incident + "/" + answer, secret).POST(BodyPublishers.ofString(body)));
            options.print(
                    "Incident " + incident + ": "
                            + (said.path("approves").asBoolean() ? "yes" : "no") + " to rung "
                            + said.path("rung").asString() + ", as "
                            + said.path("by").asString()
                            + "; see farrier incidents show " + incident,
                    new JsonObject()
                            .put("incident", incident)
                            .put("rung", said.path("rung").asString())
                            .put("approves", said.path("approves").asBoolean())
                            .put("by", said.path("by").asString()));
            return ExitCode.FINE;
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof ConnectException ? "connection refused" : String.valueOf(e.getMessage());
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "no process of Farrier answers at " + url + " (" + reason + "): write --service URL");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.UNREACHABLE, "interrupted");
        }
    }

    private String secret() {
        try {
            return SecretReference.parse(token, Path.of("")).resolve(System.getenv());
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw new CommandException(
                    ExitCode.USAGE,
                    "--token: " + (reason.isEmpty() ? "write env:NAME or file:PATH" : reason)
                            + "; a person answers with a token of their own, of http.tokens");
        }
    }

    private static HttpRequest.Builder request(String url, String secret) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + secret);
    }

    private JsonNode ask(HttpClient http, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        JsonNode answered;
        try {
            answered = mapper.readTree(response.body());
        } catch (JacksonException e) {
            throw new IOException("status " + response.statusCode() + ", and not the answer of Farrier", e);
        }
        if (response.statusCode() >= MULTIPLE_CHOICES) {
            String detail = answered.path("error").asString("status " + response.statusCode());
            throw new CommandException(ExitCode.NOT_FINE, detail);
        }
        return answered;
    }

    /** The one that is meant, of those that ask. */
    private JsonNode incident(JsonNode list) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode incident : list.path("incidents")) {
            String known = incident.path("id").asString();
            if (known.equals(id)) {
                return incident;
            }
            if (known.startsWith(id)
                    || known.substring(known.lastIndexOf('-') + 1).startsWith(id)) {
                found.add(incident);
            }
        }
        if (found.size() != 1) {
            throw new CommandException(
                    ExitCode.NOT_FINE,
                    found.isEmpty()
                            ? "no incident " + id + " asks for approval; see farrier incidents list"
                            : found.size() + " incidents begin with " + id + ", write more of it: "
                                    + found.stream()
                                            .map(one -> one.path("id").asString())
                                            .collect(Collectors.joining(", ")));
        }
        return found.getFirst();
    }
}
