package dev.farrier.cli.doctor;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.ServiceAddress;
import dev.farrier.cli.doctor.check.Finding;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.cli.doctor.check.ServiceCheck;
import dev.farrier.cli.doctor.check.ServiceCheck.ServiceState;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks processes of the service for {@code /readyz}, which needs no token. */
final class ServiceClient {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final JsonMapper mapper = JsonMapper.shared();

    /**
     * @param named addresses that must answer; none: the one of the configuration is asked, and need not answer
     * @return false when one of those that are named did not answer
     */
    boolean check(List<String> named, Settings settings, DoctorReport report) {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build()) {
            boolean reached = true;
            for (String url : named) {
                reached &= check(http, url.contains("://") ? url : "http://" + url, true, report);
            }
            if (named.isEmpty() && settings.http().port() != 0) {
                check(http, ServiceAddress.of(settings.http()), false, report);
            } else if (named.isEmpty()) {
                report.add(Finding.notChecked(Subject.SERVICE, "no process was asked", "farrier doctor --service URL"));
            }
            return reached;
        }
    }

    private boolean check(HttpClient http, String url, boolean mustAnswer, DoctorReport report) {
        try {
            report.add(ServiceCheck.check(url, ask(http, url)));
            return true;
        } catch (IOException | IllegalArgumentException e) {
            String why = e instanceof ConnectException ? "connection refused" : String.valueOf(e.getMessage());
            report.add(
                    mustAnswer
                            ? ServiceCheck.unreachable(url, why)
                            : Finding.notChecked(
                                    Subject.SERVICE,
                                    "no process of Farrier answers at " + url + " (" + why + ")",
                                    "farrier doctor --service URL"));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<ServiceState> ask(HttpClient http, String url) throws IOException, InterruptedException {
        URI uri = URI.create(url.replaceFirst("/+$", "") + "/readyz");
        var answer =
                http.send(HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build(), BodyHandlers.ofString());
        List<ServiceState> states = new ArrayList<>();
        try {
            for (JsonNode check : mapper.readTree(answer.body()).path("checks")) {
                states.add(new ServiceState(
                        check.path("name").asString(),
                        check.path("ok").asBoolean(),
                        check.path("state").asString(),
                        check.path("detail").asString()));
            }
        } catch (JacksonException e) {
            throw new IOException("status " + answer.statusCode() + ", and not the answer of Farrier", e);
        }
        if (states.isEmpty()) {
            throw new IOException("status " + answer.statusCode() + ", and not the answer of Farrier");
        }
        return states;
    }
}
