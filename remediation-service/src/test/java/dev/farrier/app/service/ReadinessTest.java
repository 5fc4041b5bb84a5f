package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.config.Settings;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("kafka")
class ReadinessTest {
    @TempDir
    private Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void shouldNotBeReadyAnyMoreWhenAStreamThreadHasDied() throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Topics topics = SharedKafka.newTopics();
        Settings settings = Settings.load(
                null,
                Map.of(),
                List.of(
                        "kafka.bootstrap.servers=" + SharedKafka.config().bootstrap(),
                        "topics.prefix=" + topics.prefix(),
                        "roles=core,policies",
                        "policies.dir=" + folder.resolve("policies"),
                        "data.dir=" + folder.resolve("data"),
                        "http.port=0"));
        try (FarrierService service = FarrierService.start(settings, registry, true)) {
            await().atMost(Duration.ofSeconds(60)).until(service::isReady);
            assertThat(registry.scrape()).contains("farrier_ready 1.0");

            Thread victim = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(topics.coreApplication() + "-StreamThread-1"))
                    .findFirst()
                    .orElseThrow();
            victim.interrupt();

            await().atMost(Duration.ofSeconds(60)).until(() -> !service.isReady());
            assertThat(service.checks())
                    .filteredOn(check -> !check.ok())
                    .extracting(ReadinessCheck::name)
                    .containsExactly("streams");
            assertThat(registry.scrape()).contains("farrier_ready 0.0");
        }
        assertThat(registry.scrape()).contains("farrier_ready 0.0");
    }
}
