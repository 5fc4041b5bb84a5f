package dev.farrier.stream.registry;

import dev.farrier.ingest.SchemaUnavailableException;
import dev.farrier.ingest.record.UnreadableException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a schema registry by Confluent's HTTP API, which several products have. The schema of an id never changes, so it is
 * asked for once. Thread-safe.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html#schemas">its API</a>
 */
final class SchemaRegistryClient {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    /** With the body, which the timeout of a request does not include. */
    private static final Duration WHOLE_ANSWER_WITHIN = Duration.ofSeconds(5);

    private static final int MAX_ANSWER_BYTES = 5 << 20;
    private static final int MAX_SCHEMAS = 10_000;
    /** A failed id is asked for again after this time: its schema may be registered meanwhile. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(30);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final String url;
    private final String username;
    private final String password;
    private final UnaryOperator<String> secrets;
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
    /** A map of its own, so that many made-up ids do not push good schemas out of {@link #known}. */
    private final Map<Integer, UnusableSchema> failed = new ConcurrentHashMap<>();

    private sealed interface Answer {}

    private record UsableSchema(Schema schema) implements Answer {}

    /** @param until {@link System#nanoTime} from which it is asked for again */
    private record UnusableSchema(String problem, long until) implements Answer {}

    /**
     * @param url without a slash at its end
     * @param username empty: none
     * @param password a reference
     * @param secrets reference → secret
     */
    SchemaRegistryClient(HttpClient http, String url, String username, String password, UnaryOperator<String> secrets) {
        this.http = http;
        this.url = url;
        this.username = username;
        this.password = password;
        this.secrets = secrets;
    }

    /**
     * @throws UnreadableException when the registry has no schema for this id, or one that can't be used
     * @throws SchemaUnavailableException when the registry does not answer, or asks for a later request or other credentials
     */
    Schema schema(int id) throws UnreadableException {
        Schema schema = known.get(id);
        if (schema != null) {
            return schema;
        }
        UnusableSchema problem = failed.get(id);
        if (problem == null || System.nanoTime() - problem.until() > 0) {
            switch (ask(id)) {
                case UsableSchema usable -> {
                    remember(known, id, usable.schema());
                    failed.remove(id);
                    return usable.schema();
                }
                case UnusableSchema again -> {
                    remember(failed, id, again);
                    problem = again;
                }
            }
        }
        throw UnreadableException.at("", "schema " + id + " of " + url + " " + problem.problem());
    }

    private static <T> void remember(Map<Integer, T> answers, int id, T answer) {
        if (answers.size() >= MAX_SCHEMAS) {
            answers.clear();
        }
        answers.put(id, answer);
    }

    private Answer ask(int id) {
        HttpResponse<byte[]> answer;
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(request(id), LimitedBody.of(MAX_ANSWER_BYTES));
        try {
            answer = asked.get(WHOLE_ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unavailable(id, "does not answer: " + e.getCause());
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw unavailable(id, "does not finish its answer within " + WHOLE_ANSWER_WITHIN.toSeconds() + " s");
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(id, "was not waited for");
        }
        int status = answer.statusCode();
        return switch (status) {
            case 200 -> parsed(new String(answer.body(), StandardCharsets.UTF_8));
            case 404 -> unusable("is not there");
            case 401, 407, 408, 429 -> throw unavailable(id, "answers with status " + status);
            default -> {
                // the registry refuses this id, which comes from a record: to try again would stop the topic
                if (status >= 400 && status < 500) {
                    yield unusable("is refused with status " + status);
                }
                throw unavailable(id, "answers with status " + status);
            }
        };
    }

    private HttpRequest request(int id) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id))
                .timeout(ANSWER_WITHIN)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        if (!username.isEmpty()) {
            try {
                String both = username + ":" + secrets.apply(password);
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                throw unavailable(id, "can't be asked: " + e.getMessage());
            }
        }
        return request.build();
    }

    private static Answer parsed(String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            String type = answer.path("schemaType").asString("AVRO");
            if (!type.equals("AVRO")) {
                return unusable("is of type " + type + ", not Avro");
            }
            if (!answer.path("references").isEmpty()) {
                return unusable("refers to other schemas, which is not supported");
            }
            return new UsableSchema(
                    new Schema.Parser().parse(answer.path("schema").asString("")));
        } catch (JacksonException | AvroRuntimeException e) {
            return unusable("can't be used: " + e.getMessage());
        } catch (RuntimeException e) {
            // Avro's parser throws others on a schema that was written to break it
            return unusable("can't be used: " + e);
        }
    }

    private static UnusableSchema unusable(String problem) {
        return new UnusableSchema(problem, System.nanoTime() + ASK_AGAIN_AFTER.toNanos());
    }

    private SchemaUnavailableException unavailable(int id, String why) {
        return new SchemaUnavailableException("the schema registry " + url + ", needed for schema " + id + ", " + why);
    }
}
