package dev.farrier.app.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.farrier.app.config.ConfigurationException;
import dev.farrier.app.config.Settings;
import dev.farrier.model.Labels;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.BeginMaintenance;
import dev.farrier.model.OperatorInput.EndMaintenance;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerMaintenanceTest {
    private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");

    private final List<OperatorInput> told = new ArrayList<>();
    private final List<Maintenance> standing = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpServer server;
    private final AlertmanagerMaintenance reading;
    private int status = 200;
    private String answer = "[]";
    private volatile @Nullable String authorization;

    AlertmanagerMaintenanceTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/am/api/v2/silences", exchange -> {
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        reading = new AlertmanagerMaintenance(
                Objects.requireNonNull(settings(
                                "maintenance.alertmanager.url=http://ann:secret@127.0.0.1:"
                                        + server.getAddress().getPort() + "/am/",
                                "maintenance.alertmanager.label=host")
                        .alertmanager()),
                () -> Optional.of(bundle()),
                () -> List.copyOf(standing),
                this::tell,
                InstantSource.fixed(NOW),
                registry);
    }

    @AfterEach
    void close() {
        reading.close();
        server.stop(0);
    }

    private static Settings settings(String... set) throws ConfigurationException {
        return Settings.load(null, Map.of(), List.of(set));
    }

    private void tell(OperatorInput order) {
        told.add(order);
        if (order instanceof BeginMaintenance begin) {
            standing.removeIf(known -> known.id().equals(begin.id()));
            standing.add(new Maintenance(
                    begin.id(), begin.selector(), begin.by(), begin.why(), NOW.toEpochMilli(), begin.until()));
        } else if (order instanceof EndMaintenance end) {
            standing.removeIf(known -> known.id().equals(end.id()));
        }
    }

    private static Bundle bundle() {
        SortedMap<String, Resource> resources = new TreeMap<>();
        for (String name : List.of("web-01", "web-02", "db.example")) {
            resources.put(
                    name, new Resource(name, "", "s1", "10.0.0." + name.length(), Labels.empty(), Labels.empty()));
        }
        return new Bundle(
                "c1",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                resources,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    private static String silence(String matchers, String state, String endsAt) {
        return """
                [{"id": "4008a369-6d9c-4a06-b783-88ebb07ace2a", "status": {"state": "%s"}, "updatedAt": "2027-01-15T07:00:00.000Z",
                  "comment": "disk swap", "createdBy": "ann", "endsAt": "%s", "startsAt": "2027-01-15T07:00:00.000Z",
                  "matchers": [%s]}]""".formatted(state, endsAt, matchers);
    }

    private static String matcher(String name, String value, boolean regex) {
        return "{\"isEqual\": true, \"isRegex\": " + regex + ", \"name\": \"" + name + "\", \"value\": \""
                + value.replace("\\", "\\\\") + "\"}";
    }

    @Test
    void shouldBeginOnceAndEndWithTheSilence() throws Exception {
        answer = silence(matcher("host", "web-01:9100", false), "active", "2027-01-15T10:00:00.123Z");
        reading.update();
        reading.update();
        assertThat(told)
                .containsExactly(new BeginMaintenance(
                        "am-4008a369",
                        "name=\"web-01\"",
                        Instant.parse("2027-01-15T10:00:00.123Z").toEpochMilli(),
                        "ann",
                        "disk swap"));

        answer = silence(matcher("host", "web-01:9100", false), "expired", "2027-01-15T07:59:00.000Z");
        reading.update();
        reading.update();
        assertThat(told)
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        EndMaintenance.class, end -> assertThat(end.id()).isEqualTo("am-4008a369"));
    }

    @Test
    void shouldFollowAnotherEnd() throws Exception {
        answer = silence(matcher("host", "web-01", false), "active", "2027-01-15T10:00:00.000Z");
        reading.update();
        answer = silence(matcher("host", "web-01", false), "active", "2027-01-15T12:00:00.000Z");
        reading.update();

        assertThat(standing)
                .extracting(Maintenance::until)
                .containsExactly(Instant.parse("2027-01-15T12:00:00Z").toEpochMilli());
    }

    @Test
    void shouldLimitWhatLastsForLongerThanAMaintenanceMay() throws Exception {
        answer = silence(matcher("host", "web-01", false), "active", "2030-01-15T10:00:00.000Z");
        reading.update();
        reading.update();

        assertThat(told).hasSize(1);
        assertThat(standing)
                .extracting(Maintenance::until)
                .containsExactly(Instant.parse("2027-02-14T07:59:00Z").toEpochMilli());
    }

    @Test
    void shouldChangeNothingWhileThereIsNoAnswer() throws Exception {
        answer = silence(matcher("host", "web-01", false), "active", "2027-01-15T10:00:00.000Z");
        reading.update();
        standing.add(new Maintenance("m1", "name=\"web-02\"", "bob", "by hand", 0, NOW.toEpochMilli() + 60_000));
        status = 503;
        reading.update();
        status = 200;
        answer = "<html>";
        reading.update();

        assertThat(told).hasSize(1);
        assertThat(registry.get("farrier.alertmanager.reads")
                        .tag("result", "failed")
                        .counter()
                        .count())
                .isEqualTo(2);
        answer = "[]";
        reading.update();
        assertThat(standing).extracting(Maintenance::id).containsExactly("m1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            host ; web-01            ; false ; name="web-01"
            host ; 10.0.0.10:9100    ; false ; name="db.example"
            host ; web-01|web-02     ; true  ; name=~"web-01|web-02"
            host ; (web-01|none)     ; true  ; name="web-01"
            host ; ^(?:db\\.example)$ ; true  ; name="db.example"
            host ; db.example        ; true  ; name="db.example"
            host ; web-.*            ; true  ;
            host ; web-0[12]         ; true  ;
            host ; none              ; false ;
            host ; .*                ; true  ;
            job  ; web-01            ; false ;
            """)
    void shouldReadSilencesOfResourcesAlone(String label, String value, boolean regex, String selector)
            throws Exception {
        answer = silence(matcher(label, value, regex), "active", "2027-01-15T10:00:00.000Z");
        reading.update();

        assertThat(standing)
                .extracting(Maintenance::selector)
                .isEqualTo(selector == null ? List.of() : List.of(selector));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name": "host", "value": "web-01", "isRegex": false}, {"name": "alertname", "value": "Down", "isRegex": false} | 0
            {"name": "host", "value": "web-01", "isRegex": false, "isEqual": false}                                         | 0
            {"name": "host", "value": "web-01", "isRegex": false}                                                           | 1
            {"name": "host", "value": "web-01", "isRegex": false}, {"name": "host", "value": "web-02", "isRegex": false}    | 0
            """)
    void shouldLeaveOutWhatIsAboutMore(String matchers, int begun) throws Exception {
        answer = silence(matchers, "active", "2027-01-15T10:00:00.000Z");
        reading.update();

        assertThat(standing).hasSize(begun);
    }

    @Test
    void shouldSendNameAndPasswordOfTheUrl() throws Exception {
        reading.update();

        assertThat(authorization).isEqualTo("Basic YW5uOnNlY3JldA==");
    }

    @Test
    void shouldNotReadWhatIsNotActive() throws Exception {
        answer = silence(matcher("host", "web-01", false), "pending", "2027-01-15T10:00:00.000Z");
        reading.update();

        assertThat(told).isEmpty();
    }

    @Test
    void shouldReadNothingUnlessItIsConfigured() throws Exception {
        assertThat(settings().alertmanager()).isNull();
    }
}
